"""An order by the number somebody typed, whichever way it goes: a customer's (sold), or ours to a supplier (bought)."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.views import orders, purchases
from b2b.cli.views.naming import names
from b2b.errors import NotFound
from b2b.store.states import PurchaseOrderState, SalesOrderState
from b2b.store.tables import PurchaseOrder, SalesOrder

SOLD, BOUGHT = "sold", "bought"
STATES = tuple(dict.fromkeys([*map(str, SalesOrderState), *map(str, PurchaseOrderState)]))


def find(session: Session, number: str, partner_id: str | None = None) -> SalesOrder | PurchaseOrder:
    """The order that goes by this number; `our:12` is a customer's by our short number, `bought:12` one of ours by its.

    NotFound: none, or more than one.
    """
    sold = [] if number.startswith(f"{BOUGHT}:") else orders.candidates(session, number, partner_id)
    bought = [] if number.startswith("our:") else _bought(session, number, partner_id)
    rows: list[SalesOrder | PurchaseOrder] = [*sold, *bought]
    if not rows:
        raise orders.missing(session, number, partner_id)
    if len(rows) > 1:
        called = names(session)
        known = [
            f"{'our' if isinstance(row, SalesOrder) else BOUGHT}:{row.number} is {row.order_number}"
            f" {'of' if isinstance(row, SalesOrder) else 'to'} {called.partner(row.partner_id)}"
            for row in rows
        ]
        first = known[0].partition(" ")[0]
        raise NotFound(f"several orders go by {number}", where="; ".join(known), next_step=f"name one: {first}")
    return rows[0]


def bought(session: Session, number: str) -> PurchaseOrder:
    """The order of ours that goes by this number. NotFound: none, or a customer's."""
    found = _bought(session, number, None)
    if len(found) != 1:
        why = "several orders of ours go by" if found else "there is no order of ours"
        raise NotFound(f"{why} {number}", next_step=f"b2b orders list --way {BOUGHT}")
    return found[0]


def listed(session: Session, *, way: str, state: str, partner_id: str | None, limit: int) -> list[dict[str, Any]]:
    """The newest `limit` orders of one way or both (empty), newest first."""
    rows: list[dict[str, Any]] = []
    if way != BOUGHT and (not state or state in set(SalesOrderState)):
        wanted = SalesOrderState(state) if state else None
        rows += orders.orders(session, state=wanted, partner_id=partner_id, limit=limit)
    if way != SOLD and (not state or state in set(PurchaseOrderState)):
        asked = PurchaseOrderState(state) if state else None
        rows += purchases.purchases(session, state=asked, partner_id=partner_id, limit=limit)
    return sorted(rows, key=lambda row: row["at"], reverse=True)[:limit]


def _bought(session: Session, number: str, partner_id: str | None) -> list[PurchaseOrder]:
    query = select(PurchaseOrder)
    if partner_id is not None:
        query = query.where(col(PurchaseOrder.partner_id) == partner_id)
    short = number.removeprefix(f"{BOUGHT}:")
    found = list(session.exec(query.where(col(PurchaseOrder.order_number) == short)).all())
    if number.startswith(f"{BOUGHT}:") and short.isascii() and short.isdigit() and len(short) < 10:
        found += session.exec(query.where(col(PurchaseOrder.number) == int(short))).all()
    return found
