"""RECADV: what arrived, as partners write it and as we do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from b2b.documents import ContestedQuantity, GoodsCondition, GoodsReceipt, Quantity
from b2b.edi.edifact.mappings import normal
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import context, lines, read_lines, unread
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.report_examples import RECEIPT

WEIGHTLESS = replace(RECEIPT, gross_weight=None)
HEAD = ("BGM+632+WE-1+9", "DTM+137:20260120:102", "DTM+50:202601200745:203", "RFF+DQ:DN-1", "NAD+BY+1::92")
LINE = ("LIN+1++4012345000016:EN",)


def receipt(*segments: str) -> GoodsReceipt:
    found: GoodsReceipt = read_lines("RECADV", *HEAD, *segments)[0]
    return found


def pieces(value: int) -> Quantity:
    return Quantity(Decimal(value), "H87")


def test_the_segments_of_a_receipt() -> None:
    written = lines("RECADV", WEIGHTLESS)
    assert written[:8] == [
        "BGM+632+WE-2026-0044+9", "DTM+50:20260120074500:204", "RFF+ON:4500001001", "DTM+171:20260105:102",
        "RFF+AAK:DN-1", "RFF+BM:BL-9", "RFF+CN:00340434292135100001", "RFF+ZZZ:DP=038",
    ]  # fmt: skip
    assert written[written.index("TDT+20++++:::DHL Freight") + 1 :] == [
        "CPS+1", "PAC+2",
        "CPS+2+1", "PAC+1", "PCI+30", "GIN+BJ+340123450000000018",
        "LIN+1", "PIA+5+NW-4711:BP+WIDGET-001:SA", "IMD+F++:::Widget, blue, 40 mm", "QTY+48:98:EA", "QTY+12:100:EA",
        "QVR+-2:12+CP", "GIN+BX+L-7", "RFF+ON:4500001001:1",
        "CPS+3+1",
        "LIN+2++4012345000016:EN", "QTY+124:3:EA", "QTY+61:3:EA", "RFF+ON:4500001001:2",
        "CNT+2:2",
    ]  # fmt: skip


@pytest.mark.parametrize("directory", ["D96A", "D01B"])
def test_the_receipt_comes_back(directory: str) -> None:
    known = context(directory)
    assert read_lines("RECADV", *lines("RECADV", WEIGHTLESS, known), known=known) == (normal(WEIGHTLESS), ())


def test_the_day_on_which_it_is_made_is_no_date_of_a_receipt() -> None:
    known = context(date=dt.date(2026, 1, 21))
    body = lines("RECADV", WEIGHTLESS, known)
    assert body[1:3] == ["DTM+137:20260121:102", "DTM+50:20260120074500:204"]
    assert read_lines("RECADV", *body, known=known) == (normal(WEIGHTLESS), ())


def test_a_receipt_in_the_habits_of_retail() -> None:
    found, leftovers = read_lines(
        "RECADV", "BGM+352::9+WE-1+9", *HEAD[1:], "CPS+1", "CPS+2+1", "PAC+1", "PCI+33E", "GIN+BJ+340123450000000018",
        *LINE, "QTY+12:100:PCE", "QTY+194:95:PCE", "QTY+195:3:PCE", "QVR+-2:12+CP", "QVR+-3:195+AF+BN", "RFF+ON:4711:10",
    )  # fmt: skip
    assert (found.received_at, found.despatch_number) == (dt.datetime(2026, 1, 20, 6, 45, tzinfo=dt.UTC), "DN-1")
    (line,) = found.lines
    assert (line.condition, line.quantity, line.shipped) == (GoodsCondition.GOOD, pieces(95), pieces(100))
    assert (line.returned, line.sscc) == (pieces(3), "340123450000000018")
    assert line.contested == (ContestedQuantity("02", pieces(2)), ContestedQuantity("01", pieces(3)))
    assert (found.order_number, line.order_number, line.order_line) == ("4711", "", "10")
    # A reason that is not one of X12's; the day of the message beside that of the receipt is a date like others.
    assert unread(leftovers) == ["QVR03@17=BN"]
    assert [date.kind for date in found.dates] == ["2005:137"]


def test_units_that_were_not_accepted_are_a_line_of_their_own_where_nothing_else_is_named() -> None:
    damaged = receipt("CPS+1", *LINE, "QTY+124:3:PCE").lines[0]
    refused = receipt("CPS+1", *LINE, "QTY+195:4:PCE").lines[0]
    assert (damaged.condition, damaged.quantity) == (GoodsCondition.DAMAGED, pieces(3))
    assert (refused.condition, refused.quantity, refused.returned) == (GoodsCondition.REFUSED, pieces(4), None)


def test_what_is_wrong_is_said_by_code_or_by_kind_of_quantity_or_by_sign() -> None:
    line = receipt(
        "CPS+1", *LINE, "QTY+48:90:PCE", "QTY+124:6:PCE", "QVR+-1:195", "QVR+2", "QVR+-3", "QVR+-4:12++05::116",
        "QVR+5:12+AE",
    ).lines[0]  # fmt: skip
    assert [(part.condition, part.quantity) for part in line.contested] == [
        ("08", pieces(1)), ("03", pieces(2)), ("02", pieces(3)), ("05", pieces(4)), ("4221:AE", pieces(5)),
        ("01", pieces(6)),
    ]  # fmt: skip


def test_lines_of_several_orders_name_theirs() -> None:
    line = ("LIN+{0}++4012345000016:EN", "QTY+48:5", "RFF+ON:{1}:1", "DTM+171:2026010{0}:102")
    found, leftovers = read_lines(
        "RECADV", *HEAD, "CPS+1", *(part.format(1, "A") for part in line), *(part.format(2, "B") for part in line)
    )
    assert (found.order_number, [line.order_number for line in found.lines]) == ("", ["A", "B"])
    assert unread(leftovers) == [
        "DTM01@11=171", "DTM01@11=20260101", "DTM01@11=102", "DTM01@15=171", "DTM01@15=20260102", "DTM01@15=102",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        ((HEAD[0], HEAD[4]), "neither the day of the receipt"),
        (("BGM+632", *HEAD[1:]), "BGM02-01 is missing"),
        ((*HEAD, "CPS+1", *LINE, "QTY+12:5"), "not said what was received"),
        ((*HEAD, "CPS+1", *LINE, "QTY+48:many"), "is not a number: 'many'"),
    ],
)
def test_what_a_receipt_cannot_do_without(segments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem) as caught:
        read_lines("RECADV", *segments)
    assert "at position" in caught.value.where


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": ""}, "number (BGM02)"),
        ({"purpose": "ZZ"}, "purpose (BGM03)"),
        ({"gross_weight": RECEIPT.gross_weight}, "gross_weight (RECADV)"),
        ({"order_number": ""}, "order_date (RECADV)"),
        ({"lines": (replace(RECEIPT.lines[0], sscc="1"),)}, "lines[0].sscc (RECADV)"),
        ({"lines": (replace(RECEIPT.lines[0], contested=(ContestedQuantity("02", Quantity(Decimal(1), "KGM")),)),)},
         "lines[0].contested[0].quantity.unit (RECADV)"),
        ({"lines": (replace(RECEIPT.lines[0], contested=(ContestedQuantity("4221:XX", each(1)),)),)},
         "lines[0].contested[0].condition (QVR02)"),
    ],
)  # fmt: skip
def test_what_a_recadv_cannot_say_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("RECADV", replace(WEIGHTLESS, **changes))
    assert caught.value.where == field
