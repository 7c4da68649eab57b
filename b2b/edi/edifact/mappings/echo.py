"""Nothing is written that would not be read back as it was, as with X12: the last test of every mapping that writes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from b2b.documents import Document, ItemId
from b2b.edi.x12.mappings import echo as x12
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.items import qualified
from b2b.edi.x12.tree import Node

D = TypeVar("D", bound=Document)


def checked(
    type: str, body: Sequence[list[str]], document: D, read: Callable[[Node, Context], D], context: Context
) -> list[list[str]]:
    """The body, once it has been proved to say what the document says.

    NotWritable: the message has no room for a segment, or the document comes back different from its normal form.
    """
    segments = [["UNH", "1", type], *body, ["UNT", str(len(body) + 2), "1"]]
    x12.prove(segments, normal(document), read, context.release.sets[type], context)
    return list(body)


def normal(document: D) -> D:
    """The document as EDIFACT can say it: as X12's normal form, and item numbers with the qualifier that their scheme
    has by itself, since an item number of EDIFACT says whose it is and nothing more."""
    result: D = _plain(x12.normal(document))
    return result


def _plain(value: Any) -> Any:
    if isinstance(value, ItemId):
        return value if ":" in value.qualifier else qualified(ItemId(value.scheme, value.value))
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {part.name: _plain(getattr(value, part.name)) for part in dataclasses.fields(value)}
        return type(value)(**fields)
    return value
