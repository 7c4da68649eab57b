"""820: what a payment pays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import Adjustment, RemittanceItem
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.examples import REMITTANCE
from tests.edi.mappings.messages import context, lines, read_lines, unread

HEAD = ("BPR*C*7989.73*C*ACH************20260531", "TRN*1*T-1", "CUR*PR*EUR")


def test_items_with_their_order_date_and_adjustment() -> None:
    remittance, leftovers = read_lines(
        "820", *HEAD, "N1*PR*NORTHWIND*91*N1", "N1*PE*ACME", "ENT*1", "ADX*-10*01",
        "RMR*IV*26801*PO*4408.75*4650.41*97.9", "REF*PO*4711", "REF*DP*40", "DTM*003*20260504", "ADX*-143.76*59*CM*26801",
        "RMR*CM*99**-20",
    )  # fmt: skip
    assert (remittance.trace, remittance.date, remittance.total) == ("T-1", dt.date(2026, 5, 31), Decimal("7989.73"))
    assert (remittance.method, remittance.payer.name, remittance.payee.name) == ("ACH", "NORTHWIND", "ACME")
    assert remittance.adjustments == (Adjustment(Decimal(-10), "01"),)
    assert remittance.items == (
        RemittanceItem(
            "IV",
            "26801",
            Decimal("4408.75"),
            Decimal("4650.41"),
            Decimal("97.9"),
            dt.date(2026, 5, 4),
            "4711",
            (Adjustment(Decimal("-143.76"), "59", "CM", "26801"),),
        ),
        RemittanceItem("CM", "99", Decimal(-20)),
    )
    assert unread(leftovers) == ["RMR03@9=PO", "REF01@11=DP", "REF02@11=40"]


def test_an_american_account_is_no_iban() -> None:
    bpr = "BPR*C*10*C*ACH*CTX*****1657777777**01*148529553*DA*92283334*20260531"
    remittance, leftovers = read_lines("820", bpr, "TRN*1*T-1", "CUR*PR*USD")
    assert (remittance.payee_iban, remittance.payee_bic) == ("", "")
    assert unread(leftovers)[2:] == ["BPR12@2=01", "BPR13@2=148529553", "BPR14@2=DA", "BPR15@2=92283334"]


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        (("BPR*C**C*ACH************20260531", *HEAD[1:]), "BPR02 is missing"),
        (("BPR*C*x*C*ACH************20260531", *HEAD[1:]), "BPR02 is not a number"),
        (("BPR*C*1*C*ACH", *HEAD[1:]), "BPR16"),
        ((HEAD[0], HEAD[2]), "segment TRN is missing"),
        (HEAD[:2], "no CUR"),
        ((*HEAD, "ENT*1", "RMR*IV*1"), "RMR04 is missing"),
        ((*HEAD, "ENT*1", "RMR***5*5"), "RMR01 is missing"),
    ],
)
def test_what_a_remittance_cannot_do_without(segments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read_lines("820", *segments, known=context(currency=None))


@pytest.mark.parametrize(
    ("bpr", "said"),
    [
        ("BPR*P*1*C*ACH************20260531", r"remittance advice T-1 says P \(prenotification"),
        ("BPR*T*1*C*ACH************20260531", r"T \(adjustment requested\)"),
        ("BPR*C*1*D*ACH************20260531", "says D"),
    ],
)
def test_what_is_no_payment_made_is_not_booked(bpr: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said) as caught:
        read_lines("820", bpr, *HEAD[1:])
    assert "book it by hand where money has come" in caught.value.next_step


def test_the_agreement_fills_in_the_currency_and_the_group_the_date() -> None:
    known = context(currency="USD", date=dt.date(2026, 6, 1))
    remittance, _ = read_lines("820", "BPR*C*1*C*ACH", "TRN*1*T-1", known=known)
    assert (remittance.currency, remittance.date) == ("USD", dt.date(2026, 6, 1))


def test_what_is_no_iban_is_refused_by_name() -> None:
    with pytest.raises(NotWritable) as caught:
        lines("820", replace(REMITTANCE, payee_iban="92283334"))
    assert caught.value.where == "payee_iban (820)"
