"""940 Warehouse Shipping Order <-> `WarehouseOrder`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from b2b.documents import Party, WarehouseOrder, WarehouseOrderLine
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import (
    conveyance,
    counters,
    echo,
    g62,
    heading_parties,
    item_places,
    load_totals,
    nte,
    party,
    quantities,
    references,
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.item_places import LINE_NUMBER, Places
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, opened
from b2b.edi.x12.mappings.writing import Body

_W01 = Places("W01", 3, (4, 6, 15), lot=13)

_ROLES = {
    "depositor": ("DE",),
    "warehouse": ("WH",),
    "ship_to": ("ST",),
    "buyer": ("BY", "OB"),
    "bill_to": ("BT",),
}

# G6201: what we write first.
_SHIP, _DELIVER, _CANCEL = ("10",), ("02", "68"), ("01",)


def read(tree: Node, context: Context) -> tuple[WarehouseOrder, tuple[Leftover, ...]]:
    """The order in an accepted 940, and what of the message it has no place for.

    A line without a number of its own (N9 `LI`) has that of the LX it stands in. Errors: Unreadable where the number of
    the order or a quantity is missing or malformed.
    """
    message = opened(tree, context)
    return _order(message), message.leftovers()


def write(order: WarehouseOrder, context: Context) -> list[list[str]]:
    """The body of the 940 of an order, an LX a line where the release has one. Errors: NotWritable names the field."""
    body = Body(context)
    body.add(
        "W05",
        ("status", order.status),
        ("number", order.number),
        ("order_number", order.order_number),
        ("link_sequence", order.link_sequence),
        ("link", order.link),
        ("kind", order.kind),
    )
    for field, codes in _ROLES.items():
        heading_parties.write(body, codes[0], getattr(order, field), field)
    party.write_others(body, order.parties)
    for field, codes in _ROLES.items():
        heading_parties.write_numbers(body, codes[0], getattr(order, field), field)
    references.write(body, order.references, id="N9")
    g62.write_day(body, _SHIP[0], "requested_ship", order.requested_ship)
    g62.write_day(body, _DELIVER[0], "requested_delivery", order.requested_delivery)
    g62.write_day(body, _CANCEL[0], "cancel_after", order.cancel_after)
    g62.write(body, order.dates)
    nte.write(body, order.notes)
    conveyance.write(body, "W66", order.carriage)
    counted = counters.around_lines("940", context)
    for index, line in enumerate(order.lines):
        _write_line(body, line, index + 1 if counted else None, f"lines[{index}]")
    units = sum((line.quantity.value for line in order.lines), Decimal(0))
    load_totals.write(body, "W76", order, units)
    return echo.checked("940", body.segments, order, lambda tree, known: read(tree, known)[0], context)


def _order(message: LoopCursor) -> WarehouseOrder:
    w05 = message.required("W05")
    parties, n9s = heading_parties.read(message, _ROLES)
    counted = [line for lx in message.loops("LX") for line in _lines(lx)]
    lines = (*(_line(loop) for loop in message.loops("W01")), *counted)
    load = load_totals.read(message, "W76", sum((line.quantity.value for line in lines), Decimal(0)))
    return WarehouseOrder(
        number=w05.required(2),
        lines=lines,
        status=w05.text(1),
        order_number=w05.text(3),
        kind=w05.text(6),
        link=w05.text(5),
        link_sequence=w05.text(4),
        depositor=parties["depositor"] or Party(),
        warehouse=parties["warehouse"] or Party(),
        ship_to=parties["ship_to"],
        buyer=parties["buyer"],
        bill_to=parties["bill_to"],
        parties=party.others(message),
        requested_ship=g62.day(message, *_SHIP),
        requested_delivery=g62.day(message, *_DELIVER),
        cancel_after=g62.day(message, *_CANCEL),
        carriage=conveyance.read(message, "W66"),
        gross_weight=load.gross_weight,
        volume=load.volume,
        notes=nte.read(message.all("NTE")),
        dates=g62.read(message.all("G62")),
        references=references.read(n9s),
    )


def _lines(lx: LoopCursor) -> Iterator[WarehouseOrderLine]:
    """The lines of an LX, which are usually one."""
    for loop in lx.loops("W01"):
        line = _line(loop)
        yield line if line.number else replace(line, number=lx.trigger.text(1))
        # A counter that only counts says nothing more.
        lx.trigger.take(1)


def _line(loop: LoopCursor) -> WarehouseOrderLine:
    w01 = loop.trigger
    known = item_places.read(loop, _W01, (LINE_NUMBER,))
    quantity = quantities.read(w01, 1, 2)
    if quantity is None:
        raise w01.unreadable("the line has no quantity")
    return WarehouseOrderLine(
        number=known.number,
        quantity=quantity,
        items=known.items,
        description=known.description,
        lot=known.lot,
        notes=nte.read(loop.all("NTE")),
        dates=g62.read(loop.all("G62")),
        references=references.read(known.others),
    )


def _write_line(body: Body, line: WarehouseOrderLine, ordinal: int | None, at: str) -> None:
    if ordinal is not None:
        body.add("LX", ordinal)
    value, unit = quantities.elements(line.quantity, f"{at}.quantity", "W0102")
    placed = item_places.elements(body, _W01, line.items, at, line.lot)
    item_places.write(body, "W01", {1: value, 2: unit} | placed)
    item_places.write_description(body, line.description, line.items, at)
    numbered = line.number != str(ordinal)
    numbers = [(LINE_NUMBER, "number", line.number)] if numbered else []
    item_places.write_numbers(body, _W01, at, numbers, line.items, line.lot, line.references)
    nte.write(body, line.notes, f"{at}.")
    g62.write(body, line.dates, f"{at}.")
