"""The code lists of EN 16931, from `schemas/einvoice/codes.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from b2b import resources


@dataclass(frozen=True, slots=True)
class Codes:
    """Allowed codes by list."""

    invoice_types: frozenset[str]
    credit_note_types: frozenset[str]
    countries: frozenset[str]
    currencies: frozenset[str]
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
        endpoint_schemes=frozenset(lists["endpoint_schemes"]),
        identifier_schemes=frozenset(lists["identifier_schemes"]),
        payment_means=frozenset(lists["payment_means"]),
        allowance_reasons=frozenset(lists["allowance_reasons"]),
        charge_reasons=frozenset(lists["charge_reasons"]),
        exemption_reasons=frozenset(lists["exemption_reasons"]),
        units=frozenset(lists["units"].split()),
    )
