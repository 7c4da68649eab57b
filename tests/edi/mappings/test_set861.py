"""861: goods receipts as partners report them, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import (
    ContestedQuantity,
    GoodsCondition,
    GoodsReceipt,
    ListedCode,
    NamedDate,
    Quantity,
    ReceivedLine,
    Reference,
)
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.messages import lines, read_lines, unread
from tests.edi.mappings.report_examples import RECEIPT

BRA = "BRA*WE-1*20260120*00*1*1430"


def received(*segments: str) -> ReceivedLine:
    document, _ = read_lines("861", BRA, *segments)
    (line,) = document.lines
    assert isinstance(line, ReceivedLine)
    return line


def test_a_delivery_with_something_missing() -> None:
    receipt, leftovers = read_lines(
        "861", BRA, "REF*SI*DN-1", "REF*BM*BL-9", "REF*DP*038", "DTM*050*20260120*1430*ES", "DTM*011*20260118",
        "PRF*4711***20260105", "TD1*CTN25*4****G*120*LB", "TD5**2*UPSN", "N1*ST*DC 1*92*DC1", "N1*RA*DEPOT",
        "RCD*1*95*EA***5*EA*02", "SN1*1*100*EA**100*EA", "LIN*1*BP*NW-1*VP*A-1*LT*L-7*SK*1001", "PID*F****WIDGET",
        "REF*LI*7", "DTM*036*20270101", "MAN*GM*00340123450000000018", "LM*ZZ", "LQ*ZZ*D17", "CTT*1*95",
    )  # fmt: skip
    assert isinstance(receipt, GoodsReceipt)
    assert (receipt.number, receipt.kind, receipt.purpose) == ("WE-1", "1", "00")
    assert receipt.received_at == dt.datetime(2026, 1, 20, 19, 30, tzinfo=dt.UTC)
    assert (receipt.order_number, receipt.order_date) == ("4711", dt.date(2026, 1, 5))
    assert (receipt.despatch_number, receipt.bill_of_lading, receipt.carrier) == ("DN-1", "BL-9", "UPSN")
    assert (receipt.packages, receipt.gross_weight) == (4, Quantity(Decimal(120), "LBR"))
    assert receipt.references == (Reference("DP", "038"),)
    assert receipt.dates == (NamedDate("011", dt.date(2026, 1, 18)),)
    assert [named.role for named in receipt.parties] == ["RA"]
    (line,) = receipt.lines
    assert (line.quantity, line.condition) == (each(95), GoodsCondition.GOOD)
    assert line.contested == (ContestedQuantity("02", each(5)),)
    assert (line.number, line.order_line, line.order_number) == ("1", "1", "")
    assert (line.sku, line.lot, line.sscc) == ("1001", "L-7", "340123450000000018")
    assert [item.value for item in line.items] == ["NW-1", "A-1"]
    assert (line.shipped, line.ordered, line.description) == (each(100), each(100), "WIDGET")
    assert line.codes == (ListedCode("ZZ", "D17", "ZZ"),)
    # What BRA says of the time is not what DTM says, in the partner's own zone.
    assert unread(leftovers) == ["BRA05@2=1430", "TD101@9=CTN25"]


@pytest.mark.parametrize(
    ("rcd", "quantity", "condition", "contested"),
    [
        ("RCD**10*EA", each(10), GoodsCondition.GOOD, ()),
        ("RCD******3*EA*01", each(3), GoodsCondition.DAMAGED, ()),
        ("RCD**3*EA***3*EA*08", each(3), GoodsCondition.REFUSED, ()),
        ("RCD**3*EA***3*EA*07", each(3), GoodsCondition.GOOD, ()),
        ("RCD**10*EA***3*EA*01", each(10), GoodsCondition.GOOD, (ContestedQuantity("01", each(3)),)),
        ("RCD******3*EA*02", each(0), GoodsCondition.GOOD, (ContestedQuantity("02", each(3)),)),
        ("RCD****3*EA", each(0), GoodsCondition.GOOD, ()),
    ],
)
def test_what_arrived_in_which_condition(
    rcd: str, quantity: Quantity, condition: GoodsCondition, contested: tuple[ContestedQuantity, ...]
) -> None:
    line = received(rcd)
    assert (line.quantity, line.condition, line.contested) == (quantity, condition, contested)


def test_the_hash_total_is_that_of_what_was_received() -> None:
    _, leftovers = read_lines("861", BRA, "RCD**10*EA", "RCD******3*EA*01", "CTT*2*10")
    assert leftovers == ()


def test_goods_that_went_back_at_once() -> None:
    line = received("RCD**8*EA*2*EA")
    assert (line.quantity, line.returned) == (each(8), each(2))


@pytest.mark.parametrize(
    ("segments", "order_line"),
    [
        (("RCD*9*1*EA", "SN1*2*1*EA", "LIN*3*VP*A-1", "PRF*4711****4"), "4"),
        (("RCD*9*1*EA", "SN1*2*1*EA", "LIN*3*VP*A-1"), "3"),
        (("RCD*9*1*EA", "SN1*2*1*EA"), "2"),
        (("RCD*9*1*EA",), ""),
    ],
)
def test_the_line_of_the_order(segments: tuple[str, ...], order_line: str) -> None:
    assert received(*segments).order_line == order_line


def test_one_order_that_every_line_names_is_that_of_the_receipt() -> None:
    receipt, leftovers = read_lines(
        "861", BRA, "RCD**1*EA", "PRF*4711***20260105*1", "RCD**2*EA", "PRF*4711***20260105*2"
    )
    assert (receipt.order_number, receipt.order_date) == ("4711", dt.date(2026, 1, 5))
    assert [(line.order_number, line.order_line) for line in receipt.lines] == [("", "1"), ("", "2")]
    assert leftovers == ()


def test_a_receipt_for_several_orders() -> None:
    receipt, leftovers = read_lines(
        "861", BRA, "RCD**1*EA", "PRF*4711***20260105*1", "RCD**2*EA", "PRF*4712", "RCD**3*EA"
    )
    assert (receipt.order_number, receipt.order_date) == ("", None)
    assert [line.order_number for line in receipt.lines] == ["4711", "4712", ""]
    assert unread(leftovers) == ["PRF04@4=20260105"]
    of_two, _ = read_lines("861", BRA, "PRF*4711", "RCD**1*EA", "PRF*4712****7", "RCD**2*EA", "PRF*4711****8")
    assert [(line.order_number, line.order_line) for line in of_two.lines] == [("4712", "7"), ("", "8")]


def test_orders_among_the_item_numbers() -> None:
    receipt, leftovers = read_lines("861", BRA, "RCD**1*EA", "LIN**BP*NW-1*PO*4711*PL*3", "RCD**2*EA", "LIN**PO*4711")
    assert receipt.order_number == "4711"
    assert [(line.order_number, line.order_line) for line in receipt.lines] == [("", "3"), ("", "")]
    assert [item.value for item in receipt.lines[0].items] == ["NW-1"]
    assert leftovers == ()


def test_days_of_one_order_that_differ_stay() -> None:
    receipt, leftovers = read_lines("861", BRA, "RCD**1*EA", "PRF*4711***20260105", "RCD**2*EA", "PRF*4711***20260106")
    assert (receipt.order_number, receipt.order_date) == ("4711", None)
    assert unread(leftovers) == ["PRF04@4=20260105", "PRF04@6=20260106"]


def test_without_a_dtm_it_came_when_the_advice_was_written() -> None:
    receipt, leftovers = read_lines("861", BRA, "RCD**1*EA")
    assert receipt.received_at == dt.datetime(2026, 1, 20, 13, 30, tzinfo=dt.UTC)
    assert leftovers == ()


def test_a_line_of_an_order_without_a_number_is_named_beside_its_items() -> None:
    line = ReceivedLine(each(1), "3", items=RECEIPT.lines[0].items)
    written = lines("861", replace(RECEIPT, order_number="", order_date=None, lines=(line,)))
    assert "LIN*3*BP*NW-4711*VP*WIDGET-001" in written
    assert not any(segment.startswith("PRF") for segment in written)


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        (("RCD**1*EA",), "segment BRA is missing"),
        (("BRA**20260120*00*1", "RCD**1*EA"), "BRA01 is missing"),
        (("BRA*1**00*1", "RCD**1*EA"), "BRA02, the date, is missing"),
        ((BRA, "RCD*1"), "the line has no quantity"),
        ((BRA, "RCD**many*EA"), "RCD02 is not a number: 'many'"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("861", *segments)


def test_what_cannot_be_said_is_refused_by_its_field() -> None:
    first = RECEIPT.lines[0]
    six = tuple(ContestedQuantity("02", each(1)) for _ in range(6))
    for changed, field in (
        (replace(RECEIPT, number=""), "number"),
        (replace(RECEIPT, kind="?"), "kind"),
        (replace(RECEIPT, order_number=""), "order_number"),
        (replace(RECEIPT, received_at=dt.datetime(2026, 1, 1)), "DT"),  # noqa: DTZ001
        (replace(RECEIPT, lines=(replace(first, quantity=Quantity(Decimal(1), "")),)), "lines[0].quantity"),
        (replace(RECEIPT, lines=(replace(first, order_number="4500001001"),)), "lines[0].order_number"),
        (replace(RECEIPT, lines=(replace(first, contested=six),)), "lines[0].contested"),
        (replace(RECEIPT, lines=(replace(first, contested=(ContestedQuantity("01", each(98)),)),)), "lines[0]"),
        (replace(RECEIPT, lines=(replace(first, shipped=None, ordered=each(1)),)), "SN102"),
        (replace(RECEIPT, lines=(replace(first, sscc="17"),)), "lines[0].sscc"),
    ):
        with pytest.raises(NotWritable) as caught:
            lines("861", changed)
        assert field in caught.value.where
