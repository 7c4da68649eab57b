"""869 Order Status Inquiry <-> `OrderStatusInquiry`: orders and items as nested HL loops."""

from __future__ import annotations

from b2b.documents import InquiredLine, InquiredOrder, OrderStatusInquiry, Party
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import (
    echo,
    heading,
    instants,
    items,
    nte,
    order_levels,
    party,
    quantities,
    references,
    texts,
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.levels import Levels
from b2b.edi.x12.mappings.order_levels import ITEM, ORDER, OrderLevel
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, opened
from b2b.edi.x12.mappings.writing import Body


def read(tree: Node, context: Context) -> tuple[OrderStatusInquiry, tuple[Leftover, ...]]:
    """The inquiry of an accepted 869, and what of the message it has no place for.

    Errors: Unreadable where number or date is missing or malformed.
    """
    message = opened(tree, context)
    return _inquiry(message), message.leftovers()


def write(inquiry: OrderStatusInquiry, context: Context) -> list[list[str]]:
    """The body of the 869 of an inquiry. Errors: NotWritable names the field."""
    body = Body(context)
    body.add(
        "BSI",
        ("number", inquiry.number),
        ("date", inquiry.date),
        ("scope", inquiry.scope),
        ("products", inquiry.products),
        ("locations", inquiry.locations),
        ("time", inquiry.time),
        ("purpose", inquiry.purpose),
        ("kind", inquiry.kind),
    )
    nte.write(body, inquiry.notes)
    levels = Levels(body)
    for index, order in enumerate(inquiry.orders):
        _write_order(levels, order, f"orders[{index}]")
    body.add("CTT", levels.count)
    return echo.checked("869", body.segments, inquiry, lambda tree, known: read(tree, known)[0], context)


def _inquiry(message: LoopCursor) -> OrderStatusInquiry:
    bsi = message.required("BSI")
    levels = order_levels.read(message)
    heading.accept_totals(message, levels.count, ())
    return OrderStatusInquiry(
        number=bsi.required(1),
        date=bsi.required_day(2),
        orders=tuple(_order(level) for level in levels.orders),
        time=instants.time_of_day(bsi, 6),
        scope=bsi.text(3),
        products=bsi.text(4),
        locations=bsi.text(5),
        purpose=bsi.text(7),
        kind=bsi.text(8),
        notes=nte.read(message.all("NTE")),
    )


def _order(found: OrderLevel) -> InquiredOrder:
    number, release, date = found.named
    lines = tuple(line for item in found.items for line in _lines(item, alone=True))
    level = found.level
    if level is None:
        return InquiredOrder(number, lines, release, date)
    return InquiredOrder(
        number,
        (*_lines(level, alone=False), *lines),
        release,
        date,
        buyer=party.find(level, party.BUYER) or Party(),
        supplier=party.find(level, party.SUPPLIER) or Party(),
        ship_to=party.find(level, party.SHIP_TO),
        parties=party.others(level),
        dates=heading.named_dates(level.all("DTM")),
        references=references.read(level.all("REF")),
    )


def _lines(level: LoopCursor, alone: bool) -> tuple[InquiredLine, ...]:
    """The items of a level; all that it says is the first one's where the level is the items' `alone`."""
    segments = level.all("LIN")
    if not segments:
        return ()
    ids, _ = items.read(segments[0], 2)
    line = InquiredLine(
        items=ids,
        number=segments[0].text(1),
        description=texts.described(level) or items.named_in_part(ids),
        quantities=quantities.named(level.all("QTY")),
        ship_to=party.find(level, party.SHIP_TO) if alone else None,
        parties=party.others(level) if alone else (),
        dates=heading.named_dates(level.all("DTM")) if alone else (),
        references=references.read(level.all("REF")) if alone else (),
    )
    return (line, *(InquiredLine(items.read(lin, 2)[0], lin.text(1)) for lin in segments[1:]))


def _write_order(levels: Levels, order: InquiredOrder, at: str) -> None:
    body = levels.body
    level = levels.open(ORDER, None, bool(order.lines))
    order_levels.write_reference(body, order.order_number, order.release_number, order.order_date, at)
    heading.write_named_dates(body, order.dates, f"{at}.")
    references.write(body, order.references, f"{at}.")
    party.write(body, "BY", order.buyer, f"{at}.buyer")
    party.write(body, "SU", order.supplier, f"{at}.supplier")
    party.write(body, "ST", order.ship_to, f"{at}.ship_to")
    party.write_others(body, order.parties, f"{at}.")
    for index, line in enumerate(order.lines):
        levels.open(ITEM, level, False)
        _write_line(body, line, f"{at}.lines[{index}]")


def _write_line(body: Body, line: InquiredLine, at: str) -> None:
    heading.write_named_dates(body, line.dates, f"{at}.")
    body.add("LIN", (f"{at}.number", line.number), *items.pairs(line.items, at))
    if line.description != items.named_in_part(line.items):
        texts.write_description(body, f"{at}.description", line.description)
    quantities.write_named(body, line.quantities, f"{at}.quantities")
    references.write(body, line.references, f"{at}.")
    party.write(body, "ST", line.ship_to, f"{at}.ship_to")
    party.write_others(body, line.parties, f"{at}.")
