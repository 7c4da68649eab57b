"""EDIFACT: messages read from stored bytes and made ready for the way out; how interchanges go together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from b2b.documents import Document
from b2b.edi.edifact import mappings, syntax_version, unb
from b2b.edi.edifact.contrl import Target, answering, contrl, routed_to
from b2b.edi.edifact.releases import CONTRL, MessageType, schema_of, service_directory, shipped
from b2b.edi.edifact.repertoire import repertoire
from b2b.edi.edifact.service_characters import COMPONENT
from b2b.edi.edifact.splitting import Splitting
from b2b.edi.edifact.tokenizer import Tokenizer
from b2b.edi.edifact.unb import Unb
from b2b.edi.engine import tree
from b2b.edi.findings import AckCode, Finding, Severity, Verdict
from b2b.edi.load import load_release
from b2b.edi.x12.mappings import days
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover
from b2b.errors import Unreadable
from b2b.gateway.examination import FoundGroup, FoundInterchange, first_error
from b2b.gateway.trade import Trade
from b2b.gateway.wires.answers import Answer
from b2b.gateway.wires.edifact_envelope import alone, write
from b2b.gateway.wires.habits import Duplicates, Habits
from b2b.gateway.wires.sendable import sendable
from b2b.gateway.wires.writing import Ready, grouped, kept_body
from b2b.store.agreements import agreement_settings
from b2b.store.settings import EdifactSettings, PartnerSettings
from b2b.store.states import Syntax
from b2b.store.tables import Agreement, Exchange, Group, Interchange

__all__ = ["ECHOED", "GROUP", "HEADER", "SYNTAX", "alone", "write"]

SYNTAX = Syntax.EDIFACT
HEADER, GROUP = "UNB", "UNG"
# What CONTRL repeats is made fit for its own codes and lengths.
ECHOED: frozenset[tuple[str, int]] = frozenset()

# Codes of 0085 that only we can know: we are not the recipient, and the interchange came before.
_NOT_OURS, _DUPLICATE = "7", "26"
_DUPLICATES = {"acknowledge-again": Duplicates.AGAIN, "reject": Duplicates.REFUSED, "silence": Duplicates.SILENCE}


def habits(settings: PartnerSettings) -> Habits:
    """What is agreed with a partner on EDIFACT."""
    edifact = settings.edifact
    return Habits(
        frozenset(edifact.tolerate),
        None,
        _DUPLICATES[edifact.duplicates],
        edifact.control_number_reuse_days,
        edifact.groups_an_interchange,
    )


def works(name: str) -> bool:
    """Whether there is a mapping for the message."""
    return name in mappings.messages()


def document(
    content: bytes, interchange: Interchange, group: Group, exchange: Exchange, trade: Trade
) -> tuple[Document, Sequence[Leftover]]:
    """The document of a message, read by the directory that its UNH names. Unreadable: too little can be read."""
    segments, header = _segments(content, interchange, exchange)
    type = MessageType(segments[0], header.version)
    release = shipped(type.directory)
    schema = schema_of(release, type.id, header.version) if release is not None else None
    if release is None or schema is None:
        raise Unreadable(f"there is no {type.id} in {type.directory}", where=f"message {exchange.control_number}")
    context = Context(
        release,
        header.characters.inside(),
        time_zone=trade.zone,
        currency=trade.settings.terms.currency or None,
        date=_day(interchange.date),
    )
    return mappings.for_message(exchange.set_id).read(tree.build(segments, schema), context)


def number(content: bytes, interchange: Interchange, exchange: Exchange) -> str:
    """The number of the document in a message (BGM 1004), "" where that cannot be told."""
    segments, _ = _segments(content, interchange, exchange)
    bgm = next((one for one in segments if one[0] == "BGM"), [])
    return bgm[2].split(COMPONENT)[0].strip() if len(bgm) > 2 else ""


def answer_group(group: FoundGroup, settings: PartnerSettings, *, for_us: bool) -> Answer | None:
    """None: CONTRL answers the interchange, with the groups in it."""
    return None


def answer_interchange(
    interchange: FoundInterchange,
    settings: PartnerSettings,
    *,
    wanted: bool,
    not_for_us: Sequence[FoundGroup] = (),
    duplicate: bool = False,
) -> Answer | None:
    """The CONTRL of an interchange, as agreed; never one for CONTRLs."""
    rejected = duplicate or bool(not_for_us) or _is_rejected(interchange)
    if not _is_due(interchange, settings, wanted, rejected=rejected):
        return None
    groups = (_refused(one) if any(one is other for other in not_for_us) else one for one in interchange.groups)
    target = _target(interchange.header.version, settings.edifact)
    results = ((group.result, group.sets) for group in groups)
    # The number of the message is given when it is written.
    message = contrl(interchange.result, results, "1", target, _DUPLICATE if duplicate else "")
    return Answer(message.type, message.segments) if message is not None else None


def sends(name: str, settings: PartnerSettings) -> bool:
    """Whether the partner gets CONTRLs at all."""
    return settings.edifact.contrl != "never"


def readable(settings: PartnerSettings) -> Callable[[str, int, int], str]:
    """Texts of others in the characters that are agreed on; what they do not have becomes a hyphen."""
    characters = repertoire(settings.edifact.character_set)

    def fit(text: str, low: int, high: int) -> str:
        return "".join("-" if characters.refused(one) else one for one in text[:high]).ljust(low, "-")

    return fit


def prepared(trade: Trade, exchange: Exchange, agreement: Agreement) -> Ready:
    """The document of an exchange as a message of the directory that is agreed on."""
    name, edifact = agreement.document, trade.settings.edifact
    characters = repertoire(edifact.character_set) if edifact.transliterate else None
    document, findings = sendable(trade, exchange, agreement, shipped(agreement.release), characters)
    context = Context(
        load_release(agreement.release, "edifact"),
        time_zone=trade.zone,
        currency=trade.settings.terms.currency or None,
        date=exchange.created_at.astimezone(trade.zone).date(),
    )
    segments = mappings.for_message(name).write(document, context)
    terms = agreement_settings(agreement)
    return Ready(exchange, name, segments, agreement.release, name, terms, terms.association, findings)


def prepared_answer(trade: Trade, exchange: Exchange, answered_version: str) -> Ready:
    """A CONTRL with the segments that it was made of, in the syntax version of what it answers, or the agreed one."""
    body, target = kept_body(exchange), _target(answered_version, trade.settings.edifact)
    syntax = syntax_version.written(target.identifier, target.syntax)
    return Ready(
        exchange, CONTRL, body, service_directory(target.syntax), CONTRL, routing=routed_to(body), syntax=syntax
    )


def together(ready: Sequence[Ready], most: int) -> list[Ready]:
    """What one interchange takes: so many kinds of message, in one syntax; CONTRL goes by itself, as it is never
    answered.
    """
    first = ready[0]
    alike = [one for one in ready if (one.name == CONTRL, one.syntax) == (first.name == CONTRL, first.syntax)]
    parts = grouped(alike)
    return [one for part in parts[:most] for one in part]


def _target(version: str, edifact: EdifactSettings) -> Target:
    """In which syntax an interchange of a version is answered."""
    agreed = Target(str(edifact.syntax), edifact.character_set)
    return agreed if edifact.contrl_syntax == "agreed" else answering(version, agreed)


def _is_due(interchange: FoundInterchange, settings: PartnerSettings, wanted: bool, *, rejected: bool) -> bool:
    """Whether an interchange is answered: the policy (0031 asks), and whether its messages are to be acknowledged."""
    asked, policy = interchange.header.ack_requested, settings.edifact.contrl
    due = {"always": wanted or asked, "requested": asked or (wanted and rejected), "rejections": rejected}
    return due.get(policy, False)


def _refused(group: FoundGroup) -> FoundGroup:
    """A group that is addressed to somebody else, as CONTRL tells it."""
    message = "the group is addressed to somebody else"
    finding = Finding("unknown-group-codes", Severity.ERROR, message, ack=(AckCode("UCF", GROUP, _NOT_OURS),))
    result = replace(group.result, verdict=Verdict.REJECTED, findings=(finding, *group.result.findings))
    return replace(group, result=result)


def _is_rejected(interchange: FoundInterchange) -> bool:
    """Whether anything of it is not taken."""
    findings = [interchange.result.findings, *(group.result.findings for group in interchange.groups)]
    return any(first_error(each) is not None for each in findings) or any(
        not one.verdict.accepted for group in interchange.groups for one in group.sets
    )


def _segments(content: bytes, interchange: Interchange, exchange: Exchange) -> tuple[list[list[str]], Unb]:
    """The segments of a message, and the header of its interchange. Unreadable: the header is."""
    header = unb.parse(content, interchange.offset)
    if header is None:
        raise Unreadable("the interchange header cannot be read", where=f"interchange {interchange.control_number}")
    end = interchange.offset + header.length
    tokenizer = Tokenizer(Splitting(header.characters), repertoire(header.identifier), content[end : end + 2])
    raw = content[exchange.offset : exchange.offset + exchange.length]
    usual = tokenizer.usual(raw)
    return (usual if usual is not None else tokenizer.tokenize(raw).segments), header


def _day(date: str) -> dt.date | None:
    """The day of a UNB, None where it is not one."""
    try:
        return days.read(date)
    except ValueError:
        return None
