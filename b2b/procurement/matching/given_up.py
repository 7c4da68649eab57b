"""Goods that came short and were credited: the supplier will not deliver them, so nobody waits for them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.procurement.matching.keep import last_match
from b2b.procurement.purchasing import open_quantity
from b2b.store import purchases
from b2b.store.states import PurchaseInvoiceState
from b2b.store.tables import PurchaseInvoice, PurchaseInvoiceLine, PurchaseOrder, PurchaseOrderLine

_NONE = Decimal(0)


def count_given_up(session: Session, now: dt.datetime, order: PurchaseOrder) -> None:
    """Count on each line of an order what was announced, came short and was credited as goods, whatever came first; the
    order is closed by it, or opened again. Of what has not come at all, nobody knows yet.
    """
    credited = _credited(session, order)
    rows = purchases.lines(session, order.id)
    for row in rows:
        short = max(_NONE, row.announced - row.received) if row.received > 0 else _NONE
        row.given_up = min(credited.get(row.id, _NONE), short)
    open_quantity.settle(order, rows, now)
    session.add_all([order, *rows])
    session.flush()


def _credited(session: Session, order: PurchaseOrder) -> dict[str, Decimal]:
    """Units by order line that credit notes gave back."""
    credit = select(PurchaseInvoice.credited_invoice_id).where(col(PurchaseInvoice.credited_invoice_id).is_not(None))
    lines = select(PurchaseOrderLine.id).where(col(PurchaseOrderLine.purchase_order_id) == order.id)
    meant = select(PurchaseInvoiceLine.purchase_invoice_id).where(
        col(PurchaseInvoiceLine.purchase_order_line_id).in_(lines)
    )
    query = select(PurchaseInvoice).where(
        col(PurchaseInvoice.id).in_(meant),
        col(PurchaseInvoice.id).in_(credit),
        col(PurchaseInvoice.state) != PurchaseInvoiceState.REJECTED,
    )
    found: dict[str, Decimal] = {}
    for row in session.exec(query):
        match = last_match(session, row.id)
        for line in match.result["lines"] if match else ():
            found[line["line_id"]] = found.get(line["line_id"], _NONE) + Decimal(line["credited"])
    return found
