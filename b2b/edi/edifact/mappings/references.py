"""References: RFF, alone in its group."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from b2b.documents import Reference
from b2b.edi.edifact.mappings.code_tables import REFERENCES
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.edifact.mappings.writing import Body, not_writable

# 1153: as the partners agreed. What X12 has a code for and EDIFACT has none stands there behind that code: `DP=038`.
_AGREED = "ZZZ"
_WITH_KIND = re.compile("([0-9A-Z]{2,3})=(.+)", re.DOTALL).fullmatch

# Places in RFF.
_KIND, _NUMBER = 1, 2


def read(loops: Iterable[LoopCursor]) -> tuple[Reference, ...]:
    """The references of these groups; one without a number stays unread."""
    return of(loop.trigger for loop in loops)


def of(rffs: Iterable[SegmentCursor]) -> tuple[Reference, ...]:
    """The references of these segments, which have no groups of their own in every message."""
    found = []
    for rff in rffs:
        kind, number = rff.peek(_KIND), rff.peek(_NUMBER)
        if kind and number:
            rff.take(_KIND, _NUMBER)
            agreed = _WITH_KIND(number) if kind == _AGREED else None
            found.append(Reference(*agreed.groups()) if agreed else Reference(REFERENCES.read(kind), number))
    return tuple(found)


def one(loop: LoopCursor, *kinds: str) -> str:
    """The number of the first RFF of one of these kinds (1153), "" where there is none."""
    found = loop.loop("RFF", *kinds)
    return found.trigger.text(_NUMBER) if found is not None else ""


def write(body: Body, references: Sequence[Reference], at: str = "") -> None:
    """An RFF for each; `at` is the path of the field that holds `references`, with its dot."""
    for index, reference in enumerate(references):
        name = f"{at}references[{index}]"
        write_as(body, reference, f"{name}.kind", f"{name}.value")


def write_as(body: Body, reference: Reference, kind_name: str, name: str) -> None:
    """An RFF whose kind and number are these fields."""
    kind = REFERENCES.write(reference.kind)
    if kind:
        write_one(body, kind, name, reference.value)
    elif ":" in reference.kind or not reference.value:
        raise not_writable(f"EDIFACT has no code for {reference.kind!r}", kind_name, "RFF01-01")
    else:
        write_one(body, _AGREED, name, f"{reference.kind}={reference.value}")


def write_one(body: Body, kind: str, name: str, number: str) -> None:
    """An RFF of this kind (1153), nothing where there is no number."""
    if number:
        body.add("RFF", [kind, (name, number)])
