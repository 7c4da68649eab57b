"""Items and their stock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlmodel import Session, col, select

from b2b.documents import Quantity
from b2b.errors import ConfigError, NotFound
from b2b.store import audit, catalog
from b2b.store.tables import Company, Item, Stock

_LARGEST = Decimal(10) ** 12


def stock(session: Session, company: Company, skus: Sequence[str]) -> list[dict[str, Any]]:
    """Every active item of the company (or those named) with what is free of it. NotFound: an item nobody knows."""
    query = select(Item, Stock).outerjoin(Stock, col(Stock.item_id) == col(Item.id))
    query = query.where(col(Item.company_id) == company.id)
    if skus:
        for sku in skus:
            item(session, company, sku)
        query = query.where(col(Item.sku).in_(skus))
    else:
        query = query.where(col(Item.active))
    return [_row(found, held) for found, held in session.exec(query.order_by(col(Item.sku)))]


def _row(found: Item, held: Stock | None) -> dict[str, Any]:
    return {
        "sku": found.sku,
        "description": found.description,
        "quantity": held.quantity if held else None,
        "unit": found.unit,
        "as_of": held.as_of if held else None,
        "source": held.source if held else "",
    }


def item(session: Session, company: Company, sku: str) -> Item:
    """The item of this number of ours. NotFound."""
    found = catalog.items_by_sku(session, company.id, [sku]).get(sku)
    if found is None:
        raise NotFound(f"{company.code} has no item {sku!r}", where="catalog", next_step="b2b catalog show")
    return found


def parsed_quantity(text: str) -> Decimal:
    """A quantity as typed: 0 or more, six decimals at most. ConfigError: it is not one."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    exponent = value.as_tuple().exponent
    if not value.is_finite() or not 0 <= value < _LARGEST or not isinstance(exponent, int) or exponent < -6:
        raise ConfigError(
            f"{text!r} is not a quantity",
            where="QUANTITY",
            next_step="write a number such as 500 or 0.5, with a point and six decimals at most",
        )
    return value


def line_quantity(text: str) -> tuple[str, Decimal]:
    """`1=60` as typed: a line's number and how many. ConfigError: it is not that."""
    line, equals, amount = text.rpartition("=")
    if not equals or not line:
        raise ConfigError(f"{text!r} is not a line and a quantity", where="--line", next_step="write --line 1=60")
    return line, parsed_quantity(amount)


def ordered_item(text: str) -> tuple[str, Quantity, Decimal | None]:
    """`WIDGET-001=60` or `WIDGET-001=60@11.80` as typed: an item, how many of its unit, a price. ConfigError."""
    sku, equals, rest = text.rpartition("=")
    amount, at, price = rest.partition("@")
    if not equals or not sku or (at and not price):
        raise ConfigError(
            f"{text!r} is not an item and a quantity", where="--line", next_step="write --line WIDGET-001=60"
        )
    return sku, Quantity(parsed_quantity(amount), ""), parsed_quantity(price) if price else None


def set_stock(
    session: Session, company: Company, sku: str, free: Decimal, *, now: dt.datetime, actor: str
) -> dict[str, Any]:
    """Set what is free of an item, audited; what it was before."""
    found = item(session, company, sku)
    held = catalog.stock_of(session, [found.id]).get(found.id)
    before = held.quantity if held else None
    catalog.set_stock(session, now, found, free, source=actor)
    details = {"sku": sku, "before": before, "after": free}
    audit.record(session, now, actor, "stock-set", "item", found.id, details)
    return {"sku": sku, "unit": found.unit, "before": before, "after": free}
