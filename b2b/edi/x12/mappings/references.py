"""References: REF segments, and N9 where a partner uses it for the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from b2b.documents import Reference
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body


def read(segments: Iterable[SegmentCursor]) -> tuple[Reference, ...]:
    """What REF (or N9) segments say: kind, number, description; composites in element 4 stay unread."""
    found = []
    for segment in segments:
        kind, value, description = segment.peek(1), segment.peek(2), segment.peek(3)
        if kind and (value or description):
            segment.take(1, 2, 3)
            found.append(Reference(kind, value, description))
    return tuple(found)


def one(loop: LoopCursor, *kinds: str, id: str = "REF") -> str:
    """The number of the first REF (or N9) of one of these kinds, in order of preference; "" where there is none."""
    found = loop.first(id, *kinds)
    return found.text(2) if found is not None else ""


def write(body: Body, references: Sequence[Reference], at: str = "", id: str = "REF") -> None:
    """One REF (or N9) for each; `at` is the path of the field that holds `references`, with its dot."""
    for index, reference in enumerate(references):
        name = f"{at}references[{index}]"
        body.add(
            id,
            (f"{name}.kind", reference.kind),
            (f"{name}.value", reference.value),
            (f"{name}.description", reference.description),
        )


def write_one(body: Body, kind: str, name: str, value: str, id: str = "REF") -> None:
    """A REF (or N9) of this kind, nothing where there is no number."""
    if value:
        body.add(id, kind, (name, value))
