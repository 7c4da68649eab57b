"""Amounts as integers of the currency's minor unit, as rows keep them (ISO 4217: EUR 2 decimals, JPY 0, KWD 3)."""

from __future__ import annotations

from decimal import Decimal

from b2b.documents.minor_units import minor_digits
from b2b.invoicing.codes import codes


def exponent(currency: str) -> int:
    """The decimals of a currency. Raises ValueError for a code that is not in ISO 4217."""
    if currency not in codes().currencies:
        raise ValueError(f"{currency!r} is not an ISO 4217 currency")
    return minor_digits(currency)


def to_minor(amount: Decimal, currency: str) -> int:
    """Minor units of an exact amount. Raises ValueError where it has more decimals than its currency: round first."""
    if not amount.is_finite():
        raise ValueError(f"{amount} is not an amount")
    places = exponent(currency)
    numerator, denominator = amount.as_integer_ratio()
    whole, rest = divmod(numerator * int(10**places), denominator)
    if rest:
        raise ValueError(f"{amount} {currency} has more than {places} decimals")
    return whole


def from_minor(units: int, currency: str) -> Decimal:
    """The amount of so many minor units, with the decimals of its currency: 235620 EUR is 2356.20."""
    digits = tuple(int(digit) for digit in str(abs(units)))
    return Decimal((int(units < 0), digits, -exponent(currency)))
