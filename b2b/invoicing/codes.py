"""The code lists of EN 16931, from `schemas/einvoice/codes.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from b2b import resources


@dataclass(frozen=True, slots=True)
class Codes:
    """Allowed codes by list; `minor_units` holds the currencies that do not have two decimals."""

    invoice_types: frozenset[str]
    credit_note_types: frozenset[str]
    countries: frozenset[str]
    currencies: frozenset[str]
    minor_units: dict[str, int]
    endpoint_schemes: frozenset[str]
    identifier_schemes: frozenset[str]
    payment_means: frozenset[str]
    allowance_reasons: frozenset[str]
    charge_reasons: frozenset[str]
    exemption_reasons: frozenset[str]
    units: frozenset[str]


@cache
def codes() -> Codes:
    """The lists, read once."""
    data = tomllib.loads(resources.path("schemas", "einvoice", "codes.toml").read_text("utf-8"))
    lists = data["lists"]
    return Codes(
        invoice_types=frozenset(data["invoice_types"]),
        credit_note_types=frozenset(data["credit_note_types"]),
        countries=frozenset(data["countries"]),
        currencies=frozenset(data["currencies"]),
        minor_units={currency: int(places) for places, names in data["minor_units"].items() for currency in names},
        endpoint_schemes=frozenset(lists["endpoint_schemes"]),
        identifier_schemes=frozenset(lists["identifier_schemes"]),
        payment_means=frozenset(lists["payment_means"]),
        allowance_reasons=frozenset(lists["allowance_reasons"]),
        charge_reasons=frozenset(lists["charge_reasons"]),
        exemption_reasons=frozenset(lists["exemption_reasons"]),
        units=frozenset(lists["units"].split()),
    )


def decimal_places(currency: str) -> int:
    """Decimals of an invoice amount in `currency`: its ISO 4217 minor unit, at most two (EN 16931 BR-DEC-*)."""
    return min(codes().minor_units.get(currency, 2), 2)
