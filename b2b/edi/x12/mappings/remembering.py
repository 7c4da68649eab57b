"""Readings of loops that come again and again: the parties of a partner are the same in nearly every message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.reading import LoopCursor, Message

# What the loops whose readings are kept may come to, in bytes: a few megabytes for each kind of loop.
_KEPT = 4_000_000
# A text costs so much beside its characters, in a key and in what was read.
_A_TEXT = 120

# So many segments hardly ever come twice.
_FEW = 24

T = TypeVar("T")
V = TypeVar("V")

_Content = tuple[Sequence[str], ...]
_Left = tuple[tuple[str, ...], ...]


class _Kept(Generic[V]):
    """What was read, by the content of what it was read from; all of it is forgotten when it becomes too much."""

    def __init__(self) -> None:
        self._known: dict[_Content, V] = {}
        self._size = 0

    def of(self, content: _Content) -> V | None:
        """What is known of this content, which may be empty."""
        return self._known.get(content) if content else None

    def keep(self, content: _Content, value: V) -> None:
        """Know it from now on, unless the content is empty."""
        size = sum(len(text) + _A_TEXT for texts in content for text in texts)
        if not content or size > _KEPT:
            return
        if self._size + size > _KEPT:
            self._known.clear()
            self._size = 0
        self._known[content] = value
        self._size += size


class Remembered(Generic[T]):
    """The readings of loops that begin with the segment `id`, each chosen by its qualifier as `LoopCursor.loop` does.

    A loop is read once for all with the same content; `read` must depend on nothing else. What it takes of the loop is
    taken each time, and what it leaves is left over.
    """

    def __init__(self, read: Callable[[LoopCursor], T], id: str) -> None:
        self.read, self.id = read, id
        self._kept = _Kept[tuple[T, _Left]]()

    def __call__(self, around: LoopCursor, qualifiers: Sequence[str]) -> T | None:
        """The reading of the loop with the first of these qualifiers that occurs, None where none does."""
        node = around.hand_out(self.id, qualifiers)
        if node is None:
            return None
        message, start = around.message, node.outline.own[0]
        content = _content(message, (node,))
        found = self._kept.of(content)
        if found is not None:
            value, message.left[start : start + len(found[1])] = found
            return value
        value = self.read(around.chosen(node))
        self._kept.keep(content, (value, _left(message, (node,))))
        return value


class Together(Generic[T]):
    """The readings of several loops of the same id beside each other, for these qualifiers one after the other.

    They are remembered as one: messages to the same address mostly name the same others as well.
    """

    def __init__(self, one: Remembered[T], *qualifiers: Sequence[str]) -> None:
        self._one, self._qualifiers = one, qualifiers
        self._kept = _Kept[tuple[tuple[T | None, ...], _Left, list[int]]]()

    def __call__(self, around: LoopCursor) -> tuple[T | None, ...]:
        """The readings as `Remembered` gives them, None for each that is not there."""
        message, id = around.message, self._one.id
        nodes = [*around.waiting(id)]
        content = _content(message, nodes)
        found = self._kept.of(content)
        if found is not None:
            values, left, rest = found
            start = nodes[0].outline.own[0]
            message.left[start : start + len(left)] = left
            around.keep_waiting(id, [nodes[place] for place in rest])
            return values
        values = tuple([self._one(around, one) for one in self._qualifiers])
        if content:
            rest = [nodes.index(node) for node in around.waiting(id)]
            self._kept.keep(content, (values, _left(message, nodes), rest))
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
    return ((message.component, message.context.release.name), *map(tuple, message.rows[start:end]))


def _left(message: Message, nodes: Sequence[Node]) -> _Left:
    """What is left of loops that stand together; what nobody asked for stays `UNSEEN`: a tuple's tuple is itself."""
    start, end = nodes[0].outline.own[0], nodes[-1].outline.own[-1] + 1
    return tuple(map(tuple, message.left[start:end]))
