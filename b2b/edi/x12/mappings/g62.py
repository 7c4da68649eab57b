"""Dates of grocery and warehouse sets: G62, whose qualifiers (element 432) are not those of DTM (element 374)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from b2b.documents import NamedDate
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body

# Both lists begin alike, 432 with two digits and 374 with three; 14 is preferred payment here, deferred payment there.
_ALIKE = {f"{number:02d}": f"{number:03d}" for number in range(1, 40) if number != 14}

# Deliver not before, deliver no later than.
_KINDS = {**_ALIKE, "53": "064", "54": "063"}
_CODES = {kind: code for code, kind in _KINDS.items()}

# A code of element 432 that element 374 has no like of keeps the number of its list.
_OWN = "432:"


def read(segments: Iterable[SegmentCursor]) -> tuple[NamedDate, ...]:
    """The dates that have no field of their own, under the codes of element 374: `432:BF` where it has none.

    A G62 without a date stays unread, and so do times of day.
    """
    found = []
    for segment in segments:
        if segment.peek(1) and segment.peek(2):
            code, day = segment.text(1), segment.day(2)
            assert day is not None
            found.append(NamedDate(_KINDS.get(code, _OWN + code), day))
    return tuple(found)


def day(loop: LoopCursor, *codes: str) -> dt.date | None:
    """The date of the first G62 with one of these qualifiers (element 432), in order of preference."""
    found = loop.first("G62", *codes)
    return found.day(2) if found is not None else None


def write(body: Body, dates: Sequence[NamedDate], at: str = "") -> None:
    """A G62 for each; `at` is the path of the field that holds `dates`, with its dot."""
    for index, named in enumerate(dates):
        name = f"{at}dates[{index}]"
        code = _CODES.get(named.kind, named.kind.removeprefix(_OWN))
        body.add("G62", (f"{name}.kind", code), (f"{name}.day", named.day))


def write_day(body: Body, code: str, name: str, day: dt.date | None) -> None:
    """A G62 with this qualifier, nothing where there is no date."""
    if day is not None:
        body.add("G62", code, (name, day))
