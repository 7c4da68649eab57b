"""846: reports of stock as partners send them, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import Inventory, InventoryLine, NamedDate, PartyId, Quantity, inventory
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.examples import INVENTORY
from tests.edi.mappings.messages import lines, read_lines, unread

BIA = "BIA*00*DD*20260119-1*20260119*0600"


def stock(*segments: str) -> InventoryLine:
    document, _ = read_lines("846", BIA, *segments)
    (line,) = document.lines
    assert isinstance(line, InventoryLine)
    return line


def test_a_report_of_a_distributor() -> None:
    document, leftovers = read_lines(
        "846", BIA, "DTM*007*20260119", "REF*DP*038", "N1*SU*ACME*92*4711", "N1*WH*DEPOT 3*91*D3",
        "LIN**UP*012345678905*VP*A-1", "PID*F*08***RED WIDGET", "QTY*33*120*EA", "QTY*63*48*EA", "DTM*018*20260202",
        "LIN**UP*012345678912*VP*A-2", "QTY*33*0*EA", "CTT*2*168",
    )  # fmt: skip
    assert isinstance(document, Inventory)
    assert (document.number, document.date, document.report) == ("20260119-1", dt.date(2026, 1, 19), "DD")
    assert document.dates == (NamedDate("007", dt.date(2026, 1, 19)),)
    assert document.location is not None
    assert document.location.ids == (PartyId("91", "D3"),)
    first, second = document.lines
    assert [item.value for item in first.items] == ["012345678905", "A-1"]
    assert first.description == "RED WIDGET"
    assert first.quantity(inventory.AVAILABLE) == each(120)
    assert first.levels[1].dates == (NamedDate("018", dt.date(2026, 2, 2)),)
    assert second.quantity(inventory.ON_HAND, inventory.AVAILABLE) == each(0)
    assert second.quantity(inventory.ON_ORDER) is None
    assert unread(leftovers) == ["BIA05@2=0600"]


def test_lines_of_one_item_at_several_places() -> None:
    document, _ = read_lines(
        "846", BIA,
        "LIN*1*VP*A-1", "QTY*17*5*EA", "N1*WH*NORTH*91*N", "LIN*2*VP*A-1", "QTY*17*7*EA", "N1*WH*SOUTH*91*S",
    )  # fmt: skip
    assert [(line.location.name, line.quantity("17")) for line in document.lines] == [
        ("NORTH", each(5)),
        ("SOUTH", each(7)),
    ]


def test_stock_of_which_nothing_is_known_but_the_item_is_no_stock_of_zero() -> None:
    assert stock("LIN**VP*A-1").levels == ()
    assert stock("LIN**VP*A-1", "QTY*33**EA").quantity("33") is None


def test_quantities_without_a_unit_or_in_one_of_several_parts_keep_what_was_said() -> None:
    assert stock("LIN**VP*A-1", "QTY*33*4").levels[0].quantity == Quantity(Decimal(4), "")
    assert stock("LIN**VP*A-1", "QTY*33*4*CS>12").levels[0].quantity.unit == "x12:CS>12"


def test_what_has_no_place_stays_and_wrong_totals_are_shown() -> None:
    _, leftovers = read_lines("846", BIA, "LIN**VP*A-1", "CTP**UCP*9.5", "SDQ*EA*92*0001*5", "QTY*33*5*EA", "CTT*2*6")
    assert unread(leftovers) == [
        "BIA05@2=0600", "CTP02@4=UCP", "CTP03@4=9.5", "SDQ01@5=EA", "SDQ02@5=92", "SDQ03@5=0001", "SDQ04@5=5",
        "CTT01@7=2", "CTT02@7=6",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        (("LIN**VP*A-1",), "segment BIA is missing"),
        (("BIA*00*SI**20260119", "LIN**VP*A-1"), "BIA03 is missing"),
        (("BIA*00*SI*1*20260231", "LIN**VP*A-1"), "BIA04 is not a date"),
        ((BIA, "LIN**VP*A-1", "QTY*33*many*EA"), "QTY02 is not a number: 'many'"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("846", *segments)


def test_what_cannot_be_said_is_refused_by_its_field() -> None:
    for changed, field in (
        (replace(INVENTORY, lines=()), "LIN"),
        (replace(INVENTORY, lines=(InventoryLine((), ()),)), "LIN02"),
        (replace(INVENTORY, report="??"), "report"),
        (
            replace(INVENTORY, buyer=replace(INVENTORY.buyer, ids=(PartyId("92", "A1"), PartyId("UL", "B2")))),
            "buyer.ids",
        ),
    ):
        with pytest.raises(NotWritable) as caught:
            lines("846", changed)
        assert field in caught.value.where
