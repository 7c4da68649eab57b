"""A consuming cursor over a loop tree: what a mapping takes is marked, and what is never taken is a leftover.

A mapping asks a loop for segments by id and qualifier, and a segment for elements by number; both mark what they hand
out. When the document is built, `leftovers` lists every element value that nobody took.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence, Set
from operator import attrgetter
from typing import ClassVar

from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.segment_cursor import UNSEEN, Leftover, Message, SegmentCursor, unreadable

__all__ = ["Leftover", "LoopCursor", "Message", "SegmentCursor", "opened", "unreadable"]


class LoopCursor:
    """One loop while it is read; segments and loops that were handed out are not handed out again.

    Cursors of segments and inner loops are made when they are first asked for: a mapping asks for much more than most
    messages have.
    """

    __slots__ = ("_offered", "_qualifiers", "_waiting", "message", "node", "trigger")

    # The segments that frame a message: their elements are the envelope's business.
    _frame: ClassVar[Set[str]] = frozenset({"ST", "SE"})

    def __init__(self, node: Node, message: Message) -> None:
        self.node = node
        self.message = message
        self._waiting: dict[str, list[SegmentCursor]] = {}
        self._offered: dict[str, list[Node]] | None = None
        self._qualifiers: dict[str, list[str]] | None = None
        own = node.outline.own
        self.trigger = message.segment(message, own[0] if own else 0)
        """The segment that began the loop."""

    @property
    def context(self) -> Context:
        """What was known beside the message."""
        return self.message.context

    def holds_only(self, ids: Set[str]) -> bool:
        """Whether no other segments than these are in this loop and, by the schema, in loops inside it."""
        return self.node.outline.within <= ids

    def holds(self, id: str) -> bool:
        """Whether a segment of that id is in this loop or, by the schema, in one inside it, whoever was handed it."""
        return id in self.node.outline.within

    def holds_below(self, id: str) -> bool:
        """Whether a segment of that id is, by the schema, in a loop inside this one, whoever was handed it."""
        return id in self.node.outline.below

    def first(self, id: str, *qualifiers: str) -> SegmentCursor | None:
        """The first segment of that id not handed out yet, None if there is none.

        With qualifiers: the first with the first qualifier in element 1, else with the second, and so on; it is taken.
        """
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
        if id not in self.node.outline.within:
            return []
        found: list[SegmentCursor] = []
        if id in self.node.outline.by_id:
            found, self._waiting[id] = self._of(id), []
        if nodes := self._hand_out_all(id):
            message, out_of_place = self.message, bool(found)
            found += [message.segment(message, node.outline.own[0]) for node in nodes]
            if out_of_place:
                found.sort(key=_index)
        return found

    def day(self, *qualifiers: str) -> dt.date | None:
        """The date of the first DTM with one of these qualifiers, in order of preference."""
        found = self.first("DTM", *qualifiers)
        return found.day(2) if found is not None else None

    def loops(self, id: str) -> list[LoopCursor]:
        """The loops that this segment begins and that were not handed out yet, in order."""
        kind, message = type(self), self.message
        return [kind(node, message) for node in self._hand_out_all(id)]

    def loop(self, id: str, *qualifiers: str) -> LoopCursor | None:
        """The first such loop by the qualifier in element 1 of its trigger, which is taken; None if there is none."""
        node = self.hand_out(id, qualifiers)
        return None if node is None else self.chosen(node)

    def hand_out(self, id: str, qualifiers: Sequence[str]) -> Node | None:
        """The loop that `loop` would find, without a cursor and with nothing taken."""
        waiting = self.waiting(id)
        if not waiting:
            return None
        known = self._qualifiers
        if known is None:
            known = self._qualifiers = {}
        given = known.get(id)
        if given is None:
            given = known[id] = [self.message.peek(node.outline.own[0], 1) for node in waiting]
        found = _place(given, qualifiers)
        if found is None:
            return None
        del given[found]
        return waiting.pop(found)

    def waiting(self, id: str) -> list[Node]:
        """The loops that this segment begins and that were not handed out yet, in order, still not handed out."""
        offered = self._offered
        return (self._open_children() if offered is None else offered).get(id, [])

    def keep_waiting(self, id: str, nodes: list[Node]) -> None:
        """Take all loops that this segment begins for handed out but these, which were waiting."""
        assert self._offered is not None
        self._offered[id] = nodes
        self._qualifiers = None

    def chosen(self, node: Node) -> LoopCursor:
        """The cursor of a loop in this one that was chosen by its qualifier, which is taken."""
        loop = type(self)(node, self.message)
        loop.trigger.take(1)
        return loop

    def leftovers(self) -> tuple[Leftover, ...]:
        """Every element value of the message that nobody took, in the order of the file; for the outermost loop."""
        rows, left = self.message.rows, self.message.left
        for end in (0, -1):
            if rows[end][0] in self._frame:
                left[end] = ()
        if not any(map(any, left)):
            return ()
        paths = {index: node.path for node in self.node.walk() for index in (*node.outline.own, *node.outline.strays)}
        return tuple(
            Leftover(paths[index], index + 1, row[0], self._numbered(element), value)
            for index, (row, values) in enumerate(zip(rows, left, strict=True))
            if row[0] not in self._frame
            for element, value in enumerate(row if values is UNSEEN else values)
            if element and value
        )

    def _of(self, id: str) -> list[SegmentCursor]:
        """The segments of that id in this loop itself not handed out yet."""
        waiting = self._waiting.get(id)
        if waiting is None:
            indices = self.node.outline.by_id.get(id)
            if indices is None:
                return []
            message, segment = self.message, self.message.segment
            if indices[0] == self.trigger.index:
                waiting = [self.trigger, *[segment(message, index) for index in indices[1:]]]
            else:
                waiting = [segment(message, index) for index in indices]
            self._waiting[id] = waiting
        return waiting

    def _hand_out_all(self, id: str) -> Sequence[Node]:
        """The loops that this segment begins and that were not handed out yet, in order."""
        offered = self._offered
        self._qualifiers = None
        return (self._open_children() if offered is None else offered).pop(id, ())

    def _open_children(self) -> dict[str, list[Node]]:
        """The loops in this one not handed out yet, by the id of their trigger; called once."""
        offered: dict[str, list[Node]] = {}
        for child in self.node.children:
            offered.setdefault(child.outline.tag, []).append(child)
        self._offered = offered
        return offered

    @staticmethod
    def _numbered(element: int) -> int:
        """The number that people know an element of a cursor by."""
        return element


def opened(tree: Node, context: Context) -> LoopCursor:
    """The cursor of a whole message, as `b2b.edi.engine.tree.build` makes its tree."""
    return LoopCursor(tree, Message(tree.message, context))


_index = attrgetter("index")


def _place(given: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Where the first of the wanted ones that is there stands for the first time."""
    for one in wanted:
        if one in given:
            return given.index(one)
    return None
