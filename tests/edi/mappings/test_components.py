"""Composites: the quantity left to receive, sixth of six components since 006020, and units made of other units."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import cast

import pytest

from b2b.documents import Order, OrderChange, PlanningSchedule
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.writer import Envelope, Group, Joined, TransactionSet, write_interchange
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.examples import EXAMPLES
from tests.edi.mappings.messages import context, lines, read_body, unread
from tests.edi.mappings.messages import interchange as as_bytes

LATER = context("006020")
CHANGE = cast(OrderChange, EXAMPLES["860"])
SCHEDULE = cast(PlanningSchedule, EXAMPLES["830"])


def changed(quantities: str) -> tuple[Decimal | None, list[str]]:
    """What is left to receive by this POC04, and what nobody took."""
    body = [segment.split("*") for segment in lines("860", CHANGE, LATER)]
    at = next(index for index, segment in enumerate(body) if segment[0] == "POC")
    body[at][4] = quantities
    document, leftovers = read_body("860", body, LATER)
    return document.lines[0].to_receive, [text for text in unread(leftovers) if text.startswith("POC04")]


@pytest.mark.parametrize(
    ("quantities", "left", "unread"),
    [
        (">>>>>80", Decimal(80), False),
        ("100>20>>120>20>80", Decimal(80), True),
        ("100", None, True),
        ("", None, False),
    ],
)
def test_the_sixth_quantity_is_what_is_left_and_others_are_not_lost(
    quantities: str, left: Decimal | None, unread: bool
) -> None:
    found, leftovers = changed(quantities)
    assert found == left
    assert bool(leftovers) == unread


def test_a_component_that_is_no_number_is_named() -> None:
    with pytest.raises(Unreadable, match="POC04 is not a number: 'X'"):
        changed(">>>>>X")


def test_it_is_written_with_the_separator_of_the_partner() -> None:
    with_bar = context("006020", delimiters=dataclasses.replace(LATER.delimiters, component="|"))
    body = [segment.split("*") for segment in lines("860", CHANGE, with_bar)]
    assert next(segment for segment in body if segment[0] == "POC")[4] == "|||||80"
    assert next(line for line in lines("860", CHANGE) if line.startswith("POC")).split("*")[4] == "80"


@pytest.mark.parametrize("text", [">>8*0", ">>8~0", ">>8^0"])
def test_no_component_may_hold_another_delimiter(text: str) -> None:
    made = dt.datetime(2026, 1, 5, 8, 0, tzinfo=dt.UTC)
    change = TransactionSet("860", "0001", [["POC", "1", "AI", Joined(text)]])
    group = Group("PC", "ACME", "NW", 1, made, "006020", [change])
    with pytest.raises(NotWritable, match="is a delimiter"):
        write_interchange(Envelope("ZZ", "A", "ZZ", "B", 1, made, "00602"), [group])
    assert as_bytes("860", [["POC", "1", "AI", Joined(">>80")]], LATER).count(b"*>>80") == 1


def in_unit(unit: str) -> PlanningSchedule:
    first, *others = SCHEDULE.lines
    return dataclasses.replace(SCHEDULE, lines=(dataclasses.replace(first, unit=unit), *others))


def counted_in(unit: str, known: Context) -> tuple[PlanningSchedule, list[str]]:
    """A schedule with this UIT01 in its first line, and what nobody took of it."""
    body = [segment.split("*") for segment in lines("830", SCHEDULE, known)]
    at = next(index for index, segment in enumerate(body) if segment[0] == "UIT")
    body[at][1] = unit
    document, leftovers = read_body("830", body, known)
    return document, [text for text in unread(leftovers) if text.startswith("UIT01")]


@pytest.mark.parametrize("separator", [">", ":", "|"])
@pytest.mark.parametrize("parts", [["PC", "", "", "LB", "", "3.25"], ["CS", "12"], ["KG", "-2", "1.5"]])
def test_a_unit_made_of_others_goes_round(separator: str, parts: list[str]) -> None:
    known = context(delimiters=dataclasses.replace(LATER.delimiters, component=separator))
    schedule, left = counted_in(separator.join(parts), known)
    assert (schedule.lines[0].unit, left) == ("x12:" + ">".join(parts), [])
    (written, *_) = [line for line in lines("830", schedule, known) if line.startswith("UIT")]
    assert written.split("*")[1] == separator.join(parts)


@pytest.mark.parametrize(
    ("unit", "says"),
    [
        ("x12:PC>XX", "'XX' holds a character that its type R does not allow in UIT01"),
        ("x12:CS>" + ">".join("1" * 15), "has 16 components, UIT01 takes 15"),
        ("x12:>12", "lacks a component that UIT01 must have"),
        ("x12:QQQ>12", "'QQQ' is longer than its maximum of 2 in UIT01"),
    ],
)
def test_a_unit_that_no_composite_can_hold_is_named(unit: str, says: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("830", in_unit(unit))
    assert says in str(caught.value)
    assert "lines[0].unit" in caught.value.where


def test_a_simple_element_holds_no_unit_made_of_others() -> None:
    order = cast(Order, EXAMPLES["875"])
    first, *others = order.lines
    quantity = dataclasses.replace(first.quantity, unit="x12:CS>12")
    with pytest.raises(NotWritable, match="has 2 components, G6802 takes 1"):
        lines("875", dataclasses.replace(order, lines=(dataclasses.replace(first, quantity=quantity), *others)))
