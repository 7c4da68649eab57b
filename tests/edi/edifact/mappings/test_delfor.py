"""DELFOR: delivery schedules of an automotive buyer, by items and by places."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from b2b.documents import (
    ItemId,
    ItemScheme,
    Party,
    PartyId,
    PlanningSchedule,
    Quantity,
    ScheduledQuantity,
    ScheduleLine,
    ShippedOrReceived,
)
from b2b.edi.edifact.mappings import for_message, normal
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import context, lines, read_lines, unread
from tests.edi.mappings.example_parts import SUPPLIER, WIDGET_1, each

SCHEDULE = PlanningSchedule(
    date=dt.date(2026, 1, 23),
    horizon_start=dt.date(2026, 1, 26),
    horizon_end=dt.date(2026, 3, 31),
    number="FC-2026-04",
    release_number="17",
    lines=(
        ScheduleLine(
            WIDGET_1,
            (
                ScheduledQuantity(each(80), dt.date(2026, 1, 26), time_kind="002", time=dt.time(7)),
                ScheduledQuantity(each(90), dt.date(2026, 2, 2), interval="W"),
                ScheduledQuantity(each(300), dt.date(2026, 3, 1), dt.date(2026, 3, 31), "D", "F"),
            ),
            number="1",
            unit="EA",
            order_number="4500000900",
            order_line="10",
            history=(ShippedOrReceived("02", each(1400), "051", dt.date(2025, 1, 1), until=dt.date(2026, 1, 20)),),
        ),
    ),
    buyer=Party("Northwind Retail GmbH", (PartyId("92", "NW"),)),
    supplier=SUPPLIER,
)
_HISTORY = ["QTY+70:1400:EA", "DTM+51:20250101:102", "DTM+52:20260120:102"]
BEGINNING = [
    "BGM+241+FC-2026-04+9",
    "DTM+137:20260123:102",
    "DTM+158:20260126:102",
    "DTM+159:20260331:102",
    "RFF+RE:17",
    "NAD+BY+NW::92++Northwind Retail GmbH",
    "NAD+SU+ACME::92++Acme Supply GmbH",
]
_LINE = ["LIN+1", "PIA+5+NW-4711:BP+WIDGET-001:SA", "RFF+ON:4500000900:10", *_HISTORY]


def test_how_a_schedule_is_written_in_d96a() -> None:
    assert lines("DELFOR", SCHEDULE) == [
        *BEGINNING,
        "UNS+D",
        *_LINE,
        *("QTY+113:80:EA", "SCC+1", "DTM+2:202601260700:203"),
        *("QTY+113:90:EA", "SCC+1++W", "DTM+2:20260202:102"),
        *("QTY+113:300:EA", "SCC+4++F", "DTM+2:20260301-20260331:718"),
        "UNS+S",
    ]


def test_how_a_schedule_is_written_in_d01b() -> None:
    assert lines("DELFOR", SCHEDULE, context("D01B")) == [
        *BEGINNING,
        "GIS+37",
        *_LINE,
        *("SCC+1", "QTY+113:80:EA", "DTM+2:202601260700:203"),
        *("SCC+1++W", "QTY+113:90:EA", "DTM+2:20260202:102"),
        *("SCC+4++F", "QTY+113:300:EA", "DTM+2:20260301-20260331:718"),
    ]


@pytest.mark.parametrize("directory", ["D96A", "D01B"])
def test_the_schedule_comes_back(directory: str) -> None:
    known = context(directory)
    assert read_lines("DELFOR", *lines("DELFOR", SCHEDULE, known), known=known) == (normal(SCHEDULE), ())


def test_a_schedule_by_places() -> None:
    schedule, leftovers = read_lines(
        "DELFOR",
        *("BGM+241+7+5", "DTM+137:20260123:102", "NAD+BY+NW::92", "NAD+SE+ACME::92", "UNS+D"),
        *("NAD+CN+DC1::92", "LIN+++A-1:IN", "LOC+11+GATE4"),
        *("QTY+1:10:PCE", "SCC+4++W", "DTM+10:20260202:102", "QTY+1:5:PCE", "SCC+1", "DTM+10:20260126:102"),
        *("UNS+S", "CNT+2:1"),
    )
    assert schedule.horizon_start == dt.date(2026, 1, 26)
    assert (schedule.purpose, schedule.basis, schedule.counting) == ("05", "SH", "A")
    assert schedule.lines == (
        ScheduleLine(
            (ItemId(ItemScheme.BUYER, "A-1", "IN"),),
            (
                ScheduledQuantity(Quantity(Decimal(10), "H87"), dt.date(2026, 2, 2), certainty="D", interval="W"),
                ScheduledQuantity(Quantity(Decimal(5), "H87"), dt.date(2026, 1, 26)),
            ),
            unit="H87",
            ship_to=Party(ids=(PartyId("92", "DC1"),)),
        ),
    )
    assert unread(leftovers) == ["LOC01@9=11", "LOC02@9=GATE4"]


def test_a_row_that_is_not_for_days_is_left_over() -> None:
    _, leftovers = read_lines(
        "DELFOR",
        *("BGM+241+7+5", "DTM+137:20260123:102", "DTM+158:20260126:102", "UNS+D", "LIN+++A-1:IN"),
        *("QTY+113:10:PCE", "DTM+2:3:804", "UNS+S"),
    )
    assert unread(leftovers) == [
        *("QTY01@7=113", "QTY01@7=10", "QTY01@7=PCE"),
        *("DTM01@8=2", "DTM01@8=3", "DTM01@8=804"),
    ]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (("BGM+241+7+5", "DTM+137:20260123:102", "UNS+D", "UNS+S"), "neither a horizon"),
        (("BGM+241", "DTM+137:20260123:102", "DTM+158:20260126:102", "UNS+D", "UNS+S"), "BGM02-01 is missing"),
    ],
)
def test_what_makes_a_schedule_unreadable(body: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read_lines("DELFOR", *body)


@pytest.mark.parametrize(
    ("field", "value"),
    [("counting", "R"), ("basis", "AD"), ("number", ""), ("currency", "EUR"), ("planning_type", "MM")],
)
def test_what_a_delfor_cannot_carry_is_refused_by_name(field: str, value: str) -> None:
    with pytest.raises(NotWritable, match=field):
        for_message("DELFOR").write(dataclasses.replace(SCHEDULE, **{field: value}), context())
