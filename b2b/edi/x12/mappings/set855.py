"""855 Purchase Order Acknowledgment <-> `OrderResponse`."""

from __future__ import annotations

from b2b.documents import OrderResponse, Party, ResponseLine
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import answers, echo, heading, items, party, quantities, references, texts
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, opened
from b2b.edi.x12.mappings.writing import Body


def read(tree: Node, context: Context) -> tuple[OrderResponse, tuple[Leftover, ...]]:
    """The answer in an accepted 855, and what of the message it has no place for.

    An ACK or SCH without a quantity speaks of the whole line. Errors: Unreadable where the status says neither yes nor
    no, where number, currency or a quantity is missing, and where one of them or a date is malformed.
    """
    message = opened(tree, context)
    return _response(message), message.leftovers()


def write(response: OrderResponse, context: Context) -> list[list[str]]:
    """The body of the 855 of an answer. Errors: NotWritable names the field."""
    body = Body(context)
    body.add(
        "BAK",
        "00",
        ("status", response.status.value),
        ("order_number", response.order_number),
        ("order_date", response.order_date),
        ("release_number", response.release_number),
        None,
        None,
        ("number", response.number),
        ("date", response.date),
    )
    body.add("CUR", "SE", ("currency", response.currency))
    references.write(body, response.references)
    party.write(body, "BY", response.buyer, "buyer")
    party.write(body, "SU", response.supplier, "supplier")
    party.write(body, "ST", response.ship_to, "ship_to")
    for index, line in enumerate(response.lines):
        _write_line(body, line, f"lines[{index}]")
    body.add("CTT", len(response.lines))
    return echo.checked("855", body.segments, response, lambda tree, known: read(tree, known)[0], context)


def _response(message: LoopCursor) -> OrderResponse:
    bak = message.required("BAK")
    bak.accept(1, "00")
    status = answers.status(bak, 2)
    date = bak.day(9) or message.context.date
    if date is None:
        raise bak.unreadable("BAK09, the date of the answer, is missing")
    lines = tuple(_line(loop) for loop in message.loops("PO1"))
    heading.accept_totals(message, len(lines), (line.ordered.value for line in lines))
    return OrderResponse(
        order_number=bak.required(3),
        order_date=bak.day(4),
        date=date,
        status=status,
        currency=heading.required_currency(message),
        lines=lines,
        number=bak.text(8),
        release_number=bak.text(5),
        buyer=party.find(message, party.BUYER) or Party(),
        supplier=party.find(message, party.SUPPLIER) or Party(),
        ship_to=party.find(message, party.SHIP_TO),
        references=references.read(message.all("REF")),
    )


def _line(loop: LoopCursor) -> ResponseLine:
    po1 = loop.trigger
    ids, _ = items.read(po1, 6)
    ordered = quantities.read(po1, 2, 3)
    if ordered is None:
        raise po1.unreadable("PO102, the quantity of the line, is missing")
    return ResponseLine(
        number=po1.text(1),
        ordered=ordered,
        unit_price=quantities.unit_price(po1, loop.all("CTP")),
        items=ids,
        answers=answers.read(loop, ordered),
        description=texts.described(loop) or items.named_in_part(ids),
        references=references.read(loop.all("REF")),
    )


def _write_line(body: Body, line: ResponseLine, at: str) -> None:
    value, unit = quantities.elements(line.ordered, f"{at}.ordered", "PO103")
    price = (f"{at}.unit_price", line.unit_price)
    body.add("PO1", (f"{at}.number", line.number), value, unit, price, None, *items.pairs(line.items, at))
    if line.description != items.named_in_part(line.items):
        texts.write_description(body, f"{at}.description", line.description)
    references.write(body, line.references, f"{at}.")
    answers.write(body, line.answers, at)
