"""Settings as TOML text: parsed without floats, written so that parsing gives the same dict back."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from b2b.errors import ConfigError

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def load_toml(text: str, where: str) -> dict[str, Any]:
    """The dict of a TOML text; numbers with a fraction are Decimals. Raises ConfigError naming line and column."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"this is not TOML: {error}", where=where, next_step="correct that line and apply it again"
        ) from error


def write_toml(settings: Mapping[str, Any]) -> str:
    """TOML of a dict of texts, numbers, booleans, dates, lists and tables.

    A table of plain values inside a table is written inline (`address = { ... }`), a list of tables as `[[name]]`.
    Raises TypeError for anything else (TOML has no null).
    """
    return "\n".join(_table((), settings)).strip() + "\n"


def _table(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    later: list[tuple[str, Any]] = []
    if (path and any(not _opens_tables(path, value) for value in table.values())) or (path and not table):
        yield ""
        yield f"[{'.'.join(path)}]"
    for key, value in table.items():
        if _opens_tables(path, value):
            later.append((key, value))
        else:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in later:
        below = (*path, _key(key))
        if isinstance(value, Mapping):
            yield from _table(below, value)
        else:
            for item in value:
                yield ""
                yield f"[[{'.'.join(below)}]]"
                yield from (f"{_key(name)} = {_value(part)}" for name, part in item.items())


def _opens_tables(path: tuple[str, ...], value: Any) -> bool:
    """Whether a value is written under a heading of its own: a list of tables, or a table that is not a small value."""
    if isinstance(value, Mapping):
        return not path or not _is_small(value)
    return bool(path) and isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _is_small(table: Mapping[str, Any]) -> bool:
    return len(table) <= 5 and all(isinstance(v, str) or (isinstance(v, list) and len(v) <= 4) for v in table.values())


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{"".join(_character(c) for c in value)}"'
    if isinstance(value, int | Decimal):
        return str(value) if isinstance(value, int) else _decimal(value)
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(k)} = {_value(v)}' for k, v in value.items())} }}" if value else "{}"
    raise TypeError(f"TOML has no form for {type(value).__name__}: {value!r}")


def _decimal(value: Decimal) -> str:
    text = f"{value:f}"
    return text if "." in text else f"{text}.0"


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return f"\\u{ord(character):04x}" if ord(character) < 32 or ord(character) == 127 else character


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)
