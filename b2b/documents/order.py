"""A purchase order (X12 850, Peppol T01)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from b2b.documents.party import Party, PartyId
from b2b.documents.values import ItemId, NamedDate, Quantity, Reference
from b2b.quick_init import quick_init


@dataclass(frozen=True, slots=True)
class Destination:
    """A part of a quantity that goes to a place of its own, or was counted there (X12 SDQ): a store or a warehouse by
    its number."""

    place: PartyId
    quantity: Quantity


@quick_init
@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line; `number` is the buyer's own (PO101) and comes back in every answer.

    `unit_price` is per one `quantity.unit` in the order's currency, None where the buyer leaves the price to us, or
    names one that is not per that unit: `other_price` then holds it as written. `number` is empty where the buyer gave
    none. Where `destinations` stand, the line is to be split among these places and `ship_to` is not the whole truth.
    `dates` are those beside `requested_date`.
    """

    number: str
    quantity: Quantity
    unit_price: Decimal | None
    items: tuple[ItemId, ...]
    description: str = ""
    requested_date: dt.date | None = None
    references: tuple[Reference, ...] = ()
    ship_to: Party | None = None
    notes: tuple[str, ...] = ()
    destinations: tuple[Destination, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    other_price: str = ""


@quick_init
@dataclass(frozen=True, slots=True)
class Order:
    """A buyer's order.

    `purpose` is X12 element 353 (`00` original, `01` cancellation, `04` change, `05` replace, `06` confirmation,
    `07` duplicate), or a status of a grocery order that is like none of these (`473:B` back-order); `kind` element 92
    (`SA`, `NE`, `BK`, ...).
    `currency` is None where the order does not say: the agreement's currency then holds, or it is an exception.
    `dates` are those beside `requested_date` and `cancel_after`. `allowances_charges` are those that the buyer reckons
    with, of the order or of a line, as written.
    """

    number: str
    date: dt.date
    lines: tuple[OrderLine, ...]
    purpose: str = "00"
    kind: str = "SA"
    release_number: str = ""
    currency: str | None = None
    buyer: Party = field(default_factory=Party)
    supplier: Party = field(default_factory=Party)
    ship_to: Party | None = None
    bill_to: Party | None = None
    requested_date: dt.date | None = None
    cancel_after: dt.date | None = None
    payment_terms: str = ""
    references: tuple[Reference, ...] = ()
    notes: tuple[str, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    allowances_charges: tuple[str, ...] = ()
