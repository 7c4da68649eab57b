"""Taking what the ERP says is free of items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Any

from sqlalchemy import update

from b2b.documents import Quantity
from b2b.procurement.bulk import insert_rows
from b2b.store import audit, catalog, ids
from b2b.store.tables import Company, Item, Stock
from b2b.store.types import SCALE
from b2b.web.operations import Invalid, PostedStock, PostStockLevels, Unit

_CLOCKS_DIFFER = dt.timedelta(minutes=5)
_SMALLEST = Decimal(1).scaleb(-SCALE)


def post_stock_levels(unit: Unit, company: Company, call: PostStockLevels) -> PostedStock:
    """Take each figure that is not older than the one there is; all are written in a handful of statements.

    Invalid: an item named twice, a unit that the item cannot be converted from, figures from the future (which would
    outlive every true one).
    """
    if call.as_of > unit.now + _CLOCKS_DIFFER:
        raise Invalid(
            f"{call.as_of:%Y-%m-%d %H:%M:%S} UTC is in the future",
            path="/postStockLevels/asOf",
            next_step="set the clock of the ERP, or its time zone",
        )
    items = catalog.items_by_sku(unit.session, company.id, [sku for sku, _ in call.levels])
    own = [item.id for item in items.values()]
    factors, held = catalog.conversions(unit.session, own), catalog.stock_of(unit.session, own)
    changed: list[dict[str, Any]] = []
    new: list[dict[str, Any]] = []
    outdated: list[str] = []
    seen: set[str] = set()
    for position, (sku, available) in enumerate(call.levels, start=1):
        if sku in seen:
            raise Invalid(f"{sku} is named twice", path=f"/postStockLevels/level[{position}]/sku")
        seen.add(sku)
        item = items.get(sku)
        if item is None:
            continue
        quantity = _in_own_unit(item, available, factors.get(item.id, {}), position)
        row = held.get(item.id)
        told = {"quantity": quantity, "unit": item.unit, "as_of": call.as_of, "source": unit.user}
        if row is None:
            new.append({"id": ids.new(unit.now), "company_id": item.company_id, "item_id": item.id, **told})
        elif row.as_of > call.as_of:
            outdated.append(sku)
        else:
            changed.append({"id": row.id, **told})
    insert_rows(unit.session, Stock, new)
    if changed:
        unit.session.execute(update(Stock), changed)
    unknown = [sku for sku, _ in call.levels if sku not in items]
    accepted = len(call.levels) - len(unknown) - len(outdated)
    counts = {"accepted": accepted, "unknown": len(unknown), "outdated": len(outdated), "as_of": call.as_of}
    audit.record(unit.session, unit.now, unit.user, "stock-posted", "company", company.id, counts)
    return PostedStock(accepted, tuple(unknown), tuple(outdated))


def _in_own_unit(item: Item, available: Quantity, factors: Mapping[str, Decimal], position: int) -> Decimal:
    """Rounded down to what can be kept: nothing is promised that is not there."""
    if available.unit == item.unit:
        return available.value
    factor = factors.get(available.unit)
    if factor is None:
        raise Invalid(
            f"{item.sku} is counted in {item.unit}; nobody has said how many of them a {available.unit} is",
            path=f"/postStockLevels/level[{position}]/available/@unit",
            next_step=f"send it in {item.unit}, or add the unit to the catalog: b2b catalog import FILE",
        )
    return (available.value * factor).quantize(_SMALLEST, rounding=ROUND_DOWN)
