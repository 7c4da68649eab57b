"""Amounts of money as invoices round them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from b2b.documents.minor_units import invoice_digits

# More digits than any two numbers of a message have together.
_EXACT = Context(prec=100)


def product(quantity: Decimal, price: Decimal, currency: str) -> Decimal:
    """Quantity times price, rounded half up to the currency's minor unit, at most two decimals (EN 16931 BR-DEC-23)."""
    places = invoice_digits(currency)
    return _EXACT.multiply(quantity, price).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)
