"""What the segments of a sample say about each other, put right once all of them are there."""

from __future__ import annotations

from decimal import Decimal

from b2b.edi.schema import Loop, SetSchema
from b2b.edi.x12 import semantics
from b2b.edi.x12.sampling.segment import Elements


def settle(schema: SetSchema, segments: list[Elements]) -> None:
    """Set CTT, TDS, the pairs LS and LE, and the counts of AK9 to what the other segments say."""
    _line_items(schema, segments)
    _bounded_loops(segments)
    _acknowledged(segments)
    if schema.id == "810":
        _invoice_total(segments)


def _line_items(schema: SetSchema, segments: list[Elements]) -> None:
    """CTT01 counts the line items; CTT02 sums up a quantity where the set says of which, else it is left out."""
    known = semantics._TOTALS.get(schema.id)
    counted = known.counted if known else _first_detail(schema)
    for ctt in (s for s in segments if s[0] == "CTT"):
        ctt[1] = str(sum(s[0] == counted for s in segments))
        if known is None:
            del ctt[2:]
        elif len(ctt) > 2:
            lines = [s for s in segments if s[0] == known.summed]
            ctt[2] = f"{sum((_number(line, known.element) for line in lines), Decimal(0)):f}"


def _first_detail(schema: SetSchema) -> str:
    """The segment that begins a line item, as far as the outermost loops of the detail area tell."""
    loops = [item for item in schema.root.items if isinstance(item, Loop) and item.trigger.area == "2"]
    return next((loop.trigger.segment.id for loop in loops if loop.trigger.segment.id != "N1"), "")


def _bounded_loops(segments: list[Elements]) -> None:
    """LS and LE bear the name of the loop between them: that of its first segment."""
    open_loops: list[str] = []
    for at, segment in enumerate(segments):
        if segment[0] == "LS":
            open_loops.append(str(segments[at + 1][0]))
            segment[1:] = [open_loops[-1]]
        elif segment[0] == "LE":
            segment[1:] = [open_loops.pop()]


def _acknowledged(segments: list[Elements]) -> None:
    """Each set that was received is accepted, with errors where some are listed; AK9 counts the sets."""
    errors = False
    for segment in segments:
        if segment[0] in ("AK3", "IK3"):
            errors = True
        elif segment[0] in ("AK5", "IK5"):
            segment[1:] = ["E" if errors else "A"]
        elif segment[0] == "AK9":
            answered = str(max(1, sum(s[0] == "AK2" for s in segments)))
            segment[1:] = ["E" if errors else "A", answered, answered, answered]


def _invoice_total(segments: list[Elements]) -> None:
    """TDS01, in cents, is what the lines add up to."""
    lines = [s for s in segments if s[0] == "IT1"]
    total = sum((_number(line, 2) * _number(line, 4) for line in lines), Decimal(0))
    for segment in (s for s in segments if s[0] == "TDS"):
        segment[1] = str(int((total * 100).to_integral_value()))


def _number(segment: Elements, element: int) -> Decimal:
    value = segment[element] if element < len(segment) else ""
    return Decimal(value) if isinstance(value, str) and value else Decimal(0)
