"""X12: an interchange around sets that are ready."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import count

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.load import load_release
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.writer import Envelope, Group, TransactionSet, write_interchange
from b2b.gateway.trade import Trade
from b2b.gateway.wires.writing import Numbers, Ready, Written, WrittenGroup, grouped, parties, wrapped
from b2b.store.settings import X12Settings
from b2b.store.states import Syntax
from b2b.store.tables import Identity


def delimiters(x12: X12Settings) -> Delimiters:
    """The delimiters that the partner agreed to."""
    return Delimiters(x12.element_separator, x12.component_separator, x12.repetition_separator, x12.segment_terminator)


def write(trade: Trade, ready: Sequence[Ready], now: dt.datetime, numbers: Numbers) -> Written:
    """The interchange with these numbers. NotWritable, ConfigError."""
    ours, theirs = parties(trade, Syntax.X12, ready[0].exchange.number)
    envelope = _envelope(trade, ready, now, ours, theirs, numbers.interchange)
    groups = _groups(trade, grouped(ready), now, ours, theirs, numbers)
    between = [segment for one in ready if one.stands_alone for segment in one.segments]
    return Written(
        content=write_interchange(envelope, groups, between),
        sender=ours,
        receiver=theirs,
        control_number=f"{envelope.control_number:09d}",
        version=envelope.version,
        test=envelope.test,
        date=envelope.made_at.strftime("%y%m%d"),
        groups=[_written(group) for group in groups],
    )


def _written(group: Group) -> WrittenGroup:
    sets = [one.control_number for one in group.sets]
    return WrittenGroup(
        group.functional_id, str(group.control_number), group.release, group.sender, group.receiver, sets
    )


def _envelope(
    trade: Trade, ready: Sequence[Ready], now: dt.datetime, ours: Identity, theirs: Identity, number: int
) -> Envelope:
    x12 = trade.settings.x12
    in_groups = [one for one in ready if not one.stands_alone]
    return Envelope(
        sender_qualifier=ours.qualifier,
        sender_id=ours.value,
        receiver_qualifier=theirs.qualifier,
        receiver_id=theirs.value,
        control_number=number,
        made_at=now.astimezone(trade.zone),
        version=load_release((in_groups or ready)[0].release).interchange_version,
        test=ready[0].exchange.test or x12.test,
        acknowledgment_requested=x12.request_ta1 and bool(in_groups),
        delimiters=delimiters(x12),
        character_set=CharacterSet(x12.character_set),
        newline=x12.newline,
    )


def _groups(
    trade: Trade,
    parts: Sequence[Sequence[Ready]],
    now: dt.datetime,
    ours: Identity,
    theirs: Identity,
    numbers: Numbers,
) -> Sequence[Group]:
    running = count(numbers.message)
    return [
        Group(
            functional_id=part[0].functional_id,
            sender=ours.gs_id or ours.value,
            receiver=theirs.gs_id or theirs.value,
            control_number=wrapped(numbers.group + n),
            made_at=now.astimezone(trade.zone),
            release=part[0].version,
            sets=[
                TransactionSet(one.name, f"{wrapped(next(running)):04d}", one.segments, one.convention) for one in part
            ],
        )
        for n, part in enumerate(parts)
    ]
