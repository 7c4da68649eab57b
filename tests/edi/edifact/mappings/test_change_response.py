"""ORDRSP as the answer to a change of an order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from b2b.documents import LineAnswer, LineStatus, OrderChangeResponse, OrderResponse, ResponseStatus
from b2b.edi.edifact.mappings import normal
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import DIRECTORIES, context, lines, read_lines, unread
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.examples import CHANGE_RESPONSE

DATE = "DTM+137:20260109:102"
ORDER = ("RFF+ON:4711", "DTM+171:20260105:102")
CHANGE = ("RFF+PP:1", "DTM+171:20260108:102")


def read(*segments: str) -> OrderChangeResponse:
    found, leftovers = read_lines("ORDRSP", *segments)
    assert isinstance(found, OrderChangeResponse)
    assert unread(leftovers) == []
    return found


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_the_answer_to_a_change_comes_back(directory: str) -> None:
    known = context(directory)
    response, leftovers = read_lines("ORDRSP", *lines("ORDRSP", CHANGE_RESPONSE, known), known=known)
    assert response == normal(CHANGE_RESPONSE)
    assert leftovers == ()


def test_it_names_the_change_and_says_what_each_line_was_to_become() -> None:
    written = lines("ORDRSP", CHANGE_RESPONSE)
    assert written[:6] == [
        "BGM+231+SO-17+4", DATE, "RFF+ON:4500001001", "DTM+171:20260105:102", "RFF+PP:1", "DTM+171:20260108:102"
    ]  # fmt: skip
    assert written[written.index("LIN+1+5") :] == [
        "LIN+1+5", "PIA+5+NW-4711:BP+WIDGET-001:SA", "QTY+21:80:EA", "QTY+73:80:EA", "FTX+CHG++QD::116", "PRI+AAA:11.8",
        "SCC+1", "FTX+CHG++IA::116", "QTY+113:80:EA", "DTM+67:20260119:102",
        "LIN+2+7+4012345000016:EN", "QTY+21:20:EA", "QTY+73:20:EA", "FTX+CHG++RS::116", "PRI+AAA:40",
        "SCC+1", "FTX+CHG++IR::116+already shipped", "QTY+21:20:EA",
        "UNS+S", "CNT+2:2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("bgm", "references", "about"),
    [
        ("BGM+231+1+29", ORDER, OrderResponse),
        ("BGM+231+1+29", (*ORDER, *CHANGE), OrderChangeResponse),
        ("BGM+231+1+29", (*CHANGE, *ORDER), OrderChangeResponse),
        ("BGM+230+1+29", ORDER, OrderChangeResponse),
        ("BGM+231+1+19", ORDER, OrderChangeResponse),
    ],
)
def test_what_tells_it_from_the_answer_to_an_order(bgm: str, references: tuple[str, ...], about: type) -> None:
    found, leftovers = read_lines("ORDRSP", bgm, DATE, *references, "UNS+S")
    assert type(found) is about
    assert unread(leftovers) == []


def test_a_change_without_a_number_is_answered_by_the_kind_of_the_message() -> None:
    nameless = replace(CHANGE_RESPONSE, change_number="", change_date=None)
    written = lines("ORDRSP", nameless)
    assert written[0] == "BGM+230+SO-17+4"
    assert read(*written) == normal(nameless)


def test_a_change_of_the_suppliers_own_has_no_status() -> None:
    own = read("BGM+231+7+19", DATE, *ORDER, "LIN+1+3", "QTY+21:5:EA", "PRI+AAA:12", "UNS+S")
    assert (own.status, own.purpose, own.change_number) == (None, "19", "")
    assert own.lines[0].unit_price == Decimal(12)
    assert lines("ORDRSP", own)[0] == "BGM+231+7+19"


@pytest.mark.parametrize(
    ("line", "change", "answers"),
    [
        (("LIN+1+5", "QTY+21:10:EA"), "CA", (LineAnswer(LineStatus.ACCEPTED, each(10)),)),
        (("LIN+1+7", "QTY+21:10:EA", "FTX+AAI+++shipped"), "CA", (LineAnswer(LineStatus.REJECTED, each(10), None, "shipped"),)),
        (("LIN+1+2", "QTY+21:10:EA"), "DI", (LineAnswer(LineStatus.REJECTED, each(10)),)),
        (("LIN+1+11", "QTY+21:10:EA"), "NC", ()),
        (("LIN+1", "QTY+21:10:EA", "FTX+CHG++QI::116"), "QI", ()),
    ],
)  # fmt: skip
def test_how_others_answer_a_line(line: tuple[str, ...], change: str, answers: tuple[LineAnswer, ...]) -> None:
    found = read("BGM+231+1+4", DATE, *ORDER, *CHANGE, *line, "UNS+S").lines[0]
    assert (found.change, found.answers) == (change, answers)


def test_the_answer_may_stand_in_the_response_type() -> None:
    found = read("BGM+231+1+9+AP", DATE, *ORDER, *CHANGE, "UNS+S")
    assert (found.status, found.purpose) == (ResponseStatus.ACCEPTED, "00")
    assert (found.change_number, found.change_date) == ("1", dt.date(2026, 1, 8))


def test_the_number_of_the_order_is_enough() -> None:
    found = read("BGM+231+1+29", DATE, ORDER[0], *CHANGE, "UNS+S")
    assert (found.order_number, found.order_date) == ("4711", None)
    assert (found.change_number, found.change_date) == ("1", dt.date(2026, 1, 8))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (("BGM+231+1+9", DATE, *ORDER, *CHANGE, "UNS+S"), "neither an acceptance nor a rejection"),
        (("BGM+231+1+29", DATE, *CHANGE, "UNS+S"), "number of the order"),
        (("BGM+231+1+29", *ORDER, *CHANGE, "UNS+S"), "date of the document"),
        (("BGM+231+1+29", DATE, *ORDER, "RFF+PP:1", "DTM+171:20260231:102", "UNS+S"), "no day of the calendar"),
    ],
)
def test_what_makes_it_unreadable(body: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read_lines("ORDRSP", *body)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"purpose": "19"}, "purpose (BGM03)"),
        ({"status": None}, "purpose (BGM03)"),
        ({"change_number": ""}, "change_date"),
        ({"order_number": ""}, "order_number"),
    ],
)
def test_what_it_cannot_carry_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("ORDRSP", replace(CHANGE_RESPONSE, **changes))
    assert field in caught.value.where
