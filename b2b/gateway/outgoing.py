"""One outgoing interchange: its envelope, groups and numbers, its bytes, and the rows that remember it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlmodel import Session

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.load import load_release
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.writer import Envelope, Segment, TransactionSet, write_interchange
from b2b.edi.x12.writer import Group as WrittenGroup
from b2b.errors import ConfigError
from b2b.gateway import transmissions
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.trade import Trade
from b2b.store import audit, blobs, counters, ids
from b2b.store.settings import SETS_A_GROUP, AgreementSettings, X12Settings
from b2b.store.states import AcknowledgmentState, Direction, Processing, Verdict
from b2b.store.tables import Exchange, Group, Interchange, Transmission

HIGHEST_NUMBER = 999_999_999
TA1 = "TA1"


@dataclass(frozen=True, slots=True)
class Ready:
    """An exchange with the segments of its body, ready for an envelope; a service set has no agreement of its own.

    `version` is GS08: a release, with the suffix of a guide where there is one, which then is `convention` (ST03) too.
    `findings` say what of the document was written otherwise, and what the partner's guide notes; `guide` is the
    revision of that guide.
    """

    exchange: Exchange
    segments: Sequence[Segment]
    version: str
    functional_id: str
    agreement: AgreementSettings | None = None
    convention: str = ""
    findings: Sequence[dict[str, Any]] = ()
    guide: str | None = None

    @property
    def release(self) -> str:
        """The release that the version is of."""
        return self.version[:6]

    @property
    def stands_alone(self) -> bool:
        """Whether it is a TA1, which belongs to no group."""
        return self.exchange.set_id == TA1


@dataclass(frozen=True, slots=True)
class Written:
    """An interchange as bytes, with what its envelope says."""

    content: bytes
    envelope: Envelope
    groups: Sequence[WrittenGroup]


def delimiters(x12: X12Settings) -> Delimiters:
    """The delimiters that the partner agreed to."""
    return Delimiters(x12.element_separator, x12.component_separator, x12.repetition_separator, x12.segment_terminator)


def grouped(ready: Sequence[Ready]) -> list[Sequence[Ready]]:
    """The functional groups that these make: a kind and a version each, no more sets than agreed; without the TA1s."""
    open_groups: dict[tuple[str, str, str], list[Ready]] = {}
    groups: list[Sequence[Ready]] = []
    for one in ready:
        if one.stands_alone:
            continue
        key = (one.exchange.set_id, one.functional_id, one.version)
        size = one.agreement.sets_a_group if one.agreement else SETS_A_GROUP
        if key not in open_groups or len(open_groups[key]) >= size:
            open_groups[key] = []
            groups.append(open_groups[key])
        open_groups[key].append(one)
    return groups


def trial(trade: Trade, ready: Sequence[Ready], now: dt.datetime) -> bytes:
    """The interchange with numbers that are not taken, to see whether it can be written. NotWritable, ConfigError."""
    envelope = _envelope(trade, ready, now, 1)
    return _bytes(envelope, _groups(trade, grouped(ready), now, 1, 1), ready)


def write(session: Session, trade: Trade, ready: Sequence[Ready], now: dt.datetime) -> Written:
    """Take the numbers and write the interchange."""
    scope = _scope(trade, ready[0].exchange.test)
    envelope = _envelope(trade, ready, now, _number(session, f"x12 interchange {scope}"))
    parts = grouped(ready)
    first_set = _number(session, f"x12 set {scope}", sum(map(len, parts))) if parts else 1
    first_group = _number(session, f"x12 group {scope}", len(parts)) if parts else 1
    groups = _groups(trade, parts, now, first_group, first_set)
    return Written(_bytes(envelope, groups, ready), envelope, groups)


def store(gateway: Gateway, session: Session, trade: Trade, ready: Sequence[Ready], written: Written) -> None:
    """The blob, the transmission to send, the interchange and its group, and each exchange marked as written."""
    now = gateway.clock.now()
    transmission = transmissions.queue(
        session,
        now,
        trade,
        set_id=_called(ready),
        ending="edi",
        sha256=blobs.put(session, gateway.store, written.content, now),
        size=len(written.content),
    )
    interchange = _interchange_row(trade, written, transmission, now)
    session.add(interchange)
    session.flush()
    for one in ready:
        one.exchange.transmission_id, one.exchange.interchange_id = transmission.id, interchange.id
        if one.stands_alone:
            _mark(session, now, one, None, "", 1)
    parts = grouped(ready)
    rows = [_group_row(interchange, group, n, now) for n, group in enumerate(written.groups, start=1)]
    session.add_all(rows)
    session.flush()
    for part, group, row in zip(parts, written.groups, rows, strict=True):
        for position, (one, sent) in enumerate(zip(part, group.sets, strict=True), start=1):
            _mark(session, now, one, row, sent.control_number, position)
    sets = [one.exchange.number for one in ready]
    details = {"name": transmission.name, "interchange": interchange.control_number, "documents": sets}
    audit.record(
        session, now, gateway.actor, "assembled", "transmission", transmission.id, details, transmission.blob_sha256
    )


def _called(ready: Sequence[Ready]) -> str:
    """What a file is named after: the set in it, x12 where there are several."""
    sets = {one.exchange.set_id for one in ready if not one.stands_alone} or {TA1}
    return sets.pop() if len(sets) == 1 else "x12"


def _mark(session: Session, now: dt.datetime, one: Ready, group: Group | None, number: str, position: int) -> None:
    """The exchange as written, in its group, its acknowledgment awaited as agreed."""
    exchange = one.exchange
    exchange.group_id = group.id if group else None
    exchange.control_number, exchange.position = number, position
    exchange.findings, exchange.guide_revision_id = list(one.findings), one.guide
    exchange.verdict, exchange.processing, exchange.done_at = Verdict.ACCEPTED, Processing.DONE, now
    hours = one.agreement.expect_acknowledgment_hours if one.agreement else None
    if hours:
        exchange.acknowledgment = AcknowledgmentState.AWAITED
        exchange.acknowledgment_due_at = now + dt.timedelta(hours=hours)
        if group is not None:
            group.acknowledgment = AcknowledgmentState.AWAITED
    session.add(exchange)


def _envelope(trade: Trade, ready: Sequence[Ready], now: dt.datetime, number: int) -> Envelope:
    if trade.ours is None or trade.theirs is None or trade.channel is None:
        missing = (
            "[[company.identity]]" if trade.ours is None
            else "[[partner.identity]]" if trade.theirs is None
            else "[partner.channel]"
        )  # fmt: skip
        raise ConfigError(
            f"{missing} is missing: nothing can be sent",
            where=f"partner {trade.partner.code}",
            next_step=f"add {missing} to the TOML file and apply it, then: b2b docs retry {ready[0].exchange.number}",
        )
    x12 = trade.settings.x12
    in_groups = [one for one in ready if not one.stands_alone]
    return Envelope(
        sender_qualifier=trade.ours.qualifier,
        sender_id=trade.ours.value,
        receiver_qualifier=trade.theirs.qualifier,
        receiver_id=trade.theirs.value,
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
    trade: Trade, parts: Sequence[Sequence[Ready]], now: dt.datetime, first_group: int, first_set: int
) -> Sequence[WrittenGroup]:
    assert trade.ours is not None
    assert trade.theirs is not None
    numbers = count(first_set)
    return [
        WrittenGroup(
            functional_id=part[0].functional_id,
            sender=trade.ours.gs_id or trade.ours.value,
            receiver=trade.theirs.gs_id or trade.theirs.value,
            control_number=_wrapped(first_group + n),
            made_at=now.astimezone(trade.zone),
            release=part[0].version,
            sets=[
                TransactionSet(one.exchange.set_id, f"{_wrapped(next(numbers)):04d}", one.segments, one.convention)
                for one in part
            ],
        )
        for n, part in enumerate(parts)
    ]


def _bytes(envelope: Envelope, groups: Sequence[WrittenGroup], ready: Sequence[Ready]) -> bytes:
    between = [segment for one in ready if one.stands_alone for segment in one.segments]
    return write_interchange(envelope, groups, between)


def _scope(trade: Trade, test: bool) -> str:
    """Numbers run per pair of addresses, tests apart (docs/interfaces.md)."""
    ours, theirs = trade.ours, trade.theirs
    addresses = f"{ours.qualifier}/{ours.value} {theirs.qualifier}/{theirs.value}" if ours and theirs else ""
    return f"{trade.company.code} {addresses} {'T' if test else 'P'}"


def _number(session: Session, name: str, count: int = 1) -> int:
    return _wrapped(counters.take(session, name, count))


def _wrapped(number: int) -> int:
    """Control numbers have nine digits and begin again at 1."""
    return (number - 1) % HIGHEST_NUMBER + 1


def _interchange_row(trade: Trade, written: Written, transmission: Transmission, now: dt.datetime) -> Interchange:
    envelope = written.envelope
    return Interchange(
        id=ids.new(now),
        transmission_id=transmission.id,
        direction=Direction.OUT,
        company_id=trade.company.id,
        partner_id=trade.partner.id,
        sender_qualifier=envelope.sender_qualifier,
        sender=envelope.sender_id,
        receiver_qualifier=envelope.receiver_qualifier,
        receiver=envelope.receiver_id,
        control_number=f"{envelope.control_number:09d}",
        version=envelope.version,
        test=envelope.test,
        date=envelope.made_at.strftime("%y%m%d"),
        verdict=Verdict.ACCEPTED,
        content_sha256=transmission.blob_sha256,
        length=len(written.content),
    )


def _group_row(interchange: Interchange, group: WrittenGroup, position: int, now: dt.datetime) -> Group:
    return Group(
        id=ids.new(now),
        interchange_id=interchange.id,
        position=position,
        functional_id=group.functional_id,
        control_number=str(group.control_number),
        version=group.release,
        sender_code=group.sender,
        receiver_code=group.receiver,
        verdict=Verdict.ACCEPTED,
        counts={"sets": len(group.sets)},
    )
