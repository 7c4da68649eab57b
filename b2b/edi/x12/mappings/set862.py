"""862 Shipping Schedule <-> `ShippingSchedule`."""

from __future__ import annotations

from typing import Any

from b2b.documents import NamedParty, Party, Reference, ScheduledQuantity, ScheduleLine, ShippingSchedule
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
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, opened
from b2b.edi.x12.mappings.writing import Body, not_writable

# Element 98 by field: who issues the schedule is the buyer.
_ROLES = (
    ("buyer", "BY", (*party.BUYER, "SI", "MI")),
    ("supplier", "SU", party.SUPPLIER),
    ("ship_to", "ST", party.SHIP_TO),
    ("ship_from", "SF", party.SHIP_FROM),
)


def read(tree: Node, context: Context) -> tuple[ShippingSchedule, tuple[Leftover, ...]]:
    """The shipping schedule of an accepted 862, and what of the message it has no place for.

    The set has no REF in its heading, so references of the schedule are those that stand with its parties. Errors:
    Unreadable where the number, a date or a quantity is missing or malformed.
    """
    message = opened(tree, context)
    return _schedule(message), message.leftovers()


def write(schedule: ShippingSchedule, context: Context) -> list[list[str]]:
    """The body of the 862 of a shipping schedule. Errors: NotWritable names the field."""
    body = Body(context)
    body.add(
        "BSS",
        ("purpose", schedule.purpose),
        ("number", schedule.number),
        ("date", schedule.date),
        ("basis", schedule.basis),
        ("horizon_start", schedule.horizon_start),
        ("horizon_end", schedule.horizon_end),
        ("release_number", schedule.release_number),
        ("forecast_number", schedule.forecast_number),
        ("contract_number", schedule.contract_number),
        ("order_number", schedule.order_number),
        ("counting", schedule.counting),
    )
    heading.write_named_dates(body, schedule.dates)
    _write_parties(body, schedule)
    for index, line in enumerate(schedule.lines):
        _write_line(body, line, f"lines[{index}]")
    body.add("CTT", len(schedule.lines))
    return echo.checked("862", body.segments, schedule, lambda tree, known: read(tree, known)[0], context)


def _schedule(message: LoopCursor) -> ShippingSchedule:
    bss = message.required("BSS")
    lines = tuple(schedule_lines.read(loop, schedule_lines.DESCRIPTION) for loop in message.loops("LIN"))
    heading.accept_totals(message, len(lines), schedule_lines.scheduled(lines))
    return ShippingSchedule(
        number=bss.required(2),
        date=bss.required_day(3),
        horizon_start=bss.required_day(5),
        horizon_end=bss.required_day(6),
        lines=lines,
        purpose=bss.text(1),
        basis=bss.text(4),
        release_number=bss.text(7),
        forecast_number=bss.text(8),
        contract_number=bss.text(9),
        order_number=bss.text(10),
        counting=bss.text(11),
        dates=heading.named_dates(message.all("DTM")),
        **_parties(message),
    )


def _parties(message: LoopCursor) -> dict[str, Any]:
    """The parties of the schedule by field, and the references that stand with them."""
    found: dict[str, Any] = {}
    said: list[Reference] = []
    others: list[NamedParty] = []
    for field, _, codes in _ROLES:
        if (loop := message.loop("N1", *codes)) is not None:
            found[field] = party.read(loop)
            said += references.read(loop.all("REF"))
    for loop in message.loops("N1"):
        if loop.trigger.peek(1):
            others.append(NamedParty(loop.trigger.text(1), party.read(loop)))
            said += references.read(loop.all("REF"))
    return {**found, "parties": tuple(others), "references": tuple(said)}


def _write_parties(body: Body, schedule: ShippingSchedule) -> None:
    """The N1 loops; the references go with the first of the parties that have a field."""
    left = schedule.references
    for field, code, _ in _ROLES:
        known: Party | None = getattr(schedule, field)
        if known is not None and known != Party():
            party.write(body, code, known, field, beside=left)
            left = ()
    if left:
        raise not_writable("references stand with a party in this set, and there is none", "references", "REF")
    party.write_others(body, schedule.parties)


def _write_line(body: Body, line: ScheduleLine, at: str) -> None:
    said = "" if line.description == items.named_in_part(line.items) else line.description
    schedule_lines.write_item(body, line, at, (schedule_lines.DESCRIPTION, f"{at}.description", said))
    schedule_lines.write_release_status(body, line, at)
    quantities.write_named(body, line.quantities, f"{at}.quantities")
    references.write(body, line.references, f"{at}.")
    if line.schedule:
        schedule_rows.write_pattern(body, line.schedule[0].pattern, f"{at}.schedule[0].pattern")
    for index, row in enumerate(line.schedule):
        _write_row(body, row, f"{at}.schedule[{index}]")
    schedule_lines.write_history(body, line.history, f"{at}.history")
    carriage.write_carrier(body, line.carrier, f"{at}.")


def _write_row(body: Body, row: ScheduledQuantity, name: str) -> None:
    schedule_rows.write(body, row, name)
    heading.write_named_dates(body, row.dates, f"{name}.")
    destinations.write(body, row.destinations, f"{name}.destinations")
    schedule_rows.write_calls(body, row.calls, f"{name}.calls")
