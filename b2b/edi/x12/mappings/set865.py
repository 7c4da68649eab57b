"""865 Purchase Order Change Acknowledgment/Request, Seller Initiated <-> `OrderChangeResponse`."""

from __future__ import annotations

from b2b.documents import ChangeResponseLine, OrderChangeResponse, Party
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import answers, changed_lines, echo, heading, party, references
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, opened
from b2b.edi.x12.mappings.writing import Body


def read(tree: Node, context: Context) -> tuple[OrderChangeResponse, tuple[Leftover, ...]]:
    """The answer in an accepted 865, and what of the message it has no place for.

    The day of the answer is BCA10, else that of the group. Errors: Unreadable where the status says neither yes nor no,
    where the order's number or what a line shall become is missing, and where a number or date is malformed.
    """
    message = opened(tree, context)
    return _response(message), message.leftovers()


def write(response: OrderChangeResponse, context: Context) -> list[list[str]]:
    """The body of the 865 of an answer. Errors: NotWritable names the field."""
    body = Body(context)
    body.add(
        "BCA",
        ("purpose", response.purpose),
        ("status", None if response.status is None else response.status.value),
        ("order_number", response.order_number),
        ("release_number", response.release_number),
        ("change_number", response.change_number),
        ("order_date", response.order_date),
        *[None] * 2,
        ("number", response.number),
        ("date", response.date),
        ("change_date", response.change_date),
    )
    if response.currency is not None:
        body.add("CUR", "SE", ("currency", response.currency))
    references.write(body, response.references)
    party.write(body, "BY", response.buyer, "buyer")
    party.write(body, "SU", response.supplier, "supplier")
    party.write(body, "ST", response.ship_to, "ship_to")
    for index, line in enumerate(response.lines):
        at = f"lines[{index}]"
        changed_lines.write(body, line, at)
        answers.write(body, line.answers, at)
    body.add("CTT", len(response.lines))
    return echo.checked("865", body.segments, response, lambda tree, known: read(tree, known)[0], context)


def _response(message: LoopCursor) -> OrderChangeResponse:
    bca = message.required("BCA")
    date = bca.day(10) or message.context.date
    if date is None:
        raise bca.unreadable("BCA10, the date of the answer, is missing")
    loops = message.loops("POC")
    currency = heading.common_currency(message, loops)
    lines = tuple(_line(loop) for loop in loops)
    heading.accept_totals(message, len(lines), (line.ordered.value for line in lines if line.ordered is not None))
    return OrderChangeResponse(
        order_number=bca.required(3),
        order_date=bca.day(6),
        date=date,
        status=answers.status(bca, 2) if bca.peek(2) else None,
        lines=lines,
        change_number=bca.text(5),
        change_date=bca.day(11),
        number=bca.text(9),
        purpose=bca.text(1),
        release_number=bca.text(4),
        currency=currency,
        buyer=party.find(message, party.BUYER) or Party(),
        supplier=party.find(message, party.SUPPLIER) or Party(),
        ship_to=party.find(message, party.SHIP_TO),
        references=references.read(message.all("REF")),
    )


def _line(loop: LoopCursor) -> ChangeResponseLine:
    poc = changed_lines.read(loop)
    return ChangeResponseLine(
        *poc,
        answers=answers.read(loop, poc.ordered),
        description=changed_lines.description(loop, poc.items),
        references=references.read(loop.all("REF")),
    )
