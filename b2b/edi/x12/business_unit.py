"""By what the parties call a document: the element of its first segment that holds its number (999, CTX01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The first segment after ST, and the element in it that names the document.
_ELEMENTS = {
    "B1": 2,
    "B10": 1,
    "B2": 4,
    "B3": 2,
    "BAK": 3,
    "BCA": 3,
    "BCD": 2,
    "BCH": 3,
    "BCT": 2,
    "BEG": 3,
    "BFR": 2,
    "BGN": 2,
    "BHT": 3,
    "BIA": 3,
    "BIG": 2,
    "BMG": 2,
    "BPT": 2,
    "BRA": 1,
    "BSI": 1,
    "BSN": 2,
    "BSR": 3,
    "BSS": 2,
    "G01": 2,
    "G50": 3,
    "W05": 2,
    "W06": 2,
    "W15": 2,
    "W17": 3,
}


@dataclass(frozen=True, slots=True)
class BusinessUnit:
    """Where a document has its number (`BEG03`), and the number."""

    element: str
    number: str


def business_unit(segments: Sequence[Sequence[str]]) -> BusinessUnit | None:
    """The number of the document whose first segments these are, ST among them; None where it cannot be told."""
    first = segments[1] if len(segments) > 1 else [""]
    element = _ELEMENTS.get(first[0])
    number = first[element].strip() if element is not None and element < len(first) else ""
    return BusinessUnit(f"{first[0]}{element:02d}", number) if number else None
