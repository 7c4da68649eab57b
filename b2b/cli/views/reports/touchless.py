"""How much went by itself: documents and orders that no person had to touch, and why the others were touched.

A touch is what a person decided or repaired: an approval, a refusal, a retry, a correction, an exception that was
resolved; an open exception is one to come. Typing in what happened in a warehouse (goods left, goods came) is none, nor
is a proposal that a person set off. What programs do, the gateway and users with no other role than `erp`, is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.views.reports.period import Period
from b2b.edi.counterparts import ACKNOWLEDGMENTS
from b2b.store.states import CaseState, Direction, PurchaseOrderSource, UserRole
from b2b.store.tables import (
    Audit,
    ExceptionCase,
    Exchange,
    PaymentRun,
    PurchaseInvoice,
    PurchaseOrder,
    Receipt,
    SalesInvoice,
    SalesOrder,
    Shipment,
    User,
)

_PROGRAMS = frozenset(("gateway", "soap", "rule"))
_NO_TOUCH = frozenset(("shipped", "received", "proposed"))
_MAKING = frozenset(("requested", "planned"))
_SAID = {"planned": "made", "requested": "asked for"}
_BUSINESS = (SalesOrder, SalesInvoice, PurchaseOrder, PurchaseInvoice, PaymentRun, Shipment)


@dataclass(slots=True)
class _Touches:
    """By id of a row, what people did or have to do about it."""

    of_row: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def about(self, ids: Iterable[str | None]) -> list[str]:
        """Each once, in their order."""
        return list(dict.fromkeys(touch for id in ids if id for touch in self.of_row.get(id, ())))


def touchless(session: Session, period: Period) -> list[dict[str, Any]]:
    """One row a kind of document (its set and direction), then `orders in` and `orders out`.

    `rate` is the share in percent that nobody touched; `touched` lists the others, each with `why`. An order is touched
    where a person touched it, its document, a receipt of it or an invoice for it.
    """
    touches = _touches(session)
    return [*_documents(session, period, touches), *_orders(session, period, touches)]


def _documents(session: Session, period: Period, touches: _Touches) -> Iterator[dict[str, Any]]:
    became = _became(session)
    query = select(Exchange).where(
        col(Exchange.set_id).not_in(ACKNOWLEDGMENTS),
        col(Exchange.created_at) >= period.begins,
        col(Exchange.created_at) < period.ends,
    )
    kinds: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for row in session.exec(query.order_by(col(Exchange.number))):
        found = touches.about([row.id, *became[row.id]])
        kinds[f"{row.set_id} {row.direction}"].append((row.business_key or f"doc {row.number}", found))
    for kind, rows in sorted(kinds.items()):
        yield _row(kind, rows)


def _orders(session: Session, period: Period, touches: _Touches) -> Iterator[dict[str, Any]]:
    sold = session.exec(
        select(SalesOrder)
        .where(col(SalesOrder.received_at) >= period.begins, col(SalesOrder.received_at) < period.ends)
        .order_by(col(SalesOrder.number))
    ).all()
    billed: dict[str, list[str]] = defaultdict(list)
    for invoice in session.exec(select(SalesInvoice)):
        billed[invoice.sales_order_id].append(invoice.id)
    if sold:
        found = [(row.order_number, touches.about([row.id, row.exchange_id, *billed[row.id]])) for row in sold]
        yield _row(f"orders {Direction.IN}", found)
    bought = session.exec(
        select(PurchaseOrder)
        .where(col(PurchaseOrder.requested_at) >= period.begins, col(PurchaseOrder.requested_at) < period.ends)
        .order_by(col(PurchaseOrder.number))
    ).all()
    owed: dict[tuple[str, str], list[str | None]] = defaultdict(list)
    for bill in session.exec(select(PurchaseInvoice)):
        owed[bill.company_id, bill.order_number] += [bill.id, bill.exchange_id]
    arrived: dict[str, list[str | None]] = defaultdict(list)
    for receipt in session.exec(select(Receipt)):
        arrived[receipt.purchase_order_id] += [receipt.id, receipt.expected_receipt_id]
    if bought:
        found = []
        for row in bought:
            rows = [row.id, row.exchange_id, *arrived[row.id], *owed[row.company_id, row.order_number]]
            found.append((row.order_number, touches.about(rows)))
        yield _row(f"orders {Direction.OUT}", found)


def _row(kind: str, rows: list[tuple[str, list[str]]]) -> dict[str, Any]:
    touched = [{"number": number, "why": why} for number, why in rows if why]
    alone = len(rows) - len(touched)
    return {
        "kind": kind,
        "total": len(rows),
        "alone": alone,
        "rate": (Decimal(100 * alone) / len(rows)).quantize(Decimal("0.1")),
        "touched": touched,
    }


def _touches(session: Session) -> _Touches:
    touches = _Touches()
    cases = session.exec(select(ExceptionCase).order_by(col(ExceptionCase.number))).all()
    by_id = {case.id: case for case in cases}
    by_hand = _made_by_hand(session)
    for act in _by_people(session):
        if act.action in _NO_TOUCH or (act.action in _MAKING and act.row_id not in by_hand):
            continue
        case = by_id.get(act.row_id)
        what = f"exception {case.code} {act.action}" if case is not None else _SAID.get(act.action, act.action)
        for row_id in (act.row_id, *_subjects(case)):
            touches.of_row[row_id].append(f"{what} by {act.actor}")
    for case in cases:
        if case.state == CaseState.OPEN:
            for row_id in _subjects(case):
                touches.of_row[row_id].append(f"exception {case.code} is open")
    return touches


def _made_by_hand(session: Session) -> set[str]:
    """Orders that a person asked for without a proposal, and credit notes; an invoice follows from a shipment."""
    orders = select(PurchaseOrder.id).where(col(PurchaseOrder.source) == PurchaseOrderSource.MANUAL)
    notes = select(SalesInvoice.id).where(col(SalesInvoice.kind) == "381")
    return {*session.exec(orders), *session.exec(notes)}


def _subjects(case: ExceptionCase | None) -> Iterator[str]:
    """The rows that an exception is about."""
    if case is not None:
        yield from (id for id in (case.row_id, case.exchange_id) if id)


def _by_people(session: Session) -> Iterator[Audit]:
    users = {user.name: user.roles for user in session.exec(select(User))}
    programs = _PROGRAMS | {name for name, roles in users.items() if roles == [UserRole.ERP]}
    for act in session.exec(select(Audit).order_by(col(Audit.id))):
        if act.actor not in programs:
            yield act


def _became(session: Session) -> Mapping[str, list[str]]:
    """By exchange, the business rows that it made or that made it."""
    found: dict[str, list[str]] = defaultdict(list)
    for table in _BUSINESS:
        for id, exchange_id in session.exec(select(table.id, table.exchange_id)):
            if exchange_id:
                found[exchange_id].append(id)
    return found
