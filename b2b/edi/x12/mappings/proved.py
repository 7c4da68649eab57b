"""What was proved before of the elements and segments that are written: partners are told the same codes, names and
places again and again, in segments of the same few shapes.
"""

from __future__ import annotations

from collections.abc import Sequence

from b2b.edi.schema import Release
from b2b.edi.x12.characters import CharacterSet

# Agreements at a time, and texts of one element, of which is remembered what was proved: a few megabytes.
_AGREEMENTS, _TEXTS = 32, 1_000

Shape = tuple[bool, ...]


class Proved:
    """Under one release, with the delimiters and the character set of an agreement."""

    __slots__ = ("_shapes", "_texts", "release")

    def __init__(self, release: Release) -> None:
        self.release = release
        self._texts: dict[tuple[str, int], set[str]] = {}
        self._shapes: dict[str, set[Shape]] = {}

    def text(self, segment: str, element: int, text: str) -> bool:
        """Whether this element may hold this text."""
        return text in self._texts.get((segment, element), ())

    def remember_text(self, segment: str, element: int, text: str) -> None:
        """That it may."""
        known = self._texts.setdefault((segment, element), set())
        if len(known) >= _TEXTS:
            known.clear()
        known.add(text)

    def shape(self, segment: str, shape: Shape) -> bool:
        """Whether a segment may have these elements and no others."""
        return shape in self._shapes.get(segment, ())

    def remember_shape(self, segment: str, shape: Shape) -> None:
        """That it may."""
        self._shapes.setdefault(segment, set()).add(shape)


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
