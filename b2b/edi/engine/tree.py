"""The loop tree of one transaction set: which segment stands in which loop, HL loops below their parents.

The set has been validated before, and may have been accepted with errors. A segment that the schema does not have, or
not there, is kept as a stray at the loop that was open when it came. Time is linear in the number of segments, and
nothing here recurses: HL segments may be nested as deep as there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from b2b.edi.engine.outline import LoopOutline, outline
from b2b.edi.schema import SetSchema

Segments = Sequence[Sequence[str]]


class Placed(NamedTuple):
    """A segment and its position in the set; ST has position 1. `elements[0]` is the segment id."""

    position: int
    elements: Sequence[str]


class Node:
    """One occurrence of a loop: its own segments (the trigger first), the loops in it, and what has no place in it.

    `path` is the loop's path in the schema, "" for the set itself. Every HL loop has the path `HL`, whatever its depth:
    it is among the `children` of the HL that its HL02 names. `outline` has the indices of its segments in `message`,
    which is the whole set.
    """

    __slots__ = ("children", "message", "outline")

    def __init__(self, outline: LoopOutline, message: Segments) -> None:
        self.outline = outline
        self.message = message
        self.children: list[Node] = []

    @property
    def path(self) -> str:
        """Where this loop is in the schema."""
        return self.outline.path

    @property
    def segments(self) -> list[Placed]:
        """Its own segments, in order."""
        return [Placed(index + 1, self.message[index]) for index in self.outline.own]

    @property
    def strays(self) -> list[Placed]:
        """The segments that came while this loop was open and have no place in the set, in order."""
        return [Placed(index + 1, self.message[index]) for index in self.outline.strays]

    def walk(self) -> Iterator[Node]:
        """This loop and every loop below it, in the order of the file."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


def build(segments: Segments, schema: SetSchema) -> Node:
    """The tree of a set, from its segments in order, ST and SE included; `outline` tells where a segment goes."""
    nodes = [Node(loop, segments) for loop in outline(segments, schema)]
    root, *inner = nodes
    for node in inner:
        nodes[node.outline.parent].children.append(node)
    if "HL" in root.outline.within:
        _nest_hl(root)
    return root


def _nest_hl(root: Node) -> None:
    """Hang every HL loop below the HL that its HL02 names; one that names none, or an unknown one, stays on top."""
    by_number: dict[str, Node] = {}
    top: list[Node] = []
    for node in root.children:
        if node.path != "HL":
            top.append(node)
            continue
        elements = node.message[node.outline.own[0]]
        parent = by_number.get(elements[2]) if len(elements) > 2 and elements[2] else None
        (top if parent is None else parent.children).append(node)
        if len(elements) > 1:
            by_number[elements[1]] = node
    root.children = top
