"""SLSRPT: what shops sold, as retailers report it and as we do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from b2b.documents import (
    ActiveItem,
    Activity,
    Destination,
    NamedAmount,
    NamedDate,
    PartyId,
    Price,
    ProductActivity,
    Quantity,
)
from b2b.edi.edifact.mappings import normal
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import context, lines, read_lines, unread
from tests.edi.mappings.example_parts import WIDGET_2, each
from tests.edi.mappings.report_examples import ACTIVITY

_SOLD, _ORDERED = ACTIVITY.lines[0].activities
_WIDGETS = replace(
    ACTIVITY.lines[0],
    packing=None,
    prices=(Price(Decimal("19.99"), "RTL", each(1)),),
    activities=(replace(_SOLD, prices=()), replace(_ORDERED, reference=None)),
)
SALES = replace(ACTIVITY, buyer=replace(ACTIVITY.buyer, vat_id=""), lines=(_WIDGETS, ACTIVITY.lines[1]))

HEAD = ("BGM+73E::9+S-7+9", "DTM+137:20260119:102", "DTM+356:2026011220260118:718", "NAD+SE+1::9", "NAD+SU+2::9")
ITEM = "LIN+1++4012345000016:EN"


def report(*segments: str) -> ProductActivity:
    found: ProductActivity = read_lines("SLSRPT", *HEAD, *segments)[0]
    return found


def pieces(value: int) -> Quantity:
    return Quantity(Decimal(value), "H87")


def store(number: str, value: int) -> Destination:
    return Destination(PartyId("UL", number), pieces(value))


def test_the_segments_of_a_report_in_both_directories() -> None:
    heading = ["BGM+73E::9", "DTM+90:20260112:102", "DTM+91:20260118:102"]
    named = [
        "NAD+SU+ACME::92++Acme Supply GmbH",
        "NAD+BY+4012345000009::9++Northwind Retail GmbH+Marktplatz 5+Hamburg++20095+DE",
        "NAD+SN+DC1::92++Northwind DC 1",
    ]
    widget = ["LIN+1", "PIA+5+NW-4711:BP+WIDGET-001:SA"]
    places = [
        "CUX+2:EUR:10",
        *("LOC+162", *widget, "RFF+ZZZ:DP=038", "MOA+203:339.83", "PRI+AAA:19.99::RTP::EA", "QTY+153:17:EA"),
        *("LIN+2++4012345000016:EN", "QTY+145:0:EA"),
        *("LOC+162+0001::92", *widget, "QTY+153:12:EA"),
        *("LOC+162+0002::92", *widget, "QTY+153:5:EA"),
        *("LOC+162", "DTM+2:20260126:102", *widget, "QTY+21:100:EA"),
    ]
    assert lines("SLSRPT", SALES) == [*heading, *named, "RFF+IA:ACME", *places]
    assert lines("SLSRPT", SALES, context("D01B")) == [*heading, "RFF+IA:ACME", *named, *places, "UNS+S"]


@pytest.mark.parametrize("directory", ["D96A", "D01B"])
def test_the_report_comes_back(directory: str) -> None:
    known = context(directory)
    assert read_lines("SLSRPT", *lines("SLSRPT", SALES, known), known=known) == (normal(SALES), ())


def test_the_day_on_which_it_is_made_is_no_day_of_a_report() -> None:
    known = context(date=dt.date(2026, 1, 19))
    body = lines("SLSRPT", SALES, known)
    assert body[1:4] == ["DTM+137:20260119:102", "DTM+90:20260112:102", "DTM+91:20260118:102"]
    assert read_lines("SLSRPT", *body, known=known) == (normal(SALES), ())


def test_a_report_in_the_habits_of_retail() -> None:
    sold = (ITEM, "MOA+203:{0}99", "PRI+AAA:9.99:CA:RTP", "QTY+153:{0}")
    found, leftovers = read_lines(
        "SLSRPT", *HEAD, "CUX+2:DKK:10",
        "LOC+162+4711::9", "DTM+356:20260112-20260118:718", *(part.format(14) for part in sold),
        "LOC+162+4712::9", "DTM+356:20260112-20260118:718", *(part.format(5) for part in sold),
        "LIN+2++4012345000023:EN", "QTY+61:1:PCE",
    )  # fmt: skip
    assert (found.number, found.purpose, found.currency) == ("S-7", "00", "DKK")
    assert (found.first_day, found.last_day) == (dt.date(2026, 1, 12), dt.date(2026, 1, 18))
    first, second = found.lines
    places = tuple(
        Destination(PartyId("UL", number), Quantity(Decimal(n), "")) for number, n in (("4711", 14), ("4712", 5))
    )
    assert first.activities == (Activity("QS", None, places),)
    assert first.prices == (Price(Decimal("9.99"), "RTL", basis="CA"),)
    assert second.activities == (Activity("QU", None, (store("4712", 1),)),)
    # What an item brought in at one place has no field; the report has no day of its own.
    assert unread(leftovers) == [
        "DTM01@3=137", "DTM01@3=20260119", "DTM01@3=102",
        "MOA01@11=203", "MOA01@11=1499", "MOA01@17=203", "MOA01@17=599",
    ]  # fmt: skip


def test_where_all_places_are_for_one_period_it_is_that_of_the_report() -> None:
    weekly = ("DTM+356:20260112-20260114:718", ITEM, "QTY+153:1:PCE")
    found, leftovers = read_lines("SLSRPT", *HEAD, "LOC+162+1", *weekly, "LOC+162+2", *weekly)
    assert (found.first_day, found.last_day) == (dt.date(2026, 1, 12), dt.date(2026, 1, 14))
    assert "DTM01@4=2026011220260118" in unread(leftovers)


def test_sales_of_single_days() -> None:
    found = report(
        *("LOC+162+1::9", "DTM+356:20260112:102", ITEM, "QTY+153:3:PCE"),
        *("LOC+162+1::9", "DTM+356:20260113:102", ITEM, "QTY+153:4:PCE"),
    )
    assert found.lines[0].activities == (
        Activity("QS", None, (store("1", 3),), NamedDate("2005:356", dt.date(2026, 1, 12))),
        Activity("QS", None, (store("1", 4),), NamedDate("2005:356", dt.date(2026, 1, 13))),
    )
    assert (found.first_day, found.last_day) == (dt.date(2026, 1, 12), dt.date(2026, 1, 18))


def test_a_report_that_names_days_only_at_its_places_is_from_the_first_to_the_last() -> None:
    found: ProductActivity = read_lines(
        "SLSRPT", HEAD[0], HEAD[3],
        *("LOC+162+1::9", "DTM+356:20260112:102", ITEM, "QTY+153:3:PCE"),
        *("LOC+162+1::9", "DTM+356:20260115:102", ITEM, "QTY+153:4:PCE"),
    )[0]  # fmt: skip
    assert (found.first_day, found.last_day) == (dt.date(2026, 1, 12), dt.date(2026, 1, 15))


def test_a_price_that_differs_at_another_place_stays_visible() -> None:
    found, leftovers = read_lines(
        "SLSRPT", *HEAD, "LOC+162+1::9", ITEM, "PRI+AAA:1", "QTY+153:3:PCE", "LOC+162+2::9", ITEM, "PRI+AAA:2", "QTY+153:4",
    )  # fmt: skip
    assert [price.amount for price in found.lines[0].prices] == [Decimal(1)]
    assert [left for left in unread(leftovers) if left.startswith("PRI")] == ["PRI01@13=AAA", "PRI01@13=2"]


def test_directories_that_go_by_item_are_read_as_well() -> None:
    found, leftovers = read_lines(
        "SLSRPT", *HEAD, "GIS+37", ITEM, "LOC+162+1::9", "QTY+153:3:PCE", "LOC+162+2::9", "QTY+153:4:PCE", "UNS+S",
        known=context("D01B"),
    )  # fmt: skip
    assert found.lines[0].activities == (Activity("QS", None, (store("1", 3), store("2", 4))),)
    assert unread(leftovers) == ["DTM01@3=137", "DTM01@3=20260119", "DTM01@3=102"]


def test_items_are_written_one_by_one_where_places_would_mix_their_order() -> None:
    first = ActiveItem(SALES.lines[0].items, (Activity("QS", None, (store("1", 3), store("2", 4))),), "1")
    second = ActiveItem(WIDGET_2, (Activity("QS", None, (store("2", 5), store("1", 6))),), "2")
    mixed = replace(SALES, lines=(first, second))
    body = lines("SLSRPT", mixed)
    assert [segment for segment in body if segment.startswith("LOC")] == [
        "LOC+162+1::9", "LOC+162+2::9", "LOC+162+1::9",
    ]  # fmt: skip
    assert read_lines("SLSRPT", *body) == (normal(mixed), ())


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        ((HEAD[0], HEAD[3], "LOC+162+1::9", ITEM, "QTY+153:1"), "the days of the report"),
        ((*HEAD, "LOC+162+1::9", ITEM, "QTY+153:many"), "is not a number: 'many'"),
        ((HEAD[0], "DTM+356:2026011220260132:718", HEAD[3]), "no period of days"),
    ],
)
def test_what_a_report_cannot_do_without(segments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem) as caught:
        read_lines("SLSRPT", *segments)
    assert "at position" in caught.value.where


def _with(**changes: Any) -> dict[str, Any]:
    return {"lines": (replace(_WIDGETS, **changes),)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"purpose": "ZZ"}, "purpose (BGM03)"),
        ({"handling": "F"}, "handling (SLSRPT)"),
        ({"buyer": ACTIVITY.buyer}, "buyer.vat_id"),
        ({"lines": ()}, "LOC"),
        (_with(activities=(Activity("QS"),)), "lines[0].activities[0] (SLSRPT)"),
        (_with(activities=(Activity("QO", each(1)),)), "lines[0].activities[0].kind (QTY01-01)"),
        (_with(activities=(_ORDERED,)), "lines[0].activities[0].reference (SLSRPT)"),
        (_with(prices=(Price(Decimal(1), "UCP"),)), "lines[0].prices[0].kind (PRI01-04)"),
        (_with(prices=(Price(Decimal(1), quantity=each(10)),)), "lines[0].prices[0].quantity.unit"),
        (_with(packing=ACTIVITY.lines[0].packing), "lines[0].packing (SLSRPT)"),
        (_with(amounts=(NamedAmount("ZZ", Decimal(1)),)), "lines[0].amounts[0].kind (MOA01-01)"),
    ],
)
def test_what_a_slsrpt_cannot_say_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("SLSRPT", replace(SALES, **changes))
    assert field in caught.value.where
