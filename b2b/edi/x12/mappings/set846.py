"""846 Inventory Inquiry/Advice <-> `Inventory`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from b2b.documents import Inventory, InventoryLine, Party, StockLevel
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import echo, heading, items, party, quantities, references, texts
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, opened
from b2b.edi.x12.mappings.writing import Body

# Element 98: a warehouse is what we write; what ships or receives is a place of stock as well.
_LOCATION = ("WH", "ST", "SF")


def read(tree: Node, context: Context) -> tuple[Inventory, tuple[Leftover, ...]]:
    """The report of stock in an accepted 846, and what of the message it has no place for.

    A QTY without a number stays a leftover, and so does stock that is only given by place (SDQ): of what kind it is is
    not said there. Errors: Unreadable where number or date is missing or malformed.
    """
    message = opened(tree, context)
    return _inventory(message), message.leftovers()


def write(inventory: Inventory, context: Context) -> list[list[str]]:
    """The body of the 846 of a report of stock. Errors: NotWritable names the field."""
    body = Body(context)
    body.add(
        "BIA",
        ("purpose", inventory.purpose),
        ("report", inventory.report),
        ("number", inventory.number),
        ("date", inventory.date),
    )
    heading.write_named_dates(body, inventory.dates)
    references.write(body, inventory.references)
    party.write(body, "SU", inventory.supplier, "supplier")
    party.write(body, "BY", inventory.buyer, "buyer")
    party.write(body, "WH", inventory.location, "location")
    for index, line in enumerate(inventory.lines):
        _write_line(body, line, f"lines[{index}]")
    body.add("CTT", len(inventory.lines))
    return echo.checked("846", body.segments, inventory, lambda tree, known: read(tree, known)[0], context)


def _inventory(message: LoopCursor) -> Inventory:
    bia = message.required("BIA")
    lines = tuple(_line(loop) for loop in message.loops("LIN"))
    heading.accept_totals(message, len(lines), (level.quantity.value for line in lines for level in line.levels))
    return Inventory(
        number=bia.required(3),
        date=bia.required_day(4),
        lines=lines,
        purpose=bia.text(1),
        report=bia.text(2),
        supplier=party.find(message, party.SUPPLIER) or Party(),
        buyer=party.find(message, party.BUYER) or Party(),
        location=party.find(message, _LOCATION),
        dates=heading.named_dates(message.all("DTM")),
        references=references.read(message.all("REF")),
    )


def _line(loop: LoopCursor) -> InventoryLine:
    lin = loop.trigger
    ids, _ = items.read(lin, 2)
    return InventoryLine(
        items=ids,
        levels=tuple(_levels(loop.loops("QTY"))),
        number=lin.text(1),
        description=texts.described(loop) or items.named_in_part(ids),
        location=party.find(loop, _LOCATION),
        dates=heading.named_dates(loop.all("DTM")),
        references=references.read(loop.all("REF")),
    )


def _levels(loops: Sequence[LoopCursor]) -> Iterator[StockLevel]:
    for loop in loops:
        qty = loop.trigger
        if qty.peek(1) and qty.peek(2):
            quantity = quantities.read(qty, 2, 3)
            assert quantity is not None
            yield StockLevel(qty.text(1), quantity, heading.named_dates(loop.all("DTM")))


def _write_line(body: Body, line: InventoryLine, at: str) -> None:
    body.add("LIN", (f"{at}.number", line.number), *items.pairs(line.items, at))
    if line.description != items.named_in_part(line.items):
        texts.write_description(body, f"{at}.description", line.description)
    heading.write_named_dates(body, line.dates, f"{at}.")
    references.write(body, line.references, f"{at}.")
    for index, level in enumerate(line.levels):
        name = f"{at}.levels[{index}]"
        value, unit = quantities.elements(level.quantity, f"{name}.quantity", "QTY03")
        body.add("QTY", (f"{name}.kind", level.kind), value, unit)
        heading.write_named_dates(body, level.dates, f"{name}.")
    party.write(body, "WH", line.location, f"{at}.location")
