"""Free-form descriptions: G69 of an item, G73 of an allowance or charge."""

from __future__ import annotations

from collections.abc import Iterable

from b2b.edi.x12.mappings.reading import SegmentCursor
from b2b.edi.x12.mappings.texts import wrapped
from b2b.edi.x12.mappings.writing import Body


def read(segments: Iterable[SegmentCursor]) -> str:
    """What they say, joined by blanks."""
    return " ".join(said for segment in segments if (said := segment.text(1)))


def write(body: Body, id: str, name: str, text: str) -> None:
    """As many of them as it takes, broken at single blanks."""
    for part in wrapped(text, body.room(id, 1), name, f"{id}01"):
        body.add(id, (name, part))
