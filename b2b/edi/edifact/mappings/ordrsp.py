"""ORDRSP Purchase order response <-> `OrderResponse`, or `OrderChangeResponse` where it answers a change."""

from __future__ import annotations

from b2b.documents import OrderChangeResponse, OrderResponse, Party, ResponseLine
from b2b.edi.edifact.mappings import (
    answered,
    answers,
    change_response,
    dates,
    echo,
    items,
    money,
    order_heading,
    parties,
    quantities,
    references,
    texts,
)
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, at, opened
from b2b.edi.edifact.mappings.writing import Body
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context

# Element 1001: the answer to an order.
_ANSWER = "231"


Answer = OrderResponse | OrderChangeResponse


def read(tree: Node, context: Context) -> tuple[Answer, tuple[Leftover, ...]]:
    """The answer in an accepted ORDRSP, and what of the message it has no place for.

    Errors: Unreadable where it says neither yes nor no, and where the order's number or, in the answer to an
    order, the currency or a quantity is missing, and where one is malformed.
    """
    message = opened(tree, context)
    found = change_response.read(message) if change_response.is_one(tree) else _response(message)
    return found, message.leftovers()


def write(response: Answer, context: Context) -> list[list[str]]:
    """The body of the ORDRSP of an answer. Errors: NotWritable names the field."""
    body = Body(context)
    if isinstance(response, OrderChangeResponse):
        change_response.write(body, response)
    else:
        _write(body, response)
    return echo.checked("ORDRSP", body.segments, response, lambda tree, known: read(tree, known)[0], context)


def _write(body: Body, response: OrderResponse) -> None:
    body.add("BGM", _ANSWER, ("number", response.number), ("status", answers.code(response.status)))
    dates.write(body, order_heading.DOCUMENT_DATE, "date", response.date)
    order_heading.write_order(body, response.order_number, response.order_date)
    answered.write_from_references(body, response)


def _response(message: LoopCursor) -> OrderResponse:
    bgm = message.required("BGM")
    bgm.accept(at(1), _ANSWER)
    order_number, order_date = order_heading.order(message)
    lines = tuple(_line(loop) for loop in message.loops("LIN"))
    order_heading.accept_totals(message, len(lines), (line.ordered.value for line in lines))
    return OrderResponse(
        order_number=order_number,
        order_date=order_date,
        date=order_heading.document_date(message),
        status=answers.status(bgm),
        currency=money.required_currency(message),
        lines=lines,
        number=bgm.text(at(2)),
        release_number=references.one(message, order_heading.RELEASE_NUMBER),
        buyer=parties.find(message, parties.BUYER) or Party(),
        supplier=parties.find(message, parties.SUPPLIER) or Party(),
        ship_to=parties.find(message, parties.SHIP_TO),
        references=references.read(message.loops("RFF")),
    )


def _line(loop: LoopCursor) -> ResponseLine:
    lin = loop.trigger
    ordered = quantities.find(loop, answered.ORDERED)
    found = answers.read(loop, ordered, loop.all("FTX"))
    if ordered is None and (ordered := answers.total(found)) is None:
        raise lin.unreadable("the line has no quantity (QTY 21)")
    price, _ = quantities.unit_price(loop.loops("PRI"), ordered.unit)
    return ResponseLine(
        number=lin.text(at(1)),
        ordered=ordered,
        unit_price=price,
        items=items.read(lin, loop.all("PIA")),
        answers=found,
        description=texts.description(loop.all("IMD")),
        references=references.read(loop.loops("RFF")),
    )
