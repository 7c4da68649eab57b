"""What the samples say of each element of a segment at one place."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from b2b.edi.guides.guide import Kind, Usage
from b2b.edi.guides.inference.evidence import Evidence, Line, Surprise
from b2b.edi.guides.message import Scope, element_of
from b2b.edi.guides.place import Place, Step
from b2b.edi.schema import Element, ElementUse, Segment

There = Sequence[tuple[int, Scope]]

# More codes than that are no list to agree on.
_MOST_CODES = 25
# Lengths that differ by more bound nothing.
_LENGTH_SPREAD = 2
# What numbers the lines of one message: element 350, in EDIFACT 1082. Days, which EDIFACT has no type for, are other
# ones tomorrow: 2380.
_COUNTED = frozenset({"350", "1082", "2380"})
_CODE = re.compile(r"[!-~]{1,80}")


def element_lines(
    steps: tuple[Step, ...], segment: Segment, there: There, told_by: int | None
) -> Iterator[Line | Surprise]:
    """The lines on the elements of a segment that is there, in order; what is never used comes last.

    `told_by` is the element that the place itself names; where it has components, it is the first of them.
    """
    unused: list[Line] = []
    seen = Seen(there)
    for number, use in enumerate(segment.uses, start=1):
        if number == told_by and use.composite is None:
            continue
        told = Place(steps, number, 1) if number == told_by else None
        for line in _of_use(Place(steps, number), use, seen, use.usage == "M"):
            if isinstance(line, Surprise):
                yield line
            elif told is not None and line.at == told:
                continue
            elif line.forbids:
                unused.append(line)
            else:
                yield line
    yield from unused


def _of_use(at: Place, use: ElementUse, seen: Seen, mandatory: bool) -> Iterator[Line | Surprise]:
    column = Column(at, seen)
    if not column.filled:
        if not mandatory:
            yield Line(at, Kind.USE, Usage.NOT_USED, column.all(), gentle=True)
        return
    if not mandatory:
        yield from required(at, column.lacking(), column.all())
    if use.repeat != 1:
        return
    if use.element is not None:
        yield from _of_values(at, use.element, column)
    elif use.composite is not None and at.component is None:
        for number, part in enumerate(use.composite.uses, start=1):
            yield from _of_use(Place(at.steps, at.element, number), part, seen, mandatory and part.usage == "M")


def required(at: Place, lacking: Collection[int], evidence: Evidence) -> Iterator[Line | Surprise]:
    """That something is always there, unless these sets lack it; a surprise where only one does."""
    if not lacking:
        yield Line(at, Kind.USE, Usage.REQUIRED, evidence)
    elif len(lacking) == 1:
        yield Surprise(next(iter(lacking)), evidence)


def _of_values(at: Place, element: Element, column: Column) -> Iterator[Line | Surprise]:
    if element.type == "ID" and element.codes is not None:
        if len(column.values) <= _MOST_CODES and all(value in element.codes for value in column.values):
            yield Line(at, Kind.CODES, tuple(sorted(column.values)), column.told())
            yield from column.surprises()
        return
    if element.type not in ("AN", "ID") or element.number in _COUNTED:
        return
    if len(column.values) == 1 and _CODE.fullmatch(next(iter(column.values))):
        yield Line(at, Kind.CODES, tuple(column.values), column.told(), gentle=True)
        return
    if any(" " in value for value in column.values):
        return  # text, which is as long as it is
    lengths = {len(value) for value in column.values}
    least, most = min(lengths), max(lengths)
    bounded = most - least <= _LENGTH_SPREAD and element.min <= most <= element.max
    if bounded and (least, most) != (element.min, element.max):
        yield Line(at, Kind.LENGTH, (least, most), column.lengths(), gentle=True)


class Seen:
    """The segments at one place, with the sets that have them."""

    def __init__(self, there: There) -> None:
        self.of = [number for number, _ in there]
        self._segments = [one.elements for _, one in there]
        self._components = [one.loop.component for _, one in there]
        self._longest = max(map(len, self._segments), default=0)
        self.sets = set(self.of)

    def __len__(self) -> int:
        return len(self._segments)

    def values(self, at: Place) -> Iterator[tuple[int, str]]:
        """An element or component where it is not empty, each with the number of its set."""
        if (at.element or 0) >= self._longest:
            return
        read = {component: element_of(at, component) for component in set(self._components)}
        for number, elements, component in zip(self.of, self._segments, self._components, strict=True):
            if value := read[component](elements):
                yield number, value


class Column:
    """The values of one element at one place, by the sets that have them."""

    def __init__(self, at: Place, seen: Seen) -> None:
        self._at, self._seen = at, seen
        self.filled = 0
        self.values: defaultdict[str, set[int]] = defaultdict(set)
        for number, value in seen.values(at):
            self.filled += 1
            self.values[value].add(number)

    def lacking(self) -> Collection[int]:
        """The sets in which a segment does not have it."""
        if self.filled == len(self._seen):
            return ()
        return (Counter(self._seen.of) - Counter(number for number, _ in self._seen.values(self._at))).keys()

    def all(self) -> Evidence:
        """Of lines that speak of every segment there."""
        return Evidence(len(self._seen.sets), len(self._seen))

    def told(self) -> Evidence:
        """Of lines that speak of the values."""
        return self._of(self.values)

    def surprises(self) -> Iterator[Surprise]:
        """The sets that alone have one of the values, each with the evidence of the values of the others."""
        alone = {number for sets in self.values.values() if len(sets) == 1 for number in sets}
        having = self._having()
        for one in alone if having > 1 else ():
            others = [(value, len(sets - {one})) for value, sets in self.values.items() if sets != {one}]
            yield Surprise(one, Evidence(having, values=tuple(others)))

    def lengths(self) -> Evidence:
        """Of lines that speak of how long the values are: the shortest and the longest are what may yet change."""
        by_length: dict[int, set[int]] = {}
        for value, sets in self.values.items():
            by_length.setdefault(len(value), set()).update(sets)
        bounds = {str(length): by_length[length] for length in (min(by_length), max(by_length))}
        return self._of(bounds)

    def _of(self, values: Mapping[str, set[int]]) -> Evidence:
        counts = sorted(((value, len(sets)) for value, sets in values.items()), key=lambda one: (-one[1], one[0]))
        return Evidence(self._having(), self.filled, tuple(counts))

    def _having(self) -> int:
        """How many sets have a value."""
        return len(set().union(*self.values.values()))
