"""Northwind Retail asks where its order is, and Acme Supply answers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from b2b.documents import (
    InquiredLine,
    InquiredOrder,
    NamedDate,
    NamedQuantity,
    Note,
    OrderStatusInquiry,
    OrderStatusReport,
    Reference,
    ReportedLine,
    ReportedOrder,
    StatusDetail,
)
from b2b.documents.order_status import ANSWER_TO_INQUIRY, SELECTED_ITEMS
from tests.edi.mappings.example_parts import BUYER, SHIP_TO, SUPPLIER, WIDGET_1, WIDGET_2, each

INQUIRY = OrderStatusInquiry(
    number="ASK-7",
    date=dt.date(2026, 1, 21),
    orders=(
        InquiredOrder(
            "4500001001",
            (
                InquiredLine(
                    WIDGET_1, "1", "Widget, blue, 40 mm", (NamedQuantity("63", each(20)),), references=(Reference("DP", "038"),)
                ),
                InquiredLine(WIDGET_2, "2"),
            ),
            order_date=dt.date(2026, 1, 5),
            buyer=BUYER,
            supplier=SUPPLIER,
            ship_to=SHIP_TO,
            dates=(NamedDate("002", dt.date(2026, 1, 19)),),
        ),
        InquiredOrder("4500001003"),
    ),
    time=dt.time(9, 30),
    scope=SELECTED_ITEMS,
    notes=(Note("GEN", "Please answer before noon"),),
)  # fmt: skip

REPORT = OrderStatusReport(
    number="ST-2026-0042",
    date=dt.date(2026, 1, 21),
    orders=(
        ReportedOrder(
            "4500001001",
            (
                ReportedLine(
                    WIDGET_1,
                    (
                        StatusDetail(
                            "BP",
                            dt.date(2026, 1, 26),
                            quantities=(NamedQuantity("39", each(80)), NamedQuantity("BQ", each(20))),
                            dates=(NamedDate("011", dt.date(2026, 1, 19), dt.time(16, 30)),),
                            carrier="DHL Freight",
                            references=(Reference("CN", "00340434292135100001"),),
                        ),
                    ),
                    number="1",
                    ordered=each(100),
                    unit_price=Decimal("11.80"),
                    currency="EUR",
                    description="Widget, blue, 40 mm",
                    dates=(NamedDate("002", dt.date(2026, 1, 19)),),
                    references=(Reference("DP", "038"),),
                ),
                ReportedLine(
                    WIDGET_2,
                    (StatusDetail("IC", reason="A01", description="Discontinued by the maker"),),
                    number="2",
                    ordered=each(20),
                ),
            ),
            (StatusDetail("BP", dt.date(2026, 1, 26)),),
            order_date=dt.date(2026, 1, 5),
            ship_to=SHIP_TO,
            references=(Reference("VN", "SO-17"),),
        ),
        ReportedOrder("4500001003", statuses=(StatusDetail("IN", description="In work, no date yet"),)),
    ),
    time=dt.time(11),
    reason=ANSWER_TO_INQUIRY,
    scope=SELECTED_ITEMS,
    inquiry_number="ASK-7",
    inquiry_date=dt.date(2026, 1, 21),
    inquiry_time=dt.time(9, 30),
    buyer=BUYER,
    supplier=SUPPLIER,
)

# By set: where orders are.
STATUSES = {"869": INQUIRY, "870": REPORT}
