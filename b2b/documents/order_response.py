"""The supplier's answer to an order (X12 855, Peppol T76)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from b2b.documents.party import Party
from b2b.documents.values import ItemId, Quantity, Reference


class ResponseStatus(StrEnum):
    """The answer as a whole; the value is X12 element 587."""

    ACCEPTED = "AD"
    ACCEPTED_WITH_CHANGES = "AC"
    REJECTED = "RJ"


class LineStatus(StrEnum):
    """What happens to a line or a part of it; the value is X12 element 668 (ACK01).

    We answer with the first six; a supplier of ours may also say that an item is replaced, otherwise changed, or on
    hold.
    """

    ACCEPTED = "IA"
    PRICE_CHANGED = "IP"
    QUANTITY_CHANGED = "IQ"
    BACK_ORDERED = "IB"
    DATE_CHANGED = "DR"
    REJECTED = "IR"
    SUBSTITUTED = "IS"
    CHANGED = "IC"
    ON_HOLD = "IH"


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """One ACK: so many units under this status; `day` is when they are scheduled (None: not known), `reason` in
    plain words, `items` the article they are of where the supplier names it again: the substitute, for instance.
    """

    status: LineStatus
    quantity: Quantity
    day: dt.date | None = None
    reason: str = ""
    items: tuple[ItemId, ...] = ()


@dataclass(frozen=True, slots=True)
class ResponseLine:
    """A line answered; it echoes number and items of the order; `unit_price` is the price the supplier will charge
    (None: no price agreed).
    """

    number: str
    ordered: Quantity
    unit_price: Decimal | None
    items: tuple[ItemId, ...]
    answers: tuple[LineAnswer, ...]
    description: str = ""
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderResponse:
    """The supplier's answer; `order_number`, `order_date` (None: not said) and the references echo the order, `number`
    is the supplier's own for it.
    """

    order_number: str
    order_date: dt.date | None
    date: dt.date
    status: ResponseStatus
    currency: str
    lines: tuple[ResponseLine, ...]
    number: str = ""
    release_number: str = ""
    buyer: Party = field(default_factory=Party)
    supplier: Party = field(default_factory=Party)
    ship_to: Party | None = None
    references: tuple[Reference, ...] = ()
