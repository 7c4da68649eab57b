"""One segment while a mapping reads it: what it hands out is marked, and the rest is a leftover."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NoReturn

from b2b.edi.engine.tree import Node
from b2b.edi.engine.values import is_date
from b2b.edi.x12.mappings import days
from b2b.edi.x12.mappings.context import Context
from b2b.errors import Unreadable

_DECIMAL = re.compile(r"-?(?:[0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20})(?:E-?[0-9]{1,2})?").fullmatch
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


class SegmentCursor:
    """One segment while it is read; `context` is what was known beside the message.

    It knows the node of its loop and not the loop's cursor, which knows it: nothing here waits for a garbage collector.
    """

    __slots__ = ("_node", "context", "elements", "position", "taken")

    def __init__(self, elements: Sequence[str], position: int, node: Node, context: Context) -> None:
        self.elements = elements
        self.position = position
        self.taken = 1
        self._node = node
        self.context = context

    @property
    def id(self) -> str:
        """The segment's name, "" where it has none."""
        return self.elements[0] if self.elements else ""

    @property
    def path(self) -> str:
        """Where its loop is in the schema."""
        return self._node.path

    def __len__(self) -> int:
        """The number of the last element that is there."""
        return len(self.elements) - 1

    def peek(self, element: int) -> str:
        """The element without taking it; "" where it is absent. Blanks around it and empty components at its end go."""
        elements = self.elements
        if element >= len(elements):
            return ""
        value = elements[element]
        return value if not value or value.isalnum() else value.strip().rstrip(self.context.delimiters.component)

    def pairs(self, first: int) -> list[tuple[int, str, str]]:
        """The pairs of elements from this one on in which both are there, each with the number of its first element;
        not taken.
        """
        elements, component = self.elements, self.context.delimiters.component
        values = [v if v.isalnum() else v.strip().rstrip(component) for v in elements[first:]]
        return [
            (element, one, other)
            for element, one, other in zip(range(first, len(elements), 2), values[::2], values[1::2], strict=False)
            if one and other
        ]

    def take(self, *elements: int) -> None:
        """Mark elements as read."""
        given = self.elements
        for element in elements:
            if element < len(given) and given[element]:
                self.taken |= 1 << element

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
        elements = self.elements
        if element >= len(elements) or not (value := elements[element]):
            return ""
        self.taken |= 1 << element
        return value if value.isalnum() else value.strip().rstrip(self.context.delimiters.component)

    def parted(self, element: int, by: str) -> str:
        """The element as text, taken, its components parted by this whatever parts them in the interchange."""
        value = self.text(element)
        component = self.context.delimiters.component
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
        if len(value) != 8 or not is_date(value):
            return self._short_day(element, value)
        return dt.date(int(value[:4]), int(value[4:6]), int(value[6:]))

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
        separator, said = self.context.delimiters.component, self.peek(element)
        parts = said.split(separator) if separator else [said]
        value = parts[place - 1] if place <= len(parts) else ""
        if not value:
            return None
        if not any(parts[: place - 1] + parts[place:]):
            self.taken |= 1 << element
        return Decimal(value) if _DECIMAL(value) else self._fail(element, f"is not a number: {value!r}")

    def unread(self) -> list[Leftover]:
        """The values that nobody took."""
        taken, elements = self.taken, self.elements
        return [
            Leftover(self.path, self.position, self.id, element, value)
            for element, value in enumerate(elements)
            if value and not taken >> element & 1
        ]

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


@lru_cache(maxsize=4_096)
def decimal(value: str) -> Decimal | None:
    """The number that a text is, None where it is none; quantities and prices come again and again."""
    return Decimal(value) if _DECIMAL(value) else None


def unreadable(problem: str, segment: str, position: int) -> Unreadable:
    """The error of a message that cannot become a document, with the place and what to do."""
    return Unreadable(
        problem,
        where=f"{segment} at position {position}",
        next_step="ask the partner to correct the message and send it again",
    )
