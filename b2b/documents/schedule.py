"""What a buyer wants when: planning schedules with releases (X12 830) and shipping schedules, just in time (X12 862).

Both say the same of an item: rows of quantities by date, and what was shipped or received before. A planning schedule
covers months and commits the buyer only where it says so; a shipping schedule covers days, takes its place for its
horizon, and refers to it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from b2b.documents.order import Destination
from b2b.documents.party import NamedParty, Party
from b2b.documents.values import ItemId, NamedDate, NamedQuantity, Quantity, Reference

# What a row commits the buyer to (`certainty`, X12 element 680).
FIRM = "C"
PLANNING = "D"

# How a row's quantity is spread over time (`interval`, X12 element 681).
ON_A_DAY = "D"
IN_A_WEEK = "W"
IN_A_MONTH = "M"
BETWEEN_TWO_DAYS = "F"

# What the numbers of a schedule mean (`counting`, X12 element 676).
ACTUAL = "A"
CUMULATIVE = "C"
NET_CHANGE = "D"
REPLACEMENT = "R"

# The kinds of what was shipped or received (X12 element 673): one delivery, all since the beginning of the count.
DISCRETE = "01"
TO_DATE = "02"


@dataclass(frozen=True, slots=True)
class DeliveryPattern:
    """On which days (X12 element 678: `A` Monday to Friday, `D` Monday, `Y` none) and at what time (element 679: `A`
    first shift) to ship or deliver."""

    days: str
    time: str


@dataclass(frozen=True, slots=True)
class JustInTimeCall:
    """A part of a day's quantity by the clock; `time` is where the buyer is, `references` name the dock or the box."""

    quantity: Quantity
    time: dt.time
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduledQuantity:
    """A row of a schedule: so much on `start`, or from `start` to `end`.

    `certainty` is X12 element 680 (`C` firm, `D` planning), `interval` element 681 (`D` that day, `W` a week, `M` a
    month, `F` from `start` to `end`), `time_kind` element 374 says what `time` is (`002` delivery requested),
    `planning_type` element 783. `reference` is the release or the delivery it belongs to. `pattern` is how it is spread
    over days. `destinations` split it among places, `calls` over the day.
    """

    quantity: Quantity
    start: dt.date
    end: dt.date | None = None
    certainty: str = FIRM
    interval: str = ON_A_DAY
    time_kind: str = ""
    time: dt.time | None = None
    reference: Reference | None = None
    planning_type: str = ""
    pattern: tuple[DeliveryPattern, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    quantities: tuple[NamedQuantity, ...] = ()
    destinations: tuple[Destination, ...] = ()
    calls: tuple[JustInTimeCall, ...] = ()


@dataclass(frozen=True, slots=True)
class ResourceAuthorization:
    """Up to what the buyer pays if the item is never taken: `kind` is X12 element 672 (`FI` finished goods, `MT`
    material, `LB` labour).

    It holds until `through`. `cumulative` is the quantity now authorized, `maximum` the highest that ever was, both
    counted from `since`.
    """

    kind: str
    through: dt.date | None = None
    cumulative: Quantity | None = None
    maximum: Quantity | None = None
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ShippedOrReceived:
    """What the buyer has in his books: `kind` is X12 element 673 (`01` one delivery, `02` cumulative), `date_kind`
    element 374 (`011` shipped, `050` received, `051` start of the count).

    `date` is when, or the beginning of the count, `until` its end; `references` name the shipment.
    """

    kind: str = ""
    quantity: Quantity | None = None
    date_kind: str = ""
    date: dt.date | None = None
    time: dt.time | None = None
    until: dt.date | None = None
    until_time: dt.time | None = None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """The schedule of one item.

    `unit` (UN/ECE Recommendation 20) is that of every quantity of the line but `quantities`; `unit_price` is per one of
    it, in `currency`, which is None where it is the schedule's. `order_number` and `order_line` are the buyer's.
    `release_status` is X12 element 682 (`4` carried over, `7` final release), `carrier` a SCAC or a name. `quantities`
    are those that belong to no date.
    """

    items: tuple[ItemId, ...]
    schedule: tuple[ScheduledQuantity, ...]
    number: str = ""
    unit: str = ""
    unit_price: Decimal | None = None
    currency: str | None = None
    order_number: str = ""
    order_line: str = ""
    description: str = ""
    release_status: str = ""
    carrier: str = ""
    ship_to: Party | None = None
    ship_from: Party | None = None
    parties: tuple[NamedParty, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()
    quantities: tuple[NamedQuantity, ...] = ()
    authorizations: tuple[ResourceAuthorization, ...] = ()
    history: tuple[ShippedOrReceived, ...] = ()

    @property
    def firm(self) -> tuple[ScheduledQuantity, ...]:
        """The rows that commit the buyer."""
        return tuple(row for row in self.schedule if row.certainty == FIRM)

    @property
    def to_date(self) -> Quantity | None:
        """The cumulative quantity that the buyer has in his books, None where the line names none."""
        return next((past.quantity for past in self.history if past.kind == TO_DATE), None)


@dataclass(frozen=True, slots=True)
class PlanningSchedule:
    """A forecast with releases (X12 830) for the time from `horizon_start` to `horizon_end`.

    `number` names the forecast, `release_number` the release of it; one of them is always there. `basis` is X12 element
    675 (`DL` delivery dates, `SH` ship dates), `counting` element 676 (`A` actual, `C` cumulative, `D` net change, `R`
    replacement), `planning_type` element 783. `currency` is None where the schedule does not say.
    """

    date: dt.date
    horizon_start: dt.date
    lines: tuple[ScheduleLine, ...]
    number: str = ""
    release_number: str = ""
    horizon_end: dt.date | None = None
    updated: dt.date | None = None
    purpose: str = "00"
    basis: str = "DL"
    counting: str = ACTUAL
    planning_type: str = ""
    contract_number: str = ""
    order_number: str = ""
    currency: str | None = None
    buyer: Party = field(default_factory=Party)
    supplier: Party = field(default_factory=Party)
    ship_to: Party | None = None
    ship_from: Party | None = None
    bill_to: Party | None = None
    parties: tuple[NamedParty, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class ShippingSchedule:
    """What to ship from `horizon_start` to `horizon_end` (X12 862).

    `release_number` and `forecast_number` are those of the planning schedule that it takes the place of; one of them
    is always there. `basis` and `counting` as there. Prices are in the agreement's currency.
    """

    number: str
    date: dt.date
    horizon_start: dt.date
    horizon_end: dt.date
    lines: tuple[ScheduleLine, ...]
    purpose: str = "00"
    basis: str = "SH"
    release_number: str = ""
    forecast_number: str = ""
    contract_number: str = ""
    order_number: str = ""
    counting: str = ""
    buyer: Party = field(default_factory=Party)
    supplier: Party = field(default_factory=Party)
    ship_to: Party | None = None
    ship_from: Party | None = None
    parties: tuple[NamedParty, ...] = ()
    dates: tuple[NamedDate, ...] = ()
    references: tuple[Reference, ...] = ()
