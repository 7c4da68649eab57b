"""What happened to business rows and documents, as dated sentences with their reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from b2b.cli.words import counted
from b2b.documents import LineStatus
from b2b.store.states import CaseState, Delivery, Direction, LinkKind, SalesInvoiceState, TaskKind, TaskState
from b2b.store.tables import (
    Attempt,
    ExceptionCase,
    Exchange,
    Group,
    Interchange,
    Link,
    SalesInvoice,
    Shipment,
    Task,
    Transmission,
)

_ERP_WORK = {
    "erp.order": "order booked in the ERP",
    "erp.shipment": "goods issue posted in the ERP",
    "erp.invoice": "receivable posted in the ERP",
    "invoice.issue": "invoice made and checked",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at an instant; `because` are the reasons or particulars, one a line."""

    at: dt.datetime
    what: str
    because: tuple[str, ...] = ()


def came(session: Session, exchanges: Sequence[Exchange]) -> Iterator[Event]:
    """The arrival of each document that came, with the file and interchange it stood in."""
    for row in exchanges:
        if row.direction == Direction.IN:
            file = session.get(Transmission, row.transmission_id) if row.transmission_id else None
            interchange = session.get(Interchange, row.interchange_id) if row.interchange_id else None
            yield Event(row.created_at, f"{_called(row)} came{_in_file(file)}", tuple(_particulars(row, interchange)))


def went(session: Session, exchanges: Sequence[Exchange]) -> Iterator[Event]:
    """The making and the delivery of each document of ours."""
    ours = [row for row in exchanges if row.direction == Direction.OUT]
    purposes = _purposes(session, [row.id for row in ours])
    for row in ours:
        yield Event(row.created_at, f"{_called(row)} made{purposes.get(row.id, '')}", tuple(_said(row.reason)))
        file = session.get(Transmission, row.transmission_id) if row.transmission_id else None
        if file is not None and file.delivery == Delivery.DELIVERED and file.delivered_at is not None:
            interchange = session.get(Interchange, row.interchange_id) if row.interchange_id else None
            number = f", interchange {interchange.control_number}" if interchange else ""
            yield Event(file.delivered_at, f"{_called(row)} delivered{_in_file(file)}{number}")
        elif file is not None:
            yield Event(file.created_at, f"{_called(row)} is {file.delivery}{_in_file(file)}", tuple(_said(file.error)))


def _called(row: Exchange) -> str:
    return f"{row.set_id} (doc {row.number})"


def _in_file(file: Transmission | None) -> str:
    return f" in file {file.number}, {file.name}" if file else ""


def _said(reason: str) -> Iterator[str]:
    if reason:
        yield reason


def _particulars(row: Exchange, interchange: Interchange | None) -> Iterator[str]:
    if interchange is not None:
        again = "; this interchange had come before" if interchange.duplicate_of else ""
        yield (
            f"interchange {interchange.control_number} from {interchange.sender_qualifier}/{interchange.sender}{again}"
        )
    yield f"{row.verdict or 'not judged'}; {row.processing}" + ("; a test, never booked" if row.test else "")
    yield from _said(row.reason)
    yield from (finding_line(found) for found in row.findings if found.get("severity") != "info")


def finding_line(found: Mapping[str, Any]) -> str:
    """A stored finding in one line: where, what, and the line of the partner's guide that it breaks."""
    element = f"{found['element']:02d}" if isinstance(found.get("element"), int) else ""
    segment = f"{found.get('segment') or ''}{element}"
    position = f"segment {found['position']}" if found.get("position") else ""
    where = " ".join(part for part in (segment, position) if part)
    guide = f" (guide {found['guide']})" if found.get("guide") else ""
    return f"{found.get('severity', 'error')}: {where + ': ' if where else ''}{found.get('message', '')}{guide}"


_PURPOSES = {
    LinkKind.ACKNOWLEDGES: "to acknowledge",
    LinkKind.ANSWERS: "to answer",
    LinkKind.FOLLOWS: "after",
    LinkKind.DUPLICATE_OF: "again, in place of",
}


def _purposes(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """What each document is for, in words: to answer which other, to acknowledge which group."""
    told: dict[str, str] = {}
    others = select(Link.from_exchange, Link.kind, Exchange.number, Exchange.set_id).join(
        Exchange, col(Exchange.id) == col(Link.to_exchange)
    )
    for source, kind, number, set_id in session.exec(others.where(col(Link.from_exchange).in_(ids))):
        words = f" {_PURPOSES[LinkKind(kind)]} {set_id} (doc {number})"
        if kind == LinkKind.DUPLICATE_OF:
            told[source] = words
        told.setdefault(source, words)
    groups = select(Link.from_exchange, Group).join(Group, col(Group.id) == col(Link.row_id))
    for source, group in session.exec(groups.where(col(Link.from_exchange).in_(ids))):
        told.setdefault(source, f" to acknowledge group {group.functional_id} {group.control_number}: {group.verdict}")
    interchanges = select(Link.from_exchange, Interchange).join(Interchange, col(Interchange.id) == col(Link.row_id))
    for source, found in session.exec(interchanges.where(col(Link.from_exchange).in_(ids))):
        told.setdefault(source, f" to acknowledge interchange {found.control_number}: {found.verdict}")
    return told


def overdue(exchanges: Sequence[Exchange]) -> Iterator[Event]:
    """What of ours the partner has not acknowledged in time."""
    for row in exchanges:
        if row.acknowledgment == "overdue" and row.acknowledgment_due_at is not None:
            yield Event(row.acknowledgment_due_at, f"{_called(row)} should have been acknowledged by now")


def answer(status: str) -> str:
    """A line's answer codes in words: `IA+IB` is `accepted IA, back ordered IB`."""
    known = {code.value: code.name.lower().replace("_", " ") for code in LineStatus}
    return ", ".join(f"{known.get(code, '')} {code}".strip() for code in status.split("+"))


def reason_text(reason: object) -> str:
    """A stored reason in words."""
    return str(reason.get("text") or reason.get("code", "")) if isinstance(reason, Mapping) else str(reason)


def shipped(row: Shipment) -> Event:
    """Goods that left."""
    carrier = " ".join(str(row.document.get(name) or "") for name in ("carrier", "tracking")).strip()
    return Event(row.shipped_at, f"shipment {row.number} left", (carrier,) if carrier else ())


def invoiced(row: SalesInvoice) -> Iterator[Event]:
    """An invoice that was issued; one that is not yet has no instant of its own."""
    if row.state == SalesInvoiceState.ISSUED and row.issued_at is not None:
        kept = [
            name for name, sha in (("UBL", row.ubl_sha256), ("CII", row.cii_sha256), ("PDF", row.pdf_sha256)) if sha
        ]
        what = "invoice" if row.credited_invoice_id is None else "credit note"
        yield Event(row.issued_at, f"{what} {row.number} issued", (", ".join(kept),) if kept else ())


def worked(session: Session, row_ids: Sequence[str]) -> Iterator[Event]:
    """Calls to the ERP and the making of invoices: done, waiting, failed."""
    query = select(Task).where(col(Task.row_id).in_(row_ids)).order_by(col(Task.number))
    for task in session.exec(query):
        work = _ERP_WORK.get(task.kind, task.kind)
        if task.state == TaskState.DONE and task.kind == TaskKind.INVOICE_ISSUE:
            continue  # the invoice's own event tells it
        if task.state == TaskState.DONE and task.done_at is not None:
            number = str((task.result or {}).get("number", ""))
            again = "it had been booked before" if (task.result or {}).get("duplicate") else ""
            yield Event(task.done_at, f"{work}{f' as {number}' if number else ''}", tuple(_said(again)))
        else:
            because = [task.error] if task.error else []
            tries = f"{counted(task.attempts, 'attempt')} so far" if task.attempts else "not tried yet"
            yield Event(task.created_at, f"to do: {work} ({task.state}, {tries})", tuple(because))


def cases(session: Session, row_ids: Sequence[str], exchange_ids: Sequence[str]) -> Iterator[Event]:
    """Exceptions opened and resolved."""
    for row in _cases(session, row_ids, exchange_ids):
        yield Event(row.opened_at, f"exception {row.number} opened: {row.code}", (row.message,))
        if row.state == CaseState.RESOLVED and row.resolved_at is not None:
            yield Event(row.resolved_at, f"exception {row.number} resolved by {row.resolved_by}", (row.resolution,))


def open_cases(session: Session, row_ids: Sequence[str], exchange_ids: Sequence[str]) -> list[int]:
    """The numbers of those that are open."""
    return [row.number for row in _cases(session, row_ids, exchange_ids) if row.state == CaseState.OPEN]


def _cases(session: Session, row_ids: Sequence[str], exchange_ids: Sequence[str]) -> Sequence[ExceptionCase]:
    about = or_(
        col(ExceptionCase.row_id).in_([*row_ids, *exchange_ids]), col(ExceptionCase.exchange_id).in_(exchange_ids)
    )
    return session.exec(select(ExceptionCase).where(about).order_by(col(ExceptionCase.number))).all()


def file_events(session: Session, row: Transmission) -> Iterator[Event]:
    """A file's arrival, or the attempts to deliver it, and the interchanges in it."""
    if row.direction == Direction.IN:
        yield Event(
            row.created_at, f"file {row.name} received, {counted(row.size, 'byte')}", tuple(_interchanges(session, row))
        )
        return
    yield Event(
        row.created_at, f"file {row.name} written, {counted(row.size, 'byte')}", tuple(_interchanges(session, row))
    )
    query = select(Attempt).where(col(Attempt.transmission_id) == row.id).order_by(col(Attempt.n))
    for attempt in session.exec(query):
        yield Event(
            attempt.started_at, f"attempt {attempt.n}: {attempt.outcome or 'running'}", tuple(_said(attempt.message))
        )


def _interchanges(session: Session, row: Transmission) -> Iterator[str]:
    query = select(Interchange).where(col(Interchange.transmission_id) == row.id).order_by(col(Interchange.offset))
    for item in session.exec(query):
        again = ", came before" if item.duplicate_of else ""
        yield (
            f"interchange {item.control_number}: {item.sender_qualifier}/{item.sender} to"
            f" {item.receiver_qualifier}/{item.receiver}, {item.verdict or 'ours'}{again}"
        )
        yield from (f"  {finding_line(found)}" for found in item.findings if found.get("severity") != "info")
