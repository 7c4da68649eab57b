"""Prices with what they hold for: CTP, alone or with its dates and its currency below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from b2b.documents import Price
from b2b.edi.x12.mappings import heading, quantities
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body, Named, Value, not_writable

# Element 374 of the first and the last day of a price or an item.
VALID_FROM, VALID_TO = "007", "036"

_CURRENCY_OF = "SE"


def read(segments: Iterable[SegmentCursor]) -> tuple[Price, ...]:
    """What these CTP say; one with neither price nor multiplier stays unread."""
    return tuple(price for ctp in segments if (price := _price(ctp, None)) is not None)


def read_loops(loops: Iterable[LoopCursor]) -> tuple[Price, ...]:
    """The same of CTP with segments of their own below them."""
    return tuple(price for loop in loops if (price := _price(loop.trigger, loop)) is not None)


def write(body: Body, prices: Sequence[Price], at: str = "") -> None:
    """A CTP for each; `at` is the path of the field that holds `prices`, with its dot.

    NotWritable: one has days or a currency of its own, which have no place beside a CTP alone.
    """
    for index, price in enumerate(prices):
        name = f"{at}prices[{index}]"
        for field in ("currency", "valid_from", "valid_to", "dates"):
            if getattr(price, field):
                raise not_writable("there is no place for it in this part of the message", f"{name}.{field}", "CTP")
        _write_alone(body, price, name)


def write_loops(body: Body, prices: Sequence[Price], at: str = "") -> None:
    """The same with their days and their currencies below them."""
    for index, price in enumerate(prices):
        name = f"{at}prices[{index}]"
        _write_alone(body, price, name)
        body.day(VALID_FROM, f"{name}.valid_from", price.valid_from)
        body.day(VALID_TO, f"{name}.valid_to", price.valid_to)
        heading.write_named_dates(body, price.dates, f"{name}.")
        if price.currency is not None:
            body.add("CUR", _CURRENCY_OF, (f"{name}.currency", price.currency))


def _write_alone(body: Body, price: Price, name: str) -> None:
    counted: tuple[Value | Named, Value | Named] = (None, None)
    if price.quantity is not None:
        counted = quantities.elements(price.quantity, f"{name}.quantity", "CTP05")
    body.add(
        "CTP",
        (f"{name}.trade_class", price.trade_class),
        (f"{name}.kind", price.kind),
        (f"{name}.amount", price.amount),
        *counted,
        (f"{name}.multiplier_kind", price.multiplier_kind),
        (f"{name}.multiplier", price.multiplier),
        None,
        (f"{name}.basis", price.basis),
    )


def _price(ctp: SegmentCursor, below: LoopCursor | None) -> Price | None:
    if not ctp.peek(3) and not ctp.peek(7):
        return None
    first, last = (below.day(VALID_FROM), below.day(VALID_TO)) if below is not None else (None, None)
    return Price(
        amount=ctp.number(3),
        kind=ctp.text(2),
        quantity=quantities.read(ctp, 4, 5),
        basis=ctp.text(9),
        trade_class=ctp.text(1),
        multiplier=ctp.number(7),
        multiplier_kind=ctp.text(6),
        currency=heading.currency(below) if below is not None else None,
        valid_from=first,
        valid_to=last,
        dates=heading.named_dates(below.all("DTM")) if below is not None else (),
    )
