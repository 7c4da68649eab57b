"""The day in figures."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.demo.day import Day
from b2b.store.money import from_minor
from b2b.store.states import CaseState, SalesInvoiceState
from b2b.store.tables import ExceptionCase, Exchange, SalesInvoice, SalesOrder


def of(day: Day, seconds: float) -> list[tuple[str, str]]:
    """Name and figure of everything worth a line; `seconds` is how long the day took."""
    with day.gateway.store.read() as session:
        orders = session.exec(select(SalesOrder)).all()
        cases = session.exec(select(ExceptionCase)).all()
        invoiced = session.exec(select(SalesInvoice).where(col(SalesInvoice.state) == SalesInvoiceState.ISSUED)).all()
        documents = _counted(session)
    total = sum((from_minor(invoice.gross, invoice.currency) for invoice in invoiced), Decimal(0))
    state = day.erp.state()
    stock = ", ".join(f"{row['sku']} {row['on_hand']}" for row in state["stock"])
    touched = {case.exchange_id for case in cases}
    alone = [order for order in orders if order.exchange_id not in touched]
    open_cases = [case for case in cases if case.state == CaseState.OPEN]
    return [
        ("documents", documents),
        ("orders", f"{len(orders)}, of which {len(alone)} without a person"),
        ("invoiced", f"{len(invoiced)} invoices, {total:,} EUR"),
        ("exceptions", f"{len(open_cases)}: " + ", ".join(case.code for case in open_cases)),
        ("stock left", stock),
        (
            "ERP bookings",
            f"{state['orders']} orders, {state['shipments']} goods issues, {state['invoices']} receivables",
        ),
        ("time", f"{seconds:.0f} s, the official invoice rules included"),
    ]


def _counted(session: Session) -> str:
    counts = Counter((exchange.direction, exchange.set_id) for exchange in session.exec(select(Exchange)))
    return ", ".join(f"{number} × {set_id} {way}" for (way, set_id), number in sorted(counts.items()))
