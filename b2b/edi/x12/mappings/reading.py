"""A consuming cursor over a loop tree: what a mapping takes is marked, and what is never taken is a leftover.

A mapping asks a loop for segments by id and qualifier, and a segment for elements by number; both mark what they hand
out. When the document is built, `leftovers` lists every element value that nobody took.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple, NoReturn

from b2b.edi.x12.mappings import days
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.tree import Node
from b2b.edi.x12.values import is_date
from b2b.errors import Unreadable

# The segments that frame a set: their elements are the envelope's business.
_FRAME = frozenset({"ST", "SE"})

# A loop of more segments hardly ever comes twice.
_FEW = 12

LoopContent = tuple[str | int | tuple[str, ...], ...]

_position = attrgetter("position")

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

    __slots__ = ("_component", "_elements", "_loop", "_taken", "id", "position")

    def __init__(self, elements: Sequence[str], position: int, loop: LoopCursor, component: str) -> None:
        self._elements = elements
        self.position = position
        self.id = elements[0] if elements else ""
        self._taken = 1
        self._loop = loop
        self._component = component

    @property
    def path(self) -> str:
        """Where its loop is in the schema."""
        return self._loop.node.path

    @property
    def context(self) -> Context:
        """What was known beside the message."""
        return self._loop.context

    def __len__(self) -> int:
        """The number of the last element that is there."""
        return len(self._elements) - 1

    def peek(self, element: int) -> str:
        """The element without taking it; "" where it is absent. Blanks around it and empty components at its end go."""
        elements = self._elements
        return elements[element].strip().rstrip(self._component) if element < len(elements) else ""

    def take(self, *elements: int) -> None:
        """Mark elements as read."""
        given = self._elements
        for element in elements:
            if element < len(given) and given[element]:
                self._taken |= 1 << element

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
        elements = self._elements
        if element >= len(elements) or not elements[element]:
            return ""
        self._taken |= 1 << element
        return elements[element].strip().rstrip(self._component)

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
        separator, said = self._component, self.peek(element)
        parts = said.split(separator) if separator else [said]
        value = parts[place - 1] if place <= len(parts) else ""
        if not value:
            return None
        if not any(parts[: place - 1] + parts[place:]):
            self._taken |= 1 << element
        return Decimal(value) if _DECIMAL(value) else self._fail(element, f"is not a number: {value!r}")

    def unread(self) -> list[Leftover]:
        """The values that nobody took."""
        taken, elements = self._taken, self._elements
        # Only elements that are there are marked, so where as many are marked as there are, nothing is left.
        if taken.bit_count() == len(elements) - elements.count(""):
            return []
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


class LoopCursor:
    """One loop while it is read; segments and loops that were handed out are not handed out again.

    Cursors of segments and inner loops are made when they are first asked for: a mapping asks for much more than most
    messages have.
    """

    __slots__ = ("_children", "_cursors", "_ids", "_offered", "_resumed", "_waiting", "context", "node", "trigger")

    def __init__(self, node: Node, context: Context) -> None:
        self.node = node
        self.context = context
        self._ids = node.outline.by_id
        self._cursors: dict[int, SegmentCursor] = {}
        self._waiting: dict[str, list[SegmentCursor]] = {}
        self._children: Sequence[LoopCursor] = ()
        self._offered: dict[str, list[LoopCursor]] | None = None
        self._resumed: LoopState | None = None
        self.trigger = self._cursor(node.outline.own[0] if node.outline.own else 0)
        """The segment that began the loop."""

    def first(self, id: str, *qualifiers: str) -> SegmentCursor | None:
        """The first segment of that id not handed out yet, None if there is none.

        With qualifiers: the first with the first qualifier in element 1, else with the second, and so on; it is taken.
        """
        if id not in self._ids:
            return None
        waiting = self._of(id)
        if not waiting:
            return None
        if not qualifiers:
            return waiting.pop(0)
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
            raise unreadable(f"segment {id} is missing", self.trigger.id, self.trigger.position)
        return found

    def all(self, id: str) -> list[SegmentCursor]:
        """The segments of that id not handed out yet, in order, also those that begin a loop in this one.

        What is a segment in one release is a loop with nothing else in it in another (TXI, CTP, CTT).
        """
        offered = self._offered
        if offered is None:
            offered = self._open_children()
        if id in self._ids:
            found, self._waiting[id] = self._of(id), []
        elif id not in offered:
            return []
        else:
            found = []
        return [*found, *(loop.trigger for loop in offered.pop(id))] if id in offered else found

    def day(self, *qualifiers: str) -> dt.date | None:
        """The date of the first DTM with one of these qualifiers, in order of preference."""
        found = self.first("DTM", *qualifiers)
        return found.day(2) if found is not None else None

    def loops(self, id: str) -> list[LoopCursor]:
        """The loops that this segment begins and that were not handed out yet, in order."""
        offered = self._offered
        return (self._open_children() if offered is None else offered).pop(id, [])

    def loop(self, id: str, *qualifiers: str) -> LoopCursor | None:
        """The first such loop by the qualifier in element 1 of its trigger, which is taken; None if there is none."""
        offered = self._offered
        waiting = (self._open_children() if offered is None else offered).get(id, [])
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
            if loop._resumed is not None:
                continue
            outline = loop.node.outline
            for index in (*outline.own, *outline.strays):
                segment = loop._cursors.get(index) or loop._cursor(index)
                if segment.id not in _FRAME:
                    found += segment.unread()
            if loop._offered is None:
                loop._open_children()
            stack += loop._children
        found.sort(key=_position)
        return tuple(found)

    def content(self) -> LoopContent | None:
        """What is in this loop, as a key; None where more than a few segments are, and where any was read before."""
        outline, cursors = self.node.outline, self._cursors
        if self.node.children or outline.strays or len(outline.own) > _FEW or len(cursors) > 1 or self._waiting:
            return None
        message = self.node.message
        segments = [tuple(message[index]) for index in outline.own]
        return (self.context.delimiters.component, self.trigger._taken, *segments)

    def state(self) -> LoopState:
        """What was taken of this loop so far, and which of its segments still wait to be handed out."""
        own = self.node.outline.own
        cursors = [self._cursor(index) for index in own]
        waiting = {id: [own.index(s.position - 1) for s in segments] for id, segments in self._waiting.items()}
        return LoopState([c._taken for c in cursors], waiting, not any(c.unread() for c in cursors))

    def resume(self, state: LoopState) -> None:
        """Go on as if this loop had been read as far as another one with the same content was.

        Where that left nothing, cursors of its segments are made only if anybody asks for them.
        """
        self._resumed = state
        if not state.complete:
            self._catch_up()

    def _catch_up(self) -> None:
        state, self._resumed = self._resumed, None
        if state is None:
            return
        own = self.node.outline.own
        for index, taken in zip(own, state.taken, strict=True):
            self._cursor(index)._taken |= taken
        for id, places in state.waiting.items():
            self._waiting[id] = [self._cursor(own[place]) for place in places]

    def _cursor(self, index: int) -> SegmentCursor:
        """The cursor of one of its segments, always the same one."""
        found = self._cursors.get(index)
        if found is None:
            message = self.node.message
            elements = message[index] if index < len(message) else ()
            found = SegmentCursor(elements, index + 1, self, self.context.delimiters.component)
            self._cursors[index] = found
        return found

    def _of(self, id: str) -> list[SegmentCursor]:
        """The segments of that id not handed out yet; the loop has had at least one."""
        if self._resumed is not None:
            self._catch_up()
        waiting = self._waiting.get(id)
        if waiting is None:
            waiting = self._waiting[id] = [self._cursor(index) for index in self._ids[id]]
        return waiting

    def _open_children(self) -> dict[str, list[LoopCursor]]:
        """The loops in this one not handed out yet, by the id of their trigger; called once."""
        offered = self._offered = {}
        if self.node.children:
            self._children = [LoopCursor(child, self.context) for child in self.node.children]
            for child in self._children:
                offered.setdefault(child.trigger.id, []).append(child)
        return offered


class LoopState(NamedTuple):
    """How far a loop was read; segments by their place in the loop. `complete`: nothing of it was left."""

    taken: list[int]
    waiting: dict[str, list[int]]
    complete: bool


def unreadable(problem: str, segment: str, position: int) -> Unreadable:
    """The error of a message that cannot become a document, with the place and what to do."""
    return Unreadable(
        problem,
        where=f"{segment} at position {position}",
        next_step="ask the partner to correct the message and send it again",
    )
