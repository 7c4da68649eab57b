"""What Northwind Retail wants of Acme Supply when: a planning schedule, and the shipping schedule of one of its weeks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from b2b.documents import (
    DeliveryPattern,
    Destination,
    JustInTimeCall,
    NamedDate,
    NamedParty,
    NamedQuantity,
    Party,
    PartyId,
    PlanningSchedule,
    Reference,
    ResourceAuthorization,
    ScheduledQuantity,
    ScheduleLine,
    ShippedOrReceived,
    ShippingSchedule,
)
from tests.edi.mappings.example_parts import BUYER, SHIP_TO, SUPPLIER, WIDGET_1, WIDGET_2, each

_MONDAYS = (DeliveryPattern("D", "A"),)
_RECEIVED = ShippedOrReceived(
    "01",
    each(100),
    "050",
    dt.date(2026, 1, 20),
    references=(Reference("SI", "DN-1"),),
)
_TO_DATE = ShippedOrReceived("02", each(1400), "051", dt.date(2025, 1, 1), until=dt.date(2026, 1, 20))

PLANNING = PlanningSchedule(
    date=dt.date(2026, 1, 23),
    horizon_start=dt.date(2026, 1, 26),
    lines=(
        ScheduleLine(
            WIDGET_1,
            (
                ScheduledQuantity(
                    each(80),
                    dt.date(2026, 1, 26),
                    time_kind="002",
                    time=dt.time(7),
                    reference=Reference("DO", "A-0017"),
                    pattern=_MONDAYS,
                ),
                ScheduledQuantity(each(80), dt.date(2026, 2, 2), interval="W", pattern=_MONDAYS),
                ScheduledQuantity(
                    each(300),
                    dt.date(2026, 3, 1),
                    dt.date(2026, 3, 31),
                    certainty="D",
                    interval="F",
                    pattern=(DeliveryPattern("Y", "Y"),),
                ),
            ),
            number="1",
            unit="EA",
            unit_price=Decimal("11.80"),
            order_number="4500000900",
            order_line="10",
            description="Widget, blue, 40 mm",
            quantities=(NamedQuantity("57", each(20)),),
            authorizations=(
                ResourceAuthorization("FI", dt.date(2026, 2, 8), each(1560), since=dt.date(2025, 1, 1)),
                ResourceAuthorization("MT", dt.date(2026, 3, 31), each(1860), each(1900), dt.date(2025, 1, 1)),
            ),
            history=(_RECEIVED, _TO_DATE),
        ),
        ScheduleLine(
            WIDGET_2,
            (
                ScheduledQuantity(
                    each(20),
                    dt.date(2026, 2, 2),
                    certainty="D",
                    interval="W",
                    destinations=(
                        Destination(PartyId("92", "0001"), each(5)),
                        Destination(PartyId("92", "0002"), each(15)),
                    ),
                ),
            ),
            number="2",
            unit="EA",
            ship_to=Party("Northwind DC 2"),
        ),
    ),
    number="FC-2026-04",
    release_number="17",
    horizon_end=dt.date(2026, 3, 31),
    counting="R",
    currency="EUR",
    buyer=BUYER,
    supplier=SUPPLIER,
    ship_to=SHIP_TO,
    references=(Reference("DP", "038"),),
)

SHIPPING = ShippingSchedule(
    number="SS-2026-0126",
    date=dt.date(2026, 1, 24),
    horizon_start=dt.date(2026, 1, 26),
    horizon_end=dt.date(2026, 1, 30),
    lines=(
        ScheduleLine(
            WIDGET_1,
            (
                ScheduledQuantity(
                    each(80),
                    dt.date(2026, 1, 26),
                    reference=Reference("DO", "A-0017"),
                    pattern=(DeliveryPattern("A", "D"),),
                    dates=(NamedDate("010", dt.date(2026, 1, 25), dt.time(16, 15)),),
                    calls=(
                        JustInTimeCall(each(50), dt.time(7), (Reference("DK", "21"),)),
                        JustInTimeCall(each(30), dt.time(13, 30), (Reference("DK", "22"),)),
                    ),
                ),
            ),
            number="1",
            unit="EA",
            order_number="4500000900",
            order_line="10",
            description="Widget, blue, 40 mm",
            references=(Reference("LU", "A3"),),
            history=(_TO_DATE,),
        ),
    ),
    release_number="17",
    forecast_number="FC-2026-04",
    counting="A",
    buyer=BUYER,
    supplier=SUPPLIER,
    ship_to=SHIP_TO,
    parties=(NamedParty("CA", Party("DHL Freight", (PartyId("2", "DHL"),))),),
    dates=(NamedDate("193", dt.date(2026, 1, 26), dt.time(6)),),
    references=(Reference("RU", "TOUR-4"),),
)

# By set: schedules.
SCHEDULES = {"830": PLANNING, "862": SHIPPING}
