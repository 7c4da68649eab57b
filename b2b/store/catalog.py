"""Reading the catalog: items by any of their numbers, prices that may apply, units, stock. It chooses nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from sqlmodel import Session, col, or_, select

from b2b.store import ids
from b2b.store.tables import Item, ItemXref, Price, Stock, UomConversion


def items_by_sku(session: Session, company_id: str, skus: Collection[str]) -> dict[str, Item]:
    """The items of these numbers of ours, inactive ones included."""
    rows: list[Item] = []
    for part in _parts(skus):
        rows += session.exec(select(Item).where(col(Item.company_id) == company_id, col(Item.sku).in_(part)))
    return {row.sku: row for row in rows}


def items_by_partner_code(session: Session, partner_id: str, codes: Collection[str]) -> dict[str, Item]:
    """The items behind a partner's own numbers."""
    found: dict[str, Item] = {}
    for part in _parts(codes):
        query = select(ItemXref.code, Item).join(Item, col(Item.id) == col(ItemXref.item_id))
        for code, item in session.exec(
            query.where(col(ItemXref.partner_id) == partner_id, col(ItemXref.code).in_(part))
        ):
            found[code] = item
    return found


def items_by_gtin(session: Session, company_id: str, gtins: Collection[str]) -> dict[str, list[Item]]:
    """The items under these GTINs; more than one under the same GTIN is for the caller to refuse."""
    found: dict[str, list[Item]] = {}
    for part in _parts(gtins):
        for item in session.exec(select(Item).where(col(Item.company_id) == company_id, col(Item.gtin).in_(part))):
            assert item.gtin
            found.setdefault(item.gtin, []).append(item)
    return found


def prices_on(
    session: Session, item_ids: Collection[str], partner_id: str | None, currency: str, day: dt.date
) -> dict[str, list[Price]]:
    """Prices valid on a day by item: the list's and this partner's own, by quantity from the smallest up."""
    found: dict[str, list[Price]] = {}
    for part in _parts(item_ids):
        query = select(Price).where(
            col(Price.item_id).in_(part),
            col(Price.currency) == currency,
            or_(col(Price.partner_id).is_(None), col(Price.partner_id) == partner_id),
            or_(col(Price.valid_from).is_(None), col(Price.valid_from) <= day),
            or_(col(Price.valid_to).is_(None), col(Price.valid_to) >= day),
        )
        for price in session.exec(query.order_by(col(Price.from_quantity), col(Price.id))):
            found.setdefault(price.item_id, []).append(price)
    return found


def conversions(session: Session, item_ids: Collection[str]) -> dict[str, dict[str, Decimal]]:
    """By item: unit -> how many of the item's own unit it is."""
    found: dict[str, dict[str, Decimal]] = {}
    for part in _parts(item_ids):
        for row in session.exec(select(UomConversion).where(col(UomConversion.item_id).in_(part))):
            found.setdefault(row.item_id, {})[row.unit] = row.factor
    return found


def stock_of(session: Session, item_ids: Collection[str]) -> dict[str, Stock]:
    """The stock rows of these items; an item that was never counted has none."""
    found: dict[str, Stock] = {}
    for part in _parts(item_ids):
        for row in session.exec(select(Stock).where(col(Stock.item_id).in_(part))):
            found[row.item_id] = row
    return found


def set_stock(
    session: Session, now: dt.datetime, item: Item, quantity: Decimal, *, source: str, as_of: dt.datetime | None = None
) -> Stock:
    """Say what is free of an item in its own unit, from where, as of when (now, unless said)."""
    row = stock_of(session, [item.id]).get(item.id)
    if row is None:
        row = Stock(
            id=ids.new(now),
            company_id=item.company_id,
            item_id=item.id,
            quantity=quantity,
            unit=item.unit,
            as_of=as_of or now,
            source=source,
        )
    else:
        row.quantity, row.unit, row.as_of, row.source = quantity, item.unit, as_of or now, source
    session.add(row)
    session.flush()
    return row


def _parts(values: Iterable[str], size: int = 500) -> Iterable[Sequence[str]]:
    """SQLite allows so many parameters in a statement, and an order has so many lines."""
    listed = list(dict.fromkeys(values))
    return (listed[start : start + size] for start in range(0, len(listed), size))
