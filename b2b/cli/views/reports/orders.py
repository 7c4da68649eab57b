"""Orders in both directions: in which state, how they were answered, how long each step took."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.views.naming import names
from b2b.cli.views.reports.period import Period
from b2b.cli.views.reports.times import middle
from b2b.cli.views.reports.worth import worth
from b2b.store.states import Direction, PurchaseOrderState, SalesInvoiceState, SalesOrderState, SettlementState
from b2b.store.tables import (
    Audit,
    PaymentItem,
    PurchaseInvoice,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    SalesInvoice,
    SalesOrder,
    SalesOrderLine,
    Settlement,
    Shipment,
)

_FATES = ("as_ordered", "changed", "back_ordered", "rejected")
_STEPS = ("answered", "goods", "invoiced", "paid")
_WORKING = {
    SalesOrderState.OPEN,
    SalesOrderState.SHIPPED,
    PurchaseOrderState.AWAITING_APPROVAL,
    PurchaseOrderState.OPEN,
}
_DONE = {SalesOrderState.INVOICED, PurchaseOrderState.CLOSED}


@dataclass(slots=True)
class _Sum:
    """What is added up of one direction, partner and currency."""

    states: Counter[str] = field(default_factory=Counter)
    fates: Counter[str] = field(default_factory=Counter)
    net: Decimal = Decimal(0)
    steps: dict[str, list[dt.timedelta]] = field(default_factory=lambda: defaultdict(list))


def orders(session: Session, period: Period) -> list[dict[str, Any]]:
    """One row a direction (`in`: customers', `out`: ours), partner and currency, by the day they began.

    A line counts once, as the worst that became of it. `to_answered_seconds` and so on are medians from the beginning
    of an order to the first such event: the answer, the goods' leaving or arrival, the invoice, the money.
    """
    sums: dict[tuple[str, str, str], _Sum] = defaultdict(_Sum)
    _customers(session, period, sums)
    _ours(session, period, sums)
    called = names(session)
    rows = [
        _row(way, called.partner(partner_id), currency, found) for (way, partner_id, currency), found in sums.items()
    ]
    return sorted(rows, key=lambda row: (row["direction"], row["partner"], row["currency"]))


def _row(way: str, partner: str, currency: str, found: _Sum) -> dict[str, Any]:
    return {
        "direction": way,
        "partner": partner,
        "currency": currency,
        "orders": found.states.total(),
        "working": sum(found.states[state] for state in _WORKING),
        "done": sum(found.states[state] for state in _DONE),
        "stopped": sum(count for state, count in found.states.items() if state not in _WORKING | _DONE),
        "states": dict(sorted(found.states.items())),
        "lines": found.fates.total(),
        **{fate: found.fates[fate] for fate in _FATES},
        "net": found.net,
        **{f"to_{step}_seconds": middle(found.steps[step]) for step in _STEPS},
    }


def _customers(session: Session, period: Period, sums: dict[tuple[str, str, str], _Sum]) -> None:
    query = select(SalesOrder).where(
        col(SalesOrder.received_at) >= period.begins, col(SalesOrder.received_at) < period.ends
    )
    rows = session.exec(query).all()
    goods = _earliest(session.exec(select(Shipment.sales_order_id, Shipment.shipped_at)))
    issued = select(SalesInvoice.sales_order_id, SalesInvoice.issued_at).where(
        col(SalesInvoice.state) == SalesInvoiceState.ISSUED, col(SalesInvoice.kind) == "380"
    )
    invoices = _earliest(session.exec(issued))
    settled = (
        select(SalesInvoice.sales_order_id, Settlement.at)
        .join(Settlement, col(Settlement.sales_invoice_id) == col(SalesInvoice.id))
        .where(col(Settlement.state) == SettlementState.CONFIRMED)
    )
    paid = _earliest(session.exec(settled))
    of_order = _by_order((line.sales_order_id, line) for line in session.exec(select(SalesOrderLine)))
    for row in rows:
        found = sums[Direction.IN, row.partner_id, row.currency]
        found.states[row.state] += 1
        for line in of_order[row.id]:
            found.fates[_fate(line.ordered, line.confirmed, line.back_ordered, line.rejected, _repriced(line))] += 1
            found.net += worth(line.confirmed, line.price or Decimal(0), row.currency)
        events = {"answered": row.decided_at, "goods": goods.get(row.id), "invoiced": invoices.get(row.id)}
        _time(found, row.received_at, {**events, "paid": paid.get(row.id)})


def _ours(session: Session, period: Period, sums: dict[tuple[str, str, str], _Sum]) -> None:
    query = select(PurchaseOrder).where(
        col(PurchaseOrder.requested_at) >= period.begins, col(PurchaseOrder.requested_at) < period.ends
    )
    rows = session.exec(query).all()
    by_number = {(row.company_id, row.order_number): row.id for row in rows}
    goods = _earliest(session.exec(select(Receipt.purchase_order_id, Receipt.created_at)))
    bills = session.exec(select(PurchaseInvoice).where(col(PurchaseInvoice.kind) == "380"))
    invoices = _earliest((by_number.get((bill.company_id, bill.order_number)), bill.received_at) for bill in bills)
    paid = _paid(session, by_number)
    of_order = _by_order((line.purchase_order_id, line) for line in session.exec(select(PurchaseOrderLine)))
    for row in rows:
        found = sums[Direction.OUT, row.partner_id, row.currency]
        found.states[row.state] += 1
        for line in of_order[row.id]:
            repriced = line.agreed_price is not None and line.agreed_price != line.price
            wanted = line.ordered - line.cancelled
            found.net += worth(wanted, line.price if line.agreed_price is None else line.agreed_price, row.currency)
            confirmed = line.confirmed if row.answered_at else wanted
            found.fates[_fate(wanted, confirmed, line.back_ordered, line.rejected, repriced)] += 1
        events = {"answered": row.answered_at, "goods": goods.get(row.id), "invoiced": invoices.get(row.id)}
        _time(found, row.requested_at, {**events, "paid": paid.get(row.id)})


def _paid(session: Session, by_number: dict[tuple[str, str], str]) -> dict[str, dt.datetime]:
    """By order, when we learned that the bank has booked the first payment for it."""
    query = (
        select(PurchaseInvoice.company_id, PurchaseInvoice.order_number, Audit.at)
        .join(PaymentItem, col(PaymentItem.purchase_invoice_id) == col(PurchaseInvoice.id))
        .join(Audit, col(Audit.row_id) == col(PaymentItem.payment_id))
        .where(col(Audit.table_name) == "payment", col(Audit.action) == "booked", col(PaymentItem.active))
    )
    return _earliest((by_number.get((company_id, number)), at) for company_id, number, at in session.exec(query))


def _earliest(pairs: Iterable[tuple[str | None, dt.datetime | None]]) -> dict[str, dt.datetime]:
    """The first instant of each order."""
    first: dict[str, dt.datetime] = {}
    for order_id, at in pairs:
        if order_id is not None and at is not None:
            first[order_id] = min(first.get(order_id, at), at)
    return first


def _by_order(pairs: Iterable[tuple[str, Any]]) -> dict[str, Sequence[Any]]:
    lines: dict[str, list[Any]] = defaultdict(list)
    for order_id, line in pairs:
        lines[order_id].append(line)
    return defaultdict(list, lines)


def _time(found: _Sum, began: dt.datetime, events: dict[str, dt.datetime | None]) -> None:
    for step, at in events.items():
        if at is not None:
            found.steps[step].append(max(at - began, dt.timedelta(0)))


def _repriced(line: SalesOrderLine) -> bool:
    return line.ordered_price is not None and line.price != line.ordered_price


def _fate(wanted: Decimal, confirmed: Decimal, later: Decimal, rejected: Decimal, repriced: bool) -> str:
    if rejected:
        return "rejected"
    if later:
        return "back_ordered"
    return "changed" if repriced or confirmed != wanted else "as_ordered"
