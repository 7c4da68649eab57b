"""Where an order is: a buyer's inquiry (X12 869) and the supplier's report, asked for or not (X12 870)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from b2b.documents.note import Note
from b2b.documents.party import NamedParty, Party
from b2b.documents.values import ItemId, NamedDate, NamedQuantity, Quantity, Reference

# What is asked for and reported (`scope`, X12 element 847).
ALL_ORDERS = "CA"
ALL_ORDERS_UNSHIPPED = "CO"
SELECTED_ORDERS = "PA"
SELECTED_ITEMS = "PP"

# Why a report is sent (`reason`, X12 element 850).
ANSWER_TO_INQUIRY = "1"
AGREED_SCHEDULE = "2"
UNSOLICITED = "3"

# The kinds of quantity that tell how far a line is (X12 element 673).
SHIPPED = "39"
OPEN = "63"
BACK_ORDERED = "BQ"
CANCELLED = "QV"


@dataclass(frozen=True, slots=True)
class InquiredLine:
    """An item that is asked about; `number` is the buyer's line number."""

    items: tuple[ItemId, ...]
    number: str = ""
    description: str = ""
    quantities: tuple[NamedQuantity, ...] = ()
    ship_to: Party | None = None
    parties: tuple[NamedParty, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class InquiredOrder:
    """An order that is asked about, with all of its lines where it names none.

    Without an `order_number` it stands for every order that fits the rest of it: parties, dates, items.
    """

    order_number: str = ""
    lines: tuple[InquiredLine, ...] = ()
    release_number: str = ""
    order_date: dt.date | None = None
    buyer: Party = field(default_factory=Party)
    supplier: Party = field(default_factory=Party)
    ship_to: Party | None = None
    parties: tuple[NamedParty, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderStatusInquiry:
    """A question about orders; `date` and `time` are the buyer's, where he is.

    `scope` is X12 element 847 (`PA` these orders, `PP` these items, `CO` all that is not shipped), `products` element
    848 and `locations` element 849 say what else selects, `kind` is element 640.
    """

    number: str
    date: dt.date
    orders: tuple[InquiredOrder, ...]
    time: dt.time | None = None
    scope: str = SELECTED_ORDERS
    products: str = ""
    locations: str = ""
    purpose: str = ""
    kind: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusDetail:
    """One status of an order or a line: `status` is X12 element 368 (`CC` shipped complete on `date`, `BP` shipped in
    part, the rest on `date`, `BO` back-ordered, `IN` in process), `reason` element 641.

    `quantities` say how much of the line is in it (`39` shipped, `63` open). `carrier` is a SCAC or a name.
    """

    status: str
    date: dt.date | None = None
    reason: str = ""
    description: str = ""
    quantities: tuple[NamedQuantity, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    carrier: str = ""
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportedLine:
    """Where one line of an order is; `number` is the buyer's line number.

    `unit_price` is per one `ordered.unit` in `currency`, which is None where the report does not say.
    """

    items: tuple[ItemId, ...]
    statuses: tuple[StatusDetail, ...]
    number: str = ""
    ordered: Quantity | None = None
    unit_price: Decimal | None = None
    currency: str | None = None
    description: str = ""
    ship_to: Party | None = None
    parties: tuple[NamedParty, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()

    def quantity(self, *kinds: str) -> Quantity | None:
        """The first quantity of the first of these kinds (X12 element 673) in any status, None where there is none.

        A line that was shipped in parts has several: they are in `statuses`.
        """
        said = [one for status in self.statuses for one in status.quantities]
        return next((one.quantity for kind in kinds for one in said if one.kind == kind), None)


@dataclass(frozen=True, slots=True)
class ReportedOrder:
    """Where an order is: its own statuses, and those of its lines."""

    order_number: str = ""
    lines: tuple[ReportedLine, ...] = ()
    statuses: tuple[StatusDetail, ...] = ()
    release_number: str = ""
    order_date: dt.date | None = None
    ship_to: Party | None = None
    parties: tuple[NamedParty, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderStatusReport:
    """A report on orders; `date` and `time` are the supplier's, where he is.

    `reason` is X12 element 850 (`1` answer to an inquiry, `2` agreed schedule, `3` unsolicited). `scope`, `products`
    and `locations` are those of the inquiry, which `inquiry_number`, `inquiry_date` and `inquiry_time` name.
    """

    number: str
    date: dt.date
    orders: tuple[ReportedOrder, ...]
    time: dt.time | None = None
    reason: str = UNSOLICITED
    scope: str = SELECTED_ORDERS
    products: str = ""
    locations: str = ""
    inquiry_number: str = ""
    inquiry_date: dt.date | None = None
    inquiry_time: dt.time | None = None
    purpose: str = ""
    buyer: Party = field(default_factory=Party)
    supplier: Party = field(default_factory=Party)
    ship_to: Party | None = None
    parties: tuple[NamedParty, ...] = ()
    carrier: str = ""
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()
