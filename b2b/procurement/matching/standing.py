"""Whether invoices that were matched still are: goods may go back, and prices fall, while they are in payment.

An invoice in payment is not matched again with every receipt. It is looked at when money is about to leave for it, and
again when its payment lets go of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from b2b.procurement import parties
from b2b.procurement.matching import gather, keep, record, service
from b2b.procurement.matching.decide import decide
from b2b.store.money import to_minor
from b2b.store.tables import PurchaseInvoice, PurchaseInvoiceLine, PurchaseOrder, PurchaseOrderLine


def reopen(session: Session, now: dt.datetime, actor: str, invoices: SelectOfScalar[str], since: dt.datetime) -> None:
    """Match invoices (by id) anew that a payment made at `since` has let go of, as far as their orders have changed."""
    query = select(PurchaseOrderLine.purchase_order_id).where(col(PurchaseOrderLine.id).in_(_changed(invoices, since)))
    for order_id in session.exec(query.distinct()).all():
        service.rematch_order(session, now, actor, order_id)


def fallen(
    session: Session, invoices: SelectOfScalar[str], since: dt.datetime
) -> Iterator[tuple[PurchaseInvoice, str]]:
    """Those of the invoices (by id), in a payment made at `since`, of which less can be paid today, and why."""
    meant = select(PurchaseInvoiceLine.purchase_invoice_id).where(
        col(PurchaseInvoiceLine.purchase_order_line_id).in_(_changed(invoices, since)),
        col(PurchaseInvoiceLine.purchase_invoice_id).in_(invoices),
    )
    query = select(PurchaseInvoice).where(col(PurchaseInvoice.id).in_(meant), col(PurchaseInvoice.kind) == keep.INVOICE)
    for row in session.exec(query.order_by(col(PurchaseInvoice.number))).all():
        before = keep.last_match(session, row.id)
        if before is None:
            continue
        override = record.read_inputs(before.inputs).override
        trade = parties.trade(session, row.partner_id)
        found = decide(gather.inputs(session, trade, row, keep.claims_of(session, row), override))
        if to_minor(found.payable, row.currency) < row.payable:
            yield row, keep.reason_line(found, row.currency)


def _changed(invoices: SelectOfScalar[str], since: dt.datetime) -> SelectOfScalar[str]:
    """The order lines that they bill of which more is billed than is here, or whose order was answered since."""
    billed = select(PurchaseInvoiceLine.purchase_order_line_id).where(
        col(PurchaseInvoiceLine.purchase_invoice_id).in_(invoices)
    )
    return (
        select(PurchaseOrderLine.id)
        .join(PurchaseOrder, col(PurchaseOrder.id) == col(PurchaseOrderLine.purchase_order_id))
        .where(
            col(PurchaseOrderLine.id).in_(billed),
            or_(
                col(PurchaseOrderLine.invoiced) > col(PurchaseOrderLine.received),
                col(PurchaseOrder.answered_at) >= since,
            ),
        )
    )
