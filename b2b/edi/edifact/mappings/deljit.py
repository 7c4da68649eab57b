"""DELJIT Delivery just in time <-> `ShippingSchedule`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from b2b.documents import Party, Reference, ScheduleLine, ShippingSchedule
from b2b.edi.edifact.mappings import (
    beginning,
    carriage,
    dates,
    echo,
    items,
    order_heading,
    parties,
    references,
    schedule_heading,
    texts,
)
from b2b.edi.edifact.mappings import schedule_rows as rows
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, SegmentCursor, at, opened
from b2b.edi.edifact.mappings.writing import Body
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context

# Element 1001.
_CALL = "242"

# Element 6063 by counting (X12 element 676): here a discrete quantity says nothing of how it is counted.
_COUNTINGS = {"1": "", "113": "A", "78": "C", "3": "C"}

# Where the goods go at the buyer's: element 3227 by X12 element 128 (dock, line feed).
_PLACES = {"DK": "11", "LF": "159"}
_PLACE_KINDS = {place: kind for kind, place in _PLACES.items()}


def read(tree: Node, context: Context) -> tuple[ShippingSchedule, tuple[Leftover, ...]]:
    """The shipping schedule of an accepted DELJIT, and what of the message it has no place for.

    Where the horizon is not named it is from the first row to the last. Errors: Unreadable where number, date and
    horizon are missing, and where a number or date is malformed.
    """
    message = opened(tree, context)
    return _schedule(message), message.leftovers()


def write(schedule: ShippingSchedule, context: Context) -> list[list[str]]:
    """The body of the DELJIT of a shipping schedule. Errors: NotWritable names the field."""
    body = Body(context)
    schedule_heading.write(body, _CALL, schedule)
    # All lines are of one sequence: their order is what it says.
    body.add("SEQ", None, [1])
    for index, line in enumerate(schedule.lines):
        _write_line(body, line, schedule, f"lines[{index}]")
    return echo.checked("DELJIT", body.segments, schedule, lambda tree, known: read(tree, known)[0], context)


def _schedule(message: LoopCursor) -> ShippingSchedule:
    bgm = message.required("BGM")
    bgm.accept(at(1), _CALL)
    found = rows.Rows(_COUNTINGS)
    lines = tuple(_lines(message, found))
    start, end = _horizon(message, bgm, lines)
    return ShippingSchedule(
        number=bgm.required(at(2)),
        date=order_heading.document_date(message),
        horizon_start=start,
        horizon_end=end,
        lines=lines,
        purpose=beginning.read_purpose(bgm),
        basis=found.basis or "SH",
        release_number=references.one(message, order_heading.RELEASE_NUMBER),
        forecast_number=references.one(message, schedule_heading.FORECAST),
        contract_number=references.one(message, schedule_heading.CONTRACT),
        order_number=references.one(message, schedule_heading.ORDER),
        counting=found.counting or "",
        buyer=parties.find(message, parties.BUYER) or Party(),
        supplier=parties.find(message, parties.SUPPLIER) or Party(),
        ship_to=parties.find(message, parties.SHIP_TO),
        ship_from=parties.find(message, parties.SHIP_FROM),
        parties=parties.others(message),
        dates=dates.named(message.all("DTM")),
        references=references.read(message.loops("RFF")),
    )


def _horizon(message: LoopCursor, bgm: SegmentCursor, lines: Sequence[ScheduleLine]) -> tuple[dt.date, dt.date]:
    """The days that the message names, else those of its rows."""
    days = [day for line in lines for row in line.schedule for day in (row.start, row.end) if day is not None]
    start = dates.find(message, schedule_heading.HORIZON_START) or min(days, default=None)
    end = dates.find(message, schedule_heading.HORIZON_END) or max(days, default=None)
    if start is None or end is None:
        raise bgm.unreadable("the schedule has neither a horizon (DTM 158 and 159) nor a row")
    return start, end


def _lines(message: LoopCursor, found: rows.Rows) -> Iterator[ScheduleLine]:
    """The lines of all sequences; a day of the sequence is that of the rows in it that name none."""
    for number, group in enumerate(message.loops("SEQ"), start=1):
        group.trigger.accept(at(2), str(number))
        day = _day(group)
        for loop in group.loops("LIN"):
            yield _line(loop, found, day)


def _day(group: LoopCursor) -> SegmentCursor | None:
    """The DTM of a group for its rows, not taken yet."""
    dtm = group.first("DTM", *rows.DAYS)
    if dtm is not None:
        dtm.leave(at(1))
    return dtm


def _line(loop: LoopCursor, found: rows.Rows, day: SegmentCursor | None) -> ScheduleLine:
    lin = loop.trigger
    schedule, past = found.read(loop, _day(loop) or day)
    order = loop.loop("RFF", schedule_heading.ORDER)
    return ScheduleLine(
        items=items.read(lin, loop.all("PIA")),
        schedule=tuple(schedule),
        number=lin.text(at(1)),
        unit=schedule[0].quantity.unit if schedule else past[0].quantity.unit if past and past[0].quantity else "",
        order_number=order.trigger.text(at(1, 2)) if order is not None else "",
        order_line=order.trigger.text(at(1, 3)) if order is not None else "",
        description=texts.description(loop.all("IMD")),
        carrier=carriage.carrier(loop),
        dates=dates.named(loop.all("DTM")),
        references=references.read(loop.loops("RFF")) + tuple(_places(loop)),
        history=tuple(past),
    )


def _places(loop: LoopCursor) -> Iterator[Reference]:
    """Where the goods go at the buyer's, as references; other places stay unread."""
    for place in loop.loops("LOC"):
        loc = place.trigger
        kind = _PLACE_KINDS.get(loc.peek(at(1)))
        if kind is not None and loc.peek(at(2)):
            loc.take(at(1))
            yield Reference(kind, loc.text(at(2)))


def _write_line(body: Body, line: ScheduleLine, schedule: ShippingSchedule, path: str) -> None:
    items.write_line(body, line.number, line.items, path)
    texts.write_description(body, f"{path}.description", line.description)
    as_group = body.has_group("DELJIT", "SEQ/LIN/TDT")
    if not as_group:
        carriage.write_carrier(body, line.carrier, f"{path}.")
    dates.write_named(body, line.dates, f"{path}.")
    if line.order_number or line.order_line:
        number, row = (f"{path}.order_number", line.order_number), (f"{path}.order_line", line.order_line)
        body.add("RFF", [schedule_heading.ORDER, number, row])
    others = _without_places(line.references)
    references.write(body, line.references[:others], f"{path}.")
    if as_group:
        carriage.write_carrier(body, line.carrier, f"{path}.")
    for index, place in enumerate(line.references[others:], start=others):
        body.add("LOC", _PLACES[place.kind], [(f"{path}.references[{index}].value", place.value)])
    rows.write_past(body, line.history, f"{path}.history")
    for index, one in enumerate(line.schedule):
        rows.write(body, one, schedule.basis, schedule.counting, f"{path}.schedule[{index}]", leads=False)


def _without_places(said: Sequence[Reference]) -> int:
    """How many references come before the places at the end, which stand behind the others in the message."""
    count = len(said)
    while count and said[count - 1].kind in _PLACES:
        count -= 1
    return count
