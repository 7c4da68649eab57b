"""What is in stock, or on its way into it (X12 846)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from b2b.documents.party import Party
from b2b.documents.values import ItemId, NamedDate, Quantity, Reference

# The kinds of quantity that replenishment asks for; the values are X12 element 673.
ON_HAND = "17"
COMMITTED = "27"
AVAILABLE = "33"
ON_ORDER = "63"
BACK_ORDERED = "BQ"
IN_TRANSIT = "IQ"


@dataclass(frozen=True, slots=True)
class StockLevel:
    """So many units of one kind; `kind` is an X12 element 673 code, `dates` say when (`018` available)."""

    kind: str
    quantity: Quantity
    dates: tuple[NamedDate, ...] = ()


@dataclass(frozen=True, slots=True)
class InventoryLine:
    """The stock of one item, at `location` where the line names one, else at that of the whole report."""

    items: tuple[ItemId, ...]
    levels: tuple[StockLevel, ...]
    number: str = ""
    description: str = ""
    location: Party | None = None
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()

    def quantity(self, *kinds: str) -> Quantity | None:
        """The first quantity of the first of these kinds that the line has, None where it has none of them.

        Where the line has several of that kind (by date or unit), the others are for the caller to find in `levels`.
        """
        return next((level.quantity for kind in kinds for level in self.levels if level.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Inventory:
    """A report of stock as of `date`; `report` says who reports to whom (X12 element 755: `SI` seller, `DD`
    distributor, `CM` customer to manufacturer), `location` is the place that all lines without their own speak of.
    """

    number: str
    date: dt.date
    lines: tuple[InventoryLine, ...]
    purpose: str = "00"
    report: str = "SI"
    supplier: Party = field(default_factory=Party)
    buyer: Party = field(default_factory=Party)
    location: Party | None = None
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()
