"""860: what a buyer changes in his order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import ChangedLine, OrderChange, Quantity, Reference, order_change
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.examples import ORDER_CHANGE
from tests.edi.mappings.messages import context, lines, read_lines, unread

BCH = "BCH*04*SA*4500001001*R2*3*20260105*REQ*CT-7***20260108"


def line(*segments: str) -> ChangedLine:
    document, _ = read_lines("860", BCH, *segments)
    (found,) = document.lines
    assert isinstance(found, ChangedLine)
    return found


def test_a_change_with_what_partners_put_into_it() -> None:
    change, leftovers = read_lines(
        "860", BCH, "CUR*BY*USD", "REF*DP*038", "ITD*01*3*2**10**30", "DTM*002*20260126", "N9*L1*NOTES",
        "MSG*Call first", "N1*ST*STORE 5*92*0005",
        "POC*1*QI*150*150*EA*11.8*PE*VP*WIDGET-001", "PID*F****Widget", "DTM*010*20260120", "DTM*037*20260119",
        "POC*2*DI*0*0*EA**NC*VP*WIDGET-002", "CTT*2*150",
    )  # fmt: skip
    assert isinstance(change, OrderChange)
    assert (change.order_number, change.order_date, change.release_number) == ("4500001001", dt.date(2026, 1, 5), "R2")
    assert (change.number, change.date, change.purpose) == ("3", dt.date(2026, 1, 8), "04")
    assert (change.currency, change.payment_terms) == ("USD", "2 % within 10 days, net 30 days")
    assert (change.requested_date, change.notes) == (dt.date(2026, 1, 26), ("Call first",))
    assert change.references == (Reference("CT", "CT-7"), Reference("DP", "038"))
    first, second = change.lines
    assert (first.change, first.ordered, first.to_receive) == (order_change.INCREASE, each(150), Decimal(150))
    assert (first.unit_price, first.description) == (Decimal("11.8"), "Widget")
    assert (first.requested_date, [named.kind for named in first.dates]) == (dt.date(2026, 1, 20), ["037"])
    assert (second.change, second.ordered, second.unit_price) == (order_change.DELETE, each(0), Decimal(0))
    assert unread(leftovers) == ["BCH07@2=REQ", "ITD01@5=01", "ITD02@5=3"]


def test_an_order_may_be_cancelled_without_a_line() -> None:
    change, leftovers = read_lines("860", "BCH*01*SA*4711***20260105*****20260107", "CTT*0")
    assert (change.purpose, change.lines, leftovers) == ("01", (), ())


def test_a_line_that_speaks_only_of_its_price_has_no_quantity() -> None:
    found = line("POC*4*PC***EA*12.5**BP*NW-4711")
    assert (found.ordered, found.to_receive, found.unit_price) == (None, None, Decimal("12.5"))


def test_a_price_for_another_unit_is_shown_and_not_reckoned_with() -> None:
    found = line("POC*4*PC*24*24*EA*120*PD*BP*NW-4711")
    assert (found.unit_price, found.other_price) == (None, "120 PD")
    assert line("POC*4*PC*2*2*DZ*120*PD*BP*NW-4711").unit_price == Decimal(120)


def test_the_day_of_the_change_may_come_from_the_group() -> None:
    known = context(date=dt.date(2026, 1, 9))
    assert read_lines("860", "BCH*04*SA*4711***20260105", known=known)[0].date == dt.date(2026, 1, 9)


def test_where_the_day_of_the_order_may_be_missing_its_number_is_enough() -> None:
    change, _ = read_lines("860", "BCH*04*SA*4711********20260107")
    assert isinstance(change, OrderChange)
    assert (change.order_number, change.order_date) == ("4711", None)
    with pytest.raises(NotWritable, match="BCH needs its element 06"):
        lines("860", replace(ORDER_CHANGE, order_date=None))


def test_schedules_and_changed_terms_of_delivery_stay_leftovers() -> None:
    _, leftovers = read_lines(
        "860", "BCH*04*SA*4711***20260105*****20260107", "FOB*CC", "POC*1*RS*5*5*EA", "SCH*5*EA***002*20260201"
    )
    assert unread(leftovers) == ["FOB01@3=CC", "SCH01@5=5", "SCH02@5=EA", "SCH05@5=002", "SCH06@5=20260201"]


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        (("CTT*0",), "segment BCH is missing"),
        (("BCH*04*SA****20260105*****20260107",), "BCH03 is missing"),
        (("BCH*04*SA*1***20260105",), "BCH11, the date of the change, is missing"),
        ((BCH, "POC*1**5*5*EA"), "POC02 is missing"),
        ((BCH, "POC*1*QI*five*5*EA"), "POC03 is not a number"),
        (
            (BCH, "POC*1*PC", "CUR*BY*USD", "POC*2*PC", "CUR*BY*EUR"),
            "this line is in EUR, others or the heading in USD",
        ),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("860", *segments)


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        (ChangedLine("1", "??"), "lines[0].change"),
        (ChangedLine("1", "QD", each(5)), "lines[0].to_receive"),
        (ChangedLine("1", "QD", Quantity(Decimal(5), "furlong"), Decimal(5)), "lines[0].ordered.unit"),
        (ChangedLine("1", "PC", unit_price=Decimal(5), other_price="60 PD"), "lines[0].other_price"),
    ],
)
def test_what_cannot_be_said_is_refused_by_its_field(changed: ChangedLine, where: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("860", replace(ORDER_CHANGE, lines=(changed,)))
    assert where in caught.value.where
