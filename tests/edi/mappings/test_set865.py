"""865: what a supplier answers to a change, or changes himself."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from b2b.documents import LineAnswer, LineStatus, OrderChangeResponse, ResponseStatus
from b2b.errors import Unreadable
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.messages import context, read_lines, unread

BCA = "BCA*00*AC*4500001001*R2*3*20260105***SO-17*20260109*20260108"


def test_a_change_answered_line_by_line() -> None:
    response, leftovers = read_lines(
        "865", BCA, "CUR*SE*USD", "REF*IA*4711", "N1*SU*ACME",
        "POC*1*QI*150*150*EA*11.8**VP*WIDGET-001", "ACK*IA*100*EA*067*20260119", "ACK*IB*50*EA",
        "POC*2*DI*0*0*EA**NC*VP*WIDGET-002", "ACK*IR*20*EA", "N9*L1*1", "MSG*already shipped", "CTT*2*150",
    )  # fmt: skip
    assert isinstance(response, OrderChangeResponse)
    assert response.status is ResponseStatus.ACCEPTED_WITH_CHANGES
    assert (response.change_number, response.change_date) == ("3", dt.date(2026, 1, 8))
    assert (response.number, response.date, response.currency) == ("SO-17", dt.date(2026, 1, 9), "USD")
    first, second = response.lines
    assert (first.ordered, first.to_receive, first.unit_price) == (each(150), Decimal(150), Decimal("11.8"))
    assert first.answers == (
        LineAnswer(LineStatus.ACCEPTED, each(100), dt.date(2026, 1, 19)),
        LineAnswer(LineStatus.BACK_ORDERED, each(50)),
    )
    assert second.answers == (LineAnswer(LineStatus.REJECTED, each(20), reason="already shipped"),)
    assert leftovers == ()


def test_a_change_of_the_suppliers_own_has_no_status() -> None:
    response, _ = read_lines("865", "BCA*19**4711***20260105****20260109", "POC*1*PC*5*5*EA*12")
    assert (response.purpose, response.status) == ("19", None)
    assert response.lines[0].unit_price == Decimal(12)


def test_an_answer_to_a_line_without_any_quantity_stays_a_leftover() -> None:
    response, leftovers = read_lines("865", BCA, "POC*1*DI", "ACK*ID")
    assert response.lines[0].answers == ()
    assert unread(leftovers) == ["ACK01@4=ID"]


def test_the_day_of_the_answer_may_come_from_the_group() -> None:
    known = context(date=dt.date(2026, 1, 9))
    assert read_lines("865", "BCA*00*AD*1***20260105", known=known)[0].date == dt.date(2026, 1, 9)


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        (("CTT*0",), "segment BCA is missing"),
        (("BCA*00*AH*1***20260105****20260109",), "BCA02 'AH' is neither an acceptance nor a rejection"),
        (("BCA*00*AD*1***20260105",), "BCA10, the date of the answer, is missing"),
        (("BCA*00*AD****20260105****20260109",), "BCA03 is missing"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("865", *segments)
