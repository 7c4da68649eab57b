"""A segment as it is compared with others, and how its values are told."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from b2b.edi.schema import Element, ElementUse, Release
from b2b.edi.views.explain import stands_for

# What parts elements of EDIFACT once they are read (`edifact.service_characters`), as nearly all files write it.
_AS_WRITTEN = str.maketrans("\x1f\x1e", ":*")


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment as it is compared: `meaning` are its elements in their normal form, `component` parts those of them
    that have components.
    """

    elements: Sequence[str]
    meaning: tuple[Hashable, ...]
    edifact: bool = False
    component: str = ""

    @property
    def kind(self) -> str:
        return self.elements[0]

    @property
    def identity(self) -> Hashable:
        first = self.meaning[1:2]
        return (self.kind, first[0][0] if first and isinstance(first[0], tuple) else first)

    def text(self, number: int) -> str:
        """An element as it stands, "" where there is none."""
        return self._written(self._element(number))

    def parts(self, number: int, use: ElementUse | None) -> list[tuple[str, Element | None]]:
        """An element as its components, each with what the schema says of it; one that has none as it stands."""
        if use is None or use.composite is None:
            return [(self.text(number), use.element if use is not None else None)]
        value = self._element(number)
        parts = [self._written(part) for part in (value.split(self.component) if self.component else [value])]
        elements = [inner.element for inner in use.composite.uses]
        return list(zip_longest(parts, elements[: len(parts)]))

    def _element(self, number: int) -> str:
        return self.elements[number] if number < len(self.elements) else ""

    def _written(self, text: str) -> str:
        return text.translate(_AS_WRITTEN) if self.edifact else text


def segment_name(segment: Segment, release: Release | None) -> str:
    """What the schema calls the segment; "" where it does not know it."""
    definition = release.segments.get(segment.kind) if release is not None else None
    return definition.name if definition is not None else ""


def uses(segment: Segment, release: Release | None) -> Sequence[ElementUse]:
    """The positions of the segment as the schema has them; none where it does not know it."""
    definition = release.segments.get(segment.kind) if release is not None else None
    return definition.uses if definition is not None else ()


def told(segment: Segment, number: int, use: ElementUse | None) -> str | None:
    """An element as it stands, with what it stands for; None where there is none."""
    parts = segment.parts(number, use)
    return (_with_meaning(*parts[0]) if len(parts) == 1 else segment.text(number)) or None


def values(segment: Segment, release: Release | None) -> str:
    """All values of a segment, each with what it stands for, blanks between; its id where it has none."""
    positions = uses(segment, release)
    found: list[str] = []
    for number in range(1, len(segment.elements)):
        use = positions[number - 1] if number <= len(positions) else None
        found += (_with_meaning(value, element) for value, element in segment.parts(number, use) if value)
    return " ".join(found) or segment.kind


def begins_with(segment: Segment, release: Release | None) -> str:
    """The code that a segment begins with, with what it stands for; "" where it begins with something else."""
    positions = uses(segment, release)
    value, element = segment.parts(1, positions[0] if positions else None)[0]
    coded = element is not None and (element.codes is not None or stands_for(element, value))
    return _with_meaning(value, element) if coded else ""


def _with_meaning(value: str, element: Element | None) -> str:
    meaning = stands_for(element, value) if element is not None else ""
    return f"{value} ({meaning})" if meaning else value
