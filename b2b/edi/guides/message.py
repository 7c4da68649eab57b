"""A transaction set as guides look at it: loops by their path, segments by their id, and what a place means in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from b2b.edi.engine.placing import start
from b2b.edi.guides.place import Place, Step
from b2b.edi.schema import SetSchema


class Occurrence:
    """A segment that is there: `elements`, its id first, and their `index` in the set; it stands in `loop`.

    It is a scope of expressions: relative places begin at itself, else at the loop that it stands in.
    """

    __slots__ = ("elements", "index", "loop")
    of_loop = False

    def __init__(self, elements: Sequence[str], index: int, loop: LoopThere) -> None:
        self.elements, self.index, self.loop = elements, index, loop


class LoopThere:
    """A loop that is there, or the set itself (`path` ""); `elements` are its first segment, at `index` in the set.

    It is a scope of expressions too. What stands in it is entered with `add` and `begin`, in the order of the set;
    `component` parts components, "" where nothing does.
    """

    __slots__ = ("_loops", "_segments", "component", "elements", "index", "path")
    of_loop = True

    def __init__(self, path: str, elements: Sequence[str], index: int, component: str) -> None:
        self.path, self.elements, self.index, self.component = path, elements, index, component
        self._loops: dict[str, list[LoopThere]] = {}
        self._segments: dict[str, list[tuple[int, Sequence[str]]]] = {}

    @property
    def loop(self) -> LoopThere:
        """Where relative places begin."""
        return self

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the loops and segments right in it; of a loop also that of its first segment."""
        own = (self.elements[0],) if self.path else ()
        return frozenset((*self._loops, *self._segments, *own))

    def add(self, elements: Sequence[str], index: int) -> None:
        """Enter a segment that stands right in this loop, but for the first."""
        known = self._segments.get(elements[0])
        if known is None:
            self._segments[elements[0]] = [(index, elements)]
        else:
            known.append((index, elements))

    def begin(self, name: str, elements: Sequence[str], index: int) -> LoopThere:
        """Enter a loop right in this one."""
        path = f"{self.path}/{name}" if self.path else name
        loop = LoopThere(path, elements, index, self.component)
        known = self._loops.get(name)
        if known is None:
            self._loops[name] = [loop]
        else:
            known.append(loop)
        return loop

    def occurrences(self, steps: Sequence[Step]) -> Sequence[Scope]:
        """What steps mean from here, in the order of the message."""
        if not steps:
            return (self,)
        if len(steps) == 1:
            return self.inside(steps[0])
        return [one for loop in self.loops(steps[:-1]) for one in loop.inside(steps[-1])]

    def loops(self, steps: Sequence[Step]) -> Sequence[LoopThere]:
        """The loops that steps lead to."""
        if not steps:
            return (self,)
        if len(steps) == 1:
            return self._named(steps[0])
        return [inner for loop in self._named(steps[0]) for inner in loop.loops(steps[1:])]

    def inside(self, step: Step) -> Sequence[Scope]:
        """The loops or the segments right in this loop that a step means."""
        loops = self._named(step)
        return loops or [Occurrence(elements, index, self) for index, elements in self._own(step)]

    def first(self, step: Step, tells: Callable[[Sequence[str]], bool], element: Element) -> str | None:
        """What that element says in the first segment that has it, of those right in this loop that a step means;
        `tells` is what the qualifiers of the step ask.
        """
        told = False
        for loop in self._loops.get(step.id, ()):
            if tells(loop.elements):
                told = True
                if found := element(loop.elements):
                    return found
        if told:
            return None
        if self.path and self.elements[0] == step.tag and tells(self.elements) and (found := element(self.elements)):
            return found
        for _, elements in self._segments.get(step.tag, ()):
            if tells(elements) and (found := element(elements)):
                return found
        return None

    def _own(self, step: Step) -> Sequence[tuple[int, Sequence[str]]]:
        """The segments right in this loop that a step means, with their index."""
        there: Sequence[tuple[int, Sequence[str]]] = self._segments.get(step.tag, ())
        if self.path and self.elements[0] == step.tag:
            there = [(self.index, self.elements), *there]
        if not there or not step.qualifiers:
            return there
        return [one for one in there if step.tells(one[1], self.component)]

    def _named(self, step: Step) -> Sequence[LoopThere]:
        loops = self._loops.get(step.id, ())
        if not loops or not step.qualifiers:
            return loops
        return [loop for loop in loops if step.tells(loop.elements, self.component)]


Scope = LoopThere | Occurrence
Element = Callable[[Sequence[str]], str]


def see(segments: Sequence[Sequence[str]], schema: SetSchema, component: str) -> LoopThere:
    """A set, ST to SE, as guides look at it; what has no place in it is left out."""
    message = LoopThere("", segments[0], 0, component)
    spot, around = start(schema), [message]
    for index, segment in enumerate(segments):
        move = spot[segment[0]]
        if move is None:
            continue
        spot, depth, name, begins = move
        del around[depth + 1 :]
        if begins:
            around.append(around[depth].begin(name, segment, index))
        else:
            around[depth].add(segment, index)
    return message


def element_of(place: Place, component: str) -> Element:
    """Gives the element or component that a place names, of a segment of its id; "" where it is not there."""
    number, part = place.element or 0, place.component

    def element(elements: Sequence[str]) -> str:
        return elements[number] if number < len(elements) else ""

    if part is None:
        return element
    if not component:
        return element if part == 1 else lambda elements: ""

    def of_component(elements: Sequence[str]) -> str:
        if number >= len(elements):
            return ""
        parts = elements[number].split(component, part)
        return parts[part - 1] if part <= len(parts) else ""

    return of_component
