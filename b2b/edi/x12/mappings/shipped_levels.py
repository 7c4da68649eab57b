"""The levels of a ship notice: which item goes with which order, and in which pack.

Partners nest them as shipment, order, pack, item; with a tare above the packs; with packs below the item; or with items
below the shipment that name their order themselves. Levels may be nested as deep as there are: nothing here recurses.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from b2b.documents import ItemId, Pack, Quantity, Reference, ShippedLine, ShippedOrder
from b2b.edi.x12.mappings import items, quantities, references, texts
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor

# HL03
_SHIPMENT, _ORDER, _ITEM = "S", "O", "I"
_PACKS = ("P", "T")
_LEVELS = (_SHIPMENT, _ORDER, *_PACKS, _ITEM)

# Element 235 of the lot, and the application identifier before an SSCC in MAN (qualifier GM).
LOT = "LT"
SSCC_PREFIX = "00"

_SSCC = re.compile(r"[0-9]{18}").fullmatch


@dataclass(slots=True)
class _Pack:
    sscc: str
    lines: list[ShippedLine] = field(default_factory=list)


@dataclass(slots=True)
class _Order:
    number: str
    date: dt.date | None = None
    references: tuple[Reference, ...] = ()
    lines: list[ShippedLine] = field(default_factory=list)
    packs: list[_Pack] = field(default_factory=list)


@dataclass(slots=True)
class Levels:
    """What the HL loops of a message say: its shipment and order levels, its orders, and what there is to count."""

    shipments: list[LoopCursor] = field(default_factory=list)
    orders: list[LoopCursor] = field(default_factory=list)
    count: int = 0
    quantities: list[Decimal] = field(default_factory=list)
    _found: list[_Order] = field(default_factory=list)
    _named: dict[str, _Order] = field(default_factory=dict)

    def begin(self, prf: SegmentCursor | None) -> _Order:
        """A new order, as its PRF names it."""
        number, date = (prf.text(1), prf.day(4)) if prf is not None else ("", None)
        self._found.append(_Order(number, date))
        return self._found[-1]

    def named(self, prf: SegmentCursor | None) -> _Order:
        """The order that items without an order level of their own name: begun the first time, found again then."""
        number = prf.peek(1) if prf is not None else ""
        if number not in self._named:
            self._named[number] = self.begin(prf)
        elif prf is not None:
            prf.take(1)
        return self._named[number]

    def documents(self) -> tuple[ShippedOrder, ...]:
        """The orders with their lines and packs, in the order of the message."""
        return tuple(
            ShippedOrder(
                order.number,
                tuple(order.lines),
                tuple(Pack(pack.sscc, tuple(pack.lines)) for pack in order.packs),
                order.date,
                order.references,
            )
            for order in self._found
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """A level still to be read, and the order and the pack that it lies in."""

    level: LoopCursor
    order: _Order | None = None
    pack: _Pack | None = None


def read_levels(top: Sequence[LoopCursor]) -> Levels:
    """The levels of a message, from its outermost HL loops. Unreadable: an item has no quantity."""
    found = Levels()
    waiting = [_Place(level) for level in reversed(top)]
    while waiting:
        place = waiting.pop()
        level, order, pack = place.level, place.order, place.pack
        found.count += 1
        level.trigger.take(1, 2, 4)
        kind = level.trigger.peek(3)
        level.trigger.accept(3, *_LEVELS)
        children = level.loops("HL")
        if kind == _SHIPMENT:
            found.shipments.append(level)
            prf = level.first("PRF")
            order, pack = (found.begin(prf) if prf is not None else None), None
        elif kind == _ORDER:
            found.orders.append(level)
            order, pack = found.begin(level.first("PRF")), None
            order.references = references.read(level.all("REF"))
        elif kind in _PACKS and not any(child.trigger.peek(3) in _PACKS for child in children):
            order = order or found.named(level.first("PRF"))
            pack = _Pack(read_sscc(level))
            order.packs.append(pack)
        elif kind == _ITEM:
            order = order or found.named(level.first("PRF"))
            _read_item(level, children, order, pack, found)
        waiting.extend(_Place(child, order, pack) for child in reversed(children))
    return found


def _read_item(level: LoopCursor, children: list[LoopCursor], order: _Order, pack: _Pack | None, found: Levels) -> None:
    """An item's line: in its pack, in the packs below it, or with its order; packs that were read leave `children`."""
    packs = [child for child in children if child.trigger.peek(3) in _PACKS]
    parts = [quantities.read(sn1, 2, 3) if (sn1 := child.first("SN1")) is not None else None for child in packs]
    line = _line(level, sum_of=parts)
    found.quantities.append(line.quantity.value)
    split = len(packs) == 1 or all(part is not None for part in parts)
    if pack is not None or not packs or not split:
        (order if pack is None else pack).lines.append(line)
        return
    for child, part in zip(packs, parts, strict=True):
        found.count += 1
        children.remove(child)
        child.trigger.take(1, 2, 3, 4)
        order.packs.append(_Pack(read_sscc(child), [replace(line, quantity=part or line.quantity)]))


def _line(level: LoopCursor, sum_of: Sequence[Quantity | None]) -> ShippedLine:
    lin, sn1 = level.first("LIN"), level.first("SN1")
    number, lot = "", ""
    ids: tuple[ItemId, ...] = ()
    if lin is not None:
        number = lin.text(1)
        ids, apart = items.read(lin, 2, (LOT,))
        lot = apart.get(LOT, "")
    quantity, ordered = None, None
    if sn1 is not None:
        number = number or sn1.text(1)
        sn1.accept(1, number)
        quantity, ordered = quantities.read(sn1, 2, 3), quantities.read(sn1, 5, 6)
    if quantity is None:
        quantity = _added_up(sum_of)
    if quantity is None:
        raise level.trigger.unreadable("the item has no shipped quantity (SN102)")
    return ShippedLine(
        order_line=number,
        quantity=quantity,
        items=ids,
        ordered=ordered,
        description=texts.described(level) or items.named_in_part(ids),
        lot=lot or references.one(level, LOT),
    )


def _added_up(parts: Sequence[Quantity | None]) -> Quantity | None:
    """The sum of the packs' quantities, None where one has none or they differ in unit."""
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts) or len({part.unit for part in known}) > 1:
        return None
    return Quantity(sum((part.value for part in known), Decimal(0)), known[0].unit)


def read_sscc(level: LoopCursor) -> str:
    """The SSCC in the marks of a pack, without the application identifier; "" where it bears none."""
    for mark in level.all("MAN"):
        kind, value = mark.peek(1), mark.peek(2)
        if kind == "GM":
            value = value.removeprefix(SSCC_PREFIX) if len(value) == 20 else value
        if kind in ("GM", "AA") and _SSCC(value):
            mark.take(1, 2)
            return value
    return ""
