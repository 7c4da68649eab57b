"""Amounts as ISO 20022 writes them: a plain decimal without sign, the currency as an attribute."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from b2b.documents.minor_units import minor_digits


def is_whole(amount: Decimal, currency: str) -> bool:
    """Whether it is an amount that a bank file can carry: below 10^15, no more decimals than its currency has."""
    return amount.is_finite() and abs(amount) < 10**15 and amount == rounded(amount, currency)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount in the currency's minor unit, halves away from zero."""
    return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), ROUND_HALF_UP)


def plain(amount: Decimal, currency: str) -> str:
    """`1325` EUR is `1325.00`; the caller has seen that it `is_whole`."""
    return f"{rounded(amount, currency):f}"
