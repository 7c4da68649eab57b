"""Frozen dataclasses of which a file makes hundreds of thousands: an `__init__` that costs a third of the usual one.

The one that `dataclasses` writes for a frozen class calls `object.__setattr__` for every field, by far the most of what
a small document costs. Here a new object is for a moment of a class with the same slots that is not frozen, gets its
fields by plain assignment, and becomes what it is.
"""

from __future__ import annotations

import sys
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar

T = TypeVar("T")


def quick_init(cls: type[T]) -> type[T]:
    """The class, a frozen and slotted dataclass without `__post_init__`, with the same parameters made quicker.

    Subclasses of it have to be dataclasses of their own. ValueError: the class is none of that kind.
    """
    given: tuple[Field[Any], ...] = fields(cls)  # type: ignore[arg-type]
    if not cls.__dict__.get("__slots__") or hasattr(cls, "__post_init__") or not all(f.init for f in given):
        raise ValueError(f"{cls.__name__} needs slots, no __post_init__, and every field among its parameters")
    open_class = type(cls.__name__, (), {"__slots__": tuple(f.name for f in given)})
    known: dict[str, Any] = {"_set": object.__setattr__, "_open": open_class, "_frozen": cls, "_missing": MISSING}
    parameters, body = ["self"], ['_set(self, "__class__", _open)']
    for f in given:
        default, value = "", f.name
        if f.default_factory is not MISSING:
            known[f"_{f.name}"] = f.default_factory
            default, value = "=_missing", f"_{f.name}() if {f.name} is _missing else {f.name}"
        elif f.default is not MISSING:
            known[f"_{f.name}"] = f.default
            default = f"=_{f.name}"
        parameters.append(f.name + default)
        body.append(f"self.{f.name} = {value}")
    body.append("self.__class__ = _frozen")
    # Inside a function whose parameters are the names known here, so that the module's own stay what annotations mean.
    source = f"def make({', '.join(known)}):\n def __init__({', '.join(parameters)}):\n  " + "\n  ".join(body)
    made: dict[str, Any] = {}
    exec(f"{source}\n return __init__", vars(sys.modules[cls.__module__]), made)  # noqa: S102 - our own names
    init = made["make"](**known)
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__annotations__ = {f.name: f.type for f in given} | {"return": None}
    setattr(cls, "__init__", init)  # noqa: B010 - a method, for type checkers
    return cls
