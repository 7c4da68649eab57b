"""Putting back to work what has stopped: a document, a delivery, an invoice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session, col, select

from b2b.errors import NotAllowed, NotFound
from b2b.gateway import resending
from b2b.gateway.bootstrap import Gateway
from b2b.store import audit, cases, exchanges
from b2b.store.states import Delivery, Direction, Processing, SalesInvoiceState, TaskKind, TaskState, Verdict
from b2b.store.tables import Exchange, Group, Interchange, SalesInvoice, Task, Transmission

_STOPPED = (Processing.FAILED, Processing.QUARANTINED)
_UNDELIVERED = (Delivery.FAILED, Delivery.UNKNOWN)
_ACCEPTED = (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_ERRORS)


def retry_exchange(gateway: Gateway, number: int, *, again: bool = False, dry_run: bool) -> str:
    """Make a failed or quarantined document new again and close its exceptions, or send one of ours again that the
    partner rejected; what was done, in words. `again`: one that was delivered is sent again in any case.

    NotAllowed: it has not stopped, or nothing we could put right would make it workable.
    """
    with gateway.store.read() as session:
        row = exchanges.by_number(session, number)
        gone = row.direction == Direction.OUT and row.processing == Processing.DONE
        if not gone:
            _check(row, _envelopes(session, row))
    if gone:
        return _send_again(gateway, [row], deliberate=again, dry_run=dry_run)
    if dry_run:
        return f"Would work document {number} ({row.set_id}) again; it stopped because: {row.reason or row.processing}"
    with gateway.store.write() as session:
        now = gateway.clock.now()
        to_new = (session, Exchange, row.id, "processing", _STOPPED, Processing.NEW)
        exchanges.transition(*to_new, reason="", due_at=now, done_at=None)
        cases.resolve_about(session, row.id, now=now, actor=gateway.actor, resolution="worked again")
        audit.record(session, now, gateway.actor, "retried", "exchange", row.id, {"document": number})
    return f"Document {number} ({row.set_id}) is to be worked again."


def _send_again(gateway: Gateway, rows: Sequence[Exchange], *, deliberate: bool, dry_run: bool) -> str:
    """Send documents of ours again, all or none."""
    numbers = [row.number for row in rows]
    with gateway.store.write(dry_run=dry_run) as session:
        found = [exchanges.by_number(session, number) for number in numbers]
        after = [resending.send_again(session, gateway, row, deliberate=deliberate) for row in found]
        told = [f"{old.number} ({old.set_id})" for old in found]
    if dry_run:
        return f"Would send again with new control numbers: document {', '.join(told)}."
    told = [f"{old} as {new.number}" for old, new in zip(told, after, strict=True)]
    return f"To be sent again with new control numbers: document {', '.join(told)}."


def _envelopes(session: Session, row: Exchange) -> list[str | None]:
    """The verdicts on the group and the interchange that an inbound document came in."""
    group = session.exec(select(Group.verdict).where(col(Group.id) == row.group_id)).first()
    interchange = session.exec(select(Interchange.verdict).where(col(Interchange.id) == row.interchange_id)).first()
    return [group, interchange]


def _check(row: Exchange, envelopes: list[str | None]) -> None:
    where = f"document {row.number}, {row.set_id} {row.direction}, {row.processing}"
    if row.processing not in _STOPPED:
        raise NotAllowed(
            "only a failed or quarantined document can be worked again",
            where=where,
            next_step=f"b2b why doc:{row.number}",
        )
    if row.direction == Direction.IN and row.partner_id is None:
        raise NotAllowed(
            "its sender or receiver was not known when it came, so it was not answered either",
            where=where,
            next_step="b2b partner apply FILE with the address; then take the file in again: b2b receive FILE",
        )
    if row.direction == Direction.IN and any(verdict not in _ACCEPTED for verdict in (row.verdict, *envelopes)):
        raise NotAllowed(
            "its bytes are not right, so working them again changes nothing",
            where=where,
            next_step="ask the partner to correct it and send it again; then: b2b exceptions resolve NUMBER",
        )


def retry_delivery(gateway: Gateway, number: int, *, dry_run: bool) -> str:
    """Make a failed or unclear delivery due again, same name and bytes, or send again what the partner rejected of a
    file; what was done, in words.
    """
    with gateway.store.read() as session:
        row = _file(session, number)
        rejected = resending.rejected_in(session, row)
        if not rejected and row.delivery not in _UNDELIVERED:
            raise NotAllowed(
                "only what was not delivered, or what the partner rejected, can be sent again",
                where=f"file {number}, {row.name}, {row.delivery}",
                next_step=f"b2b why file:{number}",
            )
    if rejected:
        return _send_again(gateway, rejected, deliberate=False, dry_run=dry_run)
    if dry_run:
        return f"Would deliver file {number} ({row.name}) again; it stopped because: {row.error or row.delivery}"
    with gateway.store.write() as session:
        _deliver_again(session, gateway.clock.now(), gateway.actor, row)
    return f"File {number} ({row.name}) is to be delivered again."


def _deliver_again(session: Session, now: dt.datetime, actor: str, row: Transmission) -> None:
    exchanges.transition(session, Transmission, row.id, "delivery", _UNDELIVERED, Delivery.PENDING, due_at=now)
    audit.record(session, now, actor, "retried", "transmission", row.id, {"name": row.name})


def _file(session: Session, number: int) -> Transmission:
    query = select(Transmission).where(col(Transmission.number) == number, col(Transmission.direction) == Direction.OUT)
    row = session.exec(query).first()
    if row is None:
        raise NotFound(f"there is no outgoing file {number}", next_step="b2b outbox")
    return row


def retry_invoice(gateway: Gateway, row: SalesInvoice, *, dry_run: bool) -> str:
    """Make the issuing of a blocked or waiting invoice due again; what was done, in words."""
    if row.state == SalesInvoiceState.ISSUED:
        raise NotAllowed(
            "it was issued and stays as it is",
            where=f"invoice {row.number}",
            next_step=f"b2b invoices show {row.number}",
        )
    if dry_run:
        return f"Would try to issue invoice {row.number} again."
    with gateway.store.write() as session:
        now = gateway.clock.now()
        query = select(Task).where(col(Task.row_id) == row.id, col(Task.kind) == TaskKind.INVOICE_ISSUE)
        task = session.exec(query).one()
        stopped = (TaskState.FAILED, TaskState.UNKNOWN, TaskState.PENDING)
        exchanges.transition(session, Task, task.id, "state", stopped, TaskState.PENDING, due_at=now)
        audit.record(session, now, gateway.actor, "retried", "sales_invoice", row.id, {"number": row.number})
    return f"Invoice {row.number} is to be issued again."
