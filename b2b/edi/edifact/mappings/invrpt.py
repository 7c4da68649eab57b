"""INVRPT Inventory report <-> `Inventory`."""

from __future__ import annotations

from collections.abc import Sequence

from b2b.documents import Inventory, InventoryLine, Party, StockLevel
from b2b.edi.edifact.mappings import (
    beginning,
    dates,
    echo,
    items,
    parties,
    quantities,
    references,
    texts,
)
from b2b.edi.edifact.mappings.code_tables import CodeTable
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, at, opened
from b2b.edi.edifact.mappings.writing import Body, not_writable
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context

# 1001, and 3055 where the code in its place is one of X12's (element 755).
_INVENTORY_REPORT, _X12 = "35", "116"
_USUAL_REPORT = "SI"

# 2005: of the message. 3035: a place of stock.
_MADE, _LOCATION = ("137", "366"), ("WH", "ST", "SF")

# 4503: a balance of the books. Since directories in which INV opens the group of a quantity, it says that much.
_BALANCE = "1"

# What is in stock: X12 element 673, EDIFACT 6063.
_STOCK = CodeTable("6063", {"17": "17", "27": "66", "33": "145", "63": "21", "BQ": "83", "IQ": "198"})


def read(tree: Node, context: Context) -> tuple[Inventory, tuple[Leftover, ...]]:
    """The report of stock in an accepted INVRPT, and what of the message it has no place for.

    Errors: Unreadable where number, date or a quantity is missing or malformed.
    """
    message = opened(tree, context)
    return _inventory(message), message.leftovers()


def write(inventory: Inventory, context: Context) -> list[list[str]]:
    """The body of the INVRPT of a report of stock. Errors: NotWritable names the field."""
    body = Body(context)
    usual = inventory.report == _USUAL_REPORT
    kind = [_INVENTORY_REPORT] if usual else beginning.kind_of_x12("report", inventory.report)
    number, purpose = beginning.number("number", inventory.number), beginning.purpose(inventory.purpose)
    body.add("BGM", kind, number, purpose)
    dates.write(body, _MADE[0], "date", inventory.date)
    dates.write_named(body, inventory.dates)
    references.write(body, inventory.references)
    parties.write(body, parties.SUPPLIER[0], inventory.supplier, "supplier")
    parties.write(body, parties.BUYER[0], inventory.buyer, "buyer")
    parties.write(body, _LOCATION[0], inventory.location, "location")
    for index, line in enumerate(inventory.lines):
        _write_line(body, line, f"lines[{index}]")
    return echo.checked("INVRPT", body.segments, inventory, lambda tree, known: read(tree, known)[0], context)


def _inventory(message: LoopCursor) -> Inventory:
    bgm = message.required("BGM")
    ours = bgm.accept(at(1, 3), _X12)
    report = bgm.text(at(1)) if ours else _USUAL_REPORT
    bgm.accept(at(1), _INVENTORY_REPORT)
    date = dates.find(message, *_MADE)
    if date is None:
        raise bgm.unreadable("the date of the report (DTM 137) is missing")
    return Inventory(
        number=bgm.required(at(2)),
        date=date,
        lines=tuple(_line(group) for group in message.loops("LIN")),
        purpose=beginning.read_purpose(bgm),
        report=report,
        supplier=parties.find(message, parties.SUPPLIER) or Party(),
        buyer=parties.find(message, parties.BUYER) or Party(),
        location=parties.find(message, _LOCATION),
        dates=dates.named(message.all("DTM")),
        references=references.read(message.loops("RFF")),
    )


def _line(group: LoopCursor) -> InventoryLine:
    lin = group.trigger
    # The group of a quantity begins with QTY, in later directories with INV.
    stocks = [*group.loops("QTY"), *group.loops("INV")]
    location = _location(stocks)
    return InventoryLine(
        items=items.read(lin, group.all("PIA")),
        levels=tuple(_level(stock) for stock in stocks),
        number=lin.text(at(1)),
        description=texts.description(group.all("IMD")),
        location=location,
        dates=dates.named(group.all("DTM")),
        references=references.read(group.loops("RFF")),
    )


def _level(stock: LoopCursor) -> StockLevel:
    qty = stock.trigger
    if qty.id == "INV":
        qty.accept(at(4), _BALANCE)
        qty = stock.required("QTY")
    quantity = quantities.read(qty)
    if quantity is None:
        raise qty.unreadable("the quantity is missing")
    return StockLevel(_STOCK.read(qty.peek(at(1))), quantity, dates.named(stock.all("DTM")))


def _location(stocks: Sequence[LoopCursor]) -> Party | None:
    """The place that every quantity of a line names; where they differ, the names stay unread."""
    named = [[child for child in stock.node.children if child.outline.tag == "NAD"] for stock in stocks]
    said = {tuple(nad.message[nad.outline.own[0]]) for nads in named for nad in nads}
    if len(said) != 1 or any(len(nads) != 1 for nads in named):
        return None
    places = [parties.find(stock, _LOCATION) for stock in stocks]
    return places[0]


def _write_line(body: Body, line: InventoryLine, path: str) -> None:
    items.write_line(body, line.number, line.items, path)
    texts.write_description(body, f"{path}.description", line.description)
    dates.write_named(body, line.dates, f"{path}.")
    references.write(body, line.references, f"{path}.")
    if line.location is not None and not line.levels:
        raise not_writable("a place is said of quantities, and the line has none", f"{path}.location", "NAD")
    begun_by_inv = body.has_group("INVRPT", "LIN/INV")
    for index, level in enumerate(line.levels):
        name = f"{path}.levels[{index}]"
        kind = _STOCK.write(level.kind)
        if not kind:
            raise not_writable(f"EDIFACT has no code for {level.kind!r}", f"{name}.kind", "QTY01-01")
        if begun_by_inv:
            body.add("INV", None, None, None, _BALANCE)
        quantities.write(body, kind, level.quantity, f"{name}.quantity")
        dates.write_named(body, level.dates, f"{name}.")
        parties.write(body, _LOCATION[0], line.location, f"{path}.location")
