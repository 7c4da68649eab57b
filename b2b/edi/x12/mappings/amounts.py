"""Amounts of money as invoices round them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from b2b.documents.minor_units import invoice_digits

# More digits than any two numbers of a message have together, exponents (since 005010) included.
_EXACT = Context(prec=300)

_PRICE = Decimal("0.0001")


def product(quantity: Decimal, price: Decimal, currency: str) -> Decimal:
    """Quantity times price, rounded half up to the currency's minor unit, at most two decimals (EN 16931 BR-DEC-23)."""
    places = invoice_digits(currency)
    return _EXACT.multiply(quantity, price).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)


def price(amount: Decimal, quantity: Decimal) -> Decimal:
    """The price of one unit of a quantity that is not zero, with four decimals (EN 16931 BT-146)."""
    return _EXACT.divide(amount, quantity).quantize(_PRICE, ROUND_HALF_UP, _EXACT)
