"""What a buyer changes in an order already sent (X12 860), and what the supplier answers (X12 865)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from b2b.documents.order_response import LineAnswer, ResponseStatus
from b2b.documents.party import Party
from b2b.documents.values import ItemId, NamedDate, Quantity, Reference

# What happens to a line; the values are X12 element 670. Partners send others as well, which are kept as they are.
ADD = "AI"
DELETE = "DI"
INCREASE = "QI"
DECREASE = "QD"
PRICE = "PC"
CHANGE = "CA"
RESCHEDULE = "RS"
NO_CHANGE = "NC"


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line of the order as it shall stand from now on; `number` is that of the order, `change` says what is new in
    it (X12 element 670).

    `ordered` is the whole quantity of the line, None where it is not spoken of; `to_receive` is what of it is still
    to come, in the same unit. `unit_price` is per one unit of `ordered`.
    """

    number: str
    change: str
    ordered: Quantity | None = None
    to_receive: Decimal | None = None
    unit_price: Decimal | None = None
    items: tuple[ItemId, ...] = ()
    description: str = ""
    requested_date: dt.date | None = None
    references: tuple[Reference, ...] = ()
    ship_to: Party | None = None
    notes: tuple[str, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    other_price: str = ""


@dataclass(frozen=True, slots=True)
class OrderChange:
    """A buyer's change of the order `order_number` of `order_date`, None where the day is not said; `number` counts his
    changes of it, `date` is the day of this one.

    `purpose` is X12 element 353 (`04` change, `01` cancellation of the whole order, `05` replace), `kind` element 92.
    Lines that are not here stay as they were, unless the purpose is to replace.
    """

    order_number: str
    order_date: dt.date | None
    date: dt.date
    lines: tuple[ChangedLine, ...] = ()
    number: str = ""
    purpose: str = "04"
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


@dataclass(frozen=True, slots=True)
class ChangeResponseLine:
    """A changed line answered: it echoes number, change and items; `answers` add up to the quantity it now has."""

    number: str
    change: str
    ordered: Quantity | None = None
    to_receive: Decimal | None = None
    unit_price: Decimal | None = None
    items: tuple[ItemId, ...] = ()
    answers: tuple[LineAnswer, ...] = ()
    description: str = ""
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderChangeResponse:
    """The supplier's answer to a change, or a change of his own (`purpose` `19`, `status` None).

    `order_date` is that of the order, None where it is not said; `change_number` and `change_date` are those of the
    change answered, `number` is the supplier's own for the order.
    """

    order_number: str
    order_date: dt.date | None
    date: dt.date
    status: ResponseStatus | None
    lines: tuple[ChangeResponseLine, ...] = ()
    change_number: str = ""
    change_date: dt.date | None = None
    number: str = ""
    purpose: str = "00"
    release_number: str = ""
    currency: str | None = None
    buyer: Party = field(default_factory=Party)
    supplier: Party = field(default_factory=Party)
    ship_to: Party | None = None
    references: tuple[Reference, ...] = ()
