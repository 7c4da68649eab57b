"""A consuming cursor over a loop tree: what a mapping takes is marked, and what is never taken is a leftover.

A mapping asks a loop for segments by id and qualifier, and a segment for elements by number; both mark what they hand
out. When the document is built, `leftovers` lists every element value that nobody took.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence, Set
from typing import ClassVar, NamedTuple

from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.segment_cursor import Leftover, SegmentCursor, unreadable

__all__ = ["Leftover", "LoopContent", "LoopCursor", "LoopState", "SegmentCursor", "unreadable"]

# A loop of more segments hardly ever comes twice.
_FEW = 12

LoopContent = tuple[str | int | tuple[str, ...], ...]

# The cursors of a whole message by the index of their segment, None where none was asked for yet.
Cursors = list[SegmentCursor | None]


class LoopCursor:
    """One loop while it is read; segments and loops that were handed out are not handed out again.

    Cursors of segments and inner loops are made when they are first asked for: a mapping asks for much more than most
    messages have.
    """

    __slots__ = ("_cursors", "_ids", "_offered", "_resumed", "_waiting", "context", "node", "trigger")

    # The segments that frame a message: their elements are the envelope's business.
    _frame: ClassVar[Set[str]] = frozenset({"ST", "SE"})

    _segment: ClassVar[type[SegmentCursor]] = SegmentCursor

    def __init__(self, node: Node, context: Context, cursors: Cursors | None = None) -> None:
        self.node = node
        self.context = context
        outline, message = node.outline, node.message
        self._ids = outline.by_id
        self._waiting: dict[str, list[SegmentCursor]] = {}
        self._offered: dict[str, list[Node]] | None = None if node.children else {}
        self._resumed: LoopState | None = None
        index = outline.own[0] if outline.own else 0
        self.trigger = self._segment(message[index] if message else (), index + 1, node, context)
        """The segment that began the loop."""
        self._cursors: Cursors = [None] * (len(message) or 1) if cursors is None else cursors
        self._cursors[index] = self.trigger

    def holds_only(self, ids: Set[str]) -> bool:
        """Whether no other segments than these are in this loop and, by the schema, in loops inside it."""
        return self.node.outline.within <= ids

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
        found = _place([segment.peek(1) for segment in waiting], qualifiers)
        if found is None:
            return None
        waiting[found].take(1)
        return waiting.pop(found)

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
        found: list[SegmentCursor] = []
        if id in self._ids:
            found, self._waiting[id] = self._of(id), []
        if id in offered:
            for node in offered.pop(id):
                index = node.outline.own[0]
                self._cursors[index] = trigger = self._segment(node.message[index], index + 1, node, self.context)
                found.append(trigger)
        return found

    def day(self, *qualifiers: str) -> dt.date | None:
        """The date of the first DTM with one of these qualifiers, in order of preference."""
        found = self.first("DTM", *qualifiers)
        return found.day(2) if found is not None else None

    def loops(self, id: str) -> list[LoopCursor]:
        """The loops that this segment begins and that were not handed out yet, in order."""
        offered = self._offered
        found = (self._open_children() if offered is None else offered).pop(id, None)
        if found is None:
            return []
        kind, context, cursors = type(self), self.context, self._cursors
        return [kind(node, context, cursors) for node in found]

    def loop(self, id: str, *qualifiers: str) -> LoopCursor | None:
        """The first such loop by the qualifier in element 1 of its trigger, which is taken; None if there is none."""
        offered = self._offered
        waiting = (self._open_children() if offered is None else offered).get(id)
        if not waiting:
            return None
        found = _place([self._qualifier(node) for node in waiting], qualifiers)
        if found is None:
            return None
        loop = type(self)(waiting.pop(found), self.context, self._cursors)
        loop.trigger.take(1)
        return loop

    def leftovers(self) -> tuple[Leftover, ...]:
        """Every element value of the message that nobody took, in the order of the file; for the outermost loop."""
        found: list[Leftover] = []
        for index, segment in enumerate(self._cursors):
            if segment is None:
                if self.node.message[index][0] not in self._frame:
                    # Nobody asked for it: whose segment it is, the tree tells.
                    self._meet_all()
                    return self.leftovers()
                continue
            elements = segment.elements
            # Only elements that are there are marked: where as many are marked as there are, nothing is left.
            if segment.taken.bit_count() != len(elements) - elements.count("") and elements[0] not in self._frame:
                found += segment.unread()
        return tuple(found)

    def content(self) -> LoopContent | None:
        """What is in this loop, as a key; None where more than a few segments are, and where any was read before."""
        outline = self.node.outline
        if self.node.children or outline.strays or len(outline.own) > _FEW or self._waiting:
            return None
        message = self.node.message
        segments = [tuple(message[index]) for index in outline.own]
        context = self.context
        return (context.delimiters.component, context.release.name, self.trigger.taken, *segments)

    def state(self) -> LoopState:
        """What was taken of this loop so far, and which of its segments still wait to be handed out."""
        own = self.node.outline.own
        cursors = [self._cursor(index) for index in own]
        waiting = {id: [own.index(s.position - 1) for s in segments] for id, segments in self._waiting.items()}
        return LoopState([c.taken for c in cursors], waiting, not any(c.unread() for c in cursors))

    def resume(self, state: LoopState) -> None:
        """Go on as if this loop had been read as far as another one with the same content was.

        Where that left nothing, cursors of its segments are made only if anybody asks for them.
        """
        self._resumed = state
        if state.complete:
            # The trigger stands for all of them: nothing of it is left.
            self.trigger.taken |= state.taken[0]
            for index in self.node.outline.own:
                self._cursors[index] = self.trigger
        else:
            self._catch_up()

    def _catch_up(self) -> None:
        state, self._resumed = self._resumed, None
        if state is None:
            return
        own = self.node.outline.own
        for index in own[1:]:
            self._cursors[index] = None
        for index, taken in zip(own, state.taken, strict=True):
            self._cursor(index).taken |= taken
        for id, places in state.waiting.items():
            self._waiting[id] = [self._cursor(own[place]) for place in places]

    def _cursor(self, index: int) -> SegmentCursor:
        """The cursor of one of its segments, always the same one."""
        found = self._cursors[index]
        if found is None:
            node = self.node
            found = self._cursors[index] = self._segment(node.message[index], index + 1, node, self.context)
        return found

    def _meet_all(self) -> None:
        """Cursors for all segments of this loop and those in it."""
        for node in self.node.walk():
            for index in (*node.outline.own, *node.outline.strays):
                if self._cursors[index] is None:
                    self._cursors[index] = self._segment(node.message[index], index + 1, node, self.context)

    def _of(self, id: str) -> list[SegmentCursor]:
        """The segments of that id not handed out yet; the loop has had at least one."""
        if self._resumed is not None:
            self._catch_up()
        waiting = self._waiting.get(id)
        if waiting is None:
            waiting = self._waiting[id] = [self._cursor(index) for index in self._ids[id]]
        return waiting

    def _open_children(self) -> dict[str, list[Node]]:
        """The loops in this one not handed out yet, by the id of their trigger; called once."""
        offered: dict[str, list[Node]] = {}
        self._offered = offered
        for child in self.node.children:
            tag = child.outline.tag
            if tag in offered:
                offered[tag].append(child)
            else:
                offered[tag] = [child]
        return offered

    def _qualifier(self, node: Node) -> str:
        """Element 1 of the segment that begins a loop."""
        elements = node.message[node.outline.own[0]]
        value = elements[1] if len(elements) > 1 else ""
        return value if value.isalnum() else value.strip().rstrip(self.context.delimiters.component)


class LoopState(NamedTuple):
    """How far a loop was read; segments by their place in the loop. `complete`: nothing of it was left."""

    taken: list[int]
    waiting: dict[str, list[int]]
    complete: bool


def _place(given: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Where the first of the wanted ones that is there stands for the first time."""
    for one in wanted:
        if one in given:
            return given.index(one)
    return None
