"""Amounts of money as invoices round them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

from b2b import resources

# More digits than any two numbers of a message have together.
_EXACT = Context(prec=100)


def product(quantity: Decimal, price: Decimal, currency: str) -> Decimal:
    """Quantity times price, rounded half up to the currency's minor unit, at most two decimals (EN 16931 BR-DEC-23)."""
    places = min(_minor_units().get(currency, 2), 2)
    return _EXACT.multiply(quantity, price).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)


@cache
def _minor_units() -> Mapping[str, int]:
    """ISO 4217 currencies that do not have two decimals."""
    data = tomllib.loads(resources.path("schemas", "einvoice", "codes.toml").read_text(encoding="utf-8"))
    return {currency: int(places) for places, names in data["minor_units"].items() for currency in names}
