"""One outgoing interchange: its numbers, its bytes, and the rows that remember it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session

from b2b.gateway import transmissions, wires
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.trade import Trade
from b2b.gateway.wires import Wire
from b2b.gateway.wires.writing import TA1, Numbers, Ready, Written, WrittenGroup, grouped, parties, wrapped
from b2b.store import audit, blobs, counters, ids
from b2b.store.states import AcknowledgmentState, Direction, Processing, Verdict
from b2b.store.tables import Group, Interchange, Transmission


def wire_of(ready: Sequence[Ready]) -> Wire:
    """The syntax of what goes out together."""
    return wires.of_document(ready[0].name)


def trial(trade: Trade, ready: Sequence[Ready], now: dt.datetime) -> bytes:
    """The interchange with numbers that are not taken, to see whether it can be written. NotWritable, ConfigError."""
    return wire_of(ready).write(trade, ready, now, Numbers()).content


def write(session: Session, trade: Trade, ready: Sequence[Ready], now: dt.datetime) -> Written:
    """Take the numbers and write the interchange."""
    wire = wire_of(ready)
    parts = grouped(ready)
    scope = f"{wire.SYNTAX} {{}} {_scope(trade, wire, ready)}"
    interchange = _number(session, scope.format("interchange"))
    message = _number(session, scope.format("set"), sum(map(len, parts))) if parts else 1
    group = _number(session, scope.format("group"), len(parts)) if parts else 1
    return wire.write(trade, ready, now, Numbers(interchange, group, message))


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
        for position, (one, number) in enumerate(zip(part, group.messages, strict=True), start=1):
            _mark(session, now, one, row, number, position)
    sets = [one.exchange.number for one in ready]
    details = {"name": transmission.name, "interchange": interchange.control_number, "documents": sets}
    audit.record(
        session, now, gateway.actor, "assembled", "transmission", transmission.id, details, transmission.blob_sha256
    )


def _called(ready: Sequence[Ready]) -> str:
    """What a file is named after: the set or message in it, the syntax where there are several."""
    names = {one.name for one in ready if not one.stands_alone} or {TA1}
    return names.pop() if len(names) == 1 else wire_of(ready).SYNTAX


def _mark(session: Session, now: dt.datetime, one: Ready, group: Group | None, number: str, position: int) -> None:
    """The exchange as written, in its group, its acknowledgment awaited as agreed."""
    exchange = one.exchange
    exchange.set_id = one.name
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


def _scope(trade: Trade, wire: Wire, ready: Sequence[Ready]) -> str:
    """Numbers run per pair of addresses, tests apart (docs/interfaces.md)."""
    first = ready[0].exchange
    ours, theirs = parties(trade, wire.SYNTAX, first.number)
    addresses = f"{ours.qualifier}/{ours.value} {theirs.qualifier}/{theirs.value}"
    return f"{trade.company.code} {addresses} {'T' if first.test else 'P'}"


def _number(session: Session, name: str, count: int = 1) -> int:
    return wrapped(counters.take(session, name, count))


def _interchange_row(trade: Trade, written: Written, transmission: Transmission, now: dt.datetime) -> Interchange:
    return Interchange(
        id=ids.new(now),
        transmission_id=transmission.id,
        direction=Direction.OUT,
        company_id=trade.company.id,
        partner_id=trade.partner.id,
        sender_qualifier=written.sender.qualifier,
        sender=written.sender.value,
        receiver_qualifier=written.receiver.qualifier,
        receiver=written.receiver.value,
        control_number=written.control_number,
        version=written.version,
        test=written.test,
        date=written.date,
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
        control_number=group.control_number,
        version=group.version,
        sender_code=group.sender,
        receiver_code=group.receiver,
        verdict=Verdict.ACCEPTED,
        counts={"sets": len(group.messages)},
    )
