"""875 Grocery Products Purchase Order <-> `Order`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from b2b.documents import Destination, Order, OrderLine, Party, PartyId
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import (
    echo,
    g23,
    g62,
    heading_parties,
    invoice_notes,
    item_places,
    party,
    quantities,
    references,
    unit_totals,
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.item_places import BUYERS_LINE_NUMBER, LINE_NUMBER, Places
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, SegmentCursor, opened
from b2b.edi.x12.mappings.writing import Body

_G68 = Places("G68", 4, (5, 7))
_ROLES = {"buyer": party.BUYER, "supplier": party.SUPPLIER, "ship_to": party.SHIP_TO, "bill_to": party.BILL_TO}

# G5001 (element 473) and the purposes of an order (element 353) that mean the same.
_PURPOSES: Mapping[str, str] = {"N": "00", "F": "01", "D": "03", "R": "04", "C": "06", "T": "15", "A": "22", "X": "77"}
_STATUSES = {purpose: status for status, purpose in _PURPOSES.items()}

# A status that no purpose is like keeps the number of its list.
_OWN = "473:"

_REQUESTED, _CANCEL_AFTER = ("02", "68", "10"), ("01",)
_RELEASE = "RE"
_EACH_PLACE = "01"


def read(tree: Node, context: Context) -> tuple[Order, tuple[Leftover, ...]]:
    """The order in an accepted 875, and what of the message it has no place for.

    An 875 names no currency: it is the agreement's. Errors: Unreadable where number, date or a quantity is missing or
    malformed.
    """
    message = opened(tree, context)
    return _order(message), message.leftovers()


def write(order: Order, context: Context) -> list[list[str]]:
    """The body of the 875 of an order. Errors: NotWritable names the field.

    An 875 has no dates of lines: one on which all lines agree is written for the order.
    """
    order = _dated_as_a_whole(order)
    body = Body(context)
    status = _STATUSES.get(order.purpose, order.purpose.removeprefix(_OWN))
    number, kind = ("number", order.number), ("kind", order.kind)
    body.add("G50", ("purpose", status), ("date", order.date), number, None, None, None, kind)
    references.write_one(body, _RELEASE, "release_number", order.release_number, "N9")
    for field, codes in _ROLES.items():
        heading_parties.write_numbers(body, codes[0], getattr(order, field), field, with_endpoint=True)
    references.write(body, order.references, id="N9")
    heading_parties.write_contact(body, "BY", order.buyer, "buyer")
    heading_parties.write_contact(body, "SU", order.supplier, "supplier")
    g62.write_day(body, _REQUESTED[0], "requested_date", order.requested_date)
    g62.write_day(body, _CANCEL_AFTER[0], "cancel_after", order.cancel_after)
    g62.write(body, order.dates)
    g23.write_words(body, "payment_terms", order.payment_terms)
    invoice_notes.write(body, order.notes, ())
    for field, codes in _ROLES.items():
        heading_parties.write(body, codes[0], getattr(order, field), field, with_contact=False)
    for index, line in enumerate(order.lines):
        _write_line(body, line, f"lines[{index}]")
    unit_totals.write(body, "G76", [line.quantity for line in order.lines])
    return echo.checked("875", body.segments, order, lambda tree, known: read(tree, known)[0], context)


def _dated_as_a_whole(order: Order) -> Order:
    """The same order with the requested date of its lines in the heading, where they all have one and the heading has
    no other.
    """
    days = {line.requested_date for line in order.lines}
    if len(days) != 1 or None in days or order.requested_date not in (None, *days):
        return order
    (day,) = days
    return replace(order, requested_date=day, lines=tuple(replace(line, requested_date=None) for line in order.lines))


def _order(message: LoopCursor) -> Order:
    g50 = message.required("G50")
    status = g50.text(1)
    loops = message.loops("G68")
    lines = tuple(_line(loop) for loop in loops)
    extras = tuple(_allowances_charges(message, ""))
    for line, loop in zip(lines, loops, strict=True):
        extras += tuple(_allowances_charges(loop, f"line {line.number}: "))
    release = references.one(message, _RELEASE, id="N9")
    parties, n9s = heading_parties.read(message, _ROLES)
    traders = heading_parties.read_contacts(message, {"BY": parties["buyer"], "SU": parties["supplier"]})
    words, ntes = g23.words(message.all("G23"), message.all("NTE"))
    notes, _ = invoice_notes.read(ntes, ())
    unit_totals.accept(message, "G76", [line.quantity for line in lines])
    return Order(
        number=g50.required(3),
        date=g50.required_day(2),
        lines=lines,
        purpose=_PURPOSES.get(status, _OWN + status),
        kind=g50.text(7),
        release_number=release,
        currency=message.context.currency,
        buyer=traders["BY"] or Party(),
        supplier=traders["SU"] or Party(),
        ship_to=parties["ship_to"],
        bill_to=parties["bill_to"],
        requested_date=g62.day(message, *_REQUESTED),
        cancel_after=g62.day(message, *_CANCEL_AFTER),
        payment_terms=words,
        references=references.read(n9s),
        notes=tuple(notes),
        dates=g62.read(message.all("G62")),
        allowances_charges=extras,
    )


def _allowances_charges(loop: LoopCursor, of: str) -> Iterator[str]:
    """The G72 of the order or a line, for people to read; nothing is reckoned with them, so they stay leftovers."""
    for g72 in loop.all("G72"):
        yield of + " ".join(value for element in range(1, len(g72) + 1) if (value := g72.peek(element)))


def _line(loop: LoopCursor) -> OrderLine:
    g68 = loop.trigger
    known = item_places.read(loop, _G68, (BUYERS_LINE_NUMBER, LINE_NUMBER), with_lot=False)
    quantity = quantities.read(g68, 1, 2)
    if quantity is None:
        raise g68.unreadable("the line has no quantity")
    places = loop.loops("N1")
    return OrderLine(
        number=known.number,
        quantity=quantity,
        unit_price=g68.number(3),
        items=known.items,
        description=known.description,
        references=references.read(known.others),
        ship_to=_ship_to(places),
        destinations=tuple(_destinations(places)),
    )


def _destinations(places: Iterable[LoopCursor]) -> Iterator[Destination]:
    """The places that have a quantity and a number, and what each gets."""
    for place in places:
        n1, qty = place.trigger, place.first("QTY")
        if qty is not None and n1.peek(1) in party.SHIP_TO and n1.peek(4) and qty.peek(2):
            n1.take(1)
            qty.accept(1, _EACH_PLACE)
            quantity = quantities.read(qty, 2, 3)
            assert quantity is not None
            yield Destination(PartyId(n1.text(3), n1.text(4)), quantity)


def _ship_to(places: Sequence[LoopCursor]) -> Party | None:
    """The one place of a line that has no quantity of its own."""
    for place in places:
        n1: SegmentCursor = place.trigger
        if n1.peek(1) in party.SHIP_TO and "QTY" not in {segment.elements[0] for segment in place.node.segments}:
            n1.take(1)
            return party.read(place)
    return None


def _write_line(body: Body, line: OrderLine, at: str) -> None:
    value, unit = quantities.elements(line.quantity, f"{at}.quantity", "G6802")
    placed = item_places.elements(body, _G68, line.items, at)
    item_places.write(body, "G68", {1: value, 2: unit, 3: (f"{at}.unit_price", line.unit_price)} | placed)
    item_places.write_description(body, line.description, line.items, at)
    numbers = [(BUYERS_LINE_NUMBER, "number", line.number)]
    item_places.write_numbers(body, _G68, at, numbers, line.items, others=line.references)
    heading_parties.write(body, "ST", line.ship_to, f"{at}.ship_to", with_contact=False)
    for index, destination in enumerate(line.destinations):
        name = f"{at}.destinations[{index}]"
        place = (f"{name}.place.scheme", destination.place.scheme), (f"{name}.place.value", destination.place.value)
        body.add("N1", "ST", None, *place)
        body.add("QTY", _EACH_PLACE, *quantities.elements(destination.quantity, f"{name}.quantity", "QTY03"))
