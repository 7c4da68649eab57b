"""DESADV: ship notices as partners nest them, and as we do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from b2b.documents import Pack, Quantity, ShipNotice, ShippedOrder
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import context, lines, read_lines, unread
from tests.edi.mappings.examples import SHIP_NOTICE

HEAD = ("BGM+351+LS-1+9", "DTM+11:202601191630:203")


def notice(*segments: str) -> ShipNotice:
    found: ShipNotice = read_lines("DESADV", *HEAD, *segments)[0]
    return found


def test_the_segments_of_a_ship_notice() -> None:
    written = lines("DESADV", SHIP_NOTICE)
    assert written[:6] == [
        "BGM+351+DN-1+9", "DTM+11:20260119163000:204", "DTM+17:20260120:102", "MEA+AAX+AAD+KGM:81.5", "RFF+BM:BL-9",
        "RFF+CN:00340434292135100001",
    ]  # fmt: skip
    assert written[written.index("CPS+1") :] == [
        "CPS+1", "PAC+2",
        "CPS+2+1", "LIN+1++4012345000016:EN", "QTY+12:20:EA", "QTY+21:20:EA", "GIN+BX+L-7", "RFF+ON:4500001001:2",
        "DTM+171:20260105:102",
        "CPS+3+1", "PAC+1", "PCI+30", "GIN+BJ+340123450000000018",
        "LIN+2", "PIA+5+NW-4711:BP+WIDGET-001:SA", "IMD+F++:::Widget, blue", "QTY+12:100:EA", "RFF+ON:4500001001:1",
        "DTM+171:20260105:102",
        "CNT+2:2",
    ]  # fmt: skip


def test_the_day_on_which_it_is_made_is_said_where_it_is_known_and_is_no_date_of_the_notice() -> None:
    known = context(date=dt.date(2026, 1, 19))
    written = lines("DESADV", SHIP_NOTICE, known)
    assert written[1:3] == ["DTM+137:20260119:102", "DTM+11:20260119163000:204"]
    assert read_lines("DESADV", *written, known=known)[1] == ()
    another = read_lines("DESADV", *written, known=context(date=dt.date(2026, 1, 20)))[1]
    assert [left.value for left in another] == ["137", "20260119", "102"]


def test_lines_below_the_consignment_belong_to_the_order_of_the_heading() -> None:
    found = notice(
        "RFF+ON:4711", "DTM+171:20260105:102", "CPS+1", "PAC+3+:52+PK", "LIN+1++4012345000016:EN", "QTY+12:5:PCE",
        "RFF+LI:10", "LIN+2++4012345000023:EN", "QTY+12:2:PCE",
    )  # fmt: skip
    assert found.shipped_at == dt.datetime(2026, 1, 19, 15, 30, tzinfo=dt.UTC)
    assert found.packages == 3
    (order,) = found.orders
    assert (order.order_number, order.order_date) == ("4711", dt.date(2026, 1, 5))
    assert [(line.order_line, line.quantity) for line in order.lines] == [
        ("10", Quantity(Decimal(5), "H87")), ("", Quantity(Decimal(2), "H87")),
    ]  # fmt: skip


def test_a_package_with_an_sscc_is_a_pack() -> None:
    found = notice(
        "CPS+1", "PAC+2", "CPS+2+1", "PAC+1", "PCI+33E", "GIN+BJ+340123450000000018", "LIN+1++4012345000016:EN",
        "QTY+12:5", "RFF+ON:A:1", "LIN+2++4012345000016:EN", "QTY+12:7", "RFF+ON:B:1",
    )  # fmt: skip
    assert [(order.order_number, [pack.sscc for pack in order.packs]) for order in found.orders] == [
        ("A", ["340123450000000018"]), ("B", ["340123450000000018"]),
    ]  # fmt: skip
    assert (found.packages, found.total_units) == (2, Decimal(12))


def test_lines_of_several_packages_stand_outside_of_packs_and_the_numbers_stay_visible() -> None:
    found, leftovers = read_lines(
        "DESADV", *HEAD, "CPS+1", "CPS+2+1", "PAC+2", "PCI+33E", "GIN+BJ+340123450000000018+340123450000000025",
        "LIN+1++4012345000016:EN", "QTY+12:5", "RFF+ON:A:1",
    )  # fmt: skip
    assert found.orders[0].packs == ()
    assert len(found.orders[0].lines) == 1
    assert unread(leftovers) == [
        "PAC01@6=2", "PCI01@7=33E", "GIN01@8=BJ", "GIN02@8=340123450000000018", "GIN03@8=340123450000000025",
    ]  # fmt: skip


def test_a_date_of_the_order_that_another_line_contradicts_stays_visible() -> None:
    line = ("LIN+{0}++4012345000016:EN", "QTY+12:5", "RFF+ON:A:{0}", "DTM+171:2026010{0}:102")
    found, leftovers = read_lines(
        "DESADV", *HEAD, "CPS+1", *(part.format(1) for part in line), *(part.format(2) for part in line)
    )
    assert found.orders[0].order_date == dt.date(2026, 1, 1)
    assert unread(leftovers) == ["DTM01@12=20260102", "DTM01@12=102"]


@pytest.mark.parametrize(
    ("dtm", "instant"),
    [
        ("DTM+11:20260119:102", dt.datetime(2026, 1, 18, 23, tzinfo=dt.UTC)),
        ("DTM+137:202607191630:203", dt.datetime(2026, 7, 19, 14, 30, tzinfo=dt.UTC)),
        ("DTM+11:202601191630UTC:303", dt.datetime(2026, 1, 19, 16, 30, tzinfo=dt.UTC)),
    ],
)
def test_when_it_was_shipped(dtm: str, instant: dt.datetime) -> None:
    assert read_lines("DESADV", "BGM+351+LS-1+9", dtm)[0].shipped_at == instant


def test_an_hour_that_the_clock_shows_twice_is_said_in_universal_time() -> None:
    twice = [dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC) for hour in (0, 1)]
    written = [lines("DESADV", replace(SHIP_NOTICE, shipped_at=instant)) for instant in twice]
    assert [body[1] for body in written] == ["DTM+11:20261025023000:204", "DTM+11:20261025013000UTC:304"]
    assert [read_lines("DESADV", *body)[0].shipped_at for body in written] == twice


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        (("BGM+351+LS-1+9",), "neither the day of despatch"),
        ((*HEAD, "CPS+1", "LIN+1++4012345000016:EN"), "no despatched quantity"),
        (("BGM+351", HEAD[1]), "BGM02-01 is missing"),
        (("BGM+351+LS-1+9", "DTM+11:20260230:102"), "no day of the calendar"),
    ],
)
def test_what_a_ship_notice_cannot_do_without(segments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem) as caught:
        read_lines("DESADV", *segments)
    assert "at position" in caught.value.where


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"purpose": "ZZ"}, "purpose (BGM03)"),
        ({"number": ""}, "number (BGM02)"),
        ({"orders": (ShippedOrder("A"),)}, "orders[0].lines (LIN)"),
        ({"orders": (ShippedOrder("A", packs=(Pack("", ()),)),)}, "orders[0].packs[0].lines (LIN)"),
        ({"orders": (replace(SHIP_NOTICE.orders[0], packs=(replace(SHIP_NOTICE.orders[0].packs[0], sscc="1"),)),)},
         "orders[0].packs[0].sscc (DESADV)"),
        ({"gross_weight": Quantity(Decimal(1), "x12:ZZ")}, "gross_weight.unit (MEA03-01)"),
    ],
)  # fmt: skip
def test_what_a_desadv_cannot_say_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("DESADV", replace(SHIP_NOTICE, **changes))
    assert caught.value.where == field
