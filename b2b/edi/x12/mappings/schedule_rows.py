"""The rows of a schedule: quantities by date (FST), how they are spread over days (SDP) and over the day (JIT).

None of these segments has a unit: its quantities are in that of the line (UIT).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from b2b.documents import DeliveryPattern, JustInTimeCall, Quantity, Reference, ScheduledQuantity
from b2b.edi.x12.mappings import destinations, heading, instants, quantities, references
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body, Named, Value, not_writable

_PATTERNS_IN_SDP = 4
_ROWS_IN_SDP = 260


def read(loop: LoopCursor, unit: str) -> tuple[ScheduledQuantity, ...]:
    """The rows of a LIN loop, whose line is in this unit. Unreadable: a row has no quantity or no date."""
    return (*_rows(loop, unit), *_patterned_rows(loop, unit))


def write(body: Body, row: ScheduledQuantity, name: str) -> None:
    """The FST of a row."""
    reference = row.reference or Reference("", "")
    body.add(
        "FST",
        value(row.quantity, f"{name}.quantity"),
        (f"{name}.certainty", row.certainty),
        (f"{name}.interval", row.interval),
        (f"{name}.start", row.start),
        (f"{name}.end", row.end),
        (f"{name}.time_kind", row.time_kind),
        (f"{name}.time", row.time),
        (f"{name}.reference.kind", reference.kind),
        (f"{name}.reference.value", reference.value),
        (f"{name}.planning_type", row.planning_type),
    )


def by_pattern(
    rows: Sequence[ScheduledQuantity],
) -> Iterator[tuple[tuple[DeliveryPattern, ...], list[tuple[int, ScheduledQuantity]]]]:
    """Rows that follow each other with one pattern, as many as an SDP holds, each with its place among all rows."""
    for pattern, group in groupby(enumerate(rows), lambda pair: pair[1].pattern):
        members = list(group)
        room = _ROWS_IN_SDP if pattern else len(members)
        for start in range(0, len(members), room):
            yield pattern, members[start : start + room]


def write_pattern(body: Body, pattern: Sequence[DeliveryPattern], at: str) -> None:
    """SDP, nothing where there is no pattern; `at` is the path of the field with it."""
    if not pattern:
        return
    if len(pattern) > _PATTERNS_IN_SDP:
        raise not_writable(f"{len(pattern)} patterns, where SDP takes {_PATTERNS_IN_SDP}", at, "SDP")
    parts: list[Value | Named] = []
    for index, part in enumerate(pattern):
        parts += [(f"{at}[{index}].days", part.days), (f"{at}[{index}].time", part.time)]
    body.add("SDP", *parts)


def write_calls(body: Body, calls: Sequence[JustInTimeCall], at: str) -> None:
    """JIT and what belongs to each; `at` is the path of the field with the calls."""
    for index, call in enumerate(calls):
        name = f"{at}[{index}]"
        body.add("JIT", value(call.quantity, f"{name}.quantity"), (f"{name}.time", call.time))
        references.write(body, call.references, f"{name}.")


def value(quantity: Quantity | None, name: str) -> Named:
    """The number alone; that its unit is the line's is proved when the message is read again."""
    return f"{name}.value", None if quantity is None else quantity.value


def _rows(loop: LoopCursor, unit: str) -> Iterator[ScheduledQuantity]:
    """The rows that are loops of their own, below the pattern of the line where it has one (862)."""
    rows = loop.loops("FST")
    pattern = _pattern(loop.first("SDP")) if rows else ()
    for row in rows:
        yield _row(row.trigger, unit, pattern, row)


def _patterned_rows(loop: LoopCursor, unit: str) -> Iterator[ScheduledQuantity]:
    """The rows within patterns (830); a pattern without rows stays unread."""
    for patterned in loop.loops("SDP"):
        rows = patterned.all("FST")
        pattern = _pattern(patterned.trigger) if rows else ()
        for row in rows:
            yield _row(row, unit, pattern)


def _row(
    fst: SegmentCursor, unit: str, pattern: tuple[DeliveryPattern, ...], loop: LoopCursor | None = None
) -> ScheduledQuantity:
    kind, value = fst.peek(8), fst.peek(9)
    if kind and value:
        fst.take(8, 9)
    return ScheduledQuantity(
        quantity=Quantity(fst.required_number(1), unit),
        start=fst.required_day(4),
        end=fst.day(5),
        certainty=fst.text(2),
        interval=fst.text(3),
        time_kind=fst.text(6),
        time=instants.time_of_day(fst, 7),
        reference=Reference(kind, value) if kind and value else None,
        planning_type=fst.text(10),
        pattern=pattern,
        dates=heading.named_dates(loop.all("DTM")) if loop is not None else (),
        quantities=quantities.named(loop.all("QTY")) if loop is not None else (),
        destinations=destinations.read(loop.all("SDQ")) if loop is not None else (),
        calls=tuple(_call(jit, unit) for jit in loop.loops("JIT")) if loop is not None else (),
    )


def _pattern(sdp: SegmentCursor | None) -> tuple[DeliveryPattern, ...]:
    if sdp is None:
        return ()
    pairs = [(sdp.text(place), sdp.text(place + 1)) for place in range(1, 2 * _PATTERNS_IN_SDP, 2)]
    return tuple(DeliveryPattern(days, time) for days, time in pairs if days or time)


def _call(jit: LoopCursor, unit: str) -> JustInTimeCall:
    time = instants.time_of_day(jit.trigger, 2)
    if time is None:
        raise jit.trigger.unreadable("JIT02 is missing")
    quantity = Quantity(jit.trigger.required_number(1), unit)
    return JustInTimeCall(quantity, time, references.read(jit.all("REF")))
