"""830: planning schedules as buyers send them, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import (
    DeliveryPattern,
    NamedDate,
    NamedQuantity,
    PartyId,
    PlanningSchedule,
    Quantity,
    Reference,
    ResourceAuthorization,
    ScheduledQuantity,
    ScheduleLine,
    ShippedOrReceived,
)
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.examples import each
from tests.edi.mappings.messages import lines, read_lines, unread
from tests.edi.mappings.schedule_examples import PLANNING

BFR = "BFR*00*F-7*12*DL*C*20260126*20260726*20260123***4500000900"
LIN = "LIN**BP*NW-4711*PO*4500000900*PL*10"


def line(*segments: str) -> ScheduleLine:
    document, _ = read_lines("830", BFR, *segments)
    (found,) = document.lines
    assert isinstance(found, ScheduleLine)
    return found


def test_a_schedule_with_weeks_that_are_released_and_months_that_are_not() -> None:
    document, leftovers = read_lines(
        "830", BFR, "REF*DP*038", "N1*MI*NORTHWIND*92*NW", "N1*SU*ACME*92*4711", "N1*ST*DC 1*92*DC1", LIN, "UIT*EA*11.8",
        "PID*F****WIDGET, BLUE", "PRS*7", "REF*DK*21", "QTY*57*20*EA", "ATH*FI*20260208*1560**20250101",
        "TD5*****BY RAIL", "SDP*D*A", "FST*80*C*W*20260126**002*0700*DO*A-17", "SDP*Y*Y", "FST*300*D*F*20260301*20260331",
        "SHP*01*100*050*20260120", "REF*SI*DN-1", "SHP*02*1400*051*20250101**20260120", "CTT*1*380",
    )  # fmt: skip
    assert isinstance(document, PlanningSchedule)
    assert (document.number, document.release_number, document.order_number) == ("F-7", "12", "4500000900")
    assert (document.horizon_start, document.horizon_end) == (dt.date(2026, 1, 26), dt.date(2026, 7, 26))
    assert (document.buyer.name, document.supplier.ids) == ("NORTHWIND", (PartyId("92", "4711"),))
    (item,) = document.lines
    assert (item.order_number, item.order_line) == ("4500000900", "10")
    assert [one.value for one in item.items] == ["NW-4711"]
    assert (item.unit, item.unit_price, item.release_status) == ("EA", Decimal("11.8"), "7")
    assert item.quantities == (NamedQuantity("57", each(20)),)
    assert item.authorizations == (
        ResourceAuthorization("FI", dt.date(2026, 2, 8), each(1560), None, dt.date(2025, 1, 1)),
    )
    (week,) = item.firm
    assert (week.quantity, week.time_kind, week.time) == (each(80), "002", dt.time(7))
    assert (week.reference, week.pattern) == (Reference("DO", "A-17"), (DeliveryPattern("D", "A"),))
    assert item.schedule[1].end == dt.date(2026, 3, 31)
    assert (item.to_date, item.carrier) == (each(1400), "BY RAIL")
    assert item.history[0].references == (Reference("SI", "DN-1"),)
    assert leftovers == ()


def test_rows_without_a_pattern_come_before_those_with_one() -> None:
    found = line(LIN, "UIT*EA", "FST*5*C*D*20260126", "SDQ*EA*92*0001*2*0002*3", "SDP*A*Y*D*D", "FST*6*D*W*20260202")
    alone, patterned = found.schedule
    assert alone.pattern == ()
    assert [destination.quantity for destination in alone.destinations] == [each(2), each(3)]
    assert patterned.pattern == (DeliveryPattern("A", "Y"), DeliveryPattern("D", "D"))


def test_an_item_that_is_wanted_no_more_is_still_a_line() -> None:
    found = line(LIN, "UIT*EA", "SHP*02*1400*051*20250101")
    assert found.schedule == ()
    assert found.firm == ()
    assert found.to_date == each(1400)
    assert line(LIN).to_date is None


def test_quantities_are_in_the_unit_of_the_line_and_none_is_guessed() -> None:
    assert line(LIN, "UIT*KG", "FST*5*C*D*20260126").schedule[0].quantity == Quantity(Decimal(5), "KGM")
    assert line(LIN, "FST*5*C*D*20260126").schedule[0].quantity == Quantity(Decimal(5), "")


def test_a_price_is_taken_where_it_is_for_the_unit_of_the_line() -> None:
    assert line(LIN, "UIT*EA*11.8*PE").unit_price == Decimal("11.8")
    assert line(LIN, "UIT*EA*1180*HP").unit_price == Decimal("11.8")
    assert line(LIN, "UIT*EA", "CTP**UCP*11.8").unit_price == Decimal("11.8")
    assert line(LIN, "UIT*EA*14*RE").unit_price is None


def test_a_line_may_have_a_currency_of_its_own() -> None:
    document, _ = read_lines("830", BFR, "CUR*BY*EUR", LIN, "UIT*EA*11.8", LIN, "UIT*EA*12.9", "CUR*BY*USD")
    assert document.currency == "EUR"
    assert [item.currency for item in document.lines] == [None, "USD"]


def test_who_has_no_field_keeps_his_role() -> None:
    document, leftovers = read_lines(
        "830", BFR, "N1*EV**12*3102120292", "N1*IC*HUB", LIN, "N1*SF*PLANT", "N1*MP*LINE 2"
    )
    assert [(one.role, one.party.name) for one in document.parties] == [("EV", ""), ("IC", "HUB")]
    (item,) = document.lines
    assert item.ship_from is not None
    assert [(one.role, one.party.name) for one in item.parties] == [("MP", "LINE 2")]
    assert leftovers == ()


def test_what_has_no_place_stays_and_wrong_totals_are_shown() -> None:
    _, leftovers = read_lines(
        "830", BFR + "**1", "XPO*1*9", LIN, "PO4*12", "PRS*7*LAST ONE", "SDP*A*Y", "SHP*02*5", "CTT*2*6"
    )
    assert unread(leftovers) == [
        "BFR13@2=1", "XPO01@3=1", "XPO02@3=9", "PO401@5=12", "PRS02@6=LAST ONE", "SDP01@7=A", "SDP02@7=Y", "CTT01@9=2",
        "CTT02@9=6",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        ((LIN,), "segment BFR is missing"),
        (("BFR*00*F-7**DL*A*20260126**", LIN), "BFR08 is missing"),
        (("BFR*00*F-7**DL*A***20260126", LIN), "BFR06 is missing"),
        ((BFR, LIN, "FST**C*D*20260126"), "FST01 is missing"),
        ((BFR, LIN, "FST*5*C*D"), "FST04 is missing"),
        ((BFR, LIN, "FST*5*C*D*20260126**002*7 AM"), "FST07 is not a time of day"),
        ((BFR, LIN, "ATH*FI*20260230"), "ATH02 is not a date"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("830", *segments)


def test_a_year_of_days_takes_several_patterns() -> None:
    days = tuple(
        ScheduledQuantity(each(1), dt.date(2026, 1, 1) + dt.timedelta(day), pattern=(DeliveryPattern("A", "Y"),))
        for day in range(300)
    )
    written = lines("830", replace(PLANNING, lines=(replace(PLANNING.lines[0], schedule=days),)))
    assert [segment for segment in written if segment.startswith("SDP")] == ["SDP*A*Y", "SDP*A*Y"]


_FIRST = PLANNING.lines[0]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (replace(PLANNING, number="", release_number=""), "number"),
        (replace(PLANNING, lines=()), "LIN"),
        (replace(PLANNING, basis="??"), "basis"),
        (replace(PLANNING, lines=(replace(_FIRST, unit=""),)), "lines[0]"),
        (replace(PLANNING, lines=(replace(_FIRST, unit="KGM"),)), "lines[0].schedule[0].quantity.unit"),
        (
            replace(PLANNING, lines=(replace(_FIRST, schedule=(*_FIRST.schedule, ScheduledQuantity(each(1), dt.date(2026, 4, 1)))),)),
            "lines[0].schedule[3].pattern",
        ),
        (
            replace(PLANNING, lines=(replace(_FIRST, schedule=(replace(_FIRST.schedule[0], dates=(NamedDate("010", dt.date(2026, 1, 25)),)),)),)),
            "lines[0].schedule[0].dates",
        ),
        (
            replace(PLANNING, lines=(replace(_FIRST, schedule=(replace(_FIRST.schedule[0], pattern=(DeliveryPattern("A", "Y"),) * 5),)),)),
            "lines[0].schedule[0].pattern",
        ),
        (replace(PLANNING, lines=(replace(_FIRST, history=(ShippedOrReceived(),)),)), "lines[0].history[0]"),
        (
            replace(PLANNING, lines=(replace(_FIRST, schedule=(replace(_FIRST.schedule[0], time=dt.time(7, 0, 0, 5)),)),)),
            "lines[0].schedule[0].time",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_by_its_field(changed: PlanningSchedule, field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("830", changed)
    assert field in caught.value.where
