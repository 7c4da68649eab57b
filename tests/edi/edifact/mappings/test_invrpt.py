"""INVRPT: reports of stock as partners write them, and as we do."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from b2b.documents import Inventory, Party, PartyId, Quantity, StockLevel
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import context, lines, read_lines, unread
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.examples import INVENTORY

HEAD = ("BGM+35+I1+9", "DTM+137:20260119:102")


def inventory(*segments: str) -> Inventory:
    found: Inventory = read_lines("INVRPT", *HEAD, *segments)[0]
    return found


def test_the_segments_of_a_line_in_both_directories() -> None:
    written = lines("INVRPT", INVENTORY)
    assert written[written.index("LIN+2++4012345000016:EN") :] == [
        "LIN+2++4012345000016:EN", "QTY+17:60:EA", "NAD+WH+++Depot South",
    ]  # fmt: skip
    assert "QTY+145:500:EA" in written
    later = lines("INVRPT", INVENTORY, context("D01B"))
    assert later[-4:] == ["LIN+2++4012345000016:EN", "INV++++1", "QTY+17:60:EA", "NAD+WH+++Depot South"]


def test_a_report_in_the_habits_of_retail() -> None:
    found = inventory(
        "NAD+SU+4012345000009::9", "LIN+1++4012345000016:EN", "QTY+145:148:PCE", "QTY+198:12:PCE", "QTY+124:1:PCE"
    )
    assert found.supplier.ids == (PartyId("UL", "4012345000009"),)
    pieces = [Quantity(Decimal(value), "H87") for value in (148, 12, 1)]
    kinds = ("33", "IQ", "6063:124")
    assert found.lines[0].levels == tuple(map(StockLevel, kinds, pieces))


def test_quantities_at_different_places_leave_the_places_visible() -> None:
    found, leftovers = read_lines(
        "INVRPT", *HEAD, "LIN+1++4012345000016:EN", "QTY+17:1", "NAD+WH+A::92", "QTY+17:2", "NAD+WH+B::92"
    )
    assert found.lines[0].location is None
    assert unread(leftovers) == [
        "NAD01@6=WH", "NAD02@6=A", "NAD02@6=92", "NAD01@8=WH", "NAD02@8=B", "NAD02@8=92",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        (("BGM+35+I1+9",), "the date of the report"),
        (("BGM+35", HEAD[1]), "BGM02-01 is missing"),
        ((*HEAD, "LIN+1++4012345000016:EN", "QTY+17"), "the quantity is missing"),
        ((*HEAD, "LIN+1++4012345000016:EN", "QTY+17:many"), "is not a number: 'many'"),
    ],
)
def test_what_a_report_cannot_do_without(segments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem) as caught:
        read_lines("INVRPT", *segments)
    assert "at position" in caught.value.where


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": ""}, "number (BGM02)"),
        ({"report": ""}, "report (BGM01)"),
        ({"purpose": "ZZ"}, "purpose (BGM03)"),
        ({"lines": (replace(INVENTORY.lines[0], levels=(StockLevel("99", each(1)),)),)},
         "lines[0].levels[0].kind (QTY01-01)"),
        ({"lines": (replace(INVENTORY.lines[0], levels=(), location=Party("Depot")),)}, "lines[0].location (NAD)"),
    ],
)  # fmt: skip
def test_what_an_invrpt_cannot_say_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("INVRPT", replace(INVENTORY, **changes))
    assert caught.value.where == field
