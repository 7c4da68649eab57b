"""What is on a pack: its SSCC and the carrier's number, in MAN."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from b2b.edi.x12.mappings.reading import SegmentCursor
from b2b.edi.x12.mappings.writing import Body

# Element 88: an SSCC behind its application identifier, an SSCC alone, the number of the carrier.
_WITH_IDENTIFIER, _ALONE, _CARRIERS = "GM", "AA", "CP"
_IDENTIFIER = "00"

_SSCC = re.compile(r"[0-9]{18}").fullmatch


@dataclass(frozen=True, slots=True)
class Marks:
    """The 18 digits of an SSCC, and the carrier's number; each "" where there is none."""

    sscc: str = ""
    tracking: str = ""


def read(segments: Iterable[SegmentCursor], with_tracking: bool = True) -> Marks:
    """The first SSCC and the first number of the carrier in these MAN, in either of their two places.

    Without `with_tracking` the number of the carrier stays unread.
    """
    sscc, tracking = "", ""
    for man in segments:
        for kind_at in (1, 4):
            kind, value = man.peek(kind_at), man.peek(kind_at + 1)
            if kind == _CARRIERS and value and not tracking and with_tracking:
                tracking = value
            elif not sscc and (found := _sscc(kind, value)):
                sscc = found
            else:
                continue
            man.take(kind_at, kind_at + 1)
    return Marks(sscc, tracking)


def write(body: Body, sscc: str, tracking: str, at: str) -> None:
    """A MAN for each of the two that is there."""
    if sscc:
        body.add("MAN", _WITH_IDENTIFIER, (f"{at}.sscc", _IDENTIFIER + sscc))
    if tracking:
        body.add("MAN", _CARRIERS, (f"{at}.tracking", tracking))


def _sscc(kind: str, value: str) -> str:
    if kind == _WITH_IDENTIFIER and len(value) == len(_IDENTIFIER) + 18:
        value = value.removeprefix(_IDENTIFIER)
    return value if kind in (_WITH_IDENTIFIER, _ALONE) and _SSCC(value) else ""
