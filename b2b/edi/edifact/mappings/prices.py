"""Prices with what they hold for: PRI, alone or with currency, class of trade and multiplier, range and days below it
(CUX, APR, RNG, DTM).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from b2b.documents import Price, Quantity
from b2b.edi.edifact.mappings import dates, money, quantities
from b2b.edi.edifact.mappings.code_tables import CodeTable
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body, Named, Value, not_writable

# 2005 of the first and the last day, the first of each as we write it.
VALID_FROM, VALID_TO = ("7", "157", "194"), ("36", "206")
_VALIDITY = "273"

# 5125: net prices to calculate with; other prices are of another kind, where 5387 does not name one.
_TO_CALCULATE, _OF_KIND = ("AAA", "CAL"), "5125:"

# Kinds of prices: X12 element 236, EDIFACT 5387. One list began as the other.
_SAME = ("ALT", "CAT", "CON", "CUP", "CUS", "DIS", "DPR", "EUP", "INV", "MAX", "MIN", "MSR", "PRO", "PRP", "QTE", "RES")
_KINDS = CodeTable("5387", {**{kind: kind for kind in _SAME}, "RTL": "RTP", "WHL": "WH", "NET": "NTP"})

# What a price is for: X12 element 639, EDIFACT 5375; and 5284, where it is for so many units.
_BASES = CodeTable("5375", {basis: basis for basis in ("CA", "CT", "DI", "PE", "QT")})
_UNITS = {"HP": Decimal(100), "TP": Decimal(1000)}
_BY_UNITS = {units: basis for basis, units in _UNITS.items()}

# Who a price is for: X12 element 687, EDIFACT 4043. What it is multiplied by: X12 element 648, EDIFACT 5393.
_TRADES = CodeTable("4043", {trade: trade for trade in ("AG", "BG", "BR", "DE", "DI", "JB", "MF", "RS", "WH", "WS")})
_MULTIPLIERS = CodeTable("5393", {kind: kind for kind in ("CSD", "CSR", "DIS", "SEL")})

# 6167: a range of quantities. 6343: the currency of a price.
_QUANTITIES, _PRICING = "4", "10"

_KIND, _AMOUNT, _BASIS, _SPECIFICATION, _COUNT, _UNIT = (at(1, component) for component in range(1, 7))


def read(loop: LoopCursor) -> tuple[Price, ...]:
    """The prices of a group; one with neither amount nor multiplier stays unread, and one for so many units that the
    price of one cannot be told exactly.
    """
    groups = [(group.trigger, group) for group in loop.loops("PRI")]
    alone = [(pri, None) for pri in loop.all("PRI")]
    return tuple(price for pri, below in (*groups, *alone) if (price := _price(pri, below)) is not None)


def write(body: Body, prices: Sequence[Price], path: str = "") -> None:
    """A PRI for each, with what belongs to it; `path` is that of the field that holds `prices`, with its dot.

    NotWritable: a code of it has no like. What the message has no room for is refused when it is put together.
    """
    for index, price in enumerate(prices):
        name = f"{path}prices[{index}]"
        body.add("PRI", _elements(price, name))
        money.write_currency(body, price.currency, f"{name}.currency", _PRICING)
        _write_trade(body, price, name)
        quantity = price.quantity
        if quantity is not None and quantity.value != 1:
            unit = (f"{name}.quantity.unit", quantities.code_of(quantity.unit))
            body.add("RNG", _QUANTITIES, [unit, (f"{name}.quantity.value", quantity.value)])
        dates.write(body, VALID_FROM[0], f"{name}.valid_from", price.valid_from)
        dates.write(body, VALID_TO[0], f"{name}.valid_to", price.valid_to)
        dates.write_named(body, price.dates, f"{name}.")


def validity(loop: LoopCursor) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day of what a group says, None where it does not name them."""
    dtm = loop.first("DTM", _VALIDITY)
    if dtm is not None:
        days = dates.period(dtm)
        if days is not None:
            return days
        dtm.leave(at(1))
    return dates.find(loop, *VALID_FROM), dates.find(loop, *VALID_TO)


def _price(pri: SegmentCursor, below: LoopCursor | None) -> Price | None:
    before = [*pri.left]
    amount, basis = _amount(pri)
    if pri.peek(_AMOUNT) and amount is None:
        pri.left[:] = before
        return None
    apr = below.first("APR") if below is not None else None
    multiplier = apr.number(at(2, 1)) if apr is not None else None
    if amount is None and multiplier is None:
        return None
    first, last = validity(below) if below is not None else (None, None)
    return Price(
        amount=amount,
        kind=_kind(pri),
        quantity=_quantity(pri, below.first("RNG") if below is not None else None),
        basis=basis or _BASES.read(pri.text(_BASIS)),
        trade_class=_TRADES.read(apr.text(at(1))) if apr is not None else "",
        multiplier=multiplier,
        multiplier_kind=_MULTIPLIERS.read(apr.text(at(2, 2))) if apr is not None else "",
        currency=money.currency(below) if below is not None else None,
        valid_from=first,
        valid_to=last,
        dates=dates.named(below.all("DTM")) if below is not None else (),
    )


def _amount(pri: SegmentCursor) -> tuple[Decimal | None, str]:
    """The price of one unit, or of as many as its basis says (X12 element 639); None where there is none, or where
    that of one cannot be told exactly.
    """
    amount, count = pri.number(_AMOUNT), pri.number(_COUNT) or Decimal(1)
    if amount is None or count == 1 or count in _BY_UNITS:
        return amount, _BY_UNITS.get(count, "")
    return quantities.of_one(amount, count), ""


def _kind(pri: SegmentCursor) -> str:
    """What price it is: by 5387, else by 5125 where that is not merely a net price."""
    kind = _KINDS.read(pri.text(_SPECIFICATION))
    if pri.accept(_KIND, *_TO_CALCULATE) or kind:
        return kind
    return _OF_KIND + pri.text(_KIND)


def _quantity(pri: SegmentCursor, rng: SegmentCursor | None) -> Quantity | None:
    """From which quantity on the price holds: one unit, where there is no range of that unit."""
    unit = pri.text(_UNIT)
    least = rng.peek(at(2)) if rng is not None and rng.peek(at(1)) == _QUANTITIES and rng.peek(at(2, 2)) else ""
    if rng is not None and least and unit in ("", least):
        rng.take(at(1), at(2))
        value = rng.number(at(2, 2))
        assert value is not None
        return Quantity(value, quantities.unit(least))
    return Quantity(Decimal(1), quantities.unit(unit)) if unit else None


def _elements(price: Price, name: str) -> list[Value | Named]:
    """The components of a PRI."""
    code, kind = _TO_CALCULATE[0], _KINDS.write(price.kind)
    if price.kind.startswith(_OF_KIND):
        code = price.kind.removeprefix(_OF_KIND)
    elif price.kind and not kind:
        raise not_writable(f"EDIFACT has no code for the price {price.kind!r}", f"{name}.kind", "PRI01-04")
    basis = _BASES.write(price.basis)
    if price.basis and not basis and price.basis not in _UNITS:
        raise not_writable(f"EDIFACT has no code for the basis {price.basis!r}", f"{name}.basis", "PRI01-03")
    unit = quantities.code_of(price.quantity.unit) if price.quantity is not None else ""
    return [
        (f"{name}.kind", code),
        (f"{name}.amount", price.amount),
        (f"{name}.basis", basis),
        (f"{name}.kind", kind),
        (f"{name}.basis", _UNITS.get(price.basis)),
        (f"{name}.quantity.unit", unit),
    ]


def _write_trade(body: Body, price: Price, name: str) -> None:
    """The APR of a price, nothing where it has neither a class of trade nor a multiplier."""
    trade, kind = _TRADES.write(price.trade_class), _MULTIPLIERS.write(price.multiplier_kind)
    for field, code, known in (
        ("trade_class", price.trade_class, trade),
        ("multiplier_kind", price.multiplier_kind, kind),
    ):
        if code and not known:
            raise not_writable(f"EDIFACT has no code for {code!r}", f"{name}.{field}", "APR")
    if trade or kind or price.multiplier is not None:
        multiplier = [(f"{name}.multiplier", price.multiplier), (f"{name}.multiplier_kind", kind)]
        body.add("APR", (f"{name}.trade_class", trade), multiplier)
