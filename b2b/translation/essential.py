"""What of a document may be left out where the target has no place for it, and what may not.

Essential is what the document cannot be without (a field that has no default), what has a meaning of its own when
nothing is said (the purpose of an order: left out, a cancellation would be an order), and what says how much is
ordered, delivered, billed or paid. The rest describes, and may go if that is told.
"""

from __future__ import annotations

import dataclasses
import typing
from decimal import Decimal
from functools import cache
from typing import Any

from b2b.documents import Address, ItemId

# What a document is about, whether or not numbers stand in it; and what numbers are in.
_SUBSTANCE = frozenset({"lines", "packs", "orders", "errors", "groups", "statuses", "exceptions", "currency", "change"})

# Numbers that only describe: what things weigh and measure, what others say elsewhere, what is known beside.
_DESCRIBING = frozenset(
    {"gross_weight", "volume", "weight", "packing", "measures", "length", "width", "height", "discount_percent",
     "quantities", "amounts", "history", "authorizations"}
)  # fmt: skip
_BESIDE = frozenset(
    {("ShippedLine", "ordered"), ("WarehouseShippedLine", "ordered"), ("ReceivedLine", "ordered"),
     ("ReceivedLine", "shipped"), ("ScheduleLine", "unit_price"), ("Activity", "prices"), ("ActiveItem", "prices"),
     ("CatalogEntry", "restrictions")}
)  # fmt: skip


@cache
def may_be_left_out(kind: type, name: str) -> bool:
    """Whether this field of a document, or of a part of one, may be empty instead of what it holds."""
    field = next(one for one in dataclasses.fields(kind) if one.name == name)
    default = _default(field)
    substance = name in _SUBSTANCE and kind is not Address  # whose lines are no goods
    if default is dataclasses.MISSING or not _says_nothing(default) or substance:
        return False
    describes = name in _DESCRIBING or (kind.__name__, name) in _BESIDE
    return describes or not _holds_numbers(_hints(kind)[name])


def empty(kind: type, name: str) -> Any:
    """What the field holds when nothing is said."""
    return _default(next(one for one in dataclasses.fields(kind) if one.name == name))


def may_lose(kind: type, name: str, value: tuple[Any, ...]) -> bool:
    """Whether one of the parts of this field may go: an item keeps at least one of its numbers."""
    return may_be_left_out(kind, name) or (len(value) > 1 and all(isinstance(part, ItemId) for part in value))


def _default(field: Any) -> Any:
    return field.default if field.default_factory is dataclasses.MISSING else field.default_factory()


def _says_nothing(default: Any) -> bool:
    if dataclasses.is_dataclass(default):
        return all(_says_nothing(getattr(default, one.name)) for one in dataclasses.fields(default))
    return default in (None, "", ())


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _holds_numbers(hint: Any) -> bool:
    """Whether amounts or quantities stand in a value of this type."""
    if hint is Decimal:
        return True
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return any(_holds_numbers(inner) for inner in _hints(hint).values())
    return any(_holds_numbers(inner) for inner in typing.get_args(hint))
