"""Requests as templates: the shape of an operation's body with references into the values of a call.

Text that begins with `$` is a reference: names joined by dots, each a key or an attribute (`$order.number`). `$$`
stands for a dollar sign. A table with `each` becomes a list: one table for every value of that sequence, whose own
names come first. What refers to nothing (None, an empty text, an empty sequence) is left out; a literal `""` is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from b2b.errors import ConfigError

Template = Mapping[str, Any]


def render(template: Template, *scopes: object) -> dict[str, Any]:
    """The body for one call; names are looked up in the first scope that has them. `ConfigError` for unknown ones."""
    rendered = {name: _value(part, scopes) for name, part in template.items() if name != "each"}
    return {name: value for name, value in rendered.items() if value is not None}


def _value(part: Any, scopes: Sequence[object]) -> Any:
    if isinstance(part, Mapping):
        if "each" in part:
            rows = _value(part["each"], scopes) or ()
            return [render(part, row, *scopes) for row in rows] or None
        return render(part, *scopes) or None
    if isinstance(part, str) and part.startswith("$$"):
        return part[1:]
    if isinstance(part, str) and part.startswith("$"):
        found = _find(part, scopes)
        return None if found is None or found == "" or (isinstance(found, Sequence) and not found) else found
    return part


def _find(reference: str, scopes: Sequence[object]) -> Any:
    first, *rest = reference[1:].split(".")
    for scope in scopes:
        if _has(scope, first):
            value: Any = _get(scope, first)
            for name in rest:
                if value is None:
                    return None
                if not _has(value, name):
                    raise ConfigError(f"the profile refers to {reference}, which has no {name}")
                value = _get(value, name)
            return value
    raise ConfigError(f"the profile refers to {reference}, which this call does not have")


def _has(scope: object, name: str) -> bool:
    # Only what a document declares: no methods, no private names.
    return name in scope if isinstance(scope, Mapping) else name in getattr(scope, "__dataclass_fields__", ())


def _get(scope: object, name: str) -> Any:
    return scope[name] if isinstance(scope, Mapping) else getattr(scope, name)
