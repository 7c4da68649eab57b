"""What a supplier answers to an order: the status of the whole, and what becomes of each line.

A line is answered in parts, each an SCC group. EDIFACT has codes for whole lines only (1229), which are written too:
what becomes of a part stands in the FTX of its group, with the code of X12 (element 668) as coded text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from b2b.documents import ItemId, LineAnswer, LineStatus, Quantity, ResponseStatus
from b2b.edi.edifact.mappings import dates, items, quantities, texts
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body, not_writable

# Element 1225 of BGM, and 4343 for partners who leave that to it.
STATUSES = {
    "29": ResponseStatus.ACCEPTED,
    "4": ResponseStatus.ACCEPTED_WITH_CHANGES,
    "27": ResponseStatus.REJECTED,
}
_RESPONSES = {
    **dict.fromkeys(("AD", "AP"), ResponseStatus.ACCEPTED),
    **dict.fromkeys(("AC", "AI", "CA"), ResponseStatus.ACCEPTED_WITH_CHANGES),
    "RE": ResponseStatus.REJECTED,
}

# Element 1229: what becomes of a line as a whole.
_ACCEPTED, _CHANGED, _REJECTED = "5", "3", "7"
_LINE_STATUSES: Mapping[str, LineStatus] = {
    _ACCEPTED: LineStatus.ACCEPTED,
    _CHANGED: LineStatus.CHANGED,
    _REJECTED: LineStatus.REJECTED,
    "1": LineStatus.CHANGED,
    "2": LineStatus.REJECTED,
    "6": LineStatus.CHANGED,
    "10": LineStatus.REJECTED,
    "24": LineStatus.CHANGED,
}

# Element 6063: ordered, to be delivered, to be delivered later. Other partners say despatched.
_ORDERED, _TO_DELIVER, _BACK_ORDERED = "21", "113", "83"
_DELIVERED = (_TO_DELIVER, "12")
_QUANTITIES = {
    LineStatus.BACK_ORDERED: _BACK_ORDERED,
    LineStatus.REJECTED: _ORDERED,
    LineStatus.ON_HOLD: _ORDERED,
}

# Element 2005 of the day, the first as we write it.
_SCHEDULED = "67"
_DAYS = (_SCHEDULED, "69", "17", "191", "2", "10")

# Element 4017: firm. Element 4451: a change. Element 4347: what the item is substituted by.
_FIRM, _CHANGE, _SUBSTITUTE = "1", "CHG", "3"
_X12 = "116"


def status(bgm: SegmentCursor) -> ResponseStatus:
    """The answer as a whole. Unreadable: BGM says neither yes nor no."""
    said = STATUSES.get(bgm.peek(at(3)))
    if said is not None:
        bgm.take(at(3))
        return said
    said = _RESPONSES.get(bgm.peek(at(4)))
    if said is None:
        raise bgm.unreadable("BGM03 and BGM04 say neither an acceptance nor a rejection")
    bgm.take(at(4))
    return said


def code(status: ResponseStatus) -> str:
    """The code of element 1225 for an answer as a whole."""
    return next(code for code, meant in STATUSES.items() if meant is status)


def read(loop: LoopCursor, ordered: Quantity | None, notes: Sequence[SegmentCursor]) -> tuple[LineAnswer, ...]:
    """The answers of a line: its SCC groups where they bear a status, else what it says of itself as a whole, with the
    reason in `notes`, its FTX.

    What says neither stays unread.
    """
    found = [answer for scc in loop.loops("SCC") if (answer := _scheduled(scc)) is not None]
    if found:
        loop.trigger.accept(at(2), _as_a_whole(found))
    else:
        found = list(_whole(loop, ordered, notes))
    substitutes = loop.first("PIA", _SUBSTITUTE) if found else None
    if isinstance(substitutes, SegmentCursor):
        place = next((n for n, answer in enumerate(found) if answer.status is LineStatus.SUBSTITUTED), 0)
        found[place] = _of(found[place], tuple(items.in_pia(substitutes)))
    return tuple(found)


def total(answers: Sequence[LineAnswer]) -> Quantity | None:
    """What the answers of a line add up to, where they are all in one unit and there are any."""
    if len({answer.quantity.unit for answer in answers}) != 1:
        return None
    value = sum((answer.quantity.value for answer in answers), Decimal(0))
    return Quantity(value, answers[0].quantity.unit)


def action(answers: Sequence[LineAnswer]) -> str:
    """Element 1229 of a line with these answers, "" where it has none."""
    return _as_a_whole(answers) if answers else ""


def write_substitutes(body: Body, answers: Sequence[LineAnswer], path: str) -> None:
    """The item that one of the answers of the line is of. NotWritable: several name one."""
    named = [index for index, answer in enumerate(answers) if answer.items]
    for index in named[1:]:
        raise not_writable("a second article cannot be sent for one line", f"{path}.answers[{index}].items", "PIA")
    for index in named:
        items.write_pia(body, _SUBSTITUTE, answers[index].items, f"{path}.answers[{index}]")


def write(body: Body, answers: Sequence[LineAnswer], path: str) -> None:
    """An SCC group for each answer of the line `path`."""
    for index, answer in enumerate(answers):
        name = f"{path}.answers[{index}]"
        body.add("SCC", _FIRM)
        texts.write(body, _CHANGE, f"{name}.reason", answer.reason, (answer.status.value, "", _X12))
        quantities.write(body, _QUANTITIES.get(answer.status, _TO_DELIVER), answer.quantity, f"{name}.quantity")
        dates.write(body, _SCHEDULED, f"{name}.day", answer.day)


def _scheduled(scc: LoopCursor) -> LineAnswer | None:
    """The answer in an SCC group, None where it bears no status or no quantity."""
    ftx = next(iter(scc.all("FTX")), None)
    codes = {status.value: status for status in LineStatus}
    status = codes.get(ftx.peek(at(3))) if ftx is not None and ftx.peek(at(3, 3)) == _X12 else None
    qty = next(iter(scc.loops("QTY")), None)
    if ftx is None or status is None or qty is None or (quantity := quantities.read(qty.trigger)) is None:
        return None
    scc.trigger.accept(1, _FIRM)
    ftx.take(at(1), at(3), at(3, 3))
    return LineAnswer(status, quantity, dates.find(qty, *_DAYS), texts.said(ftx))


def _whole(loop: LoopCursor, ordered: Quantity | None, notes: Sequence[SegmentCursor]) -> Iterator[LineAnswer]:
    """What a line says of itself: a status, quantities to come now or later, a day, words."""
    lin = loop.trigger
    status = _LINE_STATUSES.get(lin.peek(at(2)))
    if status is None:
        return
    quantity, later = quantities.find(loop, *_DELIVERED), quantities.find(loop, _BACK_ORDERED)
    if later is None:
        quantity = quantity or ordered
    if quantity is None and later is None:
        return
    lin.take(at(2))
    day, reason = dates.find(loop, *_DAYS), " ".join(texts.notes(notes))
    if quantity is not None:
        yield LineAnswer(status, quantity, day, reason)
        day, reason = None, ""
    if later is not None:
        yield LineAnswer(LineStatus.BACK_ORDERED, later, day, reason)


def _as_a_whole(answers: Sequence[LineAnswer]) -> str:
    said = {answer.status for answer in answers}
    whole = {LineStatus.ACCEPTED: _ACCEPTED, LineStatus.REJECTED: _REJECTED}
    return whole.get(next(iter(said)), _CHANGED) if len(said) == 1 else _CHANGED


def _of(answer: LineAnswer, ids: tuple[ItemId, ...]) -> LineAnswer:
    return LineAnswer(answer.status, answer.quantity, answer.day, answer.reason, ids)
