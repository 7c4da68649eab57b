"""DELFOR Delivery schedule <-> `PlanningSchedule`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from b2b.documents import NamedParty, Party, PlanningSchedule, ScheduleLine
from b2b.edi.edifact.mappings import (
    beginning,
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
from b2b.edi.edifact.mappings.code_tables import ROLES
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, at, opened
from b2b.edi.edifact.mappings.writing import Body
from b2b.edi.engine.tree import Node
from b2b.edi.schema import Row
from b2b.edi.x12.mappings.context import Context

# Element 1001.
_SCHEDULE = "241"

# Element 7365 of D.01B: what follows is all there is.
_COMPLETE = "37"


def read(tree: Node, context: Context) -> tuple[PlanningSchedule, tuple[Leftover, ...]]:
    """The schedule of an accepted DELFOR, and what of the message it has no place for.

    Where the horizon is not named it begins with the first row. Errors: Unreadable where number, date and horizon are
    missing, and where a number or date is malformed.
    """
    message = opened(tree, context)
    return _schedule(message), message.leftovers()


def write(schedule: PlanningSchedule, context: Context) -> list[list[str]]:
    """The body of the DELFOR of a schedule. Errors: NotWritable names the field."""
    body = Body(context)
    schedule_heading.write(body, _SCHEDULE, schedule)
    sections = _has_sections(context)
    if sections:
        body.add("UNS", "D")
    for index, line in enumerate(schedule.lines):
        path = f"lines[{index}]"
        if not sections and (not index or line.ship_to != schedule.lines[index - 1].ship_to):
            _write_place(body, line.ship_to, path)
        _write_line(body, line, schedule, path, not sections)
        if sections:
            _write_ship_to(body, line.ship_to, path)
    if not sections and not schedule.lines:
        _write_place(body, None, "")
    if sections:
        body.add("UNS", "S")
    return echo.checked("DELFOR", body.segments, schedule, lambda tree, known: read(tree, known)[0], context)


def _has_sections(context: Context) -> bool:
    """Whether UNS parts the message, as up to D.96A; later its lines stand in groups of their own (GIS)."""
    items = context.release.sets["DELFOR"].root.items
    return any(isinstance(item, Row) and item.segment.id == "UNS" for item in items)


def _schedule(message: LoopCursor) -> PlanningSchedule:
    bgm = message.required("BGM")
    bgm.accept(at(1), _SCHEDULE)
    known = message.loops("NAD")
    places = [loop for loop in known if loop.node.path != "NAD"]
    heading = [loop for loop in known if loop.node.path == "NAD"]
    found = rows.Rows()
    lines = tuple(_lines(message, places, found))
    first = min((row.start for line in lines for row in line.schedule), default=None)
    horizon_start = dates.find(message, schedule_heading.HORIZON_START) or first
    if horizon_start is None:
        raise bgm.unreadable("the schedule has neither a horizon (DTM 158) nor a row")
    order_heading.accept_totals(message, len(lines), (row.quantity.value for line in lines for row in line.schedule))
    return PlanningSchedule(
        date=order_heading.document_date(message),
        horizon_start=horizon_start,
        lines=lines,
        number=bgm.required(at(2)),
        release_number=references.one(message, order_heading.RELEASE_NUMBER),
        horizon_end=dates.find(message, schedule_heading.HORIZON_END),
        purpose=beginning.read_purpose(bgm),
        basis=found.basis or "DL",
        counting=found.counting or "A",
        contract_number=references.one(message, schedule_heading.CONTRACT),
        order_number=references.one(message, schedule_heading.ORDER),
        buyer=_party(heading, parties.BUYER) or Party(),
        supplier=_party(heading, parties.SUPPLIER) or Party(),
        ship_to=_party(heading, parties.SHIP_TO),
        ship_from=_party(heading, parties.SHIP_FROM),
        bill_to=_party(heading, parties.BILL_TO),
        parties=tuple(NamedParty(ROLES.read(loop.trigger.text(1)), parties.read(loop)) for loop in heading),
        dates=dates.named(message.all("DTM")),
        references=references.read(message.loops("RFF")),
    )


def _party(loops: list[LoopCursor], roles: Sequence[str]) -> Party | None:
    """The party in the first of these roles, which is handed out once."""
    for role in roles:
        for loop in loops:
            if loop.trigger.peek(1) == role:
                loops.remove(loop)
                loop.trigger.take(1)
                return parties.read(loop)
    return None


def _lines(message: LoopCursor, places: Sequence[LoopCursor], found: rows.Rows) -> Iterator[ScheduleLine]:
    """The lines, by item or by place, in groups of their own or not."""
    for uns in message.all("UNS"):
        uns.take(1)
    for loop in message.loops("LIN"):
        yield _line(loop, found, None)
    for place in places:
        ship_to = _party([place], parties.SHIP_TO)
        for loop in place.loops("LIN"):
            yield _line(loop, found, ship_to)
    for gis in message.loops("GIS"):
        gis.trigger.accept(1, _COMPLETE)
        ship_to = _party(gis.loops("NAD"), parties.SHIP_TO)
        for loop in gis.loops("LIN"):
            yield _line(loop, found, ship_to)


def _line(loop: LoopCursor, found: rows.Rows, ship_to: Party | None) -> ScheduleLine:
    lin = loop.trigger
    schedule, past = found.read(loop)
    places = loop.loops("NAD")
    if ship_to is None and len(places) == 1 and (ship_to := _party(list(places), parties.SHIP_TO)) is not None:
        more, before = found.read(places[0])
        schedule, past = schedule + more, past + before
    order = loop.loop("RFF", schedule_heading.ORDER)
    return ScheduleLine(
        items=items.read(lin, loop.all("PIA")),
        schedule=tuple(schedule),
        number=lin.text(at(1)),
        unit=schedule[0].quantity.unit if schedule else past[0].quantity.unit if past and past[0].quantity else "",
        order_number=order.trigger.text(2) if order is not None else "",
        order_line=order.trigger.text(3) if order is not None else "",
        description=texts.description(loop.all("IMD")),
        ship_to=ship_to,
        dates=dates.named(loop.all("DTM")),
        references=references.read(loop.loops("RFF")),
        history=tuple(past),
    )


def _write_place(body: Body, ship_to: Party | None, path: str) -> None:
    """The beginning of a group of lines that go to one place."""
    body.add("GIS", [_COMPLETE])
    _write_ship_to(body, ship_to, path)


def _write_ship_to(body: Body, ship_to: Party | None, path: str) -> None:
    parties.write(body, parties.SHIP_TO[0], ship_to, f"{path}.ship_to")


def _write_line(body: Body, line: ScheduleLine, schedule: PlanningSchedule, path: str, leads: bool) -> None:
    items.write_line(body, line.number, line.items, path)
    texts.write_description(body, f"{path}.description", line.description)
    dates.write_named(body, line.dates, f"{path}.")
    if line.order_number or line.order_line:
        number, row = (f"{path}.order_number", line.order_number), (f"{path}.order_line", line.order_line)
        body.add("RFF", [schedule_heading.ORDER, number, row])
    references.write(body, line.references, f"{path}.")
    rows.write_past(body, line.history, f"{path}.history")
    for index, one in enumerate(line.schedule):
        rows.write(body, one, schedule.basis, schedule.counting, f"{path}.schedule[{index}]", leads)
