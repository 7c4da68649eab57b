"""856: the levels of a shipment as partners nest them."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from b2b.documents import Pack, Quantity, ShippedLine
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.examples import SHIP_NOTICE
from tests.edi.mappings.messages import context, lines, read_body, read_lines, unread

BSN = "BSN*00*DN1*20260119*1630"
SHIPMENT = (BSN, "HL*1**S")
ORDER = (*SHIPMENT, "HL*2*1*O", "PRF*4711***20260105")


def orders(*segments: str):
    """The orders of a ship notice."""
    return read_lines("856", *segments)[0].orders


def test_items_below_their_order() -> None:
    (order,) = orders(*ORDER, "HL*3*2*I", "LIN*1*VP*W-1*LT*L-7", "SN1*1*24*EA**30*EA", "PID*F****Widget")
    assert (order.order_number, order.order_date, order.packs) == ("4711", dt.date(2026, 1, 5), ())
    (line,) = order.lines
    assert (line.order_line, line.quantity, line.ordered) == (
        "1",
        Quantity(Decimal(24), "EA"),
        Quantity(Decimal(30), "EA"),
    )
    assert ([i.value for i in line.items], line.lot, line.description) == (["W-1"], "L-7", "Widget")


def test_items_in_packs_with_their_sscc_in_both_spellings() -> None:
    (order,) = orders(
        *ORDER,
        "HL*3*2*P", "MAN*GM*00340123450000000018", "HL*4*3*I", "LIN**UP*0001", "SN1**12*EA",
        "HL*5*2*P", "MAN*AA*340123450000000025", "HL*6*5*I", "LIN**UP*0002", "SN1**8*EA",
    )  # fmt: skip
    assert [pack.sscc for pack in order.packs] == ["340123450000000018", "340123450000000025"]
    assert [pack.lines[0].quantity.value for pack in order.packs] == [12, 8]


def test_packs_on_a_tare_are_the_packs_and_the_tare_stays_visible() -> None:
    notice, leftovers = read_lines(
        "856", *ORDER,
        "HL*3*2*T", "MAN*GM*00340123450000000094",
        "HL*4*3*P", "MAN*GM*00340123450000000018", "HL*5*4*I", "LIN**UP*0001", "SN1**12*EA",
    )  # fmt: skip
    assert [pack.sscc for pack in notice.orders[0].packs] == ["340123450000000018"]
    assert unread(leftovers) == ["MAN01@7=GM", "MAN02@7=00340123450000000094"]


def test_packs_below_their_item_share_its_line() -> None:
    (order,) = orders(
        *ORDER, "HL*3*2*I", "LIN*1*VP*W-1", "SN1**30*EA",
        "HL*4*3*P", "SN1**10*EA", "MAN*GM*00340123450000000018",
        "HL*5*3*P", "SN1**20*EA", "MAN*GM*00340123450000000025",
    )  # fmt: skip
    assert order.lines == ()
    assert [(pack.sscc[-2:], pack.lines[0].order_line, pack.lines[0].quantity.value) for pack in order.packs] == [
        ("18", "1", 10),
        ("25", "1", 20),
    ]


def test_items_below_the_shipment_name_their_order() -> None:
    first, second = orders(
        *SHIPMENT,
        "HL*2*1*I", "LIN**BP*A", "SN1**1*EA", "PRF*4711",
        "HL*3*1*I", "LIN**BP*B", "SN1**2*EA", "PRF*4712",
        "HL*4*1*I", "LIN**BP*C", "SN1**3*EA", "PRF*4711",
    )  # fmt: skip
    assert [(o.order_number, [line.quantity.value for line in o.lines]) for o in (first, second)] == [
        ("4711", [1, 3]),
        ("4712", [2]),
    ]


def test_two_orders_of_one_number_stay_two() -> None:
    found = orders(
        *ORDER, "HL*3*2*I", "LIN**BP*A", "SN1**1*EA", "HL*4*1*O", "PRF*4711", "HL*5*4*I", "LIN**BP*A", "SN1**1*EA"
    )
    assert [order.order_number for order in found] == ["4711", "4711"]


def test_a_level_that_names_no_known_parent_is_not_lost() -> None:
    notice, _ = read_lines("856", *ORDER, "HL*3*99*I", "LIN*1*VP*W-1", "SN1*1*24*EA")
    assert [(order.order_number, len(order.lines)) for order in notice.orders] == [("4711", 0), ("", 1)]


def test_an_unknown_level_stays_visible_and_what_is_below_it_is_read() -> None:
    notice, leftovers = read_lines("856", *ORDER, "HL*3*2*W", "HL*4*3*I", "LIN*1*VP*W-1", "SN1*1*24*EA")
    assert len(notice.orders[0].lines) == 1
    assert unread(leftovers) == ["HL03@6=W"]


def test_the_shipment() -> None:
    notice, leftovers = read_lines(
        "856", *SHIPMENT,
        "TD1**2****G*50*KG", "TD1**3****G*31.5*KG", "TD5*B*2*UPSN", "REF*BM*BL1", "REF*CN*PRO1", "REF*SE*9",
        "DTM*011*20260119*1630*ET", "DTM*017*20260121", "N1*SF*ACME", "N1*ST*DC1*92*DC1",
    )  # fmt: skip
    assert notice.shipped_at == dt.datetime(2026, 1, 19, 21, 30, tzinfo=dt.UTC)
    assert (notice.packages, notice.gross_weight) == (5, Quantity(Decimal("81.5"), "KGM"))
    assert (notice.carrier, notice.bill_of_lading, notice.tracking) == ("UPSN", "BL1", "PRO1")
    assert (notice.estimated_delivery, notice.ship_from.name, notice.ship_to.name) == (
        dt.date(2026, 1, 21),
        "ACME",
        "DC1",
    )
    assert [r.kind for r in notice.references] == ["SE"]
    assert unread(leftovers) == ["BSN04@2=1630", "TD501@6=B"]


@pytest.mark.parametrize(
    ("dtm", "zone", "instant"),
    [
        ("", "Europe/Berlin", "2026-01-19T15:30:00+00:00"),
        ("DTM*011*20260119", "Europe/Berlin", "2026-01-18T23:00:00+00:00"),
        ("DTM*011*20260719*1200", "Europe/Berlin", "2026-07-19T10:00:00+00:00"),
        ("DTM*011*20260719*1200*UT", "Europe/Berlin", "2026-07-19T12:00:00+00:00"),
        ("DTM*011*20260719*120030*CT", "Europe/Berlin", "2026-07-19T17:00:30+00:00"),
        ("DTM*011*20260719*1200*ES", "Europe/Berlin", "2026-07-19T17:00:00+00:00"),
        ("DTM*011*20260719*1200*24", "Europe/Berlin", "2026-07-19T13:00:00+00:00"),
    ],
)
def test_when_it_left(dtm: str, zone: str, instant: str) -> None:
    segments = (*SHIPMENT, dtm) if dtm else SHIPMENT
    notice, _ = read_lines("856", *segments, known=context(time_zone=ZoneInfo(zone)))
    assert notice.shipped_at.isoformat() == instant


@pytest.mark.parametrize(
    ("zone", "dtm"),
    [
        ("Europe/Berlin", "DTM*011*20260119*163000*01"),
        ("America/New_York", "DTM*011*20260119*103000*20"),
        ("Asia/Kolkata", "DTM*011*20260119*153000*UT"),
        ("UTC", "DTM*011*20260119*153000*UT"),
    ],
)
def test_the_day_that_is_written_is_the_partners_and_the_instant_is_exact(zone: str, dtm: str) -> None:
    known = context(time_zone=ZoneInfo(zone))
    written = lines("856", SHIP_NOTICE, known)
    assert dtm in written
    assert read_lines("856", *written, known=known)[0].shipped_at == SHIP_NOTICE.shipped_at


def test_what_cannot_be_read() -> None:
    with pytest.raises(Unreadable, match="shipped quantity"):
        read_lines("856", *ORDER, "HL*3*2*I", "LIN*1*VP*W-1")
    with pytest.raises(Unreadable, match="time of day"):
        read_lines("856", "BSN*00*DN1*20260119*2575", "HL*1**S")
    with pytest.raises(Unreadable, match="several units"):
        read_lines("856", *SHIPMENT, "TD1**2****G*50*KG", "TD1**2****G*50*LB")


@pytest.mark.slow
def test_fifty_thousand_levels_one_below_the_other() -> None:
    deep = [["BSN", "00", "DN1", "20260119", "1630"], ["HL", "1", "", "S"], ["HL", "2", "1", "O"], ["PRF", "4711"]]
    for number in range(3, 50_003):
        deep += [["HL", str(number), str(number - 1), "I"], ["LIN", "", "VP", "W"], ["SN1", "", "1", "EA"]]
    began = time.process_time()
    notice, leftovers = read_body("856", deep)
    seconds = time.process_time() - began
    assert len(notice.orders[0].lines) == 50_000
    assert leftovers == ()
    shallow = deep[: 4 + 3 * 5_000]
    began = time.process_time()
    read_body("856", shallow)
    # Linear: ten times as many segments may not take fifty times as long.
    assert seconds < 50 * max(time.process_time() - began, 0.02)


def test_a_pack_bears_a_whole_sscc_or_none() -> None:
    line: ShippedLine = SHIP_NOTICE.orders[0].lines[0]
    order = replace(SHIP_NOTICE.orders[0], packs=(Pack("1234", (line,)),))
    with pytest.raises(NotWritable) as caught:
        lines("856", replace(SHIP_NOTICE, orders=(order,)))
    assert caught.value.where == "orders[0].packs[0].sscc (856)"
