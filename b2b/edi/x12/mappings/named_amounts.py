"""Amounts that have no field of their own: AMT."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from b2b.documents import NamedAmount
from b2b.edi.x12.mappings.reading import SegmentCursor
from b2b.edi.x12.mappings.writing import Body


def read(segments: Iterable[SegmentCursor]) -> tuple[NamedAmount, ...]:
    """What AMT say; one without a kind or an amount stays unread."""
    found = []
    for segment in segments:
        if segment.peek(1) and segment.peek(2):
            found.append(NamedAmount(segment.text(1), segment.required_number(2)))
    return tuple(found)


def write(body: Body, amounts: Sequence[NamedAmount], at: str = "") -> None:
    """An AMT for each; `at` is the path of the field that holds `amounts`, with its dot."""
    for index, named in enumerate(amounts):
        name = f"{at}amounts[{index}]"
        body.add("AMT", (f"{name}.kind", named.kind), (f"{name}.amount", named.amount))
