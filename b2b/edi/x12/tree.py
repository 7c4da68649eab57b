"""The loop tree of one transaction set: which segment stands in which loop, HL loops below their parents.

The set has been validated before, and may have been accepted with errors. A segment that the schema does not have, or
not there, is kept as a stray at the loop that was open when it came. Time is linear in the number of segments, and
nothing here recurses: HL segments may be nested as deep as there are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from b2b.edi.schema import Loop, Row, SetSchema


class Placed(NamedTuple):
    """A segment and its position in the set; ST has position 1. `elements[0]` is the segment id."""

    position: int
    elements: Sequence[str]


@dataclass(slots=True, eq=False)
class Node:
    """One occurrence of a loop: its own segments (the trigger first), the loops in it, and what has no place in it.

    `path` is the loop's path in the schema, "" for the set itself. Every HL loop has the path `HL`, whatever its depth;
    `parent` tells where it hangs.
    """

    path: str
    parent: Node | None = field(default=None, repr=False)
    segments: list[Placed] = field(default_factory=list)
    children: list[Node] = field(default_factory=list, repr=False)
    strays: list[Placed] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This loop and every loop below it, in the order of the file."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


def build(segments: Sequence[Sequence[str]], schema: SetSchema) -> Node:
    """The tree of a set, from its segments in order, ST and SE included.

    Segments go where X12.6 puts them: to the innermost open loop that still takes them, else to one further out, and a
    trigger opens its loop there. A segment more than a row allows stays at that row where no other place takes it.
    """
    plan = _plan(schema)
    root = Node("")
    open_loops = [_Open(root, plan[""])]
    for position, elements in enumerate(segments, start=1):
        placed = Placed(position, elements)
        tag = elements[0] if elements else ""
        if not (
            _place(open_loops, placed, tag, plan, strict=True) or _place(open_loops, placed, tag, plan, strict=False)
        ):
            open_loops[-1].node.strays.append(placed)
    _nest_hl(root)
    return root


@dataclass(frozen=True, slots=True)
class _Plan:
    """A loop as the walk needs it: what stands at each place, and at which places a segment id may stand.

    The row of the loop's own trigger is no place: the same segment again begins the loop again, one level out.
    """

    items: tuple[Row | Loop, ...]
    places: Mapping[str, tuple[int, ...]]


@dataclass(slots=True)
class _Open:
    """A loop that is being filled: `at` is the place last used, `count` how often."""

    node: Node
    plan: _Plan
    at: int = 0
    count: int = 0

    def next_place(self, tag: str, strict: bool) -> int | None:
        """Where in this loop the segment stands, None where it no longer may; `strict`: where it has not too many."""
        places = self.plan.places.get(tag)
        if places is None:
            return None
        index = bisect_left(places, self.at)
        if strict and index < len(places) and places[index] == self.at:
            item = self.plan.items[self.at]
            if isinstance(item, Row) and 0 < item.max <= self.count:
                index += 1
        return places[index] if index < len(places) else None

    def use(self, place: int) -> None:
        self.count = self.count + 1 if place == self.at else 1
        self.at = place


def _place(open_loops: list[_Open], placed: Placed, tag: str, plan: Mapping[str, _Plan], strict: bool) -> bool:
    """Put a segment where it belongs and close the loops it leaves; False where it belongs nowhere."""
    for depth in range(len(open_loops) - 1, -1, -1):
        loop = open_loops[depth]
        place = loop.next_place(tag, strict)
        if place is None:
            continue
        del open_loops[depth + 1 :]
        loop.use(place)
        item = loop.plan.items[place]
        if isinstance(item, Row):
            loop.node.segments.append(placed)
            return True
        child = Node(item.path, parent=loop.node, segments=[placed])
        loop.node.children.append(child)
        open_loops.append(_Open(child, plan[item.path]))
        return True
    return False


_plans: dict[tuple[str, str, str], Mapping[str, _Plan]] = {}


def _plan(schema: SetSchema) -> Mapping[str, _Plan]:
    """The plans of all loops of a set by path; made once for a schema, which its hash identifies."""
    key = (schema.release, schema.id, schema.hash)
    if key not in _plans:
        plans: dict[str, _Plan] = {}
        waiting = [schema.root]
        while waiting:
            loop = waiting.pop()
            places: dict[str, tuple[int, ...]] = {}
            for index, item in enumerate(loop.items):
                if index == 0 and loop is not schema.root:
                    continue
                trigger = item.segment.id if isinstance(item, Row) else item.trigger.segment.id
                places[trigger] = (*places.get(trigger, ()), index)
                if isinstance(item, Loop):
                    waiting.append(item)
            plans[loop.path] = _Plan(loop.items, places)
        _plans[key] = plans
    return _plans[key]


def _nest_hl(root: Node) -> None:
    """Hang every HL loop below the HL that its HL02 names; one that names none, or an unknown one, stays on top."""
    if not any(child.path == "HL" for child in root.children):
        return
    by_number: dict[str, Node] = {}
    top: list[Node] = []
    for node in root.children:
        if node.path != "HL":
            top.append(node)
            continue
        elements = node.segments[0].elements
        parent = by_number.get(elements[2]) if len(elements) > 2 and elements[2] else None
        if parent is None:
            top.append(node)
        else:
            node.parent = parent
            parent.children.append(node)
        if len(elements) > 1:
            by_number[elements[1]] = node
    root.children = top
