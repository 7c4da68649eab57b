"""852: what retailers report of their sales and stock, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import (
    ActiveItem,
    Activity,
    Destination,
    NamedAmount,
    NamedDate,
    NamedParty,
    NamedQuantity,
    Party,
    PartyId,
    Price,
    ProductActivity,
    Quantity,
    Reference,
    product_activity,
)
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.messages import context, lines, read_lines, unread
from tests.edi.mappings.report_examples import ACTIVITY

XQ = "XQ*H*20260112*20260118"


def item(*segments: str) -> ActiveItem:
    report, _ = read_lines("852", XQ, "LIN*1*VP*A-1", *segments)
    (found,) = report.lines
    assert isinstance(found, ActiveItem)
    return found


def test_a_week_in_the_shops() -> None:
    report, leftovers = read_lines(
        "852", XQ, "XPO*4711", "N9*IA*4711", "PER*IC*BUYING", "N1*VN*ACME*92*4711", "N1*BY*NORTHWIND*UL*4012345000009",
        "N9*IT*K-9", "N1*RL*ALL SHOPS", "N1*RA*RETURNS", "LIN*1*UP*012345678905*IN*NW-1", "CTP**RES*19.99", "PO4*24*1*EA",
        "N9*DP*038", "AMT*1*239.88", "QTY*38*1*EA", "ZA*QS*12*EA", "SDQ*EA*92*0001*7*0002*5", "ZA*QP*100*EA*002*20260126*PO*4712",
        "G95*17*01", "ZA*QA", "SDQ*EA*92*0001*40", "CTT*1",
    )  # fmt: skip
    assert isinstance(report, ProductActivity)
    assert (report.first_day, report.last_day, report.handling) == (dt.date(2026, 1, 12), dt.date(2026, 1, 18), "H")
    assert report.currency == "EUR"
    assert (report.supplier.name, report.location and report.location.name) == ("ACME", "ALL SHOPS")
    assert report.buyer.ids == (PartyId("UL", "4012345000009"), PartyId("91", "K-9"))
    assert [named.role for named in report.parties] == ["RA"]
    assert report.references == (Reference("IA", "4711"),)
    (line,) = report.lines
    assert line.prices == (Price(Decimal("19.99"), "RES"),)
    assert line.packing is not None
    assert line.packing.count == 24
    assert line.amounts == (NamedAmount("1", Decimal("239.88")),)
    assert line.quantities == (NamedQuantity("38", each(1)),)
    assert line.references == (Reference("DP", "038"),)
    sold, ordered, stock = line.activities
    places = tuple(Destination(PartyId("92", shop), each(n)) for shop, n in (("0001", 7), ("0002", 5)))
    assert sold == Activity(product_activity.SOLD, each(12), places)
    assert ordered.date == NamedDate("002", dt.date(2026, 1, 26))
    assert ordered.reference == Reference("PO", "4712")
    assert (stock.kind, stock.quantity) == (product_activity.AVAILABLE, None)
    assert stock.places == (Destination(PartyId("92", "0001"), each(40)),)
    assert unread(leftovers) == ["XPO01@3=4711", "PER01@5=IC", "PER02@5=BUYING", "G9501@20=17", "G9502@20=01"]


def test_the_quantity_of_a_kind() -> None:
    found = item("ZA*QA", "SDQ*EA*92*0001*40", "ZA*QS*12*EA", "ZA*QS*3*EA", "ZA*QO*0*EA")
    assert found.quantity(product_activity.AVAILABLE, product_activity.SOLD) == each(12)
    assert found.quantity(product_activity.OUT_OF_STOCK) == each(0)
    assert found.quantity(product_activity.RECEIVED) is None


def test_a_quantity_without_a_unit_keeps_what_was_said() -> None:
    assert item("ZA*QS*12").quantity("QS") == Quantity(Decimal(12), "")


def test_number_and_purpose_since_005010() -> None:
    known = context("005010")
    report, leftovers = read_lines("852", "XQ*H*20260112**R-1*05", "LIN**VP*A-1", "ZA*QS*1*EA", known=known)
    assert (report.last_day, report.number, report.purpose) == (None, "R-1", "05")
    assert leftovers == ()
    assert lines("852", report, known)[0] == "XQ*H*20260112**R-1*05"
    with pytest.raises(NotWritable, match="more values than XQ has elements"):
        lines("852", report)


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        (("LIN*1*VP*A-1",), "segment XQ is missing"),
        (("XQ*H", "LIN*1*VP*A-1"), "XQ02 is missing"),
        ((XQ, "LIN*1*VP*A-1", "ZA**3*EA"), "ZA01 is missing"),
        ((XQ, "LIN*1*VP*A-1", "ZA*QS*3 EA"), "ZA02 is not a number: '3 EA'"),
        ((XQ, "LIN*1*VP*A-1", "ZA*QS", "SDQ*EA*92*0001"), "SDQ04 is missing"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("852", *segments)


def test_what_cannot_be_said_is_refused_by_its_field() -> None:
    line = ACTIVITY.lines[1]
    day = dt.date(2026, 1, 12)
    for changed, field in (
        (replace(ACTIVITY, handling="?"), "handling"),
        (replace(ACTIVITY, currency="USD"), "currency"),
        (replace(ACTIVITY, buyer=Party(), parties=(NamedParty("BY", ACTIVITY.supplier),)), "buyer"),
        (replace(ACTIVITY, lines=(replace(line, items=()),)), "LIN02"),
        (replace(ACTIVITY, lines=(replace(line, activities=()),)), "ZA"),
        (replace(ACTIVITY, lines=(replace(line, activities=(Activity("??", each(1)),)),)), "activities[0].kind"),
        (
            replace(ACTIVITY, lines=(replace(line, prices=(Price(Decimal(1), "RES", valid_from=day),)),)),
            "prices[0].valid_from",
        ),
    ):
        with pytest.raises(NotWritable) as caught:
            lines("852", changed)
        assert field in caught.value.where
