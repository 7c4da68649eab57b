"""What was known when an order was decided: items, prices, stock. It is kept with the decision, so that it can be
decided again and explained.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price per one of the item's unit, from a quantity in that unit on; both days inclusive, None open. `contract`
    is agreed with this partner, else it is the list price.
    """

    from_quantity: Decimal
    price: Decimal
    contract: bool = False
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether the day lies within its validity."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class StockLevel:
    """Stock of an item in its own unit: `reported` by `source` (None: it does not know the item), less what is
    `promised` to orders that the source does not know of yet.
    """

    reported: Decimal | None
    promised: Decimal = Decimal(0)
    source: str = ""

    @property
    def free(self) -> Decimal:
        """What may be promised, never below 0; nothing where nothing was reported."""
        return max(Decimal(0), self.reported - self.promised) if self.reported is not None else Decimal(0)


@dataclass(frozen=True, slots=True)
class SnapshotItem:
    """An item as it stood: `prices` only in the terms' currency; `units` say how many of `unit` one other unit is;
    `gtin` as 14 digits, empty where there is none.
    """

    id: str
    sku: str
    unit: str
    stock: StockLevel
    description: str = ""
    gtin: str = ""
    pack: Decimal = Decimal(1)
    minimum: Decimal = Decimal(0)
    active: bool = True
    units: Mapping[str, Decimal] = field(default_factory=dict)
    prices: tuple[PriceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderSnapshot:
    """Everything a decision may look at besides the order and the terms.

    `own_codes`, `buyer_codes` and `gtins` hold the ids of items by SKU, by the partner's own code and by GTIN-14, as
    far as the order names them. `today` is the day in the partner's zone.
    """

    as_of: dt.datetime
    today: dt.date
    items: Mapping[str, SnapshotItem] = field(default_factory=dict)
    own_codes: Mapping[str, str] = field(default_factory=dict)
    buyer_codes: Mapping[str, str] = field(default_factory=dict)
    gtins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
