"""ORDCHG Purchase order change request <-> `OrderChange`."""

from __future__ import annotations

import dataclasses

from b2b.documents import ChangedLine, OrderChange
from b2b.edi.edifact.mappings import (
    beginning,
    changed_lines,
    dates,
    echo,
    items,
    order_heading,
    ordered_lines,
    parties,
    quantities,
    references,
    texts,
)
from b2b.edi.edifact.mappings.code_tables import CHANGE_KINDS
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, at, opened
from b2b.edi.edifact.mappings.writing import Body
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context

# Element 6063.
_ORDERED = "21"

_CHANGE = "04"


def read(tree: Node, context: Context) -> tuple[OrderChange, tuple[Leftover, ...]]:
    """The change in an accepted ORDCHG, and what of the message it has no place for.

    Errors: Unreadable where the order's number or what a line shall become is missing, where a number or date
    is malformed, and where it is open what is ordered: a part of another line, two quantities, prices or currencies,
    free goods.
    """
    message = opened(tree, context)
    return _change(message), message.leftovers()


def write(change: OrderChange, context: Context) -> list[list[str]]:
    """The body of the ORDCHG of a change. Errors: NotWritable names the field."""
    body = Body(context)
    kind, purpose = beginning.kind(change.kind, CHANGE_KINDS), beginning.purpose(change.purpose)
    body.add("BGM", kind, ("number", change.number), purpose)
    dates.write(body, order_heading.DOCUMENT_DATE, "date", change.date)
    order_heading.write_until_references(body, change)
    order_heading.write_order(body, change.order_number, change.order_date)
    order_heading.write_from_references(body, change)
    for index, line in enumerate(change.lines):
        _write_line(body, line, f"lines[{index}]")
    order_heading.write_summary(body, len(change.lines))
    return echo.checked("ORDCHG", body.segments, change, lambda tree, known: read(tree, known)[0], context)


def _change(message: LoopCursor) -> OrderChange:
    bgm = message.required("BGM")
    date = order_heading.document_date(message)
    order_number, order_date = order_heading.order(message)
    release_number = references.one(message, order_heading.RELEASE_NUMBER)
    heading = order_heading.read(message)
    lines = tuple(_line(loop, heading.currency) for loop in message.loops("LIN"))
    ordered = (line.ordered.value for line in lines if line.ordered is not None)
    order_heading.accept_totals(message, len(lines), ordered)
    return OrderChange(
        order_number=order_number,
        order_date=order_date,
        date=date,
        lines=lines,
        number=bgm.text(at(2)),
        purpose=beginning.read_purpose(bgm, unsaid=_CHANGE),
        kind=beginning.read_kind(bgm, CHANGE_KINDS),
        release_number=release_number,
        **{field.name: getattr(heading, field.name) for field in dataclasses.fields(heading)},
    )


def _line(loop: LoopCursor, currency: str | None) -> ChangedLine:
    lin, notes = loop.trigger, loop.all("FTX")
    ordered_lines.stands_alone(lin)
    for free in ordered_lines.free_goods(loop):
        raise lin.unreadable(f"{ordered_lines.named(lin)}: a change has no place for {free}")
    ordered = ordered_lines.quantity(loop, _ORDERED)
    price, other_price = ordered_lines.price(loop, ordered.unit if ordered is not None else "", currency)
    return ChangedLine(
        number=lin.text(at(1)),
        change=changed_lines.read(lin, notes),
        ordered=ordered,
        to_receive=changed_lines.to_receive(loop, ordered),
        unit_price=price,
        items=items.read(lin, loop.all("PIA")),
        description=texts.description(loop.all("IMD")),
        requested_date=dates.find(loop, *order_heading.REQUESTED),
        references=references.read(loop.loops("RFF")),
        ship_to=parties.find(loop, parties.SHIP_TO),
        notes=texts.notes(notes),
        dates=dates.named(loop.all("DTM")),
        other_price=other_price,
    )


def _write_line(body: Body, line: ChangedLine, path: str) -> None:
    action = changed_lines.action(line.change)
    items.write_line(body, line.number, line.items, path, action)
    texts.write_description(body, f"{path}.description", line.description)
    quantities.write(body, _ORDERED, line.ordered, f"{path}.ordered")
    changed_lines.write_to_receive(body, line, path)
    dates.write(body, order_heading.REQUESTED[0], f"{path}.requested_date", line.requested_date)
    dates.write_named(body, line.dates, f"{path}.")
    changed_lines.write(body, line.change, path)
    texts.write_notes(body, line.notes, f"{path}.")
    quantities.write_price(body, f"{path}.unit_price", line.unit_price)
    references.write(body, line.references, f"{path}.")
    parties.write(body, parties.SHIP_TO[0], line.ship_to, f"{path}.ship_to")
