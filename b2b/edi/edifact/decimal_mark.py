"""Puts the decimal mark that UNA declares into the numbers of a message, which mappings write with a point."""

from __future__ import annotations

from collections.abc import Sequence

from b2b.edi.edifact.service_characters import COMPONENT, REPETITION
from b2b.edi.schema import ElementUse, Release

_POINT = "."

Segment = Sequence[str | tuple[str, ...]]


def marked(segments: Sequence[Segment], release: Release, mark: str) -> Sequence[Segment]:
    """The segments with this mark in all elements that are numbers in the release; others stay as they are."""
    if mark == _POINT:
        return segments
    return [_segment(segment, release, mark) for segment in segments]


def _segment(segment: Segment, release: Release, mark: str) -> Segment:
    definition = release.segments.get(str(segment[0]))
    if definition is None:
        return segment
    given = zip(segment[1:], definition.uses, strict=False)
    known = [_element(value, use, mark) for value, use in given]
    return [segment[0], *known, *segment[1 + len(known) :]]


def _element(value: str | tuple[str, ...], use: ElementUse, mark: str) -> str | tuple[str, ...]:
    text = value if isinstance(value, str) else COMPONENT.join(value)
    if _POINT not in text:
        return value
    parts = use.composite.uses if use.composite is not None else (use,)
    numeric = [part.element is not None and part.element.type == "N" for part in parts]
    return REPETITION.join(
        COMPONENT.join(
            component.replace(_POINT, mark) if place < len(numeric) and numeric[place] else component
            for place, component in enumerate(repetition.split(COMPONENT))
        )
        for repetition in text.split(REPETITION)
    )
