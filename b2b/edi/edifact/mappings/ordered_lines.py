"""What a line of an order, or of a change to one, orders: read only where it says so once, nothing is picked out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from b2b.documents import Quantity
from b2b.edi.edifact.mappings import quantities
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at

# Element 1229: added, which says no more than that the line is there.
_ADDED = "1"

# Element 6063: units that cost nothing, beside those that are ordered and among them.
_FREE = ("192", "193")

# Places in LIN: C829 (sub-line of another line), 1222 (level of a configuration), 7083 (what becomes of it there).
_SUB_LINE = (at(4), at(4, 2), at(5), at(6))


def is_ordered(lin: SegmentCursor) -> None:
    """Take that the line is there; Unreadable where its action (1229) says anything else: it is deleted."""
    action = lin.peek(at(2))
    if action not in ("", _ADDED):
        raise lin.unreadable(f"{named(lin)}: action {action!r} (LIN02) is not that of a line that is ordered")
    lin.text(at(2))


def stands_alone(lin: SegmentCursor) -> None:
    """Unreadable where the line is a part of another one, or of a configuration: both would be booked."""
    said = " ".join(value for place in _SUB_LINE if (value := lin.peek(place)))
    if said:
        raise lin.unreadable(f"{named(lin)} is a sub-line or a part of a configuration ({said} in LIN04 to LIN06)")


def quantity(loop: LoopCursor, *kinds: str) -> Quantity | None:
    """The quantity with the first of these qualifiers (6063) that is there. Unreadable: there are two, and differ."""
    for kind in kinds:
        found = []
        while (one := quantities.find(loop, kind)) is not None:
            found.append(one)
        if len(set(found)) > 1:
            several = " and ".join(str(one) for one in found)
            raise loop.trigger.unreadable(f"{named(loop.trigger)} orders {several} (QTY {kind})")
        if found:
            return found[0]
    return None


def price(loop: LoopCursor, unit: str, currency: str | None) -> tuple[Decimal | None, str]:
    """As `quantities.unit_price`. Unreadable: there are two prices of one such unit, and they differ; or the price is
    in another currency than that of the order, or of the agreement where the order names none.
    """
    prices = loop.loops("PRI")
    to_pay = [(one, pri) for pri in prices if (one := _alone(pri, unit)) is not None]
    if len({one for one, _ in to_pay}) > 1:
        several = " and ".join(f"{one:f}" for one, _ in to_pay)
        raise loop.trigger.unreadable(f"{named(loop.trigger)} is to be paid at {several} a unit (PRI)")
    known = currency or loop.context.currency
    for _, pri in to_pay:
        for cux in pri.all("CUX"):
            if (other := cux.peek(at(1, 2))) and other != known:
                raise cux.unreadable(f"{named(loop.trigger)} is priced in {other}, the order in {known or 'none'}")
    return quantities.unit_price(prices, unit)


def free_goods(loop: LoopCursor) -> Iterator[str]:
    """The units of a line that shall cost nothing, for people to read; they stay leftovers."""
    while (qty := loop.first("QTY", *_FREE)) is not None:
        qty.leave(at(1))
        yield f"free goods {' '.join(value for place in (2, 3) if (value := qty.peek(place)))} (QTY {qty.peek(1)})"


def named(lin: SegmentCursor) -> str:
    """The line in words."""
    return f"line {lin.peek(at(1)) or '(without a number)'}"


def _alone(pri: LoopCursor, unit: str) -> Decimal | None:
    """The price of one unit by this PRI, which is left as it was."""
    before = [*pri.trigger.left]
    one, _ = quantities.unit_price([pri], unit)
    pri.trigger.left[:] = before
    return one
