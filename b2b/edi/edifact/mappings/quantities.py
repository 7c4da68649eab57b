"""Quantities (QTY) and the prices of one unit (PRI)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation

from b2b.documents import Quantity
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.edifact.mappings.writing import Body, Named, Value

# 6411 is a code of Recommendation 20, but for pieces, which EDIFACT has always called so.
_PIECES, _PIECE = "PCE", "H87"

# Places in QTY and in PRI.
_KIND, _VALUE, _UNIT = 1, 2, 3
_PRICE, _PRICE_BASIS, _PRICE_UNIT = 2, 5, 6

# As many as the directories give a price.
_DIGITS = 15

NET = "AAA"
_TO_PAY = (NET, "CAL", "INV")


def unit(code: str) -> str:
    """The unit of a code of element 6411."""
    return _PIECE if code == _PIECES else code


def code_of(unit: str) -> str:
    """The code of element 6411 for a unit."""
    return _PIECES if unit == _PIECE else unit


def read(qty: SegmentCursor) -> Quantity | None:
    """The quantity of a QTY, taken; None where it has none; its unit is "" where none is given."""
    value = qty.number(_VALUE)
    if value is None:
        return None
    qty.take(_KIND)
    return Quantity(value, unit(qty.text(_UNIT)))


def find(loop: LoopCursor, *kinds: str) -> Quantity | None:
    """The quantity of the first QTY with one of these qualifiers (6063), in order of preference."""
    found = loop.first("QTY", *kinds)
    return read(found) if isinstance(found, SegmentCursor) else None


def write(body: Body, kind: str, quantity: Quantity | None, name: str) -> None:
    """A QTY with this qualifier, nothing where there is no quantity."""
    if quantity is not None:
        body.add("QTY", [kind, *elements(quantity, name)])


def elements(quantity: Quantity, name: str) -> list[Value | Named]:
    """Value and unit."""
    return [(f"{name}.value", quantity.value), (f"{name}.unit", code_of(quantity.unit))]


def unit_price(loops: Iterable[LoopCursor], unit: str) -> tuple[Decimal | None, str]:
    """What one such unit costs, and else the price that is named, as written, with its qualifier: one for another unit,
    or one that is not what is to be paid. That one stays left over.
    """
    prices = [loop.trigger for loop in loops]
    for pri in sorted(prices, key=_preference):
        price = _for_one(pri, unit)
        if price is not None:
            return price, ""
    named = (f"{pri.peek(_PRICE)} {pri.peek(_KIND)}" for pri in prices if pri.peek(_PRICE))
    return None, next(named, "")


def of_one(price: Decimal, count: Decimal) -> Decimal | None:
    """What one unit costs where so many cost this; None where that cannot be told exactly."""
    context = Context(prec=_DIGITS, traps=[DivisionByZero, InvalidOperation])
    try:
        one = context.divide(price, count)
    except ArithmeticError:
        return None
    return None if context.flags[Inexact] else one


def write_price(body: Body, name: str, price: Decimal | None) -> None:
    """A PRI for one unit, nothing where there is no price."""
    if price is not None:
        body.add("PRI", [NET, (name, price)])


def _preference(pri: SegmentCursor) -> int:
    kind = pri.peek(_KIND)
    return _TO_PAY.index(kind) if kind in _TO_PAY else len(_TO_PAY)


def _for_one(pri: SegmentCursor, counted: str) -> Decimal | None:
    """The price of one unit, taken; None where it is not one to pay, for another unit, or cannot be told exactly."""
    if pri.peek(_KIND) not in _TO_PAY or not pri.peek(_PRICE):
        return None
    if pri.peek(_PRICE_UNIT) and unit(pri.peek(_PRICE_UNIT)) != counted:
        return None
    before = [*pri.left]
    price, basis = pri.number(_PRICE), pri.number(_PRICE_BASIS) or Decimal(1)
    assert price is not None
    one = of_one(price, basis)
    if one is None:
        pri.left[:] = before
        return None
    pri.take(_KIND, _PRICE_UNIT)
    return one
