"""Reading our own orders and their lines."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from b2b.errors import NotFound
from b2b.store.tables import PurchaseChange, PurchaseOrder, PurchaseOrderLine


def find_order(session: Session, company_id: str, order_number: str) -> PurchaseOrder | None:
    """An order of a company of ours by the number it goes by."""
    query = select(PurchaseOrder).where(
        col(PurchaseOrder.company_id) == company_id, col(PurchaseOrder.order_number) == order_number
    )
    return session.exec(query).first()


def order(session: Session, number: str, company_id: str | None = None) -> PurchaseOrder:
    """An order by the number it goes by, of one company or the only one that has it. Raises NotFound."""
    query = select(PurchaseOrder).where(col(PurchaseOrder.order_number) == number)
    if company_id is not None:
        query = query.where(col(PurchaseOrder.company_id) == company_id)
    rows = session.exec(query).all()
    if len(rows) != 1:
        several = "several companies have" if rows else "there is no"
        raise NotFound(f"{several} an order of ours {number!r}", where="orders", next_step="b2b orders list")
    return rows[0]


def lines(session: Session, purchase_order_id: str) -> Sequence[PurchaseOrderLine]:
    """The lines of an order in their order."""
    query = select(PurchaseOrderLine).where(col(PurchaseOrderLine.purchase_order_id) == purchase_order_id)
    return session.exec(query.order_by(col(PurchaseOrderLine.position))).all()


def changes(session: Session, purchase_order_id: str) -> Sequence[PurchaseChange]:
    """The changes that we asked for, oldest first."""
    query = select(PurchaseChange).where(col(PurchaseChange.purchase_order_id) == purchase_order_id)
    return session.exec(query.order_by(col(PurchaseChange.sequence))).all()
