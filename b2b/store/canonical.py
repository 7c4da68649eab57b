"""Canonical JSON: one text for one value, so that it can be hashed, compared and chained.

Keys sorted, no spaces, UTF-8 as it is. Decimals become strings (never floats), dates and instants ISO 8601, instants in
UTC with microseconds and `Z`. Floats are refused: a number with a fraction is a Decimal here.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_LISTS = (list, tuple)


def dumps(value: Any, *, sort: bool = True) -> str:
    """The canonical text of a value of dicts, lists, strings, ints, booleans, None, Decimals, dates and instants.

    Unsorted, keys stand as they come: for what people read back, never for what is hashed.

    Raises TypeError for anything else, floats and keys that are not strings included.
    """
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False, sort_keys=sort, separators=(",", ":"))


def loads(text: str) -> Any:
    """The value of a canonical text; numbers with a fraction come back as Decimal."""
    return json.loads(text, parse_float=Decimal)


def instant_text(value: dt.datetime) -> str:
    """`2026-01-31T08:00:00.000000Z`: fixed width, so that text order is time order. ValueError without a zone."""
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone: pass an aware instant")
    return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def plain(value: Any) -> Any:
    """The same value in dict, list, str, int, bool and None. Raises TypeError where that would lose something."""
    if value is None or type(value) is str or isinstance(value, int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, _LISTS):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return {_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, dt.datetime):
        return instant_text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical JSON form: {value!r}")


def _key(key: object) -> str:
    if type(key) is str:
        return key
    if not isinstance(key, str):
        raise TypeError(f"a JSON key is a string, not {key!r}")
    return str(key)
