"""What was sold, returned and is in stock of each item over some days (X12 852)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from b2b.documents.item_details import Packing
from b2b.documents.order import Destination
from b2b.documents.party import NamedParty, Party
from b2b.documents.price import Price
from b2b.documents.values import ItemId, NamedAmount, NamedDate, NamedQuantity, Quantity, Reference

# The kinds of activity that replenishment asks for; the values are X12 element 859.
SOLD = "QS"
RETURNED_BY_CONSUMERS = "QU"
AVAILABLE = "QA"
ON_ORDER = "QP"
IN_TRANSIT = "QI"
OUT_OF_STOCK = "QO"
RECEIVED = "QR"


@dataclass(frozen=True, slots=True)
class Activity:
    """So many units of one kind (X12 element 859): of the whole report in `quantity`, of each place in `places`.

    A partner names one of the two, or both; whether they add up is his affair. `date` is when it was where it is not
    the whole time of the report.
    """

    kind: str
    quantity: Quantity | None = None
    places: tuple[Destination, ...] = ()
    date: NamedDate | None = None
    reference: Reference | None = None
    prices: tuple[Price, ...] = ()


@dataclass(frozen=True, slots=True)
class ActiveItem:
    """One item and all that is reported of it; `amounts` are in the report's currency, `quantities` are those of other
    kinds (X12 element 673)."""

    items: tuple[ItemId, ...]
    activities: tuple[Activity, ...]
    number: str = ""
    prices: tuple[Price, ...] = ()
    packing: Packing | None = None
    amounts: tuple[NamedAmount, ...] = ()
    quantities: tuple[NamedQuantity, ...] = ()
    references: tuple[Reference, ...] = ()

    def quantity(self, *kinds: str) -> Quantity | None:
        """The quantity of the first activity of the first of these kinds that names one for the whole report."""
        return next((a.quantity for kind in kinds for a in self.activities if a.kind == kind and a.quantity), None)


@dataclass(frozen=True, slots=True)
class ProductActivity:
    """A report from `first_day` to `last_day`, both inclusive (None: of the first day only), at `location` where it is
    not told by place.

    `handling` is what the receiver is to do with it (X12 element 305: `H` nothing, `F` propose orders, `G` order and
    ship). `number` and `purpose` (element 353) can be said since 005010. `currency` is the agreement's, None where it
    names none: the message cannot say it.
    """

    first_day: dt.date
    lines: tuple[ActiveItem, ...]
    last_day: dt.date | None = None
    handling: str = "H"
    number: str = ""
    purpose: str = ""
    currency: str | None = None
    supplier: Party = field(default_factory=Party)
    buyer: Party = field(default_factory=Party)
    location: Party | None = None
    parties: tuple[NamedParty, ...] = ()
    references: tuple[Reference, ...] = ()
