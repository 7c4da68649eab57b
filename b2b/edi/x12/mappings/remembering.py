"""Readings of loops that come again and again: the parties of a partner are the same in nearly every message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.reading import LoopCursor, Message

# Contents of loops whose reading is kept: a few megabytes.
_KEPT = 2_000

# So many segments hardly ever come twice.
_FEW = 24

T = TypeVar("T")

_Content = tuple[object, ...]
_Left = tuple[tuple[str, ...], ...]


class Remembered(Generic[T]):
    """The reading of a loop, done once for loops with the same content; it must depend on nothing else.

    What it takes of the loop is taken each time.
    """

    def __init__(self, read: Callable[[LoopCursor], T]) -> None:
        self.__wrapped__ = read
        self._known: dict[_Content, tuple[T, _Left]] = {}

    def __call__(self, loop: LoopCursor) -> T:
        """The reading of a loop that has a cursor already, and may be asked for more afterwards: not remembered."""
        return self.__wrapped__(loop)

    def chosen(self, around: LoopCursor, id: str, qualifiers: Sequence[str]) -> T | None:
        """The reading of the loop that `LoopCursor.loop` would find, None if there is none.

        What it leaves of the loop is left over.
        """
        node = around.hand_out(id, qualifiers)
        if node is None:
            return None
        message, start = around.message, node.outline.own[0]
        content = _content(message, (node,))
        found = self._known.get(content) if content else None
        if found is not None:
            value, message.left[start : start + len(found[1])] = found
            return value
        value = self.__wrapped__(around.chosen(node))
        if content:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[content] = value, _left(message, (node,))
        return value


class Together(Generic[T]):
    """The readings of several loops of the same id beside each other, each chosen by its qualifiers, in this order.

    They are remembered as one: messages to the same address mostly name the same others as well.
    """

    def __init__(self, read: Remembered[T], id: str, *qualifiers: Sequence[str]) -> None:
        self._read = read
        self._id = id
        self._qualifiers = qualifiers
        self._known: dict[_Content, tuple[tuple[T | None, ...], _Left, list[int]]] = {}

    def __call__(self, around: LoopCursor) -> tuple[T | None, ...]:
        """The readings as `Remembered.chosen` gives them, None for each that is not there."""
        message, nodes = around.message, [*around.waiting(self._id)]
        content = _content(message, nodes)
        found = self._known.get(content) if content else None
        if found is not None:
            values, left, rest = found
            start = nodes[0].outline.own[0]
            message.left[start : start + len(left)] = left
            around.keep_waiting(self._id, [nodes[place] for place in rest])
            return values
        values = tuple([self._read.chosen(around, self._id, one) for one in self._qualifiers])
        if content:
            if len(self._known) >= _KEPT:
                self._known.clear()
            waiting = around.waiting(self._id)
            self._known[content] = values, _left(message, nodes), [nodes.index(node) for node in waiting]
        return values


def _content(message: Message, nodes: Sequence[Node]) -> _Content:
    """What is in loops beside each other, as a key; empty where they are none, have loops inside them, hold more than a
    few segments, or do not stand together.
    """
    count = 0
    for node in nodes:
        if node.children:
            return ()
        count += len(node.outline.own)
    if not 0 < count <= _FEW:
        return ()
    start, end = nodes[0].outline.own[0], nodes[-1].outline.own[-1] + 1
    if end - start != count or nodes[-1].outline.strays:
        return ()
    return (message.component, message.context.release.name, *map(tuple, message.rows[start:end]))


def _left(message: Message, nodes: Sequence[Node]) -> _Left:
    """What is left of loops that stand together; what nobody asked for stays `UNSEEN`: a tuple's tuple is itself."""
    start, end = nodes[0].outline.own[0], nodes[-1].outline.own[-1] + 1
    return tuple(map(tuple, message.left[start:end]))
