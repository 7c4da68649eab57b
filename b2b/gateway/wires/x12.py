"""X12: sets read from stored bytes and made ready for the way out; how interchanges go together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from b2b.documents import Document
from b2b.edi.engine import tree
from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.load import available_releases, available_sets, load_release
from b2b.edi.x12 import isa, mappings
from b2b.edi.x12.acknowledge import Readable, Target, acknowledge, ta1
from b2b.edi.x12.business_unit import business_unit
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover
from b2b.edi.x12.releases import release_of
from b2b.edi.x12.tokenizer import Tokenizer
from b2b.errors import Unreadable
from b2b.gateway.examination import FoundGroup, FoundInterchange, first_error
from b2b.gateway.trade import Trade
from b2b.gateway.wires import x12_envelope
from b2b.gateway.wires.answers import Answer
from b2b.gateway.wires.habits import Duplicates, Habits
from b2b.gateway.wires.sendable import sendable
from b2b.gateway.wires.writing import TA1, Ready, grouped, kept_body
from b2b.gateway.wires.x12_envelope import write
from b2b.store.agreements import agreement_settings
from b2b.store.settings import PartnerSettings, X12Settings
from b2b.store.states import Syntax
from b2b.store.tables import Agreement, Exchange, Group, Interchange

__all__ = ["ECHOED", "GROUP", "HEADER", "SYNTAX", "write"]

SYNTAX = Syntax.X12
HEADER, GROUP = "ISA", "GS"
# An answer echoes what was sent, also a set or group that X12 does not have.
ECHOED = frozenset({("AK1", 1), ("AK2", 1)})

_ACKNOWLEDGMENT_GROUP = "FA"
_PLAIN, _IMPLEMENTATION = "997", "999"
_DUPLICATE = "025"  # element I18: duplicate interchange control number
# Element 716: functional group not supported. It is the code nearest to GS codes that are not agreed.
_NOT_FOR_US = "1"
_DUPLICATES = {
    "acknowledge-again": Duplicates.AGAIN,
    "ta1-025": Duplicates.REFUSED,
    "silence": Duplicates.SILENCE,
}


def habits(settings: PartnerSettings) -> Habits:
    """What is agreed with a partner on X12."""
    x12 = settings.x12
    return Habits(
        frozenset(x12.tolerate),
        CharacterSet(x12.character_set),
        _DUPLICATES[x12.duplicates],
        x12.control_number_reuse_days,
        x12.groups_an_interchange,
    )


def works(name: str) -> bool:
    """Whether there is a mapping for the set."""
    return name in mappings.sets()


def document(
    content: bytes, interchange: Interchange, group: Group, exchange: Exchange, trade: Trade
) -> tuple[Document, Sequence[Leftover]]:
    """The document of a set, read by the release that it was checked by. Unreadable: too little can be read."""
    segments, delimiters = _segments(content, interchange, exchange)
    release = release_of(segments[0], group.version)
    if release is None:
        raise Unreadable(f"there is no X12 release {group.version}", where=f"set {exchange.control_number}")
    context = Context(
        release,
        delimiters,
        time_zone=trade.zone,
        currency=trade.settings.terms.currency or None,
        date=_day(interchange.date),
    )
    return mappings.for_set(exchange.set_id).read(tree.build(segments, release.sets[exchange.set_id]), context)


def number(content: bytes, interchange: Interchange, exchange: Exchange) -> str:
    """The number of the document in a set, "" where that cannot be told."""
    unit = business_unit(_segments(content, interchange, exchange)[0])
    return unit.number if unit else ""


def alone(content: bytes, interchange: Interchange, group: Group, raw: bytes) -> bytes | None:
    """ISA as it came, a GS that says what the group's said, the set, and the trailers."""
    header = isa.parse(content, interchange.offset)
    if header is None:
        return None
    delimiters = header.delimiters
    element, end = delimiters.encoded(delimiters.element), delimiters.encoded(delimiters.terminator)
    codes = (group.functional_id, group.sender_code, group.receiver_code, "20000101", "0000")
    gs = element.join(
        part.encode(errors="replace") for part in ("GS", *codes, group.control_number, "X", group.version)
    )
    ge = element.join([b"GE", b"1", group.control_number.encode(errors="replace")])
    iea = element.join([b"IEA", b"1", interchange.control_number.encode(errors="replace")])
    head = content[interchange.offset : interchange.offset + header.length]
    return b"".join([head, b"\n", gs, end, b"\n", raw, b"\n", ge, end, b"\n", iea, end, b"\n"])


def answer_group(group: FoundGroup, settings: PartnerSettings, *, for_us: bool) -> Answer | None:
    """The 997 or 999 of a group; never one for acknowledgments."""
    target = _target(group.header.version, settings.x12)
    body = acknowledge(group.result, group.sets, target, "" if for_us else _NOT_FOR_US)
    return Answer(target.set, body) if body is not None else None


def answer_interchange(
    interchange: FoundInterchange,
    settings: PartnerSettings,
    *,
    wanted: bool,
    not_for_us: Sequence[FoundGroup] = (),
    duplicate: bool = False,
) -> Answer | None:
    """The TA1 of an interchange, as agreed: of one that asks for it (ISA14) or is rejected as a whole, of all, of none.

    An interchange that holds nothing but TA1s gets none, or two partners would answer each other for ever.
    """
    result = interchange.result
    if not _is_ta1_due(interchange, settings, rejected=duplicate or first_error(result.findings) is not None):
        return None
    return Answer(TA1, [ta1(result, _DUPLICATE if duplicate else "")])


def sends(name: str, settings: PartnerSettings) -> bool:
    """Whether the partner gets such an acknowledgment at all: sets are always answered, envelopes as agreed."""
    return name != TA1 or settings.x12.ta1 != "never"


def readable(settings: PartnerSettings) -> Readable:
    """Texts of others without delimiters, in the characters that are agreed on."""
    x12 = settings.x12
    return Readable(Target(delimiters=x12_envelope.delimiters(x12), character_set=CharacterSet(x12.character_set)))


def prepared(trade: Trade, exchange: Exchange, agreement: Agreement) -> Ready:
    """The document of an exchange as a set of the release that is agreed on."""
    name, release, x12 = agreement.document, load_release(agreement.release), trade.settings.x12
    characters = CharacterSet(x12.character_set)
    document, findings = sendable(trade, exchange, agreement, release, characters if x12.transliterate else None)
    context = Context(
        release, x12_envelope.delimiters(x12), characters, trade.zone, currency=trade.settings.terms.currency or None
    )
    segments = mappings.for_set(name).write(document, context)
    group, terms = release.sets[name].functional_group, agreement_settings(agreement)
    return Ready(exchange, name, segments, agreement.release, group, terms, findings=findings)


def prepared_answer(trade: Trade, exchange: Exchange, answered_version: str) -> Ready:
    """An acknowledgment in the release of what it answers, or in the one that is agreed on for acknowledgments."""
    version = _answer_version(answered_version, trade.settings.x12)
    load_release(version[:6])
    convention = version if exchange.set_id == _IMPLEMENTATION and len(version) > 6 else ""
    return Ready(exchange, exchange.set_id, kept_body(exchange), version, _ACKNOWLEDGMENT_GROUP, convention=convention)


def together(ready: Sequence[Ready], most: int) -> list[Ready]:
    """What one interchange takes: one interchange version, and so many groups; TA1s stand beside them, or alone."""
    parts = grouped(ready)
    if not parts or (most == 1 and ready[0].stands_alone):
        return [one for one in ready if one.stands_alone]
    version = load_release(parts[0][0].release).interchange_version
    alike = [part for part in parts if load_release(part[0].release).interchange_version == version]
    notes = [one for one in ready if one.stands_alone] if most > 1 else []
    return [*notes, *(one for part in alike[:most] for one in part)]


def _is_ta1_due(interchange: FoundInterchange, settings: PartnerSettings, *, rejected: bool) -> bool:
    """Whether an envelope is answered; never one that holds nothing but such answers."""
    result = interchange.result
    if not sends(TA1, settings) or (result.ta1 and not result.counts.sets):
        return False
    return settings.x12.ta1 == "always" or result.header.ack_requested or rejected


def _answer_version(version: str, x12: X12Settings) -> str:
    """GS08 of the acknowledgment of a group: as agreed, else the release of the group where we have it, else the
    partner's usual one.
    """
    if x12.acknowledgment_version:
        return x12.acknowledgment_version
    return version[:6] if version[:6] in available_releases() else x12.release


def _target(version: str, x12: X12Settings) -> Target:
    """What the acknowledgment of a group of this version is to be: a 999 for those who want it, where there is one."""
    release = _answer_version(version, x12)[:6]
    wanted = x12.acknowledgment == _IMPLEMENTATION and release in available_releases()
    chosen = _IMPLEMENTATION if wanted and _IMPLEMENTATION in available_sets(release) else _PLAIN
    return Target(chosen, release, x12_envelope.delimiters(x12), CharacterSet(x12.character_set))


def _segments(content: bytes, interchange: Interchange, exchange: Exchange) -> tuple[list[list[str]], Delimiters]:
    """The segments of a set, and what parts their elements. Unreadable: the interchange's header is."""
    header = isa.parse(content, interchange.offset)
    if header is None:
        raise Unreadable("the interchange header cannot be read", where=f"interchange {interchange.control_number}")
    end = interchange.offset + header.length
    tokenizer = Tokenizer(header.delimiters, content[interchange.offset : end], content[end : end + 2])
    set_bytes = content[exchange.offset : exchange.offset + exchange.length]
    return tokenizer.tokenize(set_bytes).segments, header.delimiters


def _day(yymmdd: str) -> dt.date | None:
    """The day of an ISA09, None where it is not one."""
    try:
        return dt.datetime.strptime(yymmdd, "%y%m%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None
