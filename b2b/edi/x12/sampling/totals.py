"""What the segments of a sample say about each other, put right once all of them are there."""

from __future__ import annotations

from b2b.edi.schema import Loop, SetSchema
from b2b.edi.x12.sampling.segment import Elements
from b2b.edi.x12.totals import added, priced, totals_of


def settle(schema: SetSchema, segments: list[Elements]) -> None:
    """Set control totals and amounts, the pairs LS and LE, and the counts of AK9 to what the other segments say."""
    _line_items(schema, segments)
    _sums(schema, segments)
    _amounts(schema, segments)
    _bounded_loops(segments)
    _acknowledged(segments)


def _line_items(schema: SetSchema, segments: list[Elements]) -> None:
    """CTT01 counts the line items; CTT02 is left out where the set does not say what it sums up."""
    known = totals_of(schema.id)
    counted = known.counts[0].of[0] if known.counts else _first_detail(schema)
    for ctt in (s for s in segments if s[0] == "CTT"):
        ctt[1] = str(sum(s[0] == counted for s in segments))
        if not known.sums:
            del ctt[2:]


def _sums(schema: SetSchema, segments: list[Elements]) -> None:
    for total in totals_of(schema.id).sums:
        id, element = total.of[0]
        for segment in (s for s in segments if s[0] == total.segment and len(s) > total.element and s[total.element]):
            segment[total.element] = f"{added(_plain(segments, id), element)[0]:f}"


def _amounts(schema: SetSchema, segments: list[Elements]) -> None:
    """What the lines come to, in hundredths where the decimals are implied."""
    for amount in totals_of(schema.id).amounts:
        total = priced(amount, _plain(segments, amount.line))
        for segment in (s for s in segments if s[0] == amount.segment and len(s) > amount.element):
            if total is not None and segment[amount.element] and (not amount.code or segment[1] == amount.code):
                value = total if amount.decimals is None else total.scaleb(amount.decimals).to_integral_value()
                segment[amount.element] = f"{value:f}"


def _plain(segments: list[Elements], id: str) -> list[list[str]]:
    """The segments of that id, each composite as an empty text."""
    return [[part if isinstance(part, str) else "" for part in s] for s in segments if s[0] == id]


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
