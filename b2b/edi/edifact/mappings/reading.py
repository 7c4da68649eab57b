"""The consuming cursors of the X12 mappings, over segments whose elements have components.

A component is addressed by its place, `at(element, component)`; the first component of the first element, where most
qualifiers stand, has place 1. So everything that X12's cursors do with elements works with components here.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NoReturn

from b2b.edi.edifact.service_characters import COMPONENT
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, Message, SegmentCursor

__all__ = ["Leftover", "LoopCursor", "SegmentCursor", "at", "opened"]

# More components than any composite of the directories has.
_WIDTH = 16


def at(element: int, component: int = 1) -> int:
    """The place of a component, both from 1."""
    return (element - 1) * _WIDTH + component


class _Segment(SegmentCursor):
    """One segment while it is read, component by component."""

    __slots__ = ()

    def number(self, element: int) -> Decimal | None:
        """A number with a comma or a point, taken; None where it is empty; Unreadable where it is none."""
        value = self.text(element).replace(",", ".")
        try:
            found = Decimal(value) if value else None
        except ArithmeticError:
            self._fail(element, f"is not a number: {value!r}")
        if found is not None and not found.is_finite():
            self._fail(element, f"is not a number: {value!r}")
        return found

    def accept_number(self, element: int, value: Decimal) -> bool:
        """Take a component where it is this number; whether it was."""
        try:
            same = Decimal(self.peek(element).replace(",", ".")) == value
        except ArithmeticError:
            same = False
        if same:
            self.take(element)
        return same

    def _fail(self, element: int, problem: str) -> NoReturn:
        number, component = divmod(element - 1, _WIDTH)
        place = f"{self.id}{number + 1:02d}-{component + 1:02d}"
        raise self.unreadable(f"{place} {problem}")


class _Loop(LoopCursor):
    """One segment group while it is read; segments and groups that were handed out are not handed out again."""

    __slots__ = ()

    _frame = frozenset({"UNH", "UNT"})

    @staticmethod
    def _numbered(element: int) -> int:
        return (element - 1) // _WIDTH + 1


def opened(tree: Node, context: Context) -> LoopCursor:
    """The cursor of a whole message, as `b2b.edi.engine.tree.build` makes its tree."""
    message = [_by_component(segment) for segment in tree.message]
    root = Node(tree.outline, message)
    waiting = [(tree, root)]
    while waiting:
        given, made = waiting.pop()
        for child in given.children:
            made.children.append(Node(child.outline, message))
            waiting.append((child, made.children[-1]))
    return _Loop(root, Message(message, context, _Segment))


def _by_component(segment: Sequence[str]) -> list[str]:
    """The segment with each component at its place (`at`)."""
    found = list(segment[:1])
    for number, element in enumerate(segment[1:]):
        if element:
            parts = element.split(COMPONENT)
            if len(parts) > _WIDTH:
                parts[_WIDTH - 1 :] = [COMPONENT.join(parts[_WIDTH - 1 :])]
            found += [""] * (number * _WIDTH + 1 - len(found))
            found += parts
    return found
