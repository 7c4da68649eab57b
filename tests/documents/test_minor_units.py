"""Decimals of currencies."""

from __future__ import annotations

import pytest

from b2b.documents import minor_units
from b2b.documents.minor_units import invoice_digits, minor_digits
from b2b.invoicing.codes import codes


@pytest.mark.parametrize(
    ("currency", "digits", "on_an_invoice"),
    [("EUR", 2, 2), ("JPY", 0, 0), ("KWD", 3, 2), ("CLF", 4, 2), ("HUF", 2, 2), ("", 2, 2), ("???", 2, 2)],
)
def test_decimals_of_a_currency(currency: str, digits: int, on_an_invoice: int) -> None:
    assert minor_digits(currency) == digits
    assert invoice_digits(currency) == on_an_invoice


def test_every_exception_is_a_currency() -> None:
    assert set(minor_units._DIGITS) <= codes().currencies
