"""The changed line (POC) of an 860 and of its answer 865: what is to become of it, quantities, price, item numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from b2b.documents import ChangedLine, ChangeResponseLine, ItemId, Quantity
from b2b.edi.x12.mappings import items, quantities, references, texts
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body, Component, Named

# POC05, behind which price and basis stand, and the first of the item numbers.
_UNIT, _ITEMS = 5, 8

# POC04, which since 006020 has six quantities: the last is what is left to receive.
_QUANTITIES, _TO_RECEIVE = 4, 6


class Poc(NamedTuple):
    """What POC itself says; the names are those of `ChangedLine`."""

    number: str
    change: str
    ordered: Quantity | None
    to_receive: Decimal | None
    unit_price: Decimal | None
    items: tuple[ItemId, ...]


def read(loop: LoopCursor) -> Poc:
    """The line of one POC loop. Unreadable: it does not say what is to become of it, or a number is malformed."""
    poc = loop.trigger
    ids, _ = items.read(poc, _ITEMS)
    return Poc(
        number=poc.text(1),
        change=poc.required(2),
        ordered=quantities.read(poc, 3, _UNIT),
        to_receive=_to_receive(poc),
        unit_price=quantities.unit_price(poc, loop.all("CTP"), _UNIT),
        items=ids,
    )


def _to_receive(poc: SegmentCursor) -> Decimal | None:
    use = poc.context.release.segments[poc.id].uses[_QUANTITIES - 1]
    return poc.number(_QUANTITIES) if use.composite is None else poc.component(_QUANTITIES, _TO_RECEIVE)


def other_price(loop: LoopCursor) -> str:
    """The price of the line where it is for another unit than the quantity's, as written."""
    return quantities.other_price(loop.trigger, _UNIT)


def description(loop: LoopCursor, ids: tuple[ItemId, ...]) -> str:
    """The description of the line, else the one among its item numbers."""
    return texts.described(loop) or items.named_in_part(ids)


def write(body: Body, line: ChangedLine | ChangeResponseLine, at: str) -> None:
    """POC, its description and its references."""
    value: Named | None = None
    unit: Named | None = None
    if line.ordered is not None:
        value, unit = quantities.elements(line.ordered, f"{at}.ordered", f"POC{_UNIT:02d}")
    to_receive = Component(_TO_RECEIVE, line.to_receive) if body.components("POC", _QUANTITIES) else line.to_receive
    body.add(
        "POC",
        (f"{at}.number", line.number),
        (f"{at}.change", line.change),
        value,
        (f"{at}.to_receive", to_receive),
        unit,
        (f"{at}.unit_price", line.unit_price),
        None,
        *items.pairs(line.items, at),
    )
    if line.description != items.named_in_part(line.items):
        texts.write_description(body, f"{at}.description", line.description)
    references.write(body, line.references, f"{at}.")
