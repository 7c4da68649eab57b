"""ORDERS Purchase order <-> `Order`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from b2b.documents import Destination, Order, OrderLine, PartyId
from b2b.edi.edifact.mappings import (
    beginning,
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
from b2b.edi.edifact.mappings.code_tables import AGENCIES, ORDER_KINDS
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, at, opened
from b2b.edi.edifact.mappings.writing import Body
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context

# Element 6063.
_ORDERED = ("21", "1")
_SPLIT = "11"

# Element 3227: of a delivery.
_PLACE = "7"


def read(tree: Node, context: Context) -> tuple[Order, tuple[Leftover, ...]]:
    """The order of an accepted ORDERS, and what of the message it has no place for.

    Errors: Unreadable where number, date or a quantity is missing, where a number or date is malformed, and where it is
    open what is ordered: a line that is deleted or a part of another one, two quantities, prices or currencies.
    """
    message = opened(tree, context)
    return _order(message), message.leftovers()


def write(order: Order, context: Context) -> list[list[str]]:
    """The body of the ORDERS of an order. Errors: NotWritable names the field."""
    body = Body(context)
    kind, purpose = beginning.kind(order.kind, ORDER_KINDS), beginning.purpose(order.purpose)
    body.add("BGM", kind, beginning.number("number", order.number), purpose)
    dates.write(body, order_heading.DOCUMENT_DATE, "date", order.date)
    order_heading.write_until_references(body, order)
    order_heading.write_from_references(body, order)
    for index, line in enumerate(order.lines):
        _write_line(body, line, f"lines[{index}]")
    order_heading.write_summary(body, len(order.lines))
    return echo.checked("ORDERS", body.segments, order, lambda tree, known: read(tree, known)[0], context)


def _order(message: LoopCursor) -> Order:
    bgm = message.required("BGM")
    date = order_heading.document_date(message)
    release_number = references.one(message, order_heading.RELEASE_NUMBER)
    heading = order_heading.read(message)
    loops = message.loops("LIN")
    lines = tuple(_line(loop, heading.currency) for loop in loops)
    extras = tuple(_allowances_charges(message, ""))
    for loop in loops:
        of = f"line {loop.trigger.peek(at(1))}: "
        extras += (*_allowances_charges(loop, of), *(of + said for said in ordered_lines.free_goods(loop)))
    order_heading.accept_totals(message, len(lines), (line.quantity.value for line in lines))
    return Order(
        number=bgm.required(at(2)),
        date=date,
        lines=lines,
        purpose=beginning.read_purpose(bgm),
        kind=beginning.read_kind(bgm, ORDER_KINDS),
        release_number=release_number,
        allowances_charges=extras,
        **{field.name: getattr(heading, field.name) for field in dataclasses.fields(heading)},
    )


def _allowances_charges(loop: LoopCursor, of: str) -> Iterator[str]:
    """The ALC of the order or a line with the amounts in them, for people to read; they stay leftovers."""
    for alc in loop.loops("ALC"):
        segments = [alc.trigger, *(inner.trigger for id in ("PCD", "MOA", "RTE") for inner in alc.loops(id))]
        yield of + " ".join(said for one in segments for place in range(1, len(one) + 1) if (said := one.peek(place)))


def _line(loop: LoopCursor, currency: str | None) -> OrderLine:
    lin = loop.trigger
    ordered_lines.is_ordered(lin)
    ordered_lines.stands_alone(lin)
    quantity = ordered_lines.quantity(loop, *_ORDERED)
    if quantity is None:
        raise lin.unreadable("the line has no quantity (QTY 21)")
    price, other_price = ordered_lines.price(loop, quantity.unit, currency)
    return OrderLine(
        number=lin.text(at(1)),
        quantity=quantity,
        unit_price=price,
        items=items.read(lin, loop.all("PIA")),
        description=texts.description(loop.all("IMD")),
        requested_date=dates.find(loop, *order_heading.REQUESTED),
        references=references.read(loop.loops("RFF")),
        ship_to=parties.find(loop, parties.SHIP_TO),
        notes=texts.notes(loop.all("FTX")),
        destinations=tuple(_destinations(loop)),
        dates=dates.named(loop.all("DTM")),
        other_price=other_price,
    )


def _destinations(line: LoopCursor) -> Iterator[Destination]:
    """The places that the line is split among; a place without a quantity stays unread."""
    while (place := line.loop("LOC", _PLACE)) is not None:
        loc, quantity = place.trigger, quantities.find(place, _SPLIT)
        if quantity is not None and loc.peek(at(2)):
            yield Destination(PartyId(AGENCIES.read(loc.text(at(2, 3))), loc.text(at(2))), quantity)


def _write_line(body: Body, line: OrderLine, path: str) -> None:
    items.write_line(body, line.number, line.items, path)
    texts.write_description(body, f"{path}.description", line.description)
    quantities.write(body, _ORDERED[0], line.quantity, f"{path}.quantity")
    dates.write(body, order_heading.REQUESTED[0], f"{path}.requested_date", line.requested_date)
    dates.write_named(body, line.dates, f"{path}.")
    texts.write_notes(body, line.notes, f"{path}.")
    quantities.write_price(body, f"{path}.unit_price", line.unit_price)
    references.write(body, line.references, f"{path}.")
    for index, destination in enumerate(line.destinations):
        name = f"{path}.destinations[{index}]"
        body.add("LOC", _PLACE, parties.identifier(destination.place, f"{name}.place"))
        quantities.write(body, _SPLIT, destination.quantity, f"{name}.quantity")
    parties.write(body, parties.SHIP_TO[0], line.ship_to, f"{path}.ship_to")
