"""A purchase order (X12 850, Peppol T01)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from b2b.documents.party import Party
from b2b.documents.values import ItemId, Quantity, Reference


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line; `number` is the buyer's own (PO101) and comes back in every answer.

    `unit_price` is per one `quantity.unit` in the order's currency, None where the buyer leaves the price to us.
    `number` is empty where the buyer gave
    none.
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


@dataclass(frozen=True, slots=True)
class Order:
    """A buyer's order.

    `purpose` is X12 element 353 (`00` original, `01` cancellation, `04` change, `05` replace, `06` confirmation,
    `07` duplicate); `kind` element 92 (`SA`, `NE`, `BK`, ...).
    `currency` is None where the order does not say: the agreement's currency then holds, or it is an exception.
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
