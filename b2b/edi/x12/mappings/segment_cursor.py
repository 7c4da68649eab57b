"""One segment while a mapping reads it: what it hands out is marked, and the rest is a leftover."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NoReturn

from b2b.edi.engine.tree import Segments
from b2b.edi.engine.values import is_date
from b2b.edi.x12.mappings import days
from b2b.edi.x12.mappings.context import Context
from b2b.errors import Unreadable

_DECIMAL = re.compile(r"-?(?:[0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20})(?:E-?[0-9]{1,2})?").fullmatch
_USUAL_LENGTH = 20
_WHOLE = re.compile(r"-?[0-9]{1,20}").fullmatch


@dataclass(frozen=True, slots=True)
class Leftover:
    """A value of the message that its document has no place for.

    `path` is the loop's path ("" is the set itself), `position` counts ST as 1, `element` from 1.
    """

    path: str
    position: int
    segment: str
    element: int
    value: str


# One object, known by its identity; mypyc would take a tuple of known length apart and make it anew.
UNSEEN: tuple[str, ...] = ("unseen",)


class Message:
    """A whole message while it is read, known to the cursors of all its segments and loops.

    `rows` are its segments, `left` what nobody took of each: `UNSEEN` for one that nobody asked for, a tuple where it
    is known without a cursor. It does not know the cursors: nothing here waits for a garbage collector.
    """

    __slots__ = ("component", "context", "left", "rows", "segment")

    def __init__(self, rows: Segments, context: Context, segment: type[SegmentCursor] | None = None) -> None:
        self.rows = rows if rows and all(rows) else [row or ("",) for row in rows or ((),)]
        self.left: list[list[str] | tuple[str, ...]] = [UNSEEN] * len(self.rows)
        self.context = context
        self.component = context.delimiters.component
        self.segment = segment or SegmentCursor

    def peek(self, index: int, element: int) -> str:
        """An element of one of its segments as a cursor has it, "" where it is absent."""
        elements = self.rows[index]
        value = elements[element] if element < len(elements) else ""
        return value if not value or value.isalnum() else value.strip().rstrip(self.component)


class SegmentCursor:
    """One segment while it is read, by its index in the message; there is one cursor for a segment.

    `left` are its elements that nobody took yet, "" in place of those that somebody did and of the segment's id.
    """

    __slots__ = ("elements", "index", "left", "message")

    def __init__(self, message: Message, index: int) -> None:
        self.message = message
        self.index = index
        self.elements = elements = message.rows[index]
        self.left = message.left[index] = left = [*elements]
        left[0] = ""

    @property
    def context(self) -> Context:
        """What was known beside the message."""
        return self.message.context

    @property
    def position(self) -> int:
        """The segment's number in the set, ST has 1."""
        return self.index + 1

    @property
    def id(self) -> str:
        """The segment's name, "" where it has none."""
        return self.elements[0]

    def __len__(self) -> int:
        """The number of the last element that is there."""
        return len(self.elements) - 1

    def peek(self, element: int) -> str:
        """The element without taking it; "" where it is absent. Blanks around it and empty components at its end go."""
        try:
            value = self.elements[element]
        except IndexError:
            return ""
        return value if not value or value.isalnum() else value.strip().rstrip(self.message.component)

    def take(self, *elements: int) -> None:
        """Mark elements as read."""
        left = self.left
        for element in elements:
            if element < len(left):
                left[element] = ""

    def leave(self, *elements: int) -> None:
        """Mark elements as not read after all."""
        given = self.elements
        for element in elements:
            if element < len(given):
                self.left[element] = given[element]

    def taken(self, element: int) -> bool:
        """Whether somebody took what is in this element."""
        return element < len(self.left) and self.left[element] != self.elements[element]

    def accept(self, element: int, *values: str) -> bool:
        """Take an element where it has one of these values; whether it had."""
        accepted = self.peek(element) in values
        if accepted:
            self.take(element)
        return accepted

    def accept_number(self, element: int, value: Decimal) -> bool:
        """Take an element where it is this number; whether it was."""
        text = self.peek(element)
        accepted = _DECIMAL(text) is not None and Decimal(text) == value
        if accepted:
            self.take(element)
        return accepted

    def text(self, element: int) -> str:
        """The element as text, taken."""
        try:
            value = self.elements[element]
        except IndexError:
            return ""
        self.left[element] = ""
        return value if not value or value.isalnum() else value.strip().rstrip(self.message.component)

    def parted(self, element: int, by: str) -> str:
        """The element as text, taken, its components parted by this whatever parts them in the interchange."""
        value = self.text(element)
        component = self.message.component
        return value.replace(component, by) if component else value

    def required(self, element: int) -> str:
        """The element as text, taken; Unreadable where it is empty."""
        return self.text(element) or self._fail(element, "is missing")

    def number(self, element: int) -> Decimal | None:
        """A decimal number (type R), taken; None where it is empty; Unreadable where it is no number."""
        value = self.text(element)
        if not value:
            return None
        number = decimal(value)
        return self._fail(element, f"is not a number: {value!r}") if number is None else number

    def required_number(self, element: int) -> Decimal:
        """As `number`; Unreadable where it is empty."""
        value = self.number(element)
        return self._fail(element, "is missing") if value is None else value

    def implied(self, element: int, decimals: int) -> Decimal | None:
        """A number with implied decimals (type Nn), taken; None where it is empty."""
        value = self.text(element)
        if not value:
            return None
        if not _WHOLE(value):
            # Some partners send 12.50 where 1250 is meant: which of the two it is cannot be told.
            self._fail(element, f"must be digits with {decimals} implied decimals: {value!r}")
        return Decimal(value).scaleb(-decimals)

    def count(self, element: int) -> int | None:
        """A whole number, taken; None where it is empty."""
        value = self.number(element)
        if value is not None and value != value.to_integral_value():
            self._fail(element, f"is not a whole number: {value}")
        return None if value is None else int(value)

    def day(self, element: int) -> dt.date | None:
        """A date (CCYYMMDD, before 004010 YYMMDD), taken; None where it is empty; Unreadable where it is no day of the
        calendar.
        """
        value = self.text(element)
        if not value:
            return None
        return (_day(value) if len(value) == 8 else None) or self._short_day(element, value)

    def accept_day(self, element: int, day: dt.date) -> bool:
        """Take a date where it is this day; whether it was."""
        accepted = self.accept(element, days.long(day))
        segment = self.context.release.segments.get(self.id)
        if not accepted and segment is not None and days.is_short(segment, element):
            accepted = self.accept(element, days.short(day))
        return accepted

    def required_day(self, element: int) -> dt.date:
        """As `day`; Unreadable where it is empty."""
        return self.day(element) or self._fail(element, "is missing")

    def component(self, element: int, place: int) -> Decimal | None:
        """A decimal number in one component of a composite, None where it is empty; Unreadable where it is no number.

        The element is taken where nothing else stands in it, else all of it is left over.
        """
        separator, said = self.message.component, self.peek(element)
        parts = said.split(separator) if separator else [said]
        value = parts[place - 1] if place <= len(parts) else ""
        if not value:
            return None
        if not any(parts[: place - 1] + parts[place:]):
            self.take(element)
        return Decimal(value) if _DECIMAL(value) else self._fail(element, f"is not a number: {value!r}")

    def unreadable(self, problem: str) -> Unreadable:
        """The error that says why this segment cannot become part of a document."""
        return unreadable(problem, self.id, self.position)

    def _short_day(self, element: int, value: str) -> dt.date:
        segment = self.context.release.segments.get(self.id)
        if segment is None or not days.is_short(segment, element):
            self._fail(element, f"is not a date (CCYYMMDD): {value!r}")
        place = days.century_place(segment)
        century = self.text(place) if place else ""
        try:
            if len(value) == 6 and is_date(value) and len(century) in (0, 2):
                return days.read(value, century)
        except ValueError:
            pass
        return self._fail(element, f"is not a date (YYMMDD): {value!r}")

    def _fail(self, element: int, problem: str) -> NoReturn:
        raise self.unreadable(f"{self.id}{element:02d} {problem}")


@lru_cache(maxsize=1_024)
def _day(value: str) -> dt.date | None:
    """The day that eight characters are (CCYYMMDD), None where they are none; the same days come again and again."""
    if not is_date(value):
        return None
    return dt.date(int(value[:4]), int(value[4:6]), int(value[6:]))


def decimal(value: str) -> Decimal | None:
    """The number that a text is, None where it is none."""
    # What the pattern allows, and faster to see in nearly all numbers.
    if len(value) <= _USUAL_LENGTH and value.isascii() and value.replace(".", "", 1).isdigit():
        return Decimal(value)
    return Decimal(value) if _DECIMAL(value) else None


def unreadable(problem: str, segment: str, position: int) -> Unreadable:
    """The error of a message that cannot become a document, with the place and what to do."""
    return Unreadable(
        problem,
        where=f"{segment} at position {position}",
        next_step="ask the partner to correct the message and send it again",
    )
