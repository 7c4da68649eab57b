"""Documents as JSON: what the store keeps and `--json` shows.

A document is an object with a `document` tag (its class name); Decimals are strings, dates, times of day and instants
ISO 8601 (instants in UTC), enums their values, tuples lists. A field that has its default may be left out when reading;
an unknown one is refused, and so is a value of another type.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

import b2b.documents as documents
from b2b.documents import Document
from b2b.errors import Unreadable

_TAG = "document"

# Neither an exponent nor any number of digits: spelling such a number out would take memory without bound.
_DECIMAL = re.compile(r"-?[0-9]{1,60}(?:\.[0-9]{1,60})?").fullmatch


def to_json(document: Document) -> dict[str, Any]:
    """The JSON form, ready for `json.dumps`."""
    return {_TAG: type(document).__name__, **_fields_out(document)}


def from_json(data: Any) -> Document:
    """The document again. Unreadable: not such a form, with the path of the field that is wrong."""
    name = data.get(_TAG) if isinstance(data, Mapping) else None
    cls = _classes().get(name) if isinstance(name, str) else None
    if cls is None:
        raise Unreadable(f"{name!r} is no document", where=_TAG, next_step=f"known: {', '.join(sorted(_classes()))}")
    document: Document = _object(cls, {key: value for key, value in data.items() if key != _TAG}, str(name))
    return document


@cache
def _classes() -> dict[str, type]:
    return {cls.__name__: cls for cls in typing.get_args(documents.Document)}


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _fields_out(value: Any) -> dict[str, Any]:
    return {field.name: _out(getattr(value, field.name)) for field in dataclasses.fields(value)}


def _out(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return _fields_out(value)
    if isinstance(value, tuple):
        return [_out(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value


def _object(cls: type, data: Any, path: str) -> Any:
    if not isinstance(data, Mapping):
        raise _wrong(path, data, "an object")
    known = {field.name: field for field in dataclasses.fields(cls)}
    for name in data:
        if name not in known:
            raise Unreadable(f"unknown field {name!r}", where=path, next_step=f"known: {', '.join(known)}")
    for name, field in known.items():
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if required and name not in data:
            raise Unreadable(f"field {name!r} is missing", where=path)
    hints = _hints(cls)
    return cls(**{name: _in(hints[name], value, f"{path}.{name}") for name, value in data.items()})


def _in(kind: Any, value: Any, path: str) -> Any:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        options = typing.get_args(kind)
        if value is None and type(None) in options:
            return None
        return _in(next(option for option in options if option is not type(None)), value, path)
    if origin is tuple:
        if not isinstance(value, list):
            raise _wrong(path, value, "a list")
        item = typing.get_args(kind)[0]
        return tuple(_in(item, one, f"{path}[{n}]") for n, one in enumerate(value))
    if dataclasses.is_dataclass(kind):
        return _object(typing.cast(type, kind), value, path)
    return _scalar(kind, value, path)


def _scalar(kind: type, value: Any, path: str) -> Any:
    if kind in (bool, int):
        if type(value) is not kind:
            raise _wrong(path, value, "true or false" if kind is bool else "a whole number")
        return value
    if not isinstance(value, str):
        raise _wrong(path, value, "text")
    try:
        if kind is Decimal:
            return _decimal(value, path)
        if kind is dt.datetime:
            return _instant(value, path)
        if kind is dt.date:
            return _date(value, path)
        if kind is dt.time:
            return _time(value, path)
        return kind(value)
    except ValueError as problem:
        raise _wrong(path, value, kind.__name__) from problem


def _decimal(value: str, path: str) -> Decimal:
    if not _DECIMAL(value):
        raise _wrong(path, value, "a decimal number")
    return Decimal(value)


def _date(value: str, path: str) -> dt.date:
    date = dt.date.fromisoformat(value)
    if date.isoformat() != value:
        raise _wrong(path, value, "a date such as 2026-01-31")
    return date


def _time(value: str, path: str) -> dt.time:
    time = dt.time.fromisoformat(value)
    if time.isoformat() != value or time.tzinfo is not None:
        raise _wrong(path, value, "a time of day such as 14:30:00")
    return time


def _instant(value: str, path: str) -> dt.datetime:
    instant = dt.datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise _wrong(path, value, "an instant with its offset from UTC")
    return instant.astimezone(dt.UTC)


def _wrong(path: str, value: Any, wanted: str) -> Unreadable:
    return Unreadable(f"{str(value)[:60]!r} is not {wanted}", where=path)
