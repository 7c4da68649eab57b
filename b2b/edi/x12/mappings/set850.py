"""850 Purchase Order <-> `Order`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from b2b.documents import Destination, NamedDate, Order, OrderLine, Party, Quantity, Reference
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import (
    destinations,
    echo,
    heading,
    items,
    order_heading,
    party,
    quantities,
    references,
    terms,
    texts,
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, SegmentCursor, opened
from b2b.edi.x12.mappings.writing import Body

# Element 235: the buyer's line number, where a partner puts it among the item numbers.
_LINE_NUMBER = "PL"

_CONTRACT = "CT"

# Most lines have nothing else.
_ITEM_AND_DESCRIPTION = frozenset({"PO1", "PID"})

_PARTIES = party.together(party.BUYER, party.SUPPLIER, party.SHIP_TO, party.BILL_TO)

# Element 248: neither given nor taken (N), or a service without an amount (S).
_NO_AMOUNT = ("", "N", "S")


def read(tree: Node, context: Context) -> tuple[Order, tuple[Leftover, ...]]:
    """The order of an accepted 850, and what of the message it has no place for.

    Errors: Unreadable where number, date or a quantity is missing, where a number or date is malformed, and where lines
    are in different currencies.
    """
    message = opened(tree, context)
    return _order(message), message.leftovers()


def write(order: Order, context: Context) -> list[list[str]]:
    """The body of the 850 of an order. Errors: NotWritable names the field."""
    body = Body(context)
    body.add(
        "BEG",
        ("purpose", order.purpose),
        ("kind", order.kind),
        ("number", order.number),
        ("release_number", order.release_number),
        ("date", order.date),
    )
    order_heading.write(body, order)
    for index, line in enumerate(order.lines):
        _write_line(body, line, f"lines[{index}]")
    body.add("CTT", len(order.lines))
    return echo.checked("850", body.segments, order, lambda tree, known: read(tree, known)[0], context)


def _order(message: LoopCursor) -> Order:
    beg = message.required("BEG")
    contract = beg.text(6)
    requested, cancel_after = message.day(*heading.REQUESTED), message.day(*heading.CANCEL_AFTER)
    loops = message.loops("PO1")
    currency = heading.common_currency(message, loops)
    lines = tuple([_line(loop) for loop in loops])
    notes, noted = heading.notes(message)
    buyer, supplier, ship_to, bill_to = _PARTIES(message)
    extras = tuple(_allowances_charges(message, loops)) if message.holds("SAC") else ()
    heading.accept_totals(message, len(lines), (line.quantity.value for line in lines))
    return Order(
        number=beg.required(3),
        date=beg.required_day(5),
        lines=lines,
        purpose=beg.text(1),
        kind=beg.text(2),
        release_number=beg.text(4),
        currency=currency,
        buyer=buyer or Party(),
        supplier=supplier or Party(),
        ship_to=ship_to,
        bill_to=bill_to,
        requested_date=requested,
        cancel_after=cancel_after,
        payment_terms=terms.text(message.all("ITD")),
        references=(
            *((Reference(_CONTRACT, contract),) if contract else ()),
            *references.read(message.all("REF")),
            *noted,
        ),
        notes=notes,
        dates=heading.named_dates(message.all("DTM")),
        allowances_charges=extras,
    )


def _allowances_charges(message: LoopCursor, lines: Sequence[LoopCursor]) -> Iterator[str]:
    """The SAC of order and lines, for people to read; nothing is reckoned with them, so they stay leftovers."""
    for loop in (message, *lines):
        of = f"line {loop.trigger.peek(1)}: " if loop is not message else ""
        for sac in loop.all("SAC"):
            if sac.peek(1) not in _NO_AMOUNT:
                yield of + " ".join(value for element in range(1, len(sac) + 1) if (value := sac.peek(element)))


@dataclass(frozen=True, slots=True)
class _Further:
    """What some lines have beside the item and its description; the price is one that stands apart (CTP)."""

    requested_date: dt.date | None = None
    references: tuple[Reference, ...] = ()
    ship_to: Party | None = None
    notes: tuple[str, ...] = ()
    destinations: tuple[Destination, ...] = ()
    dates: tuple[NamedDate, ...] = ()


_NOTHING_FURTHER = _Further()


def _line(loop: LoopCursor) -> OrderLine:
    po1 = loop.trigger
    number = po1.text(1)
    ids, apart = items.read(po1, 6, () if number else (_LINE_NUMBER,))
    bare = loop.holds_only(_ITEM_AND_DESCRIPTION)
    schedules = () if bare else loop.all("SCH")
    quantity = quantities.read(po1, 2, 3) or _scheduled(schedules)
    if quantity is None:
        raise po1.unreadable("the line has no quantity")
    further = _NOTHING_FURTHER if bare else _further(loop, schedules, quantity)
    price = quantities.unit_price(po1, () if bare else loop.all("CTP"))
    return OrderLine(
        number or apart.get(_LINE_NUMBER, ""),
        quantity,
        price,
        ids,
        texts.described(loop) or items.named_in_part(ids),
        further.requested_date,
        further.references,
        further.ship_to,
        further.notes,
        further.destinations,
        further.dates,
        quantities.other_price(po1) if price is None else "",
    )


def _further(loop: LoopCursor, schedules: Sequence[SegmentCursor], quantity: Quantity) -> _Further:
    requested = loop.day(*heading.REQUESTED)
    if requested is None and len(schedules) == 1 and schedules[0].accept_number(1, quantity.value):
        schedules[0].take(2, 5)
        requested = schedules[0].day(6)
    notes = texts.messages(loop)
    for n9, said in texts.noted_loops(loop.loops("N9")):
        notes += said
        n9.accept(1, texts.NOTES)
    return _Further(
        requested_date=requested,
        references=references.read(loop.all("REF")),
        ship_to=party.find(loop, party.SHIP_TO),
        notes=tuple(notes),
        destinations=destinations.read(loop.all("SDQ")),
        dates=heading.named_dates(loop.all("DTM")),
    )


def _scheduled(schedules: Sequence[SegmentCursor]) -> Quantity | None:
    """The sum of the scheduled quantities, where the line itself has none and they are all in one unit."""
    parts = [part for schedule in schedules if (part := quantities.read(schedule, 1, 2)) is not None]
    if not parts or len({part.unit for part in parts}) > 1:
        return None
    return Quantity(sum((part.value for part in parts), Decimal(0)), parts[0].unit)


def _write_line(body: Body, line: OrderLine, at: str) -> None:
    value, unit = quantities.elements(line.quantity, f"{at}.quantity", "PO103")
    body.add(
        "PO1",
        (f"{at}.number", line.number),
        value,
        unit,
        (f"{at}.unit_price", line.unit_price),
        None,
        *items.pairs(line.items, at),
    )
    if line.description != items.named_in_part(line.items):
        texts.write_description(body, f"{at}.description", line.description)
    references.write(body, line.references, f"{at}.")
    destinations.write(body, line.destinations, f"{at}.destinations")
    body.day("002", f"{at}.requested_date", line.requested_date)
    heading.write_named_dates(body, line.dates, f"{at}.")
    texts.write_messages(body, line.notes, f"{at}.")
    party.write(body, "ST", line.ship_to, f"{at}.ship_to")
