"""The order in which UBL has places for numbers of items and parties and for references; it says nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from b2b.documents import ItemId, ItemScheme, PartyId, Reference
from b2b.invoicing.content import CONTRACT, SALES_ORDER

_ITEMS = (ItemScheme.SUPPLIER, ItemScheme.BUYER, ItemScheme.GTIN)
_REFERENCES = (CONTRACT, SALES_ORDER)


def in_order(value: Any) -> Any:
    """The document with its numbers in that order: the first of a kind in front of others."""
    if isinstance(value, tuple):
        parts = [in_order(part) for part in value]
        return tuple(sorted(parts, key=lambda part: _place(part, parts)))
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    return dataclasses.replace(
        value, **{one.name: in_order(getattr(value, one.name)) for one in dataclasses.fields(value)}
    )


def _place(part: Any, parts: Sequence[Any]) -> int:
    """Where the proper place for a number is among those for others; behind all of them where it has none."""
    if isinstance(part, ItemId):
        first = next(one for one in parts if one.scheme is part.scheme)
        return _ITEMS.index(part.scheme) if part is first and part.scheme in _ITEMS else len(_ITEMS)
    if isinstance(part, PartyId):
        return part.scheme not in ("91", "92")
    if isinstance(part, Reference):
        plain = [one for one in parts if one.kind == part.kind and not one.description]
        proper = part.kind in _REFERENCES and part in plain[:1]
        return _REFERENCES.index(part.kind) if proper else len(_REFERENCES)
    return 0
