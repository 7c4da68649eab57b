"""855 Purchase Order Acknowledgment <-> `OrderResponse`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from b2b.documents import LineAnswer, LineStatus, OrderResponse, Party, Quantity, ResponseLine, ResponseStatus
from b2b.edi.x12.mappings import echo, heading, items, party, quantities, references, texts
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body
from b2b.edi.x12.tree import Node

# Element 587. Those that are not here (on hold, no answer needed, mutually defined) say neither yes nor no.
_STATUSES: Mapping[str, ResponseStatus] = {
    **dict.fromkeys(("AD", "AT", "AK", "AP"), ResponseStatus.ACCEPTED),
    **dict.fromkeys(("AC", "AE"), ResponseStatus.ACCEPTED_WITH_CHANGES),
    **dict.fromkeys(("RJ", "RD", "RF", "RN", "RO", "RV"), ResponseStatus.REJECTED),
}

# Element 668: what the codes of partners mean in the canonical document, with the reason that the code itself gives.
_LINE_STATUSES: Mapping[str, tuple[LineStatus, str]] = {
    **{status.value: (status, "") for status in LineStatus},
    "AA": (LineStatus.ACCEPTED, "forwarded to another supplier location"),
    "AC": (LineStatus.ACCEPTED, "shipped"),
    "AR": (LineStatus.ACCEPTED, "released for shipment"),
    "SP": (LineStatus.ACCEPTED, "schedule date pending"),
    "IE": (LineStatus.ON_HOLD, "price pending"),
    "IF": (LineStatus.ON_HOLD, "incomplete description"),
    "IW": (LineStatus.ON_HOLD, "waiver required"),
    "ID": (LineStatus.REJECTED, "item deleted"),
    "R1": (LineStatus.REJECTED, "not a contract item"),
    "R2": (LineStatus.REJECTED, "invalid item number"),
    "R3": (LineStatus.REJECTED, "invalid unit"),
    "R4": (LineStatus.REJECTED, "contract item not available"),
    "R5": (LineStatus.REJECTED, "to be ordered again as a just-in-time order"),
    "R6": (LineStatus.REJECTED, "to be ordered again for extended delivery"),
    "R7": (LineStatus.REJECTED, "to be ordered again as a drop shipment"),
    "R8": (LineStatus.REJECTED, "to be ordered again as a surge order"),
}

# Element 374 of the day in ACK04 or SCH05 that we write: current schedule delivery; and those that we understand.
_SCHEDULED = "067"
_DAYS = (_SCHEDULED, "068", "069", "017", "002", "010", "106")


def read(tree: Node, context: Context) -> tuple[OrderResponse, tuple[Leftover, ...]]:
    """The answer in an accepted 855, and what of the message it has no place for.

    An ACK or SCH without a quantity speaks of the whole line. Errors: Unreadable where the status says neither yes nor
    no, and where number, date, currency or a quantity is missing or malformed.
    """
    message = LoopCursor(tree, context)
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
    status = _STATUSES.get(bak.required(2))
    if status is None:
        raise bak.unreadable(f"BAK02 {bak.peek(2)!r} is neither an acceptance nor a rejection")
    date = bak.day(9) or message.context.date
    if date is None:
        raise bak.unreadable("BAK09, the date of the answer, is missing")
    lines = tuple(_line(loop) for loop in message.loops("PO1"))
    heading.accept_totals(message, len(lines), (line.ordered.value for line in lines))
    return OrderResponse(
        order_number=bak.required(3),
        order_date=bak.required_day(4),
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
        answers=_answers(loop, ordered),
        description=texts.description(loop.all("PID")) or items.named_in_part(ids),
        references=references.read(loop.all("REF")),
    )


def _answers(loop: LoopCursor, ordered: Quantity) -> tuple[LineAnswer, ...]:
    """The ACK of a line, each with its reason; without any ACK its delivery schedule, which is an acceptance."""
    acks = loop.all("ACK")
    if not acks:
        return tuple(_answer(sch, LineStatus.ACCEPTED, "", 1, 5, ordered) for sch in loop.all("SCH"))
    reasons: dict[int, str] = {}
    for n9, said in texts.noted_loops(loop.loops("N9")):
        if said and n9.accept(1, texts.NOTES) and n9.peek(2).isascii() and n9.peek(2).isdecimal():
            reasons[int(n9.text(2))] = " ".join(said)
    found = []
    for ordinal, ack in enumerate(acks, start=1):
        known = _LINE_STATUSES.get(ack.peek(1))
        if known is not None:
            status, reason = known
            ack.take(1)
            found.append(_answer(ack, status, reasons.get(ordinal, reason), 2, 4, ordered))
    return tuple(found)


def _answer(
    segment: SegmentCursor, status: LineStatus, reason: str, quantity: int, day: int, ordered: Quantity
) -> LineAnswer:
    """An answer from an ACK or SCH: quantity and unit stand at `quantity`, the kind of the day and the day at `day`."""
    said = quantities.read(segment, quantity, quantity + 1) or ordered
    segment.accept(day, *_DAYS)
    return LineAnswer(status, Quantity(said.value, said.unit or ordered.unit), segment.day(day + 1), reason)


def _write_line(body: Body, line: ResponseLine, at: str) -> None:
    value, unit = quantities.elements(line.ordered, f"{at}.ordered", "PO103")
    price = (f"{at}.unit_price", line.unit_price)
    body.add("PO1", (f"{at}.number", line.number), value, unit, price, None, *items.pairs(line.items, at))
    if line.description != items.named_in_part(line.items):
        texts.write_description(body, f"{at}.description", line.description)
    references.write(body, line.references, f"{at}.")
    for index, answer in enumerate(line.answers):
        name = f"{at}.answers[{index}]"
        value, unit = quantities.elements(answer.quantity, f"{name}.quantity", "ACK03")
        scheduled = _SCHEDULED if answer.day is not None else None
        body.add("ACK", (f"{name}.status", answer.status.value), value, unit, scheduled, (f"{name}.day", answer.day))
    _write_reasons(body, line.answers, at)


def _write_reasons(body: Body, answers: Sequence[LineAnswer], at: str) -> None:
    """The reasons, each in an N9 loop that bears the ordinal number of its ACK within the line."""
    for index, answer in enumerate(answers):
        if answer.reason:
            name = f"{at}.answers[{index}].reason"
            body.add("N9", texts.NOTES, str(index + 1))
            texts.write_message(body, name, answer.reason)
