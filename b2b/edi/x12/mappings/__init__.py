"""X12 sets <-> canonical documents, a module for each set.

A mapping reads a loop tree into (document, leftovers) and writes a document into the body of a set, ST and SE left out.
What it does not take from a message is a `Leftover`, never lost; what a message cannot carry of a document is
`NotWritable` by the name of the field. `read(write(d))` is `d` in its normal form (`echo.normal`).

    tree = build(segments, context.release.sets["850"])
    order, leftovers = for_set("850").read(tree, context)
"""

from __future__ import annotations

from typing import Any, Protocol, cast

from b2b.documents import Document
from b2b.edi.x12.mappings import set810, set812, set820, set846, set850, set855, set856, set860, set865, set997
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.echo import normal
from b2b.edi.x12.mappings.reading import Leftover
from b2b.edi.x12.tree import Node
from b2b.errors import NotFound, NotWritable

__all__ = ["Context", "Leftover", "Mapping", "for_set", "normal", "sets"]


class Mapping(Protocol):
    """What the mapping of a set does."""

    def read(self, tree: Node, context: Context) -> tuple[Document, tuple[Leftover, ...]]:
        """The document of an accepted message, and what of the message it has no place for. Errors: Unreadable."""
        ...

    def write(self, document: Any, context: Context) -> list[list[str]]:
        """The segments between ST and SE. Errors: NotWritable names the field."""
        ...


class _ReadOnly:
    """The 997: what we answer is written from findings, not from a document (`b2b.edi.x12.acknowledge`)."""

    def read(self, tree: Node, context: Context) -> tuple[Document, tuple[Leftover, ...]]:
        return set997.read(tree, context)

    def write(self, document: Any, context: Context) -> list[list[str]]:
        raise NotWritable(
            "a 997 is not written from a document", next_step="it is made from the findings of a validation"
        )


_MAPPINGS: dict[str, Mapping] = {
    "810": cast(Mapping, set810),
    "812": cast(Mapping, set812),
    "820": cast(Mapping, set820),
    "846": cast(Mapping, set846),
    "850": cast(Mapping, set850),
    "855": cast(Mapping, set855),
    "856": cast(Mapping, set856),
    "860": cast(Mapping, set860),
    "865": cast(Mapping, set865),
    "997": _ReadOnly(),
}


def sets() -> tuple[str, ...]:
    """The sets that have a mapping."""
    return tuple(_MAPPINGS)


def for_set(set_id: str) -> Mapping:
    """The mapping of a set. NotFound: there is none, the message can be validated and acknowledged but not worked."""
    if set_id not in _MAPPINGS:
        known = ", ".join(_MAPPINGS)
        raise NotFound(f"there is no mapping for set {set_id}", next_step=f"sets that can be worked: {known}")
    return _MAPPINGS[set_id]
