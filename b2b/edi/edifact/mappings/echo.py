"""Nothing is written that would not be read back as it was, as with X12: the last test of every mapping that writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from b2b.documents import Document
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import echo as x12
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.writing import not_writable
from b2b.errors import Unreadable

__all__ = ["checked", "normal"]

normal = x12.normal

D = TypeVar("D", bound=Document)


def checked(
    type: str, body: Sequence[list[str]], document: D, read: Callable[[Node, Context], D], context: Context
) -> list[list[str]]:
    """The body, once it has been proved to say what the document says.

    NotWritable: the message has no room for a segment, or the document comes back different from its normal form.
    """
    segments = [["UNH", "1", type], *body, ["UNT", str(len(body) + 2), "1"]]
    try:
        x12.prove(segments, document, read, context.release.sets[type], context)
    except Unreadable as error:
        # Much is conditional in EDIFACT that a document cannot do without.
        raise not_writable(f"what is written could not be read: {error}", "", type) from error
    return list(body)
