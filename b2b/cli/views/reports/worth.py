"""What a quantity is worth."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from b2b.store.money import exponent


def worth(quantity: Decimal, price: Decimal, currency: str) -> Decimal:
    """Quantity times the price of one, rounded half up to the currency's minor unit as a line of an invoice is."""
    return (quantity * price).quantize(Decimal(1).scaleb(-exponent(currency)), ROUND_HALF_UP)
