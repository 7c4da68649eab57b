"""Customers' orders: where each stands and what to do about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from b2b.cli.listing import quantity, units
from b2b.cli.views import unbooked
from b2b.cli.views.naming import Names, names
from b2b.cli.words import open_exceptions
from b2b.errors import NotFound
from b2b.store import sales
from b2b.store.states import CaseState, SalesOrderState, TaskState
from b2b.store.tables import ExceptionCase, SalesOrder, SalesOrderLine, Task

_GONE = (SalesOrderState.REJECTED, SalesOrderState.CANCELLED)


def orders(
    session: Session, *, state: SalesOrderState | None = None, partner_id: str | None = None, limit: int
) -> list[dict[str, Any]]:
    """The newest `limit` orders, newest first."""
    query = select(SalesOrder)
    if state is not None:
        query = query.where(col(SalesOrder.state) == state)
    if partner_id is not None:
        query = query.where(col(SalesOrder.partner_id) == partner_id)
    found = session.exec(query.order_by(col(SalesOrder.number).desc()).limit(limit)).all()
    return _rows(session, found)


def find(session: Session, number: str, partner_id: str | None = None) -> SalesOrder:
    """The order a customer calls so, or the one of our own short number; `our:12` means ours alone.

    NotFound: none, or more than one, so that nobody ships the wrong order.
    """
    rows = candidates(session, number, partner_id)
    if not rows:
        raise missing(session, number, partner_id)
    if len(rows) > 1:
        called = names(session)
        known = "; ".join(f"our:{row.number} is {row.order_number} of {called.partner(row.partner_id)}" for row in rows)
        raise NotFound(f"several orders go by {number}", where=known, next_step=f"name one: our:{rows[0].number}")
    return rows[0]


def missing(session: Session, number: str, partner_id: str | None = None) -> NotFound:
    """That no order goes by this number; where one came and is not booked, why, and where to look."""
    waiting = unbooked.documents(session, number, partner_id)
    if not waiting:
        return NotFound(f"there is no order {number}", next_step="b2b orders list")
    row = waiting[-1]
    return NotFound(
        f"order {number} is not booked: {unbooked.standing(row)}",
        where=f"document {row.number}",
        next_step=f"b2b why doc:{row.number}",
    )


def candidates(session: Session, number: str, partner_id: str | None = None) -> list[SalesOrder]:
    """Every order that a number may mean; of a customer's number that came again only the order that stands."""
    query = select(SalesOrder)
    if partner_id is not None:
        query = query.where(col(SalesOrder.partner_id) == partner_id)
    ours = number.removeprefix("our:")
    found = list(session.exec(query.where(col(SalesOrder.order_number) == number)).all())
    standing = {row.partner_id for row in found if row.state not in _GONE}
    found = [row for row in found if row.state not in _GONE or row.partner_id not in standing]
    if ours.isascii() and ours.isdigit() and len(ours) < 10:
        found += session.exec(query.where(col(SalesOrder.number) == int(ours))).all()
    return list({row.id: row for row in found}.values())


def reference(session: Session, row: SalesOrder) -> str:
    """What commands take for this order and no other: the customer's number, or `our:2` where several customers have
    given the same.
    """
    return f"our:{row.number}" if _shared(session, [row.order_number]) else row.order_number


def subject(session: Session, row: SalesOrder) -> str:
    """The order as `b2b why` takes it, and no other: `order:4500001001`, or `our:2`."""
    found = reference(session, row)
    return found if found.startswith("our:") else f"order:{found}"


def _shared(session: Session, numbers: Sequence[str]) -> set[str]:
    """Those of these numbers that more than one customer has given an order."""
    query = select(SalesOrder.order_number).where(col(SalesOrder.order_number).in_(numbers))
    several = func.count(func.distinct(col(SalesOrder.partner_id))) > 1
    return set(session.exec(query.group_by(col(SalesOrder.order_number)).having(several)))


def order(session: Session, row: SalesOrder) -> dict[str, Any]:
    """One order with its lines, shipments and invoices."""
    (head,) = _rows(session, [row])
    return {
        **head,
        "lines": [line(item, row.document) for item in sales.lines(session, row.id)],
        "shipments": [item.number for item in sales.shipments(session, row.id)],
        "invoices": [item.number for item in sales.invoices(session, row.id)],
        "document": row.document,
        "decision": row.decision,
        "response": row.response,
    }


def standing(head: Mapping[str, Any]) -> str:
    """Where an order of `orders` stands, in words."""
    parts = [head["state"]]
    if head["to_ship"]:
        parts.append(f"{units(head['to_ship'])} to ship")
    if head["back_ordered"]:
        parts.append(f"{quantity(head['back_ordered'])} back-ordered")
    if head["waits_for"]:
        parts.append(f"waits for {head['waits_for']}")
    if head["exceptions"]:
        parts.append(open_exceptions(head["exceptions"]))
    return ", ".join(parts)


def line(row: SalesOrderLine, document: Mapping[str, Any]) -> dict[str, Any]:
    """One line: ordered, answered, shipped, invoiced, and why; `asked_for` is what the customer calls the item."""
    asked: Mapping[str, Any] = next(
        (one for one in document.get("lines", ()) if one.get("number") == row.line_number), {}
    )
    return {
        "line": row.line_number,
        "sku": row.sku,
        "asked_for": [str(item["value"]) for item in asked.get("items", ())],
        "unit": row.unit,
        "ordered": row.ordered,
        "ordered_price": row.ordered_price,
        "price": row.price,
        "confirmed": row.confirmed,
        "back_ordered": row.back_ordered,
        "rejected": row.rejected,
        "shipped": row.shipped,
        "invoiced": row.invoiced,
        "status": row.status,
        "reasons": row.reasons,
    }


def _rows(session: Session, found: Sequence[SalesOrder]) -> list[dict[str, Any]]:
    ids = [row.id for row in found]
    lines: dict[str, list[SalesOrderLine]] = defaultdict(list)
    for item in session.exec(select(SalesOrderLine).where(col(SalesOrderLine.sales_order_id).in_(ids))):
        lines[item.sales_order_id].append(item)
    called = names(session)
    troubles = _open_cases(session, found)
    waiting = _unfinished_tasks(session, ids)
    shared = _shared(session, [row.order_number for row in found])
    return [_row(row, lines[row.id], called, troubles[row.id], waiting.get(row.id), shared) for row in found]


def _row(
    row: SalesOrder,
    lines: Sequence[SalesOrderLine],
    called: Names,
    troubles: Sequence[int],
    task: Task | None,
    shared: Collection[str],
) -> dict[str, Any]:
    reference = f"our:{row.number}" if row.order_number in shared else row.order_number
    to_ship = sum((max(item.confirmed - item.shipped, Decimal(0)) for item in lines), Decimal(0))
    return {
        "number": row.number,
        "order": row.order_number,
        "reference": reference,
        "way": "sold",
        "company": called.company(row.company_id),
        "partner": called.partner(row.partner_id),
        "date": row.order_date,
        "at": row.received_at,
        "received_at": row.received_at,
        "state": row.state,
        "line_count": len(lines),
        "to_ship": to_ship,
        "back_ordered": sum((item.back_ordered for item in lines), Decimal(0)),
        "net": sum((item.confirmed * item.price for item in lines if item.price is not None), Decimal(0)),
        "currency": row.currency,
        "waits_for": f"{task.kind} ({task.state})" if task else "",
        "exception": troubles[0] if troubles else None,
        "exceptions": troubles,
        "next": _next(row, reference, to_ship, troubles, task),
    }


def _next(row: SalesOrder, reference: str, to_ship: Decimal, troubles: Sequence[int], task: Task | None) -> str:
    if troubles:
        return f"b2b exceptions show {troubles[0]}"
    if task is not None:
        return "b2b erp retry" if task.state in (TaskState.FAILED, TaskState.UNKNOWN) else "b2b run --once"
    if row.state == SalesOrderState.OPEN and to_ship:
        return f"b2b ship {reference}"
    return ""


def _open_cases(session: Session, found: Sequence[SalesOrder]) -> dict[str, list[int]]:
    """The open exceptions of each order, about the order or the document it came in."""
    ids = [row.id for row in found]
    exchanges = {row.exchange_id: row.id for row in found if row.exchange_id}
    query = select(ExceptionCase).where(
        col(ExceptionCase.state) == CaseState.OPEN,
        or_(col(ExceptionCase.row_id).in_(ids), col(ExceptionCase.exchange_id).in_(list(exchanges))),
    )
    numbers: dict[str, list[int]] = defaultdict(list)
    for case in session.exec(query.order_by(col(ExceptionCase.number))):
        order_id = case.row_id if case.row_id in ids else exchanges.get(case.exchange_id or "")
        numbers[order_id or ""].append(case.number)
    return numbers


def _unfinished_tasks(session: Session, ids: Sequence[str]) -> dict[str, Task]:
    query = select(Task).where(col(Task.row_id).in_(ids), col(Task.state) != TaskState.DONE)
    return {task.row_id: task for task in session.exec(query.order_by(col(Task.number).desc()))}
