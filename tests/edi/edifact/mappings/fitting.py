"""Documents that X12 can express, made to fit into EDIFACT, whose elements are shorter."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

from b2b.documents import (
    Contact,
    InventoryLine,
    ItemId,
    ItemScheme,
    NamedDate,
    Party,
    Quantity,
    Reference,
    Remittance,
    ShipNotice,
)

# The longest text of most elements.
_USUAL = 35

# What is wrapped over several components or segments, and what is shorter than usual.
_ROOM = {"name": 100, "description": 100, "text": 100, "notes": 200, "exemption_reason": 100, "reason": 60,
         "subdivision": 9, "postal_code": 9, "account_name": 60, "lot": 30, "sscc": 18}  # fmt: skip

_OF_LINES = frozenset({"order_line", "line"})


def fitted(value: Any, field: str = "", index: int = 0) -> Any:
    """The document with texts cut, lines numbered, codes of X12 lists left out, and a second of an instant dropped."""
    if type(value) is str:
        if field == "number" and index:
            return str(index)
        if field in _OF_LINES:
            return value and str(index)
        if value.startswith("x12:"):
            return ""
        return value[: _ROOM.get(field, _USUAL)].strip()
    if isinstance(value, Reference):
        return Reference(value.kind, value.value[:30].strip())
    if isinstance(value, Quantity):
        return value if value.unit and ":" not in value.unit else Quantity(value.value, "KGM")
    if isinstance(value, ItemId) and value.scheme is ItemScheme.GTIN:
        return ItemId(value.scheme, value.value[:_USUAL].strip())
    if isinstance(value, Contact):
        return Contact(*(text[:_USUAL].strip() for text in dataclasses.astuple(value)))
    if isinstance(value, ShipNotice):
        # A message names an order at its lines, so there is none without one, and each has a number of its own.
        orders = [replace(order, order_number=f"{n}-{order.order_number}") for n, order in enumerate(value.orders)]
        full = (replace(o, packs=tuple(p for p in o.packs if p.lines)) for o in orders)
        value = replace(value, orders=tuple(o for o in full if o.lines or o.packs))
    if isinstance(value, Remittance):
        # D.96A says no more of the two than who they are.
        plain = {"vat_id": "", "legal_registration": "", "tax_registration": ""}
        sides = {side: getattr(value, side) for side in ("payer", "payee")}
        value = replace(value, **{side: replace(p, ids=p.ids[:1], **plain) for side, p in sides.items()})
    if isinstance(value, InventoryLine) and value.location is not None:
        # A place is said of quantities, by name, number and address.
        place = Party(value.location.name, value.location.ids[:1], value.location.address)
        value = replace(value, location=place if value.levels else None)
    if isinstance(value, NamedDate):
        return NamedDate(value.kind, value.day, value.time and value.time.replace(microsecond=0))
    if isinstance(value, tuple):
        return tuple(fitted(part, field, number if _numbered(part) else 0) for number, part in enumerate(value, 1))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: fitted(getattr(value, f.name), f.name, index) for f in dataclasses.fields(value)}
        return type(value)(**parts)
    return value


def _numbered(value: Any) -> bool:
    return type(value).__name__.endswith("Line")
