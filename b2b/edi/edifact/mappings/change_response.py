"""The ORDRSP that answers a change of an order, or asks for one of the supplier's own.

It names the change (RFF `PP`), which an answer to the order itself does not; a change of the supplier's own says so in
1225. Where the buyer gave his change no number, 1001 is that of a change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from b2b.documents import ChangeResponseLine, OrderChangeResponse, Party, ResponseStatus
from b2b.edi.edifact.mappings import (
    answered,
    answers,
    beginning,
    changed_lines,
    dates,
    items,
    money,
    order_heading,
    parties,
    quantities,
    references,
    texts,
)
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body, Item, not_writable
from b2b.edi.edifact.service_characters import COMPONENT
from b2b.edi.engine.tree import Node

# Element 1001: an answer to an order; a change of one.
_ANSWER, _OF_CHANGE = "231", "230"

# Element 1225: the seller's own change. X12 element 353 of that, and of an answer.
_SELLERS_OWN = "19"
_PURPOSE_OF_OWN, _PURPOSE = "19", "00"

# Element 1153.
_CHANGE_NUMBER = "PP"


def is_one(tree: Node) -> bool:
    """Whether an ORDRSP is about a change."""
    references = (child.segments[0].elements for child in tree.children if child.path == "RFF")
    if any(_component(elements, 1) == _CHANGE_NUMBER for elements in references):
        return True
    beginnings = (placed.elements for placed in tree.segments if placed.elements[0] == "BGM")
    return any(_component(bgm, 1) == _OF_CHANGE or _component(bgm, 3) == _SELLERS_OWN for bgm in beginnings)


def read(message: LoopCursor) -> OrderChangeResponse:
    """The answer to a change. Unreadable: as `ordrsp.read` has it."""
    bgm = message.required("BGM")
    bgm.accept(at(1), _ANSWER, _OF_CHANGE)
    order_number, order_date = order_heading.order(message)
    change_number, change_date = _change(message)
    own = bgm.accept(at(3), _SELLERS_OWN)
    lines = tuple(_line(loop) for loop in message.loops("LIN"))
    ordered = (line.ordered.value for line in lines if line.ordered is not None)
    order_heading.accept_totals(message, len(lines), ordered)
    return OrderChangeResponse(
        order_number=order_number,
        order_date=order_date,
        date=order_heading.document_date(message),
        status=None if own else _status(bgm),
        lines=lines,
        change_number=change_number,
        change_date=change_date,
        number=bgm.text(at(2)),
        purpose=_PURPOSE_OF_OWN if own else _PURPOSE,
        release_number=references.one(message, order_heading.RELEASE_NUMBER),
        currency=money.currency(message),
        buyer=parties.find(message, parties.BUYER) or Party(),
        supplier=parties.find(message, parties.SUPPLIER) or Party(),
        ship_to=parties.find(message, parties.SHIP_TO),
        references=references.read(message.loops("RFF")),
    )


def write(body: Body, response: OrderChangeResponse) -> None:
    """The segments of an answer to a change. Errors: NotWritable names the field."""
    own = response.status is None
    kind = _ANSWER if own or response.change_number else _OF_CHANGE
    body.add("BGM", kind, ("number", response.number), _said(response))
    dates.write(body, order_heading.DOCUMENT_DATE, "date", response.date)
    order_heading.write_order(body, response.order_number, response.order_date)
    if response.change_number:
        references.write_one(body, _CHANGE_NUMBER, "change_number", response.change_number)
        dates.write(body, order_heading.REFERENCE_DATE, "change_date", response.change_date)
    answered.write_from_references(body, response)


def _component(elements: Sequence[str], place: int) -> str:
    """The first component of an element."""
    return elements[place].split(COMPONENT)[0] if place < len(elements) else ""


def _change(message: LoopCursor) -> tuple[str, dt.date | None]:
    """Number and day of the change that is answered."""
    found = message.loop("RFF", _CHANGE_NUMBER)
    if found is None:
        return "", None
    return found.trigger.text(at(1, 2)), dates.find(found, order_heading.REFERENCE_DATE)


def _status(bgm: SegmentCursor) -> ResponseStatus:
    status = answers.status(bgm)
    bgm.accept(at(3), beginning.ORIGINAL)
    return status


def _said(response: OrderChangeResponse) -> Item:
    """BGM03: yes or no, or that it is a change of the supplier's own. NotWritable: another purpose."""
    own = response.status is None
    if response.purpose != (_PURPOSE_OF_OWN if own else _PURPOSE):
        said = "a change of the supplier's own has the purpose 19" if own else "an answer to a change has no purpose"
        raise not_writable(said, "purpose", "BGM03")
    return "status", _SELLERS_OWN if response.status is None else answers.code(response.status)


def _line(loop: LoopCursor) -> ChangeResponseLine:
    lin, notes = loop.trigger, loop.all("FTX")
    change = changed_lines.read_answered(lin, notes)
    ordered = quantities.find(loop, answered.ORDERED)
    price, _ = quantities.unit_price(loop.loops("PRI"), ordered.unit if ordered is not None else "")
    return ChangeResponseLine(
        number=lin.text(at(1)),
        change=change,
        ordered=ordered,
        to_receive=changed_lines.to_receive(loop, ordered),
        unit_price=price,
        answers=answers.read(loop, ordered, notes),
        items=items.read(lin, loop.all("PIA")),
        description=texts.description(loop.all("IMD")),
        references=references.read(loop.loops("RFF")),
    )
