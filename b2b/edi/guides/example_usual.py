"""A usual message taken apart, so that a made-up one under a guide can say what partners say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from b2b.edi.engine.walk import walk
from b2b.edi.schema import Element, Row, SetSchema

# What types of numbers begin with: R and N2 of X12, N of EDIFACT.
_NUMERIC = "RN"


@dataclass(frozen=True, slots=True)
class Given:
    """A segment of the message, its id first, and its place; where it begins a loop, `inner` is what stands in it."""

    elements: Sequence[str]
    row: Row
    inner: list[Given] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Usual:
    """What stands in the message itself, none where there is no usual one, and the day on which it is sent."""

    parts: Sequence[Given] = ()
    day: dt.date = dt.date(2026, 1, 5)


def taken_apart(body: Sequence[Sequence[str]], day: dt.date, schema: SetSchema, known: Container[str]) -> Usual:
    """The message of this body, which has neither header nor trailer; `known` are the segments of the release."""
    open_loops: list[list[Given]] = [[]]
    places = walk(schema, [[schema.root.trigger.segment.id], *body], known).places
    for segment, place in zip(body, places[1:], strict=True):
        assert place is not None  # mappings write what has a place
        del open_loops[place.depth + (not place.begins) :]
        one = Given(segment, place.row)
        open_loops[-1].append(one)
        if place.begins:
            open_loops.append(one.inner)
    return Usual(open_loops[0], day)


def fits(element: Element, value: str) -> bool:
    """Whether a value of the usual message may stand in what a guide leaves of the element; of a number signs and the
    decimal point do not count.
    """
    size = sum(map(str.isdigit, value)) if element.type[0] in _NUMERIC else len(value)
    return element.min <= size <= element.max and (element.codes is None or value in element.codes)
