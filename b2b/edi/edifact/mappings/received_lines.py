"""What arrived: the lines of a receiving advice (LIN in CPS), in which condition, and of which order they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from b2b.documents import ContestedQuantity, GoodsCondition, GoodsReceipt, ItemId, ItemScheme, Quantity, ReceivedLine
from b2b.edi.edifact.mappings import dates, items, package_marks, quantities, references, texts
from b2b.edi.edifact.mappings.code_tables import CodeTable
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body

# 6063 by what was received: as a whole (accepted, received, delivered), and what of it is not accepted.
_RECEIVED = ("194", "48", "46")
_WRITTEN_AS_RECEIVED = "48"
_DAMAGED, _REFUSED = "124", "195"
_SHIPPED, _ORDERED, _RETURNED = ("12",), ("21",), "61"

# 6063 by condition of a whole line.
_CONDITIONS = {GoodsCondition.DAMAGED: _DAMAGED, GoodsCondition.REFUSED: _REFUSED}

# What is wrong with some units: X12 element 412, EDIFACT 4221. 6063 says it as well, or what units are compared with.
_DAMAGED_UNITS, _SHORT, _OVER, _REFUSED_UNITS = "01", "02", "03", "08"
_DISCREPANCIES = CodeTable("4221", {_DAMAGED_UNITS: "AF", _SHORT: "CP", _OVER: "AC"})
_BY_QUALIFIER = {_DAMAGED: _DAMAGED_UNITS, _REFUSED: _REFUSED_UNITS}

# 3055: the reason is one of X12's codes. 7405: a batch. 1153 and 2005: the order and its date, its line.
_X12, _BATCH = "116", "BX"
_ORDER, _OF_REFERENCE, _LINE_OF_ORDER = "ON", "171", "LI"

# X12 element 235: the receiver's own number of the item.
_SKU = "SK"


class Received(NamedTuple):
    """The lines, the order that they are of with its date, and how many packages there were."""

    lines: tuple[ReceivedLine, ...]
    order_number: str
    order_date: dt.date | None
    packages: int | None


def read(message: LoopCursor, order: str, date: dt.date | None) -> Received:
    """What the CPS groups say; `order` and `date` are those of the heading, else of all lines that name one.

    Unreadable: it is not said what was received of a line.
    """
    found: list[tuple[LoopCursor, str]] = []
    packages: int | None = None
    for index, group in enumerate(message.loops("CPS")):
        group.trigger.take(at(1), at(2))
        pacs, lins = group.loops("PAC"), group.loops("LIN")
        counted, sscc = package_marks.counted(pacs)
        if lins and len(pacs) == 1 and sscc:
            pacs[0].trigger.take(at(1))
            package_marks.take_sscc(pacs[0])
        elif index == 0 and counted is not None:
            packages = counted
        found += [(lin, sscc) for lin in lins]
    orders = [lin.loop("RFF", _ORDER) for lin, _ in found]
    named = {rff.trigger.peek(at(1, 2)) for rff in orders if rff is not None}
    if not order and len(named) == 1 and None not in orders:
        order = named.pop()
    date = _date(orders, order, date)
    lines = tuple(_line(lin, sscc, rff, order) for (lin, sscc), rff in zip(found, orders, strict=True))
    return Received(lines, order, date, packages)


def write(body: Body, receipt: GoodsReceipt) -> None:
    """The CPS groups: the consignment, and below it one for all lines that follow each other in the same pack."""
    body.add("CPS", 1)
    if receipt.packages is not None:
        body.add("PAC", ("packages", receipt.packages))
    numbered = enumerate(receipt.lines)
    for level, (sscc, lines) in enumerate(groupby(numbered, lambda pair: pair[1].sscc), start=2):
        body.add("CPS", level, 1)
        for place, (index, line) in enumerate(lines):
            path = f"lines[{index}]"
            if sscc and not place:
                package_marks.write_one(body, sscc, f"{path}.sscc")
            _write_line(body, line, receipt.order_number, path)


def _date(orders: Sequence[LoopCursor | None], order: str, date: dt.date | None) -> dt.date | None:
    """The date of the order, where the heading or the lines name one; what contradicts it stays unread."""
    for rff in orders:
        dtm = rff.first("DTM", _OF_REFERENCE) if rff is not None and rff.trigger.peek(at(1, 2)) == order else None
        said = dates.moment(dtm) if dtm is not None else None
        if dtm is not None and said is not None and date in (None, said[0]):
            date = dates.day(dtm)
    return date


def _line(lin: LoopCursor, sscc: str, rff: LoopCursor | None, order: str) -> ReceivedLine:
    number = rff.trigger.text(at(1, 2)) if rff is not None else ""
    order_line = rff.trigger.text(at(1, 3)) if rff is not None else ""
    condition, quantity = _quantity(lin)
    numbers = items.read(lin.trigger, lin.all("PIA"))
    sku = next((item for item in numbers if item.qualifier == _SKU), None)
    marks = [*lin.loops("GIN"), *(gin for pci in lin.loops("PCI") for gin in pci.loops("GIN"))]
    return ReceivedLine(
        quantity=quantity,
        order_line=order_line or references.one(lin, _LINE_OF_ORDER),
        sku=sku.value if sku is not None else "",
        condition=condition,
        lot=_mark(marks, _BATCH),
        sscc=sscc or _mark(marks, package_marks.SSCC),
        number=lin.trigger.text(at(1)),
        order_number=number if number != order else "",
        items=tuple(item for item in numbers if item is not sku),
        description=texts.description(lin.all("IMD")),
        shipped=quantities.find(lin, *_SHIPPED),
        ordered=quantities.find(lin, *_ORDERED),
        returned=_returned(lin, condition),
        contested=tuple(_contested(lin, quantity.unit)),
        references=references.read(lin.loops("RFF")),
        dates=dates.named(lin.all("DTM")),
    )


def _quantity(lin: LoopCursor) -> tuple[GoodsCondition, Quantity]:
    """What was received of a line; where only units are named that were not accepted, the line is of these."""
    quantity = quantities.find(lin, *_RECEIVED)
    if quantity is not None:
        return GoodsCondition.GOOD, quantity
    for condition, kind in _CONDITIONS.items():
        quantity = quantities.find(lin, kind)
        if quantity is not None:
            return condition, quantity
    raise lin.trigger.unreadable("it is not said what was received of the line (QTY 48 or 194)")


def _returned(lin: LoopCursor, condition: GoodsCondition) -> Quantity | None:
    """What went back; beside what was accepted, units that are to be returned are named as refused ones."""
    kinds = (_RETURNED, _REFUSED) if condition is GoodsCondition.GOOD else (_RETURNED,)
    return quantities.find(lin, *kinds)


def _contested(lin: LoopCursor, unit: str) -> Iterator[ContestedQuantity]:
    """The variances of a line, which have no unit of their own, and the damaged units beside those received."""
    for qvr in lin.all("QVR"):
        value = qvr.number(at(1))
        if value is not None:
            yield ContestedQuantity(_condition(qvr, value), Quantity(abs(value), unit))
    damaged = quantities.find(lin, _DAMAGED)
    if damaged is not None:
        yield ContestedQuantity(_DAMAGED_UNITS, damaged)


def _condition(qvr: SegmentCursor, value: Decimal) -> str:
    """What is wrong (X12 element 412), by the codes of a QVR, else by its sign."""
    kind = qvr.peek(at(1, 2))
    qvr.accept(at(1, 2), *_SHIPPED, *_BY_QUALIFIER)
    if qvr.accept(at(3, 3), _X12):
        qvr.take(at(2))
        return qvr.text(at(3))
    found = _DISCREPANCIES.read(qvr.text(at(2))) or _BY_QUALIFIER.get(kind, "")
    return found or (_SHORT if value < 0 else _OVER)


def _mark(marks: Sequence[LoopCursor], kind: str) -> str:
    """The first number of this kind (7405) among the GIN of a line."""
    for gin in (group.trigger for group in marks):
        number = gin.peek(at(2))
        if gin.peek(at(1)) == kind and (kind != package_marks.SSCC or package_marks.looks_like_sscc(number)):
            gin.take(at(1))
            return gin.text(at(2))
    return ""


def _write_line(body: Body, line: ReceivedLine, order: str, path: str) -> None:
    sku = (ItemId(ItemScheme.BUYER, line.sku, _SKU),) if line.sku else ()
    items.write_line(body, line.number, (*line.items, *sku), path)
    texts.write_description(body, f"{path}.description", line.description)
    kind = _CONDITIONS.get(line.condition, _WRITTEN_AS_RECEIVED)
    quantities.write(body, kind, line.quantity, f"{path}.quantity")
    quantities.write(body, _SHIPPED[0], line.shipped, f"{path}.shipped")
    quantities.write(body, _ORDERED[0], line.ordered, f"{path}.ordered")
    quantities.write(body, _RETURNED, line.returned, f"{path}.returned")
    for index, part in enumerate(line.contested):
        _write_contested(body, part, f"{path}.contested[{index}]")
    dates.write_named(body, line.dates, f"{path}.")
    if line.lot:
        body.add("GIN", _BATCH, [(f"{path}.lot", line.lot)])
    number, order_line = line.order_number or order, (f"{path}.order_line", line.order_line)
    if number and (line.order_number or line.order_line):
        body.add("RFF", [_ORDER, (f"{path}.order_number", number), order_line])
    else:
        references.write_one(body, _LINE_OF_ORDER, *order_line)
    references.write(body, line.references, f"{path}.")


def _write_contested(body: Body, part: ContestedQuantity, name: str) -> None:
    """A QVR, negative where units are not there or not accepted; a condition without a like stands as a reason."""
    value = part.quantity.value if part.condition == _OVER else -part.quantity.value
    code = _DISCREPANCIES.write(part.condition)
    reason = [(f"{name}.condition", part.condition), None, _X12] if not code else []
    body.add("QVR", [(f"{name}.quantity.value", value), _SHIPPED[0]], (f"{name}.condition", code), reason)
