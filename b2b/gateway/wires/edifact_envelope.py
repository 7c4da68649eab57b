"""EDIFACT: an interchange around messages that are ready, or around one of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import count

from b2b.edi.edifact import syntax_version, unb
from b2b.edi.edifact.releases import CONTRL
from b2b.edi.edifact.service_characters import ServiceCharacters
from b2b.edi.edifact.writer import Envelope, Message, write_interchange
from b2b.edi.edifact.writer import Group as UngGroup
from b2b.gateway.trade import Trade
from b2b.gateway.wires.writing import Numbers, Ready, Written, WrittenGroup, grouped, parties, wrapped
from b2b.store.settings import EdifactSettings
from b2b.store.states import Syntax
from b2b.store.tables import Group, Identity, Interchange


def write(trade: Trade, ready: Sequence[Ready], now: dt.datetime, numbers: Numbers) -> Written:
    """The interchange with these numbers. NotWritable, ConfigError."""
    edifact = trade.settings.edifact
    ours, theirs = parties(trade, Syntax.EDIFACT, ready[0].exchange.number)
    envelope = _envelope(trade, ready, now, ours, theirs, numbers)
    parts, running = grouped(ready), count(numbers.message)
    messages = [[_message(one, str(wrapped(next(running)))) for one in part] for part in parts]
    in_groups = edifact.groups and ready[0].name != CONTRL
    references = [str(wrapped(numbers.group + n)) if in_groups else envelope.reference for n in range(len(parts))]
    sender, receiver = ours.gs_id or ours.value, theirs.gs_id or theirs.value
    groups = [
        UngGroup(
            type=part[0].type,
            sender=sender,
            receiver=receiver,
            reference=reference,
            made_at=envelope.made_at,
            version=part[0].version,
            release=part[0].release,
            messages=part,
            association=part[0].association,
        )
        for part, reference in zip(messages, references, strict=True)
    ]
    content = groups if in_groups else [one for part in messages for one in part]
    return Written(
        content=write_interchange(envelope, content),
        sender=ours,
        receiver=theirs,
        control_number=envelope.reference,
        version=syntax_version.written(envelope.identifier, envelope.syntax),
        test=envelope.test,
        date=envelope.made_at.strftime("%Y%m%d" if envelope.syntax >= "4" else "%y%m%d"),
        groups=[
            WrittenGroup(
                one.type, one.reference, part[0].version, sender, receiver, [m.reference for m in one.messages]
            )
            for one, part in zip(groups, parts, strict=True)
        ],
    )


def alone(content: bytes, interchange: Interchange, group: Group, raw: bytes) -> bytes | None:
    """UNA and UNB as they came, the message, and UNZ."""
    header = unb.parse(content, interchange.offset)
    if header is None:
        return None
    characters = header.characters
    released = str.maketrans({one: characters.release + one for one in characters.special if one})
    reference = interchange.control_number.translate(released)
    unz = characters.element.join(("UNZ", "1", reference)) + characters.terminator
    head = content[interchange.offset : interchange.offset + header.length]
    return b"".join([head, b"\n", raw, b"\n", unz.encode("latin-1", errors="replace"), b"\n"])


def _envelope(
    trade: Trade, ready: Sequence[Ready], now: dt.datetime, ours: Identity, theirs: Identity, numbers: Numbers
) -> Envelope:
    edifact = trade.settings.edifact
    agreed = syntax_version.written(edifact.character_set, str(edifact.syntax))
    identifier, syntax = syntax_version.parts(ready[0].syntax or agreed)
    routing, sub_routing = ready[0].routing if any(ready[0].routing) else (theirs.routing, "")
    return Envelope(
        sender=ours.value,
        sender_qualifier=ours.qualifier,
        sender_routing=ours.routing,
        receiver=theirs.value,
        receiver_qualifier=theirs.qualifier,
        receiver_routing=routing,
        receiver_sub_routing=sub_routing,
        reference=str(numbers.interchange),
        made_at=now.astimezone(trade.zone),
        identifier=identifier,
        syntax=syntax,
        test=ready[0].exchange.test or edifact.test,
        acknowledgment_requested=edifact.request_contrl and ready[0].name != CONTRL,
        application=edifact.application,
        agreement=edifact.agreement_id,
        characters=_characters(edifact),
        una=edifact.una,
        newline=edifact.newline,
    )


def _characters(edifact: EdifactSettings) -> ServiceCharacters:
    component, element, decimal, release, repetition, terminator = tuple(edifact.service_characters)
    return ServiceCharacters(
        component, element, decimal, release.strip(), repetition.strip(), terminator, declared=edifact.una
    )


def _message(one: Ready, reference: str) -> Message:
    """A directory is `D96A`; CONTRL is of the service directory of its syntax."""
    if one.name == CONTRL:
        version, release = ("4", "1") if one.version == "syntax4" else ("D", "3")
    else:
        version, release = one.version[0], one.version[1:]
    return Message(one.name, version, release, reference, one.segments, association=one.convention)
