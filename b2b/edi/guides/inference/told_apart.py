"""Segments that mean another thing with each value of one element: REF[DP] is the department, REF[IA] our number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from b2b.edi.edifact.service_characters import COMPONENT
from b2b.edi.guides.message import Scope
from b2b.edi.guides.place import Qualifier, Step

# The element that tells segments of that id apart, in X12 and in EDIFACT; of composites it is the first component.
QUALIFIERS: Mapping[str, int] = {
    "AMT": 1, "CTP": 2, "DTM": 1, "DTP": 1, "G61": 1, "G62": 1, "HL": 3, "LDT": 1, "LQ": 1, "MAN": 1,
    "MEA": 2, "N1": 1, "N9": 1, "NM1": 1, "NTE": 1, "PER": 1, "PID": 1, "PKG": 1, "PWK": 1, "QTY": 1,
    "REF": 1, "RMR": 1, "SAC": 1, "SHP": 1, "TXI": 1,
    "ALC": 1, "CNT": 1, "COM": 1, "CTA": 1, "FTX": 1, "GIN": 1, "GIR": 1, "IMD": 1, "LOC": 1, "MOA": 1, "NAD": 1,
    "PAT": 1, "PCD": 1, "PCI": 1, "PIA": 1, "PRI": 1, "RFF": 1, "SCC": 1, "TDT": 1,
}  # fmt: skip
# More values than that tell nothing apart.
_MOST = 25
_VALUE = re.compile(r"[A-Za-z0-9]{1,10}")


def told_apart_by(tag: str, there: Sequence[tuple[int, Scope]]) -> int | None:
    """The element by which segments of an id are told apart in the samples; None where they cannot be."""
    number = QUALIFIERS.get(tag)
    if number is None:
        return None
    values = {value_of(one, number) for _, one in there}
    return number if 0 < len(values) <= _MOST and all(map(_VALUE.fullmatch, values)) else None


def value_of(one: Scope, number: int) -> str:
    """An element of a segment, of one of EDIFACT its first component; "" where it is not there."""
    return one.elements[number].partition(COMPONENT)[0] if number < len(one.elements) else ""


def told(step: Step, number: int, value: str) -> Step:
    """The step for one value only."""
    return Step(step.id, (Qualifier(number, (value,)),))
