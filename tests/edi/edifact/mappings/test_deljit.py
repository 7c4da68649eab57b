"""DELJIT: what to deliver in the next days, as automotive partners call it and as we do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from b2b.documents import Quantity, Reference, ScheduledQuantity, ShippingSchedule
from b2b.edi.edifact.mappings import normal
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import context, lines, read_lines, unread
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.schedule_examples import SHIPPING

_CALLED = SHIPPING.lines[0]
_ROWS = (
    ScheduledQuantity(each(50), dt.date(2026, 1, 26), time_kind="010", time=dt.time(7), reference=Reference("DO", "A-0017")),
    ScheduledQuantity(each(30), dt.date(2026, 1, 26), time_kind="010", time=dt.time(13, 30)),
)  # fmt: skip
_LINE = replace(
    _CALLED, schedule=_ROWS, carrier="DHL", references=(Reference("LU", "A3"), Reference("DK", "21"), Reference("LF", "B7"))
)  # fmt: skip
CALL = replace(SHIPPING, lines=(_LINE,), buyer=replace(SHIPPING.buyer, vat_id=""), dates=())

HEAD = ("BGM+242+J-7+9", "DTM+137:202601240600:203", "NAD+BY+NW::92", "NAD+SE+ACME::92")


def call(*segments: str) -> ShippingSchedule:
    found: ShippingSchedule = read_lines("DELJIT", *HEAD, *segments)[0]
    return found


def pieces(value: int) -> Quantity:
    return Quantity(Decimal(value), "H87")


def test_how_a_call_is_written_in_both_directories() -> None:
    item = ["SEQ++1", "LIN+1", "PIA+5+NW-4711:BP+WIDGET-001:SA", "IMD+F++:::Widget, blue, 40 mm"]
    order, carrier = ["RFF+ON:4500000900:10", "RFF+ZZZ:LU=A3"], ["TDT+20++++DHL::182"]
    rows = [
        "LOC+11+21", "LOC+159+B7", "QTY+70:1400:EA", "DTM+51:20250101:102", "DTM+52:20260120:102",
        "QTY+113:50:EA", "SCC+1", "DTM+10:202601260700:203", "RFF+AAJ:A-0017",
        "QTY+113:30:EA", "SCC+1", "DTM+10:202601261330:203",
    ]  # fmt: skip
    written = lines("DELJIT", CALL)
    start = written.index("SEQ++1")
    assert written[:7] == [
        "BGM+242+SS-2026-0126+9", "DTM+137:20260124:102", "DTM+158:20260126:102", "DTM+159:20260130:102",
        "RFF+AAN:FC-2026-04", "RFF+RE:17", "RFF+ZZZ:RU=TOUR-4",
    ]  # fmt: skip
    assert written[start:] == [*item, *carrier, *order, *rows]
    assert lines("DELJIT", CALL, context("D01B"))[start:] == [*item, *order, *carrier, *rows]


@pytest.mark.parametrize("directory", ["D96A", "D01B"])
def test_the_call_comes_back(directory: str) -> None:
    known = context(directory)
    assert read_lines("DELJIT", *lines("DELJIT", CALL, known), known=known) == (normal(CALL), ())


def test_a_date_that_is_empty_dates_nothing() -> None:
    with_day, bare = ("QTY+1:4:PCE", "DTM+2:20260127:102"), ("QTY+1:9:PCE", "DTM")
    found, leftovers = read_lines("DELJIT", *HEAD, "SEQ++1", "LIN+++A-1:IN", *bare, *with_day)
    assert [row.quantity for row in found.lines[0].schedule] == [pieces(4)]
    assert unread(leftovers)[1:] == ["QTY01@8=1", "QTY01@8=9", "QTY01@8=PCE"]


def test_rows_without_a_day_are_for_that_of_their_sequence() -> None:
    found, leftovers = read_lines(
        "DELJIT", *HEAD, "SEQ++000471", "DTM+2:202601261015:203", "GIR+4+VIN-1:VV",
        "LIN+++A-1:IN", "QTY+1:4:PCE", "LIN+++A-2:IN", "LOC+11+GATE4", "QTY+1:2:PCE", "DTM+2:20260127:102",
        "SEQ++2", "DTM+2:20260128:102", "LIN+++A-3:IN",
    )  # fmt: skip
    first, second, third = found.lines
    assert first.schedule == (
        ScheduledQuantity(pieces(4), dt.date(2026, 1, 26), certainty="D", time_kind="002", time=dt.time(10, 15)),
    )  # fmt: skip
    assert second.schedule == (ScheduledQuantity(pieces(2), dt.date(2026, 1, 27), certainty="D"),)
    assert second.references == (Reference("DK", "GATE4"),)
    assert third.schedule == ()
    assert (found.horizon_start, found.horizon_end) == (dt.date(2026, 1, 26), dt.date(2026, 1, 27))
    assert (found.basis, found.counting) == ("DL", "")
    # The document has no time of day, and no place for sequences; a day without rows says nothing.
    assert unread(leftovers) == [
        "DTM01@3=202601240600", "SEQ02@6=000471", "GIR01@8=4", "GIR02@8=VIN-1", "GIR02@8=VV",
        "DTM01@16=2", "DTM01@16=20260128", "DTM01@16=102",
    ]  # fmt: skip


def test_cumulative_quantities() -> None:
    found = call("SEQ++1", "LIN+++A-1:IN", "QTY+3:400:PCE", "SCC+1", "DTM+2:20260126:102")
    assert found.counting == "C"
    assert found.lines[0].firm == found.lines[0].schedule


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        ((*HEAD, "SEQ++1"), "neither a horizon"),
        (("BGM+242", HEAD[1], "DTM+158:20260126:102", "DTM+159:20260126:102", "SEQ++1"), "BGM02-01 is missing"),
        ((*HEAD, "SEQ++1", "LIN+++A-1:IN", "QTY+1:4:PCE", "DTM+2:20260230:102"), "no day of the calendar"),
    ],
)
def test_what_a_call_cannot_do_without(segments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem) as caught:
        read_lines("DELJIT", *segments)
    assert "at position" in caught.value.where


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": ""}, "number (BGM02)"),
        ({"counting": "R"}, "counting (QTY01-01)"),
        ({"basis": "JS"}, "basis (DTM01-01)"),
        ({"buyer": SHIPPING.buyer}, "buyer.vat_id (RFF)"),
        ({"lines": (replace(_LINE, unit_price=Decimal(1)),)}, "lines[0].unit_price (DELJIT)"),
        ({"lines": (replace(_LINE, schedule=SHIPPING.lines[0].schedule),)}, "lines[0].schedule[0].pattern[0] (DELJIT)"),
    ],
)
def test_what_a_deljit_cannot_say_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("DELJIT", replace(CALL, **changes))
    assert field in caught.value.where
