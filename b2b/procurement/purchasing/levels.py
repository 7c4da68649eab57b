"""What is free of each item as somebody reports it: the ERP, a warehouse (846), a file. The newest figure holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from sqlmodel import Session

from b2b.documents import Quantity
from b2b.errors import NotAllowed
from b2b.procurement.orders.quantities import PLACES, exact, storable
from b2b.procurement.orders.wording import figure
from b2b.store import audit, catalog
from b2b.store.tables import Company, Item, Stock

_CLOCKS_APART = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Level:
    """So much is free of an item of ours (by SKU); a quantity without a unit counts the item's own."""

    sku: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a report: SKUs whose figure was `set`, `unknown` ones, those `ignored` because the figure we hold
    is younger, and those `refused`, each with the reason in words.
    """

    set: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    ignored: Mapping[str, str] | None = None
    refused: Mapping[str, str] | None = None

    @property
    def said(self) -> str:
        """What is not as simple as a figure set, in words; empty where all of it is."""
        parts = [f"not in the catalog: {', '.join(self.unknown[:20])}"] if self.unknown else []
        parts += [f"{sku}: {why}" for held in (self.ignored, self.refused) for sku, why in (held or {}).items()]
        return "; ".join(parts)


def set_levels(
    session: Session,
    now: dt.datetime,
    actor: str,
    company: Company,
    levels: Sequence[Level],
    as_of: dt.datetime,
    source: str,
) -> Taken:
    """Keep what is free at the instant `as_of` (aware) by the word of `source`; the others of the report are set where
    one cannot be.

    NotAllowed: `as_of` lies in the future (clocks may be five minutes apart), or an item stands there twice.
    """
    if as_of > now + _CLOCKS_APART:
        raise NotAllowed(
            f"stock as of {as_of.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC lies in the future",
            where=source,
            next_step="report what was counted, with the instant it was counted at",
        )
    listed = [level.sku for level in levels]
    if twice := sorted({sku for sku in listed if listed.count(sku) > 1}) if len(set(listed)) < len(listed) else []:
        raise NotAllowed(f"{twice[0]} stands there twice", where=source, next_step="report one figure an item")
    items = catalog.items_by_sku(session, company.id, listed)
    ids = [item.id for item in items.values()]
    held, units = catalog.stock_of(session, ids), catalog.conversions(session, ids)
    done, ignored, refused = [], {}, {}
    for level in levels:
        item = items.get(level.sku)
        if item is None:
            continue
        quantity = _own(level.quantity, item, units.get(item.id, {}))
        if isinstance(quantity, str):
            refused[level.sku] = quantity
        elif older := _older(held.get(item.id), as_of):
            ignored[level.sku] = older
        else:
            catalog.set_stock(session, now, item, quantity, source=source, as_of=min(as_of, now))
            done.append(level.sku)
    unknown = tuple(sku for sku in listed if sku not in items)
    details = {"source": source, "as_of": as_of, "set": len(done), "unknown": list(unknown), "ignored": len(ignored)}
    audit.record(session, now, actor, "stock reported", "company", company.id, details)
    session.flush()
    return Taken(tuple(done), unknown, ignored, refused)


def _older(held: Stock | None, as_of: dt.datetime) -> str:
    if held is None or as_of >= held.as_of:
        return ""
    return f"we hold a younger figure, of {held.as_of:%Y-%m-%d %H:%M} UTC from {held.source}"


def _own(quantity: Quantity, item: Item, units: Mapping[str, Decimal]) -> Decimal | str:
    """The quantity in the item's own unit, rounded down to six decimals; else why it cannot be taken."""
    factor = Decimal(1) if quantity.unit in ("", item.unit) else units.get(quantity.unit)
    if factor is None:
        return f"it is not on file how many {item.unit} one {quantity.unit} is"
    if not quantity.value.is_finite() or quantity.value < 0:
        return f"{quantity.value} is no stock"
    own = exact(Fraction(floor(Fraction(quantity.value) * Fraction(factor) * 10**PLACES), 10**PLACES))
    if own is None or not storable(own):
        return f"{figure(quantity.value)} is beyond what can be kept"
    return own
