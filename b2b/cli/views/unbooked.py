"""Orders that came and are not booked: held for a person, failed, or tests. Only their document tells of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from b2b.store.states import Direction, Processing
from b2b.store.tables import Exchange, SalesOrder

_ORDERS = ("850", "875")


def documents(session: Session, number: str, partner_id: str | None = None) -> Sequence[Exchange]:
    """The documents of orders that a customer calls so, where none is booked under that number, oldest first."""
    query = select(Exchange).where(
        col(Exchange.business_key) == number,
        col(Exchange.document_type).in_(_ORDERS),
        col(Exchange.direction) == Direction.IN,
        col(Exchange.partner_id).not_in(select(SalesOrder.partner_id).where(col(SalesOrder.order_number) == number)),
    )
    if partner_id is not None:
        query = query.where(col(Exchange.partner_id) == partner_id)
    return session.exec(query.order_by(col(Exchange.number))).all()


def standing(row: Exchange) -> str:
    """Why it is not booked, in words."""
    if row.test:
        return "a test order, never booked"
    state = {Processing.WAITING: "waits", Processing.NEW: "is not worked yet"}.get(Processing(row.processing))
    return f"{state or row.processing}{f': {row.reason}' if row.reason else ''}"
