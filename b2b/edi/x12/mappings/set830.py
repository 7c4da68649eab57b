"""830 Planning Schedule with Release Capability <-> `PlanningSchedule`."""

from __future__ import annotations

from b2b.documents import Party, PlanningSchedule, ScheduledQuantity, ScheduleLine
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import (
    carriage,
    destinations,
    echo,
    heading,
    items,
    party,
    quantities,
    references,
    schedule_lines,
    schedule_rows,
    texts,
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, opened
from b2b.edi.x12.mappings.writing import Body

# Element 98: who issues the planning schedule is the buyer.
_BUYER = (*party.BUYER, "MI")

# CUR01: the buyer names the currency.
_BY_BUYER = "BY"


def read(tree: Node, context: Context) -> tuple[PlanningSchedule, tuple[Leftover, ...]]:
    """The planning schedule of an accepted 830, and what of the message it has no place for.

    Errors: Unreadable where a date or a quantity is missing or malformed.
    """
    message = opened(tree, context)
    return _schedule(message), message.leftovers()


def write(schedule: PlanningSchedule, context: Context) -> list[list[str]]:
    """The body of the 830 of a planning schedule. Errors: NotWritable names the field."""
    body = Body(context)
    body.add(
        "BFR",
        ("purpose", schedule.purpose),
        ("number", schedule.number),
        ("release_number", schedule.release_number),
        ("basis", schedule.basis),
        ("counting", schedule.counting),
        ("horizon_start", schedule.horizon_start),
        ("horizon_end", schedule.horizon_end),
        ("date", schedule.date),
        ("updated", schedule.updated),
        ("contract_number", schedule.contract_number),
        ("order_number", schedule.order_number),
        ("planning_type", schedule.planning_type),
    )
    if schedule.currency:
        body.add("CUR", _BY_BUYER, ("currency", schedule.currency))
    references.write(body, schedule.references)
    heading.write_named_dates(body, schedule.dates)
    party.write(body, "BY", schedule.buyer, "buyer")
    party.write(body, "SU", schedule.supplier, "supplier")
    party.write(body, "ST", schedule.ship_to, "ship_to")
    party.write(body, "SF", schedule.ship_from, "ship_from")
    party.write(body, "BT", schedule.bill_to, "bill_to")
    party.write_others(body, schedule.parties)
    for index, line in enumerate(schedule.lines):
        _write_line(body, line, f"lines[{index}]")
    body.add("CTT", len(schedule.lines))
    return echo.checked("830", body.segments, schedule, lambda tree, known: read(tree, known)[0], context)


def _schedule(message: LoopCursor) -> PlanningSchedule:
    bfr = message.required("BFR")
    lines = tuple(schedule_lines.read(loop) for loop in message.loops("LIN"))
    heading.accept_totals(message, len(lines), schedule_lines.scheduled(lines))
    return PlanningSchedule(
        date=bfr.required_day(8),
        horizon_start=bfr.required_day(6),
        lines=lines,
        number=bfr.text(2),
        release_number=bfr.text(3),
        horizon_end=bfr.day(7),
        updated=bfr.day(9),
        purpose=bfr.text(1),
        basis=bfr.text(4),
        counting=bfr.text(5),
        planning_type=bfr.text(12),
        contract_number=bfr.text(10),
        order_number=bfr.text(11),
        currency=heading.currency(message),
        buyer=party.find(message, _BUYER) or Party(),
        supplier=party.find(message, party.SUPPLIER) or Party(),
        ship_to=party.find(message, party.SHIP_TO),
        ship_from=party.find(message, party.SHIP_FROM),
        bill_to=party.find(message, party.BILL_TO),
        parties=party.others(message),
        dates=heading.named_dates(message.all("DTM")),
        references=references.read(message.all("REF")),
    )


def _write_line(body: Body, line: ScheduleLine, at: str) -> None:
    schedule_lines.write_item(body, line, at)
    heading.write_named_dates(body, line.dates, f"{at}.")
    if line.currency:
        body.add("CUR", _BY_BUYER, (f"{at}.currency", line.currency))
    if line.description != items.named_in_part(line.items):
        texts.write_description(body, f"{at}.description", line.description)
    schedule_lines.write_release_status(body, line, at)
    references.write(body, line.references, f"{at}.")
    quantities.write_named(body, line.quantities, f"{at}.quantities")
    schedule_lines.write_authorizations(body, line.authorizations, f"{at}.authorizations")
    carriage.write_carrier(body, line.carrier, f"{at}.")
    party.write(body, "ST", line.ship_to, f"{at}.ship_to")
    party.write(body, "SF", line.ship_from, f"{at}.ship_from")
    party.write_others(body, line.parties, f"{at}.")
    for pattern, rows in schedule_rows.by_pattern(line.schedule):
        schedule_rows.write_pattern(body, pattern, f"{at}.schedule[{rows[0][0]}].pattern")
        for index, row in rows:
            _write_row(body, row, f"{at}.schedule[{index}]")
    schedule_lines.write_history(body, line.history, f"{at}.history")


def _write_row(body: Body, row: ScheduledQuantity, name: str) -> None:
    schedule_rows.write(body, row, name)
    quantities.write_named(body, row.quantities, f"{name}.quantities")
    destinations.write(body, row.destinations, f"{name}.destinations")
