"""What a supplier answers to an order or to a change of it: the status of the whole, and the ACK of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from b2b.documents import LineAnswer, LineStatus, Quantity, ResponseStatus
from b2b.edi.x12.mappings import items, quantities, texts
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body

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


# Where ACK and SCH hold their quantity and the kind of their day, and where the article numbers of an ACK begin.
_ACK, _SCH = (2, 4), (1, 5)
_ITEMS = 7


def status(segment: SegmentCursor, element: int) -> ResponseStatus:
    """The answer as a whole (element 587). Unreadable: the code says neither yes nor no, or there is none."""
    found = _STATUSES.get(segment.required(element))
    if found is None:
        said = segment.peek(element)
        raise segment.unreadable(f"{segment.id}{element:02d} {said!r} is neither an acceptance nor a rejection")
    return found


def read(loop: LoopCursor, ordered: Quantity | None) -> tuple[LineAnswer, ...]:
    """The ACK of a line, each with its reason; without any ACK its delivery schedule, which is an acceptance.

    One without a quantity speaks of the whole line; where that has none either, it stays unread.
    """
    inner = {found.trigger: found for found in loop.loops("ACK")}
    acks = [*loop.all("ACK"), *inner]
    if not acks:
        said = (_answer(sch, LineStatus.ACCEPTED, "", _SCH, ordered) for sch in loop.all("SCH"))
        return tuple(answer for answer in said if answer is not None)
    noted = loop.loops("N9")
    found = []
    for ordinal, ack in enumerate(acks, start=1):
        known = _LINE_STATUSES.get(ack.peek(1))
        answer = None if known is None else _answer(ack, *known, _ACK, ordered)
        if answer is not None:
            ack.take(1)
            answer = replace(answer, reason=_reason(noted, str(ordinal)) or answer.reason)
            found.append(_completed(answer, ack, inner.get(ack)))
    return tuple(found)


def _reason(loops: Sequence[LoopCursor], ordinal: str) -> str:
    """The words in the N9 loops that bear the ordinal number of an ACK; those of other loops stay unread."""
    words = []
    for loop in loops:
        n9 = loop.trigger
        if n9.peek(1) == texts.NOTES and n9.peek(2).lstrip("0") == ordinal and (notes := texts.messages(loop)):
            n9.take(1, 2)
            words += notes
    return " ".join(words)


def write(body: Body, answers: Sequence[LineAnswer], at: str) -> None:
    """An ACK for each answer of the line `at`, then the reasons.

    A reason stands in an N9 loop that bears the ordinal number of its ACK within the line: ACK has no room for words.
    """
    for index, answer in enumerate(answers):
        name = f"{at}.answers[{index}]"
        value, unit = quantities.elements(answer.quantity, f"{name}.quantity", "ACK03")
        scheduled = _SCHEDULED if answer.day is not None else None
        day = (scheduled, (f"{name}.day", answer.day), None)
        body.add("ACK", (f"{name}.status", answer.status.value), value, unit, *day, *items.pairs(answer.items, name))
    for index, answer in enumerate(answers):
        if answer.reason:
            body.add("N9", texts.NOTES, str(index + 1))
            texts.write_message(body, f"{at}.answers[{index}].reason", answer.reason)


def _answer(
    segment: SegmentCursor, status: LineStatus, reason: str, places: tuple[int, int], ordered: Quantity | None
) -> LineAnswer | None:
    """An answer from an ACK or SCH; `places` are those of the quantity (its unit is next) and of the kind of day (the
    day is next)."""
    quantity, day = places
    if ordered is None and not segment.peek(quantity):
        return None
    said = quantities.read(segment, quantity, quantity + 1) or ordered
    assert said is not None
    segment.accept(day, *_DAYS)
    unit = said.unit or (ordered.unit if ordered is not None else "")
    return LineAnswer(status, Quantity(said.value, unit), segment.day(day + 1), reason)


def _completed(answer: LineAnswer, ack: SegmentCursor, loop: LoopCursor | None) -> LineAnswer:
    """The same answer with the articles that its ACK names, and the day that stands below it in a DTM of its own."""
    ids, _ = items.read(ack, _ITEMS)
    day = loop.day(*_DAYS) if loop is not None and answer.day is None else answer.day
    return replace(answer, day=day, items=ids)
