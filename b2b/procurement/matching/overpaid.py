"""Goods that went back after their invoice was paid: a person asks for the money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.procurement import parties
from b2b.procurement.matching.keep import INVOICE, last_match
from b2b.procurement.orders.wording import figure
from b2b.procurement.purchased.gather import line_rows
from b2b.store import cases
from b2b.store.states import MatchVerdict, PurchaseInvoiceState, Severity
from b2b.store.tables import PurchaseInvoice, PurchaseInvoiceLine, PurchaseOrder, PurchaseOrderLine

PAID_NOT_HELD = "paid-beyond-receipt"
_PAID = (PurchaseInvoiceState.IN_PAYMENT, PurchaseInvoiceState.PAID)


def show_overpaid(session: Session, now: dt.datetime, actor: str, order: PurchaseOrder) -> None:
    """Open an exception where invoices in payment or paid use up more of an order than is left of its goods; close it
    where they do not any more.
    """
    rows = line_rows(session, [order.id])
    percent = parties.trade(session, order.partner_id).theirs.purchase.quantity_tolerance_percent
    told = list(_beyond(session, order, rows, percent))
    if not told:
        cases.resolve_about(
            session, order.id, now=now, actor=actor, code=PAID_NOT_HELD, resolution="what was paid is there"
        )
        return
    cases.open_case(
        session,
        now,
        PAID_NOT_HELD,
        f"order {order.order_number}: {'; '.join(told)}",
        severity=Severity.ERROR,
        details={"order": order.order_number, "reasons": told},
        company_id=order.company_id,
        partner_id=order.partner_id,
        table_name="purchase_order",
        row_id=order.id,
    )


def _beyond(session: Session, order: PurchaseOrder, rows: list[PurchaseOrderLine], percent: Decimal) -> Iterator[str]:
    """What a person approved beyond its receipt is known already."""
    paid: dict[str, Decimal] = {}
    for invoice in _in_payment(session, order):
        match = last_match(session, invoice.id)
        if match is not None and match.verdict == MatchVerdict.MATCHED:
            for id, units in match.result["claims"].items():
                paid[id] = paid.get(id, Decimal(0)) + Decimal(units)
    for row in rows:
        units = paid.get(row.id, Decimal(0))
        if units > row.received + row.ordered * percent / 100:
            held = f"{figure(row.received)} {row.unit} are here"
            yield f"line {row.line_number} {row.sku}: {figure(units)} {row.unit} are paid, {held}"


def _in_payment(session: Session, order: PurchaseOrder) -> list[PurchaseInvoice]:
    lines = select(PurchaseOrderLine.id).where(col(PurchaseOrderLine.purchase_order_id) == order.id)
    meant = select(PurchaseInvoiceLine.purchase_invoice_id).where(
        col(PurchaseInvoiceLine.purchase_order_line_id).in_(lines)
    )
    query = select(PurchaseInvoice).where(
        col(PurchaseInvoice.id).in_(meant),
        col(PurchaseInvoice.kind) == INVOICE,
        col(PurchaseInvoice.state).in_(_PAID),
    )
    return list(session.exec(query.order_by(col(PurchaseInvoice.number))))
