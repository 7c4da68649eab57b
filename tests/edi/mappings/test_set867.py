"""867: what distributors report of their sales and transfers, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import (
    ListedCode,
    NamedAmount,
    NamedDate,
    ProductTransferReport,
    Quantity,
    Reference,
    TransferredItem,
)
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.messages import lines, read_lines, unread
from tests.edi.mappings.report_examples import RESALES

BPT = "BPT*00*R-1*20260119*02*****R-0"


def item(*segments: str) -> TransferredItem:
    report, _ = read_lines("867", BPT, "PTD*SS", *segments)
    (transfer,) = report.transfers
    (found,) = transfer.items
    assert isinstance(found, TransferredItem)
    return found


def test_a_report_of_resales() -> None:
    report, leftovers = read_lines(
        "867", BPT, "CUR*SE*USD", "DTM*090*20260112", "DTM*091*20260118", "REF*IA*4711", "N1*MF*ACME",
        "N1*DB*NORTHWIND*92*7", "PER*IC*SALES DESK*TE*555 1234", "N1*RA*RETURNS", "LM*ZZ", "LQ*ZZ*X",
        "PTD*SS***IV*NW-88*DC", "DTM*011*20260115", "REF*CT*C-1", "PRF*K-12***20260114", "N1*SF*DC 1", "N1*ST*CRAFT",
        "N1*EN*CITY", "N1*MA*END", "SII*9", "QTY*32*3*EA", "LIN*1*VP*A-1*LT*L-7", "PO4*24", "UIT*CA*300", "UIT*EA*14.5",
        "AMT*1*43.5", "PID*F****WIDGET", "REF*SE*S-0815", "DTM*003*20260115", "LM*ZZ", "LQ*ZZ*Y", "QTY*76*1*EA",
        "LIN*2*VP*A-2", "CUR*SE*EUR", "PTD*TO", "CTT*2*4", "AMT*TT*58",
    )  # fmt: skip
    assert isinstance(report, ProductTransferReport)
    assert (report.number, report.date, report.report) == ("R-1", dt.date(2026, 1, 19), "02")
    assert (report.refers_to, report.currency) == ("R-0", "USD")
    assert report.dates[0] == NamedDate("090", dt.date(2026, 1, 12))
    assert (report.supplier.name, report.distributor.name) == ("ACME", "NORTHWIND")
    assert report.distributor.contact is not None
    assert report.distributor.contact.phone == "555 1234"
    assert [named.role for named in report.parties] == ["RA"]
    assert report.codes == (ListedCode("ZZ", "X", "ZZ"),)
    assert report.amounts == (NamedAmount("TT", Decimal(58)),)
    resale, moved = report.transfers
    assert (resale.kind, resale.direction, resale.reference) == ("SS", "DC", Reference("IV", "NW-88"))
    assert (resale.order_number, resale.order_date) == ("K-12", dt.date(2026, 1, 14))
    places = (resale.ship_from, resale.ship_to, resale.end_user)
    assert [party.name for party in places if party is not None] == ["DC 1", "CRAFT", "CITY"]
    assert [named.role for named in resale.parties] == ["MA"]
    assert resale.references == (Reference("CT", "C-1"),)
    first, back = resale.items
    assert (first.kind, first.quantity, first.number, first.description) == ("32", each(3), "1", "WIDGET")
    assert (first.unit_price, first.currency) == (Decimal("14.5"), None)
    assert first.amounts == (NamedAmount("1", Decimal("43.5")),)
    assert first.references == (Reference("SE", "S-0815"),)
    assert first.codes == (ListedCode("ZZ", "Y", "ZZ"),)
    assert (back.kind, back.currency) == ("76", "EUR")
    assert (moved.kind, moved.items) == ("TO", ())
    assert unread(leftovers) == ["SII01@21=9", "UIT01@25=CA", "UIT02@25=300"]


@pytest.mark.parametrize("totals", ["CTT*2*3", "CTT*1*3"])
def test_items_or_transfers_are_counted(totals: str) -> None:
    _, leftovers = read_lines("867", BPT, "PTD*SS", "QTY*32*1*EA", "QTY*32*2*EA", totals)
    assert leftovers == ()


def test_wrong_totals_are_shown() -> None:
    _, leftovers = read_lines("867", BPT, "PTD*SS", "QTY*32*1*EA", "CTT*3*9")
    assert unread(leftovers) == ["CTT01@5=3", "CTT02@5=9"]


def test_prices_for_one_unit_of_the_quantity() -> None:
    assert item("QTY*32*3*EA", "UIT*EA*1450*HP").unit_price == Decimal("14.50")
    assert item("QTY*32*3*EA", "UIT*CA*300").unit_price is None
    assert item("QTY*32*3*EA", "UIT*EA").unit_price is None


def test_a_quantity_without_a_number_stays() -> None:
    report, leftovers = read_lines("867", BPT, "PTD*SS", "QTY*32", "LIN*1*VP*A-1", "QTY*32*3")
    ((found,),) = [transfer.items for transfer in report.transfers]
    assert found.quantity == Quantity(Decimal(3), "")
    assert unread(leftovers) == ["QTY01@4=32", "LIN01@5=1", "LIN02@5=VP", "LIN03@5=A-1"]


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        (("PTD*SS",), "segment BPT is missing"),
        (("BPT*00*1", "PTD*SS"), "BPT03 is missing"),
        ((BPT, "PTD**"), "PTD01 is missing"),
        ((BPT, "PTD*SS", "QTY*32*three*EA"), "QTY02 is not a number: 'three'"),
        ((BPT, "PTD*SS", "PRF*1***20260231"), "PRF04 is not a date"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("867", *segments)


def test_what_cannot_be_said_is_refused_by_its_field() -> None:
    (resale,) = RESALES.transfers
    first = resale.items[0]
    for changed, field in (
        (replace(RESALES, transfers=()), "PTD"),
        (replace(RESALES, report="??"), "report"),
        (replace(RESALES, transfers=(replace(resale, kind="??"),)), "transfers[0].kind"),
        (replace(RESALES, transfers=(replace(resale, direction="??"),)), "transfers[0].direction"),
        (replace(RESALES, transfers=(replace(resale, order_number=""),)), "transfers[0].order_number"),
        (replace(RESALES, transfers=(replace(resale, reference=Reference("IV", "")),)), "transfers[0].reference"),
        (replace(RESALES, transfers=(replace(resale, items=(replace(first, items=()),)),)), "items[0].number"),
        (replace(RESALES, transfers=(replace(resale, items=(replace(first, kind=""),)),)), "items[0].kind"),
        (
            replace(RESALES, transfers=(replace(resale, items=(replace(first, quantity=Quantity(Decimal(1), "")),)),)),
            "UIT",
        ),
    ):
        with pytest.raises(NotWritable) as caught:
            lines("867", changed)
        assert field in caught.value.where
