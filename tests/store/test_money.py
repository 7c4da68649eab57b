"""Amounts are whole numbers of the currency's own minor unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2b.store import money


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("2356.20", "EUR", 235620),
        ("-47.5", "EUR", -4750),
        ("1200", "JPY", 1200),
        ("1.234", "KWD", 1234),
        ("0", "USD", 0),
    ],
)
def test_minor_units(amount: str, currency: str, units: int) -> None:
    assert money.to_minor(Decimal(amount), currency) == units
    assert money.from_minor(units, currency) == Decimal(amount)


@given(st.integers(-(2**63), 2**63 - 1), st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_every_amount_survives(units: int, currency: str) -> None:
    assert money.to_minor(money.from_minor(units, currency), currency) == units


def test_an_amount_shows_the_decimals_of_its_currency() -> None:
    assert str(money.from_minor(235620, "EUR")) == "2356.20"
    assert str(money.from_minor(5, "EUR")) == "0.05"
    assert str(money.from_minor(1200, "JPY")) == "1200"


@pytest.mark.parametrize(("amount", "currency"), [("0.001", "EUR"), ("0.5", "JPY"), ("1.2345", "KWD"), ("NaN", "EUR")])
def test_what_is_not_rounded_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"decimals|not an amount"):
        money.to_minor(Decimal(amount), currency)


@pytest.mark.parametrize("currency", ["", "EU", "eur", "XYZ"])
def test_a_currency_is_never_guessed(currency: str) -> None:
    with pytest.raises(ValueError, match="not an ISO 4217 currency"):
        money.to_minor(Decimal(1), currency)
