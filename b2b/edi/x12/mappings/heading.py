"""What the heading and the summary of several sets have alike: currency, dates, control totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from b2b.documents import NamedDate
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body


def currency(message: LoopCursor) -> str | None:
    """The currency of the message (CUR02), None where it names none."""
    segment = message.first("CUR")
    if segment is None:
        return None
    segment.take(1)
    return segment.required(2)


def required_currency(message: LoopCursor) -> str:
    """The currency of the message, else the agreement's; Unreadable where neither names one."""
    found = currency(message) or message.context.currency
    if found is None:
        raise message.trigger.unreadable("the message has no CUR, and the agreement names no currency")
    return found


def named_dates(segments: Iterable[SegmentCursor]) -> tuple[NamedDate, ...]:
    """The dates of these DTM that have no field of their own; a DTM without a date stays unread."""
    found = []
    for segment in segments:
        if segment.peek(1) and segment.peek(2):
            day = segment.day(2)
            assert day is not None
            found.append(NamedDate(segment.text(1), day))
    return tuple(found)


def write_named_dates(body: Body, dates: Sequence[NamedDate], at: str = "") -> None:
    """A DTM for each; `at` is the path of the field that holds `dates`, with its dot."""
    for index, named in enumerate(dates):
        body.add("DTM", (f"{at}dates[{index}].kind", named.kind), (f"{at}dates[{index}].day", named.day))


def accept_totals(message: LoopCursor, count: int, hashed: Iterable[Decimal]) -> None:
    """Take the control totals of CTT where they are right; wrong ones stay leftovers, for somebody to see."""
    for total in message.all("CTT")[:1]:
        total.accept_number(1, Decimal(count))
        total.accept_number(2, sum(hashed, Decimal(0)))
