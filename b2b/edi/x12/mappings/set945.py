"""945 Warehouse Shipping Advice <-> `WarehouseShipment`: each LX is a pack, or holds lines that are in none."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from b2b.documents import Quantity, WarehousePack, WarehouseShipment, WarehouseShippedLine
from b2b.edi import units
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import (
    counters,
    echo,
    g62,
    item_places,
    load_totals,
    pack_marks,
    quantities,
    references,
    shipped_heading,
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.item_places import LINE_NUMBER, Elements, Places
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, SegmentCursor, opened
from b2b.edi.x12.mappings.writing import Body, number

_W12 = Places("W12", 6, (7, 17, 21), lot=9)


def read(tree: Node, context: Context) -> tuple[WarehouseShipment, tuple[Leftover, ...]]:
    """The advice in an accepted 945, and what of the message it has no place for.

    Errors: Unreadable where the date is missing or malformed, and where it is not said how much was shipped of a line.
    """
    message = opened(tree, context)
    return _shipment(message), message.leftovers()


def write(shipment: WarehouseShipment, context: Context) -> list[list[str]]:
    """The body of the 945 of a shipment. Errors: NotWritable names the field."""
    body = Body(context)
    shipped_heading.write(body, shipment)
    counted = counters.around_lines("945", context)
    for index, line in enumerate(shipment.lines):
        if counted:
            body.add("LX", index + 1)
        _write_line(body, line, f"lines[{index}]")
    for index, pack in enumerate(shipment.packs):
        body.add("LX", len(shipment.lines) + index + 1)
        _write_pack(body, pack, f"packs[{index}]")
    load_totals.write(body, "W03", shipment, _units(shipment.lines, shipment.packs))
    return echo.checked("945", body.segments, shipment, lambda tree, known: read(tree, known)[0], context)


def _units(lines: Iterable[WarehouseShippedLine], packs: Iterable[WarehousePack]) -> Decimal:
    packed = (line for pack in packs for line in pack.lines)
    return sum((line.quantity.value for line in (*lines, *packed)), Decimal(0))


def _shipment(message: LoopCursor) -> WarehouseShipment:
    fields = shipped_heading.read(message)
    loose = [_line(loop) for loop in message.loops("W12")]
    packs: list[WarehousePack] = []
    for lx in message.loops("LX"):
        # A counter that only counts says nothing more.
        lx.trigger.take(1)
        marks = pack_marks.read(lx.all("MAN"))
        lines = tuple(_line(loop) for loop in lx.loops("W12"))
        if marks.sscc or marks.tracking:
            packs.append(WarehousePack(marks.sscc, lines, marks.tracking, references.read(lx.all("N9"))))
        else:
            loose += lines
    load = load_totals.read(message, "W03", _units(loose, packs))
    return WarehouseShipment(
        **fields,
        lines=tuple(loose),
        packs=tuple(packs),
        gross_weight=load.gross_weight,
        volume=load.volume,
        packages=load.packages,
    )


def _line(loop: LoopCursor) -> WarehouseShippedLine:
    w12 = loop.trigger
    known = item_places.read(loop, _W12, (LINE_NUMBER,))
    quantity, ordered = _quantities(w12)
    return WarehouseShippedLine(
        status=w12.text(1),
        quantity=quantity,
        items=known.items,
        order_line=known.number,
        ordered=ordered,
        reason=w12.text(19),
        description=known.description,
        lot=known.lot,
        dates=g62.read(loop.all("G62")),
        references=references.read(known.others),
    )


def _quantities(w12: SegmentCursor) -> tuple[Quantity, Quantity | None]:
    """What was shipped and what was ordered, in one unit; a difference (W1204) that is not theirs stays a leftover."""
    ordered, shipped = w12.number(2), w12.number(3)
    if shipped is None:
        difference = w12.number(4)
        if ordered is None or difference is None:
            raise w12.unreadable("the line does not say how much was shipped (W1203)")
        shipped = ordered - difference
    elif ordered is not None:
        # Some partners count what is missing, others what is too many.
        _ = w12.accept_number(4, ordered - shipped) or w12.accept_number(4, shipped - ordered)
    unit = units.from_x12(w12.text(5))
    return Quantity(shipped, unit), None if ordered is None else Quantity(ordered, unit)


def _write_pack(body: Body, pack: WarehousePack, at: str) -> None:
    pack_marks.write(body, pack.sscc, pack.tracking, at)
    references.write(body, pack.references, f"{at}.", "N9")
    for index, line in enumerate(pack.lines):
        _write_line(body, line, f"{at}.lines[{index}]")


def _write_line(body: Body, line: WarehouseShippedLine, at: str) -> None:
    value, unit = quantities.elements(line.quantity, f"{at}.quantity", "W1205")
    placed: Elements = {1: (f"{at}.status", line.status), 3: value, 5: unit, 19: (f"{at}.reason", line.reason)}
    if line.ordered is not None:
        difference = line.ordered.value - line.quantity.value
        placed[2] = (f"{at}.ordered.value", line.ordered.value)
        # A control value, left out where its element is too short for it.
        if len(number(difference).strip("-").replace(".", "")) <= body.room("W12", 4):
            placed[4] = (f"{at}.ordered.value", difference)
    item_places.write(body, "W12", placed | item_places.elements(body, _W12, line.items, at, line.lot))
    item_places.write_description(body, line.description, line.items, at)
    numbers = [(LINE_NUMBER, "order_line", line.order_line)]
    item_places.write_numbers(body, _W12, at, numbers, line.items, line.lot, line.references)
    g62.write(body, line.dates, f"{at}.")
