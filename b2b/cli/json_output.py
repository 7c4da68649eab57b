"""JSON on stdout: Decimals as strings, instants in UTC, nothing in it that a terminal would obey."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import sys
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any
from uuid import UUID

# json.dumps escapes C0 by itself; these it would let through: DEL, C1, bidirectional overrides, lone surrogates.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(value: Any) -> Any:
    """The value as json.dumps takes it: dataclasses as objects, Decimals as strings without an exponent."""
    match value:
        case None | bool() | int() if not isinstance(value, Enum):
            return value
        case Decimal():
            return format(value, "f")
        case Enum():
            return plain(value.value)
        case str():
            return str(value)
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat() if value.tzinfo else value.isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case UUID() | PurePath():
            return str(value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON form")


def dumps(value: Any, *, indent: int | None = 2, ascii_only: bool = False) -> str:
    """`value` as JSON text; readable characters stay readable, whatever steers a terminal is escaped."""
    text = json.dumps(plain(value), indent=indent, ensure_ascii=ascii_only)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def write(value: Any, *, indent: int | None = 2) -> None:
    """Print `value` as JSON on stdout, in ASCII where that is all it takes."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(dumps(value, indent=indent, ascii_only=not unicode) + "\n")
