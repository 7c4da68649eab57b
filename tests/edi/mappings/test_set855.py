"""855: what suppliers answer, and what we answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import ItemScheme, LineAnswer, LineStatus, Quantity, ResponseStatus
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.examples import RESPONSE
from tests.edi.mappings.messages import context, lines, read_lines, unread

BAK = "BAK*00*AC*4711*20260105****SO-1*20260106"
CUR = "CUR*SE*EUR"


def answers(*segments: str) -> tuple[LineAnswer, ...]:
    """What these segments say of a line of 25 pieces."""
    response, _ = read_lines("855", BAK, CUR, "PO1*1*25*EA*9.5**MG*XX-1234", *segments)
    answers: tuple[LineAnswer, ...] = response.lines[0].answers
    return answers


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("AD", ResponseStatus.ACCEPTED),
        ("AT", ResponseStatus.ACCEPTED),
        ("AK", ResponseStatus.ACCEPTED),
        ("AC", ResponseStatus.ACCEPTED_WITH_CHANGES),
        ("AE", ResponseStatus.ACCEPTED_WITH_CHANGES),
        ("RJ", ResponseStatus.REJECTED),
        ("RO", ResponseStatus.REJECTED),
    ],
)
def test_the_answer_as_a_whole(code: str, status: ResponseStatus) -> None:
    response, leftovers = read_lines("855", f"BAK*00*{code}*4711*20260105****SO-1*20260106", CUR)
    assert (response.status, response.order_number, response.number) == (status, "4711", "SO-1")
    assert (response.order_date, response.date) == (dt.date(2026, 1, 5), dt.date(2026, 1, 6))
    assert response.lines == ()
    assert leftovers == ()


@pytest.mark.parametrize("code", ["AH", "NA", "ZZ"])
def test_neither_yes_nor_no_is_for_people(code: str) -> None:
    with pytest.raises(Unreadable, match="neither an acceptance nor a rejection") as caught:
        read_lines("855", f"BAK*00*{code}*4711*20260105****SO-1*20260106", CUR)
    assert caught.value.where == "BAK at position 2"


def test_a_line_answered_in_parts() -> None:
    assert answers("ACK*IA*20*EA*068*20260119", "ACK*IB*5*EA") == (
        LineAnswer(LineStatus.ACCEPTED, Quantity(Decimal(20), "EA"), dt.date(2026, 1, 19)),
        LineAnswer(LineStatus.BACK_ORDERED, Quantity(Decimal(5), "EA")),
    )


def test_a_substitute_is_named_with_its_numbers() -> None:
    given, kept = answers("ACK*IS*20*EA*068*20260119**VP*XX-1235*UP*012345678905", "ACK*IA*5*EA")
    assert [(item.scheme, item.value) for item in given.items] == [
        (ItemScheme.SUPPLIER, "XX-1235"),
        (ItemScheme.GTIN, "012345678905"),
    ]
    assert kept.items == ()


def test_the_day_may_stand_below_its_answer() -> None:
    first, second = answers("ACK*IA*20*EA", "DTM*067*20260119", "ACK*IB*5*EA*067*20260202", "DTM*068*20260209")
    assert (first.day, second.day) == (dt.date(2026, 1, 19), dt.date(2026, 2, 2))


def test_a_changed_price_is_that_of_the_line() -> None:
    response, leftovers = read_lines("855", BAK, CUR, "PO1*1*25*EA*9.9*PE*VP*A-1", "ACK*IP*25*EA")
    (line,) = response.lines
    assert (line.unit_price, line.answers[0].status, leftovers) == (Decimal("9.9"), LineStatus.PRICE_CHANGED, ())
    response, _ = read_lines("855", BAK, CUR, "PO1*1*25*EA***VP*A-1", "CTP**CON*9.9", "ACK*IP*25*EA")
    assert response.lines[0].unit_price == Decimal("9.9")


def test_an_answer_without_a_quantity_speaks_of_the_whole_line() -> None:
    assert answers("ACK*IP", "ACK*DR***106*20260520", "ACK*IQ*20") == (
        LineAnswer(LineStatus.PRICE_CHANGED, Quantity(Decimal(25), "EA")),
        LineAnswer(LineStatus.DATE_CHANGED, Quantity(Decimal(25), "EA"), dt.date(2026, 5, 20)),
        LineAnswer(LineStatus.QUANTITY_CHANGED, Quantity(Decimal(20), "EA")),
    )


@pytest.mark.parametrize(
    ("code", "status", "reason"),
    [
        ("R2", LineStatus.REJECTED, "invalid item number"),
        ("ID", LineStatus.REJECTED, "item deleted"),
        ("AR", LineStatus.ACCEPTED, "released for shipment"),
        ("IH", LineStatus.ON_HOLD, ""),
        ("IS", LineStatus.SUBSTITUTED, ""),
    ],
)
def test_codes_that_mean_the_same(code: str, status: LineStatus, reason: str) -> None:
    (answer,) = answers(f"ACK*{code}*25*EA")
    assert (answer.status, answer.reason) == (status, reason)


def test_a_code_that_cannot_be_told_stays_a_leftover() -> None:
    response, leftovers = read_lines("855", BAK, CUR, "PO1*1*25*EA*9.5", "ACK*BP*20*EA")
    assert response.lines[0].answers == ()
    assert unread(leftovers) == ["ACK01@5=BP", "ACK02@5=20", "ACK03@5=EA"]


def test_a_delivery_schedule_alone_is_an_acceptance() -> None:
    assert answers("SCH*12*EA***068*20260501", "SCH*13*EA***068*20260515") == (
        LineAnswer(LineStatus.ACCEPTED, Quantity(Decimal(12), "EA"), dt.date(2026, 5, 1)),
        LineAnswer(LineStatus.ACCEPTED, Quantity(Decimal(13), "EA"), dt.date(2026, 5, 15)),
    )


def test_the_reason_finds_its_answer() -> None:
    first, second = answers("ACK*IA*20*EA", "ACK*IR*5*EA", "N9*L1*2", "MSG*discontinued", "MSG*ask for B-7")
    assert (first.reason, second.reason) == ("", "discontinued ask for B-7")


@pytest.mark.parametrize("n9", ["N9*DP*7", "N9*L1*3", "N9*L1*0", "N9*L1*SEE BELOW"])
def test_words_that_are_no_reason_of_an_answer_are_left_over(n9: str) -> None:
    message = (BAK, CUR, "PO1*1*25*EA*9.5**MG*XX", "ACK*IA*20*EA", "ACK*IR*5*EA", n9, "MSG*ask for B-7")
    response, leftovers = read_lines("855", *message)
    assert [answer.reason for answer in response.lines[0].answers] == ["", ""]
    assert "MSG01@8=ask for B-7" in unread(leftovers)


def test_the_reason_of_an_answer_that_nobody_understands_is_left_over() -> None:
    response, leftovers = read_lines(
        "855", BAK, CUR, "PO1*1*25*EA*9.5**MG*XX", "ACK*ZZ*25*EA", "N9*L1*1", "MSG*ask for B-7"
    )
    assert response.lines[0].answers == ()
    assert "MSG01@7=ask for B-7" in unread(leftovers)


def test_what_the_message_leaves_out_comes_from_the_agreement_or_it_cannot_be_read() -> None:
    bak = "BAK*00*AC*4711*20260105"
    known = context(currency="EUR", date=dt.date(2026, 1, 7))
    response, _ = read_lines("855", bak, known=known)
    assert (response.currency, response.date) == ("EUR", dt.date(2026, 1, 7))
    with pytest.raises(Unreadable, match="BAK09"):
        read_lines("855", bak, CUR)
    with pytest.raises(Unreadable, match="no CUR"):
        read_lines("855", BAK, known=context(currency=None))


def test_a_line_without_a_quantity_cannot_be_read() -> None:
    with pytest.raises(Unreadable, match="PO102"):
        read_lines("855", BAK, CUR, "PO1*1***9.5**MG*XX")


def test_an_answer_names_its_unit() -> None:
    (line, *_) = RESPONSE.lines
    answer = LineAnswer(LineStatus.ACCEPTED, Quantity(Decimal(1), "X99"))
    with pytest.raises(NotWritable) as caught:
        lines("855", replace(RESPONSE, lines=(replace(line, answers=(answer,)),)))
    assert caught.value.where == "lines[0].answers[0].quantity.unit (ACK03)"
