"""A form while it is read: each value with its path, and the error that names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from b2b.errors import Unreadable

_NEXT = "b2b edi to-json shows the form"


def field(form: Any, name: str, path: str) -> Any:
    """A field of an object. Unreadable: it is missing, or there is no object."""
    if not isinstance(form, Mapping) or name not in form:
        raise Unreadable(f"{name!r} is missing", where=path, next_step=_NEXT)
    return form[name]


def values(value: Any, path: str) -> list[Any]:
    """A list. Unreadable: it is something else."""
    if not isinstance(value, list):
        raise wrong(path, value, "a list")
    return value


def texts(value: Any, path: str) -> list[str]:
    """A list of texts. Unreadable: it is something else."""
    return [text(one, f"{path}[{n}]") for n, one in enumerate(values(value, path))]


def text(value: Any, path: str) -> str:
    """A text. Unreadable: it is something else."""
    if not isinstance(value, str):
        raise wrong(path, value, "a text")
    return value


def encoding_of(form: Mapping[str, Any], path: str, usual: str = "utf-8") -> str:
    """The encoding that an object names, else the usual one. Unreadable: it names another than utf-8 or latin-1."""
    named = form.get("encoding", usual)
    if named not in ("utf-8", "latin-1", usual):
        raise wrong(f"{path}.encoding", named, "utf-8 or latin-1")
    return str(named)


def wrong(path: str, value: Any, wanted: str) -> Unreadable:
    """The error of a value that is none of the form."""
    return Unreadable(f"{str(value)[:40]!r} is not {wanted}", where=path, next_step=_NEXT)
