"""A consuming cursor over a loop tree: what a mapping takes is marked, and what is never taken is a leftover.

A mapping asks a loop for segments by id and qualifier, and a segment for elements by number; both mark what they hand
out. When the document is built, `leftovers` lists every element value that nobody took.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.tree import Node, Placed
from b2b.edi.x12.values import is_date
from b2b.errors import Unreadable

# The segments that frame a set: their elements are the envelope's business.
_FRAME = frozenset({"ST", "SE"})

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
    """One segment while it is read."""

    __slots__ = ("_context", "_elements", "_taken", "id", "path", "position")

    def __init__(self, placed: Placed, path: str, context: Context) -> None:
        self.position = placed.position
        self.path = path
        self._elements = placed.elements
        self.id = placed.elements[0] if placed.elements else ""
        self._taken = 1
        self._context = context

    @property
    def context(self) -> Context:
        """What was known beside the message."""
        return self._context

    def __len__(self) -> int:
        """The number of the last element that is there."""
        return len(self._elements) - 1

    def peek(self, element: int) -> str:
        """The element without taking it; "" where it is absent. Blanks around it and empty components at its end go."""
        if element >= len(self._elements):
            return ""
        value = self._elements[element].strip()
        component = self._context.delimiters.component
        return value.rstrip(component) if component and value.endswith(component) else value

    def take(self, *elements: int) -> None:
        """Mark elements as read."""
        for element in elements:
            self._taken |= 1 << element

    def accept(self, element: int, *values: str) -> bool:
        """Take an element where it has one of these values; whether it had."""
        accepted = self.peek(element) in values
        if accepted:
            self._taken |= 1 << element
        return accepted

    def accept_number(self, element: int, value: Decimal) -> bool:
        """Take an element where it is this number; whether it was."""
        text = self.peek(element)
        accepted = _DECIMAL(text) is not None and Decimal(text) == value
        if accepted:
            self._taken |= 1 << element
        return accepted

    def text(self, element: int) -> str:
        """The element as text, taken."""
        self._taken |= 1 << element
        return self.peek(element)

    def required(self, element: int) -> str:
        """The element as text, taken; Unreadable where it is empty."""
        return self.text(element) or self._fail(element, "is missing")

    def number(self, element: int) -> Decimal | None:
        """A decimal number (type R), taken; None where it is empty; Unreadable where it is no number."""
        value = self.text(element)
        if not value:
            return None
        return Decimal(value) if _DECIMAL(value) else self._fail(element, f"is not a number: {value!r}")

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
        """A date (CCYYMMDD), taken; None where it is empty; Unreadable where it is no day of the calendar."""
        value = self.text(element)
        if not value:
            return None
        if len(value) != 8 or not is_date(value):
            self._fail(element, f"is not a date (CCYYMMDD): {value!r}")
        return dt.date(int(value[:4]), int(value[4:6]), int(value[6:]))

    def required_day(self, element: int) -> dt.date:
        """As `day`; Unreadable where it is empty."""
        return self.day(element) or self._fail(element, "is missing")

    def unread(self) -> Iterator[Leftover]:
        """The values that nobody took."""
        for element in range(1, len(self._elements)):
            if not self._taken >> element & 1 and (value := self._elements[element]):
                yield Leftover(self.path, self.position, self.id, element, value)

    def unreadable(self, problem: str) -> Unreadable:
        """The error that says why this segment cannot become part of a document."""
        return unreadable(problem, self.id, self.position)

    def _fail(self, element: int, problem: str) -> NoReturn:
        raise self.unreadable(f"{self.id}{element:02d} {problem}")


class LoopCursor:
    """One loop while it is read; segments and loops that were handed out are not handed out again."""

    __slots__ = ("_all", "_by_id", "_children", "_context", "_node", "_offered")

    def __init__(self, node: Node, context: Context) -> None:
        self._node = node
        self._context = context
        placed = [*node.segments, *node.strays] if node.strays else node.segments
        self._all = [SegmentCursor(p, node.path, context) for p in placed]
        self._by_id: dict[str, list[SegmentCursor]] = {}
        for segment in self._all:
            self._by_id.setdefault(segment.id, []).append(segment)
        self._children: list[LoopCursor] | None = None
        self._offered: dict[str, list[LoopCursor]] = {}

    @property
    def context(self) -> Context:
        """What was known beside the message."""
        return self._context

    @property
    def node(self) -> Node:
        """The loop itself."""
        return self._node

    @property
    def trigger(self) -> SegmentCursor:
        """The segment that began the loop."""
        return self._all[0]

    def first(self, id: str, *qualifiers: str) -> SegmentCursor | None:
        """The first segment of that id not handed out yet, None if there is none.

        With qualifiers: the first with the first qualifier in element 1, else with the second, and so on; it is taken.
        """
        waiting = self._by_id.get(id, [])
        if not qualifiers:
            return waiting.pop(0) if waiting else None
        for qualifier in qualifiers:
            for index, segment in enumerate(waiting):
                if segment.peek(1) == qualifier:
                    segment.take(1)
                    return waiting.pop(index)
        return None

    def required(self, id: str) -> SegmentCursor:
        """As `first`; Unreadable where the loop has no such segment."""
        found = self.first(id)
        if found is None:
            trigger = self._all[0]
            raise unreadable(f"segment {id} is missing", trigger.id, trigger.position)
        return found

    def all(self, id: str) -> list[SegmentCursor]:
        """The segments of that id not handed out yet, in order, also those that begin a loop in this one.

        What is a segment in one release is a loop with nothing else in it in another (TXI, CTP, CTT).
        """
        return [*self._by_id.pop(id, []), *(loop.trigger for loop in self.loops(id))]

    def day(self, *qualifiers: str) -> dt.date | None:
        """The date of the first DTM with one of these qualifiers, in order of preference."""
        found = self.first("DTM", *qualifiers)
        return found.day(2) if found is not None else None

    def loops(self, id: str) -> list[LoopCursor]:
        """The loops that this segment begins and that were not handed out yet, in order."""
        self._open_children()
        return self._offered.pop(id, [])

    def loop(self, id: str, *qualifiers: str) -> LoopCursor | None:
        """The first such loop by the qualifier in element 1 of its trigger, which is taken; None if there is none."""
        self._open_children()
        waiting = self._offered.get(id, [])
        for qualifier in qualifiers:
            for index, loop in enumerate(waiting):
                if loop.trigger.peek(1) == qualifier:
                    loop.trigger.take(1)
                    return waiting.pop(index)
        return None

    def leftovers(self) -> tuple[Leftover, ...]:
        """Every element value in this loop and below it that nobody took, in the order of the file."""
        found: list[Leftover] = []
        stack = [self]
        while stack:
            loop = stack.pop()
            for segment in loop._all:
                if segment.id not in _FRAME:
                    found.extend(segment.unread())
            stack.extend(loop._open_children())
        return tuple(sorted(found, key=lambda leftover: leftover.position))

    def _open_children(self) -> list[LoopCursor]:
        if self._children is None:
            self._children = [LoopCursor(child, self._context) for child in self._node.children]
            for child in self._children:
                self._offered.setdefault(child.trigger.id, []).append(child)
        return self._children


def unreadable(problem: str, segment: str, position: int) -> Unreadable:
    """The error of a message that cannot become a document, with the place and what to do."""
    return Unreadable(
        problem,
        where=f"{segment} at position {position}",
        next_step="ask the partner to correct the message and send it again",
    )
