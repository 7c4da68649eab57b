"""ORDRSP: the answer to an order, as we write it and as partners do."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from b2b.documents import LineAnswer, LineStatus, Quantity, ResponseStatus
from b2b.edi.edifact.mappings import for_message, normal
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import DIRECTORIES, context, lines, read_lines, unread
from tests.edi.mappings.example_parts import WIDGET_1, each
from tests.edi.mappings.examples import RESPONSE

HEADING = ("DTM+137:20260106:102", "RFF+ON:4711", "DTM+171:20260105:102")
SUMMARY = ("UNS+S", "CNT+2:1")


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_the_answer_of_the_story_comes_back(directory: str) -> None:
    known = context(directory)
    response, leftovers = read_lines("ORDRSP", *lines("ORDRSP", RESPONSE, known), known=known)
    assert response == normal(RESPONSE)
    assert leftovers == ()


def test_how_a_line_is_answered_in_parts() -> None:
    written = lines("ORDRSP", RESPONSE)
    assert written[:4] == ["BGM+231+SO-17+4", "DTM+137:20260106:102", "RFF+ON:4500001003", "DTM+171:20260105:102"]
    assert written[written.index("LIN+1+3+4012345000016:EN") :][:12] == [
        "LIN+1+3+4012345000016:EN",
        "IMD+F++:::Widget, red",
        "QTY+21:100:EA",
        "PRI+AAA:40",
        "SCC+1",
        "FTX+CHG++IA::116",
        "QTY+113:40:EA",
        "DTM+67:20260119:102",
        "SCC+1",
        "FTX+CHG++IB::116+40 in stock, the rest follows",
        "QTY+83:60:EA",
        "LIN+2+7",
    ]


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        (("LIN+1+5", "QTY+21:10:EA"), (LineAnswer(LineStatus.ACCEPTED, each(10)),)),
        (("LIN+1+7", "QTY+21:10:EA", "FTX+AAI+++sold out"), (LineAnswer(LineStatus.REJECTED, each(10), None, "sold out"),)),
        (
            ("LIN+1+3", "QTY+21:10:EA", "QTY+113:4:EA", "QTY+83:6:EA", "DTM+67:20260119:102"),
            (
                LineAnswer(LineStatus.CHANGED, each(4), dt.date(2026, 1, 19)),
                LineAnswer(LineStatus.BACK_ORDERED, each(6)),
            ),
        ),
        (("LIN+1+6", "QTY+12:4:EA"), (LineAnswer(LineStatus.CHANGED, each(4)),)),
    ],
)  # fmt: skip
def test_how_others_answer_a_line_as_a_whole(line: tuple[str, ...], answers: tuple[LineAnswer, ...]) -> None:
    response, leftovers = read_lines("ORDRSP", "BGM+231+SO-1+4", *HEADING, *line, *SUMMARY)
    assert response.lines[0].answers == answers
    assert leftovers == ()


def test_a_line_that_says_neither_is_left_over() -> None:
    response, leftovers = read_lines("ORDRSP", "BGM+231+SO-1+4", *HEADING, "LIN+1+4", "QTY+21:10:EA", *SUMMARY)
    assert response.lines[0].answers == ()
    assert unread(leftovers) == ["LIN02@6=4"]


@pytest.mark.parametrize(
    ("bgm", "status"),
    [
        ("BGM+231+1+29", ResponseStatus.ACCEPTED),
        ("BGM+231+1+27", ResponseStatus.REJECTED),
        ("BGM+231+1+9+AC", ResponseStatus.ACCEPTED_WITH_CHANGES),
    ],
)
def test_yes_and_no(bgm: str, status: ResponseStatus) -> None:
    assert read_lines("ORDRSP", bgm, *HEADING, "UNS+S")[0].status is status


def test_the_number_of_the_order_is_enough() -> None:
    answer, leftovers = read_lines("ORDRSP", "BGM+231+1+29", *HEADING[:2], "CUX+2:EUR:9", "UNS+S")
    assert (answer.order_number, answer.order_date, leftovers) == ("4711", None, ())
    assert "DTM+171" not in " ".join(lines("ORDRSP", answer))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (("BGM+231+1+9", *HEADING, "UNS+S"), "neither an acceptance nor a rejection"),
        (("BGM+231+1+29", HEADING[0], "UNS+S"), "number of the order"),
        (("BGM+231+1+29", *HEADING, "LIN+1+5", "UNS+S"), "no quantity"),
    ],
)
def test_what_makes_an_answer_unreadable(body: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read_lines("ORDRSP", *body)


def test_the_articles_of_several_answers_are_refused_by_name() -> None:
    answer = LineAnswer(LineStatus.SUBSTITUTED, Quantity(Decimal(1), "EA"), items=WIDGET_1)
    line = dataclasses.replace(RESPONSE.lines[0], answers=(answer, answer))
    with pytest.raises(NotWritable, match=r"lines\[0\].answers\[1\].items"):
        for_message("ORDRSP").write(dataclasses.replace(RESPONSE, lines=(line,)), context())
