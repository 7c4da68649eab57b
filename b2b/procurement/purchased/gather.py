"""Reads orders of ours with what is on file of their items."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.procurement.bulk import parts
from b2b.procurement.purchased.lines import Lines, OrderedLine
from b2b.store import catalog
from b2b.store.states import PurchaseOrderState
from b2b.store.tables import Item, ItemXref, PurchaseOrder, PurchaseOrderLine

# Never given to a supplier, whatever its number says.
NOT_GIVEN = (PurchaseOrderState.AWAITING_APPROVAL.value, PurchaseOrderState.REFUSED.value)


@dataclass(frozen=True, slots=True)
class Purchased:
    """An order of ours and its lines in their order."""

    order: PurchaseOrder
    lines: Lines


def orders_by_number(session: Session, company_id: str, numbers: Collection[str]) -> dict[str, Purchased]:
    """The company's orders of these numbers that were given to a supplier, whoever that is."""
    rows: list[PurchaseOrder] = []
    for part in parts(numbers):
        query = select(PurchaseOrder).where(
            col(PurchaseOrder.company_id) == company_id,
            col(PurchaseOrder.order_number).in_(part),
            col(PurchaseOrder.state).not_in(NOT_GIVEN),
        )
        rows += session.exec(query)
    return {row.order_number: found for row, found in zip(rows, with_lines(session, rows), strict=True)}


def with_lines(session: Session, orders: Sequence[PurchaseOrder]) -> list[Purchased]:
    """These orders with their lines."""
    called = {row.id: row for row in orders}
    rows = line_rows(session, list(called))
    items = {item.id: item for part in parts([row.item_id for row in rows]) for item in _items(session, part)}
    units = catalog.conversions(session, list(items))
    codes = _supplier_codes(session, list(items), {row.partner_id for row in orders})
    found: dict[str, list[OrderedLine]] = {id: [] for id in called}
    for row in rows:
        item = items[row.item_id]
        order = called[row.purchase_order_id]
        theirs = codes.get((order.partner_id, item.id), frozenset())
        found[order.id].append(
            OrderedLine(
                id=row.id,
                order_id=order.id,
                order_number=order.order_number,
                currency=order.currency,
                position=row.position,
                number=row.line_number,
                sku=row.sku,
                unit=row.unit,
                ordered=row.ordered - row.cancelled,
                ordered_price=row.price,
                price=row.price if row.agreed_price is None else row.agreed_price,
                rejected=row.rejected,
                given_up=row.given_up,
                announced=row.announced,
                received=row.received,
                invoiced=row.invoiced,
                supplier_codes=theirs | {row.supplier_sku} if row.supplier_sku else theirs or frozenset({row.sku}),
                gtin=item.gtin or "",
                units={item.unit: Decimal(1), **units.get(item.id, {})},
                vat_rate=item.vat_rate,
            )
        )
    return [Purchased(row, Lines(found[row.id])) for row in orders]


def line_rows(session: Session, order_ids: Collection[str]) -> list[PurchaseOrderLine]:
    """The lines of these orders, order by order."""
    rows: list[PurchaseOrderLine] = []
    for part in parts(order_ids):
        query = select(PurchaseOrderLine).where(col(PurchaseOrderLine.purchase_order_id).in_(part))
        rows += session.exec(query.order_by(col(PurchaseOrderLine.purchase_order_id), col(PurchaseOrderLine.position)))
    return rows


def _items(session: Session, ids: Sequence[str]) -> Sequence[Item]:
    return session.exec(select(Item).where(col(Item.id).in_(ids))).all()


def _supplier_codes(
    session: Session, item_ids: Sequence[str], partner_ids: Collection[str]
) -> dict[tuple[str, str], frozenset[str]]:
    """The suppliers' own numbers of items, by partner and item."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for part in parts(item_ids):
        query = select(ItemXref).where(col(ItemXref.item_id).in_(part), col(ItemXref.partner_id).in_(partner_ids))
        for row in session.exec(query):
            key = row.partner_id, row.item_id
            found[key] = found.get(key, frozenset()) | {row.code}
    return found


def rows_by_id(session: Session, line_ids: Collection[str]) -> dict[str, PurchaseOrderLine]:
    """The rows of these order lines."""
    found: dict[str, PurchaseOrderLine] = {}
    for part in parts(line_ids):
        query = select(PurchaseOrderLine).where(col(PurchaseOrderLine.id).in_(part))
        found |= {row.id: row for row in session.exec(query)}
    return found
