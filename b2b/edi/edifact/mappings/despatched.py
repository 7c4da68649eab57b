"""What a despatch advice carries: consignment and packages as nested CPS, lines in them that name their order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from b2b.documents import Pack, Reference, ShippedLine, ShippedOrder
from b2b.edi.edifact.mappings import dates, items, package_marks, quantities, references, texts
from b2b.edi.edifact.mappings.reading import LoopCursor, at
from b2b.edi.edifact.mappings.writing import Body, not_writable

# 6063: despatched, delivered; ordered.
_DESPATCHED, _ORDERED = ("12", "46", "48"), ("21",)

# 7405: a batch. 1153 and 2005: the order and its date.
_BATCH = "BX"
_ORDER, _ORDER_DATE, _LINE_OF_ORDER = "ON", "171", "LI"


@dataclass(slots=True)
class _Order:
    number: str
    date: dt.date | None = None
    references: list[Reference] = field(default_factory=list)
    lines: list[ShippedLine] = field(default_factory=list)
    packs: list[tuple[str, list[ShippedLine]]] = field(default_factory=list)


@dataclass(slots=True)
class Despatched:
    """The orders of a message, how many packages it counts, and how many lines it has."""

    orders: tuple[ShippedOrder, ...]
    packages: int | None
    lines: int


def read(message: LoopCursor) -> Despatched:
    """What the CPS groups say. Lines without an order of their own belong to that of the heading.

    Unreadable: a line has no quantity.
    """
    heading = message.loop("RFF", _ORDER)
    usual = heading.trigger.text(at(1, 2)) if heading is not None else ""
    date = dates.find(heading, _ORDER_DATE) if heading is not None else None
    orders: dict[str, _Order] = {}
    packages: int | None = None
    count = 0
    for index, group in enumerate(message.loops("CPS")):
        cps = group.trigger
        cps.take(at(1), at(2))
        pacs, lins = group.loops("PAC"), group.loops("LIN")
        counted, sscc = package_marks.counted(pacs)
        packed = bool(lins) and len(pacs) == 1 and counted in (None, 1) and (bool(sscc) or index > 0)
        if packed:
            pacs[0].trigger.take(at(1))
        elif index == 0 and counted is not None:
            packages = counted
        if packed and sscc:
            package_marks.take_sscc(pacs[0])
        opened: dict[str, list[ShippedLine]] = {}
        for lin in lins:
            count += 1
            lin.trigger.accept(at(1), str(count))
            order, line = _line(lin, usual, orders)
            if not packed:
                order.lines.append(line)
            elif order.number in opened:
                opened[order.number].append(line)
            else:
                opened[order.number] = [line]
                order.packs.append((sscc, opened[order.number]))
    if usual and not orders:
        orders[usual] = _Order(usual)
    if usual in orders and date is not None and orders[usual].date is None:
        orders[usual].date = date
    return Despatched(tuple(_document(order) for order in orders.values()), packages, count)


def write(body: Body, orders: Sequence[ShippedOrder], packages: int | None) -> int:
    """The CPS groups, and how many lines they have. NotWritable: an order or a pack has no lines, and so no place."""
    body.add("CPS", 1)
    if packages is not None:
        body.add("PAC", ("packages", packages))
    lines = levels = 0
    for index, order in enumerate(orders):
        path = f"orders[{index}]"
        if not order.lines and not order.packs:
            raise not_writable("an order without a line has no place in the message", f"{path}.lines", "LIN")
        said = _Order(order.order_number, order.order_date, list(order.references))
        if order.lines:
            levels += 1
            body.add("CPS", levels + 1, 1)
            lines = _write_lines(body, order.lines, said, path, lines)
        for place, pack in enumerate(order.packs):
            name = f"{path}.packs[{place}]"
            if not pack.lines:
                raise not_writable("a pack without a line has no place in the message", f"{name}.lines", "LIN")
            levels += 1
            body.add("CPS", levels + 1, 1)
            package_marks.write_one(body, pack.sscc, f"{name}.sscc")
            lines = _write_lines(body, pack.lines, said, name, lines)
    return lines


def _line(lin: LoopCursor, usual: str, orders: dict[str, _Order]) -> tuple[_Order, ShippedLine]:
    named = lin.loop("RFF", _ORDER)
    number = (named.trigger.text(at(1, 2)) if named is not None else "") or usual
    order = orders.setdefault(number, _Order(number))
    order_line = named.trigger.text(at(1, 3)) if named is not None else ""
    if named is not None:
        dtm = named.first("DTM", _ORDER_DATE)
        said = dates.moment(dtm) if dtm is not None else None
        if dtm is not None and said is not None and order.date in (None, said[0]):
            order.date = dates.day(dtm)
    order_line = order_line or references.one(lin, _LINE_OF_ORDER)
    others = list(references.read(lin.loops("RFF")))
    # Some partners repeat at each line what is of the whole order.
    if others != order.references:
        order.references += others
    quantity = quantities.find(lin, *_DESPATCHED)
    if quantity is None:
        raise lin.trigger.unreadable("the line has no despatched quantity (QTY 12)")
    batch = lin.first("GIN", _BATCH)
    return order, ShippedLine(
        order_line=order_line,
        quantity=quantity,
        items=items.read(lin.trigger, lin.all("PIA")),
        ordered=quantities.find(lin, *_ORDERED),
        description=texts.description(lin.all("IMD")),
        lot=batch.text(at(2)) if batch is not None else "",
    )


def _document(order: _Order) -> ShippedOrder:
    packs = tuple(Pack(sscc, tuple(lines)) for sscc, lines in order.packs)
    return ShippedOrder(order.number, tuple(order.lines), packs, order.date, tuple(order.references))


def _write_lines(body: Body, lines: Sequence[ShippedLine], order: _Order, path: str, before: int) -> int:
    """The lines of an order or a pack; the first one of the order has its references. How many there are by now."""
    for index, line in enumerate(lines):
        name = f"{path}.lines[{index}]"
        items.write_line(body, before + index + 1, line.items, name)
        texts.write_description(body, f"{name}.description", line.description)
        quantities.write(body, _DESPATCHED[0], line.quantity, f"{name}.quantity")
        quantities.write(body, _ORDERED[0], line.ordered, f"{name}.ordered")
        if line.lot:
            body.add("GIN", _BATCH, [(f"{name}.lot", line.lot)])
        number, order_line = (f"{path}.order_number", order.number), (f"{name}.order_line", line.order_line)
        body.add("RFF", [_ORDER, number, order_line])
        dates.write(body, _ORDER_DATE, f"{path}.order_date", order.date)
        references.write(body, order.references, f"{path}.")
        order.references = []
    return before + len(lines)
