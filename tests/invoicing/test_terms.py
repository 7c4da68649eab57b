"""The cash discount survives the text of the payment terms."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from b2b.documents import PaymentTerms
from b2b.invoicing import terms

DATE = dt.date(2026, 3, 2)
DUE = dt.date(2026, 4, 1)


@pytest.mark.parametrize("german", [True, False])
@pytest.mark.parametrize("text", ["", "Thank you.", "Two\nlines"])
def test_a_discount_is_read_back(german: bool, text: str) -> None:
    written = PaymentTerms(DUE, 30, D("2.25"), 10, text)
    assert terms.read(terms.note(written, german=german), DUE, DATE) == written


@pytest.mark.parametrize(
    "text",
    ["2 % discount", "#SKONTO#TAGE=10#PROZENT=2#", "#SKONTO#TAGE=10#PROZENT=2.25#BASISBETRAG=9.00#", "net 30", "#", ""],
)
def test_other_words_stay_words(text: str) -> None:
    assert terms.read(text, None, DATE) == PaymentTerms(text=text)


def test_half_a_discount_is_not_written() -> None:
    assert terms.note(PaymentTerms(discount_percent=D(2), text="net"), german=True) == "net"


def test_a_due_date_before_the_invoice_has_no_days() -> None:
    assert terms.complete(PaymentTerms(due=dt.date(2026, 3, 1)), DATE).net_days is None
    assert terms.complete(PaymentTerms(due=DATE), DATE).net_days == 0
