"""ORDCHG: what a buyer changes in an order."""

from __future__ import annotations

import dataclasses

import pytest

from b2b.documents import ChangedLine
from b2b.edi.edifact.mappings import for_message, normal
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import DIRECTORIES, context, lines, read_lines, unread
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.examples import ORDER_CHANGE

HEADING = ("BGM+230+1+4", "DTM+137:20260108:102", "RFF+ON:4711", "DTM+171:20260105:102")


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_the_change_of_the_story_comes_back(directory: str) -> None:
    known = context(directory)
    change, leftovers = read_lines("ORDCHG", *lines("ORDCHG", ORDER_CHANGE, known), known=known)
    assert change == normal(ORDER_CHANGE)
    assert leftovers == ()


def test_how_a_smaller_quantity_is_written() -> None:
    written = lines("ORDCHG", ORDER_CHANGE)
    assert written[0] == "BGM+230+1+4"
    assert written[written.index("LIN+1+3") :][:7] == [
        "LIN+1+3",
        "PIA+5+NW-4711:BP+WIDGET-001:SA",
        "QTY+21:80:EA",
        "QTY+73:80:EA",
        "FTX+CHG++QD::116",
        "PRI+AAA:11.8",
        "LIN+2+3+4012345000016:EN",
    ]


@pytest.mark.parametrize(("action", "change"), [("1", "AI"), ("2", "DI"), ("3", "CA"), ("4", "NC"), ("11", "NC")])
def test_what_is_to_become_of_a_line(action: str, change: str) -> None:
    read, leftovers = read_lines("ORDCHG", *HEADING, f"LIN+1+{action}", "QTY+21:5:EA", "UNS+S")
    assert read.lines == (ChangedLine("1", change, each(5)),)
    assert leftovers == ()


def test_what_is_outstanding_in_another_unit_shows_its_unit() -> None:
    read, leftovers = read_lines("ORDCHG", *HEADING, "LIN+1+3", "QTY+21:5:EA", "QTY+73:2:XCT", "UNS+S")
    assert read.lines[0].to_receive == 2
    assert unread(leftovers) == ["QTY01@8=XCT"]


def test_the_number_of_the_order_is_enough() -> None:
    change, leftovers = read_lines("ORDCHG", *HEADING[:3], "LIN+1+3", "QTY+21:5:EA", "UNS+S")
    assert (change.order_number, change.order_date, leftovers) == ("4711", None, ())
    assert "DTM+171" not in " ".join(lines("ORDCHG", change))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ((*HEADING, "LIN+1", "UNS+S"), "does not say what is to become"),
        ((*HEADING[:2], "UNS+S"), "number of the order"),
        ((*HEADING, "LIN+1+3++1:2", "QTY+21:5:EA", "UNS+S"), "line 1 is a sub-line"),
        ((*HEADING, "LIN+1+3", "QTY+21:5:EA", "QTY+21:6:EA", "UNS+S"), "line 1 orders 5 EA and 6 EA"),
        ((*HEADING, "LIN+1+3", "QTY+21:5:EA", "QTY+192:1:EA", "UNS+S"), "no place for free goods 1 EA"),
        ((*HEADING, "LIN+1+3", "QTY+21:5:EA", "PRI+AAA:2", "PRI+AAA:3", "UNS+S"), "to be paid at 2 and 3"),
        ((*HEADING, "CUX+3:USD:9", "LIN+1+3", "QTY+21:5:EA", "UNS+S"), "USD"),
    ],
)
def test_what_makes_a_change_unreadable(body: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read_lines("ORDCHG", *body)


@pytest.mark.parametrize(
    ("field", "value"), [("order_number", ""), ("purpose", "XX"), ("kind", "92:SA"), ("payment_terms", "x " * 300)]
)
def test_what_a_change_cannot_carry_is_refused_by_name(field: str, value: str) -> None:
    with pytest.raises(NotWritable, match=field):
        for_message("ORDCHG").write(dataclasses.replace(ORDER_CHANGE, **{field: value}), context())
