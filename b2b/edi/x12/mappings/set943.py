"""943 Warehouse Stock Transfer Shipment Advice <-> `StockTransfer`."""

from __future__ import annotations

from decimal import Decimal

from b2b.documents import StockTransfer, TransferLine
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import echo, item_places, load_totals, quantities, references, shipped_heading
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.item_places import LINE_NUMBER, Places
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, opened
from b2b.edi.x12.mappings.writing import Body

# It has no place for a lot: that stands in an N9.
_W04 = Places("W04", 3, (4, 6, 14))


def read(tree: Node, context: Context) -> tuple[StockTransfer, tuple[Leftover, ...]]:
    """The transfer in an accepted 943, and what of the message it has no place for.

    Errors: Unreadable where the date or a quantity is missing or malformed.
    """
    message = opened(tree, context)
    return _transfer(message), message.leftovers()


def write(transfer: StockTransfer, context: Context) -> list[list[str]]:
    """The body of the 943 of a transfer. Errors: NotWritable names the field."""
    body = Body(context)
    shipped_heading.write(body, transfer)
    for index, line in enumerate(transfer.lines):
        _write_line(body, line, f"lines[{index}]")
    load_totals.write(body, "W03", transfer, sum((line.quantity.value for line in transfer.lines), Decimal(0)))
    return echo.checked("943", body.segments, transfer, lambda tree, known: read(tree, known)[0], context)


def _transfer(message: LoopCursor) -> StockTransfer:
    fields = shipped_heading.read(message)
    lines = tuple(_line(loop) for loop in message.loops("W04"))
    load = load_totals.read(message, "W03", sum((line.quantity.value for line in lines), Decimal(0)))
    return StockTransfer(
        **fields, lines=lines, gross_weight=load.gross_weight, volume=load.volume, packages=load.packages
    )


def _line(loop: LoopCursor) -> TransferLine:
    w04 = loop.trigger
    known = item_places.read(loop, _W04, (LINE_NUMBER,))
    quantity = quantities.read(w04, 1, 2)
    if quantity is None:
        raise w04.unreadable("the line has no quantity")
    return TransferLine(
        quantity, known.items, known.number, known.description, known.lot, references.read(known.others)
    )


def _write_line(body: Body, line: TransferLine, at: str) -> None:
    value, unit = quantities.elements(line.quantity, f"{at}.quantity", "W0402")
    item_places.write(body, "W04", {1: value, 2: unit} | item_places.elements(body, _W04, line.items, at, line.lot))
    item_places.write_description(body, line.description, line.items, at)
    numbers = [(LINE_NUMBER, "number", line.number)]
    item_places.write_numbers(body, _W04, at, numbers, line.items, line.lot, line.references)
