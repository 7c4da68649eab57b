"""812: credits and debits."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import CreditDebit, NamedDate, PartyId, Reference
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.examples import CREDIT
from tests.edi.mappings.messages import context, lines, read_lines, unread

BCD = "BCD*20260123*G-1*H*9520*C*20260120*R-1**20260105*4711*00"
CUR = "CUR*SE*EUR"


def test_a_credit_with_its_lines() -> None:
    credit, leftovers = read_lines(
        "812", BCD, CUR, "N9*DP*038", "DTM*050*20260121", "SAC*A*H850***1520", "N1*SE*ACME*92*4711", "N9*VX*DE1",
        "N1*BT*NORTHWIND", "CDD*06*C*1*8000***2*EA*1.5*CON*40", "LIN**VP*WIDGET-001", "N9*IV*R-1", "DTM*011*20260119",
    )  # fmt: skip
    assert isinstance(credit, CreditDebit)
    assert (credit.number, credit.date, credit.credit) == ("G-1", dt.date(2026, 1, 23), True)
    assert (credit.amount, credit.tax, credit.currency) == (Decimal("95.20"), Decimal("15.20"), "EUR")
    assert (credit.invoice_number, credit.invoice_date) == ("R-1", dt.date(2026, 1, 20))
    assert (credit.order_number, credit.order_date) == ("4711", dt.date(2026, 1, 5))
    assert (credit.supplier.ids, credit.supplier.vat_id) == ((PartyId("92", "4711"),), "DE1")
    assert credit.buyer.name == "NORTHWIND"
    assert credit.references == (Reference("DP", "038"),)
    (line,) = credit.lines
    assert (line.reason, line.credit, line.amount, line.towards_receiver) == ("06", True, Decimal(80), Decimal(80))
    assert (line.quantity, line.unit_price, line.price_kind) == (each(2), Decimal(40), "CON")
    assert line.price_difference == Decimal("1.5")
    assert line.references == (Reference("IV", "R-1"),)
    assert line.dates == (NamedDate("011", dt.date(2026, 1, 19)),)
    assert leftovers == ()


def test_a_debit_takes_from_its_receiver() -> None:
    debit, _ = read_lines("812", BCD.replace("*C*", "*D*"), CUR, "N1*BY*NORTHWIND", "CDD*59*D**8000", "CDD*56*C**500")
    assert debit.credit is False
    assert [line.towards_receiver for line in debit.lines] == [Decimal(-80), Decimal(5)]


@pytest.mark.parametrize(
    ("flag", "sacs", "tax"),
    [
        ("C", ("SAC*A*H850***1520",), "15.20"),
        ("D", ("SAC*C*H850***1520",), "15.20"),
        ("C", ("SAC*A*H740***1500", "SAC*C*H740***200"), "13.00"),
    ],
)
def test_tax_is_counted_in_the_direction_of_the_adjustment(flag: str, sacs: tuple[str, ...], tax: str) -> None:
    found, _ = read_lines("812", BCD.replace("*C*", f"*{flag}*"), CUR, *sacs, "N1*SU*ACME")
    assert found.tax == Decimal(tax)


def test_what_is_no_tax_and_what_has_no_place_stays_a_leftover() -> None:
    found, leftovers = read_lines(
        "812", BCD.replace("*H*", "*Z*"), CUR, "SAC*A*C310***500", "FOB*CC", "N1*SU*ACME", "AMT*1*10",
        "CDD*01*C*1*8000**A******CON*9", "SAC*C*D240***100",
    )  # fmt: skip
    assert found.tax is None
    assert unread(leftovers) == [
        "BCD03@2=Z", "SAC01@4=A", "SAC02@4=C310", "SAC05@4=500", "FOB01@5=CC", "AMT01@7=1", "AMT02@7=10", "CDD06@8=A",
        "CDD12@8=CON", "CDD13@8=9", "SAC01@9=C", "SAC02@9=D240", "SAC05@9=100",
    ]  # fmt: skip


def test_without_a_currency_it_is_that_of_the_agreement() -> None:
    assert read_lines("812", BCD, "N1*SU*ACME", known=context(currency="USD"))[0].currency == "USD"


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        ((CUR,), "segment BCD is missing"),
        ((BCD,), "no CUR, and the agreement names no currency"),
        ((BCD.replace("9520", ""), CUR), "BCD04, the amount, is missing"),
        ((BCD.replace("9520", "95.20"), CUR), "BCD04 must be digits with 2 implied decimals"),
        ((BCD.replace("*C*", "*X*"), CUR), "BCD05 is neither a credit"),
        ((BCD.replace("G-1", ""), CUR), "BCD02 is missing"),
        ((BCD, CUR, "CDD*01**1*80"), "CDD02 is missing"),
        ((BCD, CUR, "CDD*01*C*1*80,00"), "CDD04 must be digits"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("812", *segments, known=context(currency=None))


def test_what_cannot_be_said_is_refused_by_its_field() -> None:
    (line,) = CREDIT.lines
    for changed, where in (
        (replace(CREDIT, amount=Decimal("95.205")), "amount"),
        (replace(CREDIT, invoice_number="", order_number=""), "invoice_number"),
        (replace(CREDIT, lines=(replace(line, amount=None, quantity=None),)), "lines[0].amount"),
        (replace(CREDIT, lines=(replace(line, unit_price=None),)), "lines[0]"),
        (replace(CREDIT, lines=(replace(line, reason="??"),)), "lines[0].reason"),
    ):
        with pytest.raises(NotWritable) as caught:
            lines("812", changed)
        assert where in caught.value.where


def test_who_is_billed_stands_beside_the_buyer() -> None:
    found, _ = read_lines("812", BCD, CUR, "N1*BY*STORE 12", "N1*BT*NORTHWIND", "CDD*06*C**8000")
    assert (found.buyer.name, found.bill_to and found.bill_to.name) == ("STORE 12", "NORTHWIND")
