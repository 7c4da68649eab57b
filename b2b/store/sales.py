"""Reading customers' orders, shipments and invoices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session, col, select

from b2b.errors import NotFound
from b2b.store.states import SalesOrderState
from b2b.store.tables import SalesInvoice, SalesOrder, SalesOrderLine, Shipment, ShipmentLine


def find_order(
    session: Session, company_id: str, partner_id: str, order_number: str, day: dt.date | None = None
) -> SalesOrder | None:
    """A customer's order by the customer's own number: the one that stands, else the newest that does not.

    Where several have the number, one of the `day` goes before the others.
    """
    known = [] if day is None else [col(SalesOrder.order_date) != day]
    gone = col(SalesOrder.state).in_([SalesOrderState.REJECTED, SalesOrderState.CANCELLED])
    query = select(SalesOrder).where(
        col(SalesOrder.company_id) == company_id,
        col(SalesOrder.partner_id) == partner_id,
        col(SalesOrder.order_number) == order_number,
    )
    return session.exec(query.order_by(*known, gone, col(SalesOrder.number).desc())).first()


def order(session: Session, number: str) -> SalesOrder:
    """An order by our short number, or by the customer's. Raises NotFound, also where several customers used that."""
    if number.isdecimal() and len(number) <= 9:
        row = session.exec(select(SalesOrder).where(col(SalesOrder.number) == int(number))).first()
        if row is not None:
            return row
    rows = session.exec(select(SalesOrder).where(col(SalesOrder.order_number) == number)).all()
    if len(rows) == 1:
        return rows[0]
    if rows:
        known = ", ".join(str(row.number) for row in rows)
        raise NotFound(
            f"several orders have the number {number!r}", where="orders", next_step=f"take one of ours: {known}"
        )
    raise NotFound(f"there is no order {number!r}", where="orders", next_step="b2b orders list")


def lines(session: Session, sales_order_id: str) -> Sequence[SalesOrderLine]:
    """The lines of an order in their order."""
    query = select(SalesOrderLine).where(col(SalesOrderLine.sales_order_id) == sales_order_id)
    return session.exec(query.order_by(col(SalesOrderLine.position))).all()


def shipments(session: Session, sales_order_id: str) -> Sequence[Shipment]:
    """What was shipped of an order, oldest first."""
    query = select(Shipment).where(col(Shipment.sales_order_id) == sales_order_id)
    return session.exec(query.order_by(col(Shipment.number))).all()


def shipment_lines(session: Session, shipment_id: str) -> Sequence[tuple[ShipmentLine, SalesOrderLine]]:
    """The lines of a shipment with the order lines they fill, in the order's order."""
    query = (
        select(ShipmentLine, SalesOrderLine)
        .join(SalesOrderLine, col(SalesOrderLine.id) == col(ShipmentLine.sales_order_line_id))
        .where(col(ShipmentLine.shipment_id) == shipment_id)
    )
    return session.exec(query.order_by(col(SalesOrderLine.position))).all()


def invoices(session: Session, sales_order_id: str) -> Sequence[SalesInvoice]:
    """The invoices of an order, oldest first."""
    query = select(SalesInvoice).where(col(SalesInvoice.sales_order_id) == sales_order_id)
    return session.exec(query.order_by(col(SalesInvoice.id))).all()


def invoice(session: Session, number: str, company_id: str | None = None) -> SalesInvoice:
    """An invoice of ours by its number. Raises NotFound."""
    query = select(SalesInvoice).where(col(SalesInvoice.number) == number)
    if company_id is not None:
        query = query.where(col(SalesInvoice.company_id) == company_id)
    rows = session.exec(query).all()
    if len(rows) == 1:
        return rows[0]
    if rows:
        raise NotFound(
            f"several companies have an invoice {number!r}", where="invoices", next_step="name one: --company CODE"
        )
    raise NotFound(f"there is no invoice {number!r}", where="invoices", next_step="b2b invoices list")
