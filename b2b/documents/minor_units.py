"""Decimals of currencies (ISO 4217)."""

from __future__ import annotations

from decimal import Decimal

_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"
_DIGITS = {
    currency: digits for digits, currencies in ((0, _NONE), (3, _THREE), (4, _FOUR)) for currency in currencies.split()
}


def minor_digits(currency: str) -> int:
    """How many decimals an amount of the currency has: EUR 2, JPY 0; 2 for a code that ISO 4217 does not have."""
    return _DIGITS.get(currency, 2)


def invoice_digits(currency: str) -> int:
    """The same for an amount of an invoice, which has at most two (EN 16931 BR-DEC-*)."""
    return min(minor_digits(currency), 2)


def is_rounding(difference: Decimal, currency: str) -> bool:
    """Whether what is due may differ by this from the total less what was paid before (BT-114): by less than a unit of
    the currency, or by one where there is no smaller one.
    """
    return abs(difference) < 1 or (abs(difference) == 1 and not invoice_digits(currency))
