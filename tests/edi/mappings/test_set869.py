"""869: inquiries as buyers send them, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import (
    InquiredLine,
    InquiredOrder,
    ItemId,
    ItemScheme,
    NamedDate,
    NamedQuantity,
    Note,
    OrderStatusInquiry,
    Quantity,
    Reference,
)
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.examples import each
from tests.edi.mappings.messages import lines, read_lines, unread
from tests.edi.mappings.status_examples import INQUIRY

BSI = "BSI*ASK-7*20260121*PP*SP**0930*00*IN"
A_1 = (ItemId(ItemScheme.SUPPLIER, "A-1", "VP"),)
A_2 = (ItemId(ItemScheme.SUPPLIER, "A-2", "VP"),)


def orders(*segments: str) -> tuple[InquiredOrder, ...]:
    document, _ = read_lines("869", BSI, *segments)
    assert isinstance(document, OrderStatusInquiry)
    return document.orders


def test_two_lines_of_an_order_and_all_of_another() -> None:
    document, leftovers = read_lines(
        "869", BSI, "NTE*GEN*BEFORE NOON, PLEASE", "HL*1**O*1", "PRF*4500001001*7**20260105", "DTM*002*20260119",
        "REF*DP*038", "N1*BY*NORTHWIND*92*NW", "N1*SU*ACME", "N1*IC*HUB", "HL*2*1*I*0", "LIN*1*VP*A-1",
        "PID*F****WIDGET, BLUE", "QTY*63*20*EA", "REF*DK*21", "N1*ST*DC 2", "HL*3*1*I*0", "LIN*2*VP*A-2",
        "HL*4**O*0", "PRF*4500001003", "CTT*4",
    )  # fmt: skip
    assert isinstance(document, OrderStatusInquiry)
    assert (document.number, document.time, document.scope) == ("ASK-7", dt.time(9, 30), "PP")
    assert (document.products, document.purpose, document.kind) == ("SP", "00", "IN")
    assert document.notes == (Note("GEN", "BEFORE NOON, PLEASE"),)
    first, second = document.orders
    assert (first.order_number, first.release_number, first.order_date) == ("4500001001", "7", dt.date(2026, 1, 5))
    assert first.dates == (NamedDate("002", dt.date(2026, 1, 19)),)
    assert (first.buyer.name, first.supplier.name) == ("NORTHWIND", "ACME")
    assert [(one.role, one.party.name) for one in first.parties] == [("IC", "HUB")]
    assert [(line.number, line.items) for line in first.lines] == [("1", A_1), ("2", A_2)]
    assert first.lines[0].quantities == (NamedQuantity("63", each(20)),)
    assert first.lines[0].references == (Reference("DK", "21"),)
    assert first.lines[0].ship_to is not None
    assert second == InquiredOrder("4500001003")
    assert leftovers == ()


def test_items_without_an_order_are_asked_about_in_all_orders() -> None:
    (asked,) = orders("HL*1**I", "LIN**VP*A-1", "DTM*002*20260119", "HL*2**I", "LIN**VP*A-2")
    assert asked.order_number == ""
    assert [line.items for line in asked.lines] == [A_1, A_2]


def test_items_that_name_their_order_themselves_go_with_it() -> None:
    found = orders(
        "HL*1**I", "PRF*PO-1", "LIN**VP*A-1", "HL*2**I", "PRF*PO-2", "LIN**VP*A-1", "HL*3**I", "PRF*PO-1",
        "LIN**VP*A-2",
    )  # fmt: skip
    assert [(order.order_number, [line.items for line in order.lines]) for order in found] == [
        ("PO-1", [A_1, A_2]),
        ("PO-2", [A_1]),
    ]


def test_an_item_that_names_the_order_above_it_once_more_is_its_item() -> None:
    (order,) = orders("HL*1**O", "PRF*PO-1", "HL*2*1*I", "PRF*PO-1", "LIN**VP*A-1")
    assert [line.items for line in order.lines] == [A_1]


def test_items_on_the_level_of_the_order_are_its_lines() -> None:
    (order,) = orders("HL*1**O", "PRF*PO-1", "DTM*002*20260119", "LIN*1*VP*A-1", "LIN*2*VP*A-2", "REF*DP*038")
    assert [(line.number, line.items) for line in order.lines] == [("1", A_1), ("2", A_2)]
    assert order.references == (Reference("DP", "038"),)
    assert order.lines[0].dates == ()


def test_levels_of_another_kind_and_items_without_a_number_stay() -> None:
    _, leftovers = read_lines(
        "869", BSI + "*1", "HL*1**S", "REF*BM*1", "HL*2*1*I", "REF*DK*21", "HL*3*1*O", "PRF*PO-1", "GF*CT*9", "CTT*2*5"
    )
    assert unread(leftovers) == [
        "BSI09@2=1", "HL03@3=S", "REF01@4=BM", "REF02@4=1", "REF01@6=DK", "REF02@6=21", "GF01@9=CT", "GF02@9=9",
        "CTT01@10=2", "CTT02@10=5",
    ]  # fmt: skip


def test_levels_may_be_nested_as_deep_as_there_are() -> None:
    deep = [segment for level in range(2, 3000) for segment in (f"HL*{level}*{level - 1}*I", f"LIN*{level}*VP*A-1")]
    (order,) = orders("HL*1**O", "PRF*PO-1", *deep)
    assert [line.number for line in order.lines] == [str(level) for level in range(2, 3000)]


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        (("HL*1**O",), "segment BSI is missing"),
        (("BSI**20260121*PA", "HL*1**O"), "BSI01 is missing"),
        (("BSI*1**PA", "HL*1**O"), "BSI02 is missing"),
        (("BSI*1*20260121*PA***noon", "HL*1**O"), "BSI06 is not a time of day"),
        ((BSI, "HL*1**O", "PRF*PO-1***20261301"), "PRF04 is not a date"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("869", *segments)


_ORDER = INQUIRY.orders[0]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (replace(INQUIRY, orders=()), "HL"),
        (replace(INQUIRY, scope=""), "scope"),
        (replace(INQUIRY, notes=(Note("GEN", ""),)), "notes[0].text"),
        (replace(INQUIRY, orders=(replace(_ORDER, order_number=""),)), "orders[0].order_number"),
        (replace(INQUIRY, orders=(replace(_ORDER, lines=(InquiredLine(()),)),)), "LIN02"),
        (
            replace(INQUIRY, orders=(InquiredOrder("1", (InquiredLine(A_1, quantities=(NamedQuantity("63", Quantity(Decimal(1), "XYZ")),)),)),)),
            "orders[0].lines[0].quantities[0].quantity.unit",
        ),
        (
            replace(INQUIRY, orders=(InquiredOrder("1", (InquiredLine(A_1, quantities=(NamedQuantity("63", each(1)),) * 2),)),)),
            "QTY",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_by_its_field(changed: OrderStatusInquiry, field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("869", changed)
    assert field in caught.value.where
