"""A whole set as guides look at it, with every segment and loop in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from b2b.edi.engine.outline import outline
from b2b.edi.guides.expression import Reference
from b2b.edi.guides.place import Place, Step
from b2b.edi.schema import Loop, SetSchema
from tests.edi.guides.line_by_line.evaluate import Numeral

_NUMBER = re.compile(r"R|N\d?").fullmatch


class Occurrence:
    """A loop or a segment that is there; `index` is that of its (first) segment in the set, `elements` that segment.

    It is the scope of an expression (`evaluate.Scope`): relative places begin at the loop it is or stands in.
    """

    __slots__ = ("_component", "_root", "index", "loop", "of_loop")

    def __init__(self, loop: LoopThere, index: int, root: LoopThere, component: str, *, of_loop: bool) -> None:
        self.loop, self.index, self.of_loop = loop, index, of_loop
        self._root, self._component = root, component

    @property
    def elements(self) -> Sequence[str]:
        """The segment, its id first."""
        return self.loop.message[self.index]

    def element(self, place: Place) -> str:
        """The element or component that a place names, of this segment; "" where it is not there."""
        number = place.element or 0
        value = self.elements[number] if number < len(self.elements) else ""
        if place.component is None:
            return value
        parts = value.split(self._component) if self._component else [value]
        return parts[place.component - 1] if place.component <= len(parts) else ""

    def value(self, reference: Reference) -> str | None:
        """The element that a reference means, of the first occurrence that has it."""
        for found in self._meant(reference):
            if value := found.element(reference.place):
                return Numeral(value.replace(",", ".")) if self._root.is_number(reference.place) else value
        return None

    def each(self, reference: Reference) -> Sequence[Occurrence]:
        """Everything that a reference means; of an element the places that have it."""
        found = self._meant(reference)
        if reference.place.element is None:
            return list(found)
        return [one for one in found if one.element(reference.place)]

    def _meant(self, reference: Reference) -> Iterator[Occurrence]:
        steps = reference.place.steps
        if reference.absolute:
            return self._root.occurrences(steps)
        if len(steps) == 1 and steps[0].fits(self.elements, self._component):
            return iter((self,))
        return self.loop.occurrences(steps)


class LoopThere:
    """One occurrence of a loop, or the set itself (`path` "")."""

    __slots__ = ("_component", "_loops", "_numbers", "_root", "_schema", "_segments", "message", "path", "trigger")

    def __init__(
        self, path: str, trigger: int, message: Sequence[Sequence[str]], schema: SetSchema, component: str
    ) -> None:
        self.path, self.trigger, self.message = path, trigger, message
        self._schema, self._component = schema, component
        self._root = self
        self._loops: dict[str, list[LoopThere]] = {}
        self._segments: dict[str, list[int]] = {}
        self._numbers: dict[str, frozenset[tuple[int | None, int | None]]] = {}

    def room_for(self, step: Step) -> int:
        """The index at which a segment or loop that is missing here would stand: behind all that comes before it."""
        items = _loop_at(self._schema.root, self.path).items
        names = [item.path.rpartition("/")[2] if isinstance(item, Loop) else item.segment.id for item in items]
        wanted = names.index(step.id) if step.id in names else len(names)
        at, room = 0, self.trigger + 1
        for _, end, name in sorted(self._parts()):
            found = next((n for n in range(at, len(names)) if names[n] == name), None)
            if found is not None and found > wanted:
                break
            if found is not None:
                at, room = found, end + 1
        return room

    def _parts(self) -> Iterator[tuple[int, int, str]]:
        """First and last index, and name, of its own segments and of the loops in it."""
        for tag, indices in self._segments.items():
            yield from ((index, index, tag) for index in indices)
        for name, loops in self._loops.items():
            yield from ((loop.trigger, loop._end, name) for loop in loops)

    @property
    def _end(self) -> int:
        """The index of its last segment, with the loops in it."""
        return max((end for _, end, _ in self._parts()), default=self.trigger)

    def itself(self) -> Occurrence:
        """The loop as a scope; of the set, its ST."""
        return Occurrence(self, self.trigger, self._root, self._component, of_loop=True)

    def occurrences(self, steps: Sequence[Step]) -> Iterator[Occurrence]:
        """What steps mean from here, in the order of the message."""
        if not steps:
            yield self.itself()
            return
        for loop in self.loops(steps[:-1]):
            yield from loop.inside(steps[-1])

    def loops(self, steps: Sequence[Step]) -> Iterator[LoopThere]:
        """The loops that steps lead to."""
        if not steps:
            yield self
        elif len(steps) == 1:
            yield from self._named(steps[0])
        else:
            for loop in self._named(steps[0]):
                yield from loop.loops(steps[1:])

    def inside(self, step: Step) -> Iterator[Occurrence]:
        """The loops or the segments right in this loop that a step means."""
        loops = self._named(step)
        if loops:
            yield from [loop.itself() for loop in loops]
            return
        for index in self._segments.get(step.tag, ()):
            if step.tells(self.message[index], self._component):
                yield Occurrence(self, index, self._root, self._component, of_loop=False)

    def is_number(self, place: Place) -> bool:
        """Whether an element or component holds a number; in EDIFACT its decimal mark is a comma or a point."""
        tag = place.steps[-1].tag
        if tag not in self._numbers:
            self._numbers[tag] = frozenset(_numbers(self._schema.root, tag))
        return (place.element, place.component) in self._numbers[tag]

    def _named(self, step: Step) -> Sequence[LoopThere]:
        loops = self._loops.get(step.id, ())
        if not loops or not step.qualifiers:
            return loops
        return [loop for loop in loops if step.tells(self.message[loop.trigger], self._component)]

    def _add(self, loop: LoopThere) -> None:
        self._loops.setdefault(loop.path.rpartition("/")[2], []).append(loop)
        loop._root = self._root

    def _own(self, index: int) -> None:
        self._segments.setdefault(self.message[index][0], []).append(index)


def see(segments: Sequence[Sequence[str]], schema: SetSchema, component: str) -> LoopThere:
    """A set, ST to SE, as guides look at it; what has no place in it is left out."""
    loops = outline(segments, schema)
    there = [LoopThere(loop.path, loop.own[0] if loop.own else 0, segments, schema, component) for loop in loops]
    for number, (loop, one) in enumerate(zip(loops, there, strict=True)):
        if number:
            there[loop.parent]._add(one)
        for index in loop.own:
            one._own(index)
    return there[0]


def _loop_at(loop: Loop, path: str) -> Loop:
    """The loop of a path in a schema."""
    while loop.path != path:
        below = (item for item in loop.items if isinstance(item, Loop))
        loop = next(item for item in below if f"{path}/".startswith(f"{item.path}/"))
    return loop


def _numbers(loop: Loop, tag: str) -> Iterator[tuple[int, int | None]]:
    """The elements and components of a segment that hold numbers."""
    for item in loop.items:
        if isinstance(item, Loop):
            yield from _numbers(item, tag)
        elif item.segment.id == tag:
            for number, use in enumerate(item.segment.uses, start=1):
                parts = enumerate(use.composite.uses, start=1) if use.composite is not None else ((None, use),)
                yield from ((number, n) for n, part in parts if part.element and _NUMBER(part.element.type))
