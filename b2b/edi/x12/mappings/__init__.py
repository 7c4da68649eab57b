"""X12 sets <-> canonical documents, a module for each set.

A mapping reads a loop tree into (document, leftovers) and writes a document into the body of a set, ST and SE left out.
What it does not take from a message is a `Leftover`, never lost; what a message cannot carry of a document is
`NotWritable` by the name of the field. `read(write(d))` is `d` in its normal form (`echo.normal`).

    tree = build(segments, context.release.sets["850"])
    order, leftovers = for_set("850").read(tree, context)

The mapping of set 850 is the module `set850` of this folder, with the two functions of `Mapping`; a module that is put
here is known, without a list that names it.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any, Protocol, cast

from b2b.documents import Document
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.echo import normal
from b2b.edi.x12.mappings.reading import Leftover
from b2b.errors import NotFound

__all__ = ["Context", "Leftover", "Mapping", "for_set", "normal", "sets"]


class Mapping(Protocol):
    """What the mapping of a set does."""

    def read(self, tree: Node, context: Context) -> tuple[Document, tuple[Leftover, ...]]:
        """The document of an accepted message, and what of the message it has no place for. Errors: Unreadable."""
        ...

    def write(self, document: Any, context: Context) -> list[list[str]]:
        """The segments between ST and SE. Errors: NotWritable names the field."""
        ...


_MODULE = "set"


@cache
def sets() -> tuple[str, ...]:
    """The sets that have a mapping."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(name.removeprefix(_MODULE) for name in names if name.startswith(_MODULE))


def for_set(set_id: str) -> Mapping:
    """The mapping of a set. NotFound: there is none, the message can be validated and acknowledged but not worked."""
    if set_id not in sets():
        known = ", ".join(sets())
        raise NotFound(f"there is no mapping for set {set_id}", next_step=f"sets that can be worked: {known}")
    return cast(Mapping, importlib.import_module(f"{__name__}.{_MODULE}{set_id}"))
