"""What was proved before of the elements and segments that are written: partners are told the same codes, names,
quantities and places again and again, in segments of the same few shapes.
"""

from __future__ import annotations

from collections.abc import Sequence

from b2b.edi.schema import Release, Segment
from b2b.edi.x12.characters import CharacterSet

# Agreements at a time, and values of one element, of which is remembered what was proved: 2 MB each where all segments
# of a usual document are full.
_AGREEMENTS, _VALUES = 16, 500


class ProvedSegment:
    """Of one segment, under one release, with the delimiters and the character set of an agreement: the text that says
    a value, by element (from 0), and the shapes, which elements there are and no others.
    """

    __slots__ = ("schema", "shapes", "texts")

    def __init__(self, schema: Segment) -> None:
        self.schema = schema
        self.shapes: set[tuple[bool, ...]] = set()
        self.texts: list[dict[object, str]] = [{} for _ in schema.uses]

    def text(self, element: int, value: object) -> str | None:
        """The text by which this element says a value, None where that was not proved."""
        try:
            return self.texts[element].get(value)
        except TypeError:
            return None  # a signalling NaN, which nothing can say, has no hash

    def remember(self, element: int, value: object, text: str) -> None:
        """That this element says the value by this text."""
        known = self.texts[element]
        if len(known) >= _VALUES:
            known.clear()
        known[value] = text


class Proved:
    """The segments of one agreement."""

    __slots__ = ("_segments", "release")

    def __init__(self, release: Release) -> None:
        self.release = release
        self._segments: dict[str, ProvedSegment] = {}

    def segment(self, id: str) -> ProvedSegment | None:
        """What is known of a segment; None where the release has none of that name."""
        found = self._segments.get(id)
        if found is None and (schema := self.release.segments.get(id)) is not None:
            found = self._segments[id] = ProvedSegment(schema)
        return found


_known: dict[tuple[int, Sequence[str], CharacterSet], Proved] = {}


def proved_under(release: Release, delimiters: tuple[str, ...], characters: CharacterSet) -> Proved:
    """What was proved so far; the same object for the same release, delimiters and character set."""
    key = (id(release), delimiters, characters)
    found = _known.get(key)
    if found is None or found.release is not release:
        if len(_known) >= _AGREEMENTS:
            _known.clear()
        found = _known[key] = Proved(release)
    return found
