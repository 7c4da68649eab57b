"""What CNT says against what the message holds (control qualifiers 6069: 1 sums quantities, 2 counts line items)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from b2b.edi.edifact.service_characters import COMPONENT
from b2b.edi.engine.values import NUMBER

_SUM, _LINES = "1", "2"


@dataclass(frozen=True, slots=True)
class TotalDiffers:
    """A CNT that does not agree; `index` 0 is UNH."""

    index: int
    code: str
    message: str
    value: str


def differing(segments: Sequence[Sequence[str]]) -> Iterator[TotalDiffers]:
    """The control totals of a message that do not agree; CNT stands behind everything that it counts."""
    for index in range(len(segments) - 1, 0, -1):
        tag = segments[index][0]
        if tag == "CNT":
            found = _differs(index, segments)
            if found is not None:
                yield found
        elif tag not in ("UNT", "AUT", "UNS", "MOA", "CUX", "RFF", "DTM", "TAX", "ALC", "ALI"):
            return


def _differs(index: int, segments: Sequence[Sequence[str]]) -> TotalDiffers | None:
    parts = [*(segments[index][1].split(COMPONENT) if len(segments[index]) > 1 else ()), "", ""]
    said = _number(parts[1])
    if said is None:
        return None
    if parts[0] == _LINES:
        lines = sum(segment[0] == "LIN" for segment in segments)
        if lines and said != lines:
            message = f"CNT says {parts[1]} line items, the message has {lines} LIN segment{'' if lines == 1 else 's'}"
            return TotalDiffers(index, "line-count-differs", message, parts[1])
    if parts[0] == _SUM:
        sums = _sums(segments)
        if sums and said not in sums.values():
            message = f"CNT says that quantities come to {parts[1]}, those of QTY come to {sums['']:f}"
            return TotalDiffers(index, "hash-total-differs", message, parts[1])
    return None


def _sums(segments: Sequence[Sequence[str]]) -> dict[str, Decimal]:
    """The sum of all quantities under "", and of those with the same qualifier: senders add up either."""
    sums: dict[str, Decimal] = {}
    for segment in segments:
        if segment[0] == "QTY" and len(segment) > 1:
            qualifier, _, rest = segment[1].partition(COMPONENT)
            quantity = _number(rest.partition(COMPONENT)[0])
            for key in ("", qualifier) if quantity is not None else ():
                sums[key] = sums.get(key, Decimal(0)) + (quantity or 0)
    return sums


def _number(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if len(text) <= 35 and NUMBER(text) else None
