"""What the heading and the summary of several sets have alike: currency, dates, notes, control totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from b2b.documents import NamedDate, Reference
from b2b.edi.engine.values import is_time
from b2b.edi.x12.mappings import instants, references, texts
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body
from b2b.errors import Unreadable

# Element 374 of an order, in order of preference. A buyer who only names a ship date means that one.
REQUESTED = ("002", "106", "010")
CANCEL_AFTER = ("001",)

# N902 of the loop that holds our notes.
_NOTES = "NOTES"


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
        raise Unreadable(
            "the message has no CUR, and the agreement names no currency",
            where=f"{message.trigger.id} at position {message.trigger.position}",
            next_step="set currency in [partner.terms], or name it with --currency where there is no agreement",
        )
    return found


def common_currency(message: LoopCursor, lines: Sequence[LoopCursor]) -> str | None:
    """The currency of an order: its own CUR, else the one that every line names. Unreadable: they name several."""
    heading_names = currency(message)
    if heading_names and not message.holds_below("CUR"):
        return heading_names
    by_line = [currency(line) for line in lines]
    named = heading_names or next((code for code in by_line if code), None)
    for line, code in zip(lines, by_line, strict=True):
        if code != named and (code or not heading_names):
            raise line.trigger.unreadable(f"this line is in {code or 'no currency'}, others or the heading in {named}")
    return named


def named_dates(segments: Iterable[SegmentCursor]) -> tuple[NamedDate, ...]:
    """The dates of these DTM that have no field of their own; a DTM without a date stays unread.

    A time of day is taken where it is local: one with a zone of its own (DTM04), or none of the clock, stays unread.
    """
    found = []
    for segment in segments:
        if segment.peek(1) and segment.peek(2):
            day = segment.day(2)
            assert day is not None
            local = is_time(segment.peek(3)) and not segment.peek(4)
            found.append(NamedDate(segment.text(1), day, instants.time_of_day(segment, 3) if local else None))
    return tuple(found)


def write_named_dates(body: Body, dates: Sequence[NamedDate], at: str = "") -> None:
    """A DTM for each; `at` is the path of the field that holds `dates`, with its dot."""
    for index, named in enumerate(dates):
        name = f"{at}dates[{index}]"
        body.add("DTM", (f"{name}.kind", named.kind), (f"{name}.day", named.day), (f"{name}.time", named.time))


def notes(message: LoopCursor) -> tuple[tuple[str, ...], tuple[Reference, ...]]:
    """The notes of an order, and what N9 says that is no note: some partners write references there."""
    found: list[str] = []
    plain: list[SegmentCursor] = []
    for n9, said in texts.noted_loops(message.loops("N9")):
        found += said
        if n9.accept(1, texts.NOTES):
            n9.accept(2, _NOTES)
        elif not said:
            plain.append(n9)
    # NTE is no part of an 850 since 004010; partners send it nevertheless.
    for nte in message.all("NTE"):
        found.append(nte.text(2))
    return tuple([note for note in found if note]), references.read(plain)


def write_notes(body: Body, notes: Sequence[str]) -> None:
    """The N9 loop that holds the notes, nothing where there are none."""
    if notes:
        body.add("N9", texts.NOTES, _NOTES)
        texts.write_messages(body, notes)


def accept_totals(message: LoopCursor, count: int, hashed: Iterable[Decimal]) -> None:
    """Take the control totals of CTT where they are right; wrong ones stay leftovers, for somebody to see."""
    for total in message.all("CTT")[:1]:
        if not total.accept(1, str(count)):
            total.accept_number(1, Decimal(count))
        if total.peek(2):
            total.accept_number(2, sum(hashed, Decimal(0)))
