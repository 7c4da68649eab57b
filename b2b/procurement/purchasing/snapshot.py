"""What is known of an item when it is decided whether to order it again; quantities count the item's own unit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from b2b.procurement.orders.snapshot import PriceRow


@dataclass(frozen=True, slots=True)
class Rule:
    """When the item is ordered again: at or below `point` it is filled up to `up_to`, in whole packs, not below the
    minimum; goods come `lead_days` after the order.
    """

    point: Decimal
    up_to: Decimal
    pack: Decimal = Decimal(1)
    minimum: Decimal = Decimal(0)
    lead_days: int = 0


@dataclass(frozen=True, slots=True)
class StockFigure:
    """What `source` said was free at the instant `as_of`; `arrived` has come in on our orders since then."""

    quantity: Decimal
    as_of: dt.datetime
    source: str
    arrived: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class OnOrder:
    """What of an order of ours is still to come, or still waits for its approval."""

    order_number: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Need:
    """One item with its rule. `stock` None: nobody has said. `prices` are the supplier's contract prices in `currency`,
    `other_currencies` those in which it has prices besides.
    """

    item_id: str
    sku: str
    unit: str
    supplier: str
    currency: str
    rule: Rule
    stock: StockFigure | None
    on_order: tuple[OnOrder, ...] = ()
    prices: tuple[PriceRow, ...] = ()
    other_currencies: tuple[str, ...] = ()
