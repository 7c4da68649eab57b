"""Puts every segment of a set at its place in the schema and tells what stands where it may not.

X12 is read left to right and never takes a placement back: a segment goes to the first row that fits, from where the
set stands now to the end of the innermost open loop, then onwards in the loop around it, and so on. What fits nowhere
is reported once and passed over, and the set goes on where it stood.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from b2b.edi.engine.compile import segments_of
from b2b.edi.schema import Loop, Row, SetSchema

# Codes of element 720 (AK304), segment syntax error code.
UNRECOGNISED = "1"
MANDATORY_MISSING = "3"
LOOP_OVER_MAXIMUM = "4"
OVER_MAXIMUM_USE = "5"
NOT_IN_SET = "6"
OUT_OF_SEQUENCE = "7"
DATA_ERRORS = "8"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in the order of segments.

    `index` is where it shows (0 is ST), `segment` what it is about, `code` one of element 720, `loop` the loop's path.
    """

    index: int
    segment: str
    code: str
    loop: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a segment was put: its row, the path of its loop, how many loops are around it, whether it begins one."""

    row: Row
    loop: str
    depth: int
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """One place a segment (None: it fits nowhere), and the problems in the order in which they show."""

    places: list[Place | None]
    problems: list[Problem]


_ids: dict[tuple[str, str, str], frozenset[str]] = {}


def _segment_ids(schema: SetSchema) -> frozenset[str]:
    key = (schema.release, schema.id, schema.hash)
    if key not in _ids:
        _ids[key] = frozenset(segments_of(schema.root))
    return _ids[key]


@dataclass(slots=True)
class _Frame:
    """An open loop: the item reached, how often it was used there, and how often each loop in it began."""

    loop: Loop
    at: int = 0
    used: int = 0
    begun: dict[int, int] = field(default_factory=dict)


def walk(schema: SetSchema, segments: Sequence[Sequence[str]], known: Container[str]) -> Walk:
    """Place all segments of a set, ST to SE; `known` are the segment ids of the release."""
    walker = Walker(schema, known)
    for index, segment in enumerate(segments):
        walker.place(index, segment[0])
    walker.finish(len(segments))
    return Walk(walker.places, walker.problems)


class Walker:
    """Where a set stands while its segments come one by one."""

    def __init__(self, schema: SetSchema, known: Container[str]) -> None:
        self._ids = _segment_ids(schema)
        self._known = known
        self._stack = [_Frame(schema.root)]
        self.places: list[Place | None] = []
        self.problems: list[Problem] = []

    def place(self, index: int, tag: str) -> None:
        """Take the next segment: `places` and, where something is amiss, `problems` grow."""
        found = self._find(tag)
        if found is None:
            self._reject(index, tag)
        else:
            self._enter(index, *found)

    def next_row(self, tag: str) -> Row | None:
        """The row at which a segment would be placed if it came now, None where it fits nowhere."""
        found = self._find(tag)
        if found is None:
            return None
        item = self._stack[found[0]].loop.items[found[1]]
        return item if isinstance(item, Row) else item.trigger

    def _find(self, tag: str) -> tuple[int, int] | None:
        """The open loop, counted from the set itself, and the item in it that take a segment."""
        if tag in self._ids:
            for depth in range(len(self._stack) - 1, -1, -1):
                at = self._fits(self._stack[depth], tag)
                if at is not None:
                    return depth, at
        return None

    def finish(self, index: int) -> None:
        """The end of the set: whatever is open must have had its mandatory segments."""
        for frame in reversed(self._stack):
            self._missing(index, frame, len(frame.loop.items))

    def _fits(self, frame: _Frame, tag: str) -> int | None:
        """The item of this loop, from where it stands, that takes the segment."""
        items = frame.loop.items
        for at in range(frame.at, len(items)):
            item = items[at]
            row = item if isinstance(item, Row) else item.trigger
            if row.segment.id != tag:
                continue
            if isinstance(item, Loop):
                if not item.repeat or frame.begun.get(at, 0) < item.repeat:
                    return at
            elif at > frame.at or not item.max or frame.used < item.max:
                return at
        return None

    def _enter(self, index: int, depth: int, at: int) -> None:
        for frame in reversed(self._stack[depth + 1 :]):
            self._missing(index, frame, len(frame.loop.items))
        del self._stack[depth + 1 :]
        frame = self._stack[depth]
        self._missing(index, frame, at)
        frame.used = frame.used + 1 if at == frame.at else 1
        frame.at = at
        item = frame.loop.items[at]
        if isinstance(item, Loop):
            frame.begun[at] = frame.begun.get(at, 0) + 1
            # The row that begins a loop stands for one segment: another one of its kind begins the loop again.
            self._stack.append(_Frame(item, at=0, used=1))
            self.places.append(Place(item.trigger, item.path, depth + 1, begins=True))
        else:
            self.places.append(Place(item, frame.loop.path, depth))

    def _missing(self, index: int, frame: _Frame, end: int) -> None:
        """Report the mandatory items between where a loop stands and `end` that did not come."""
        items = frame.loop.items
        for at in range(frame.at, end):
            item = items[at]
            if item.usage != "M" or (at == frame.at and frame.used):
                continue
            row, path = (item, frame.loop.path) if isinstance(item, Row) else (item.trigger, item.path)
            self.problems.append(Problem(index, row.segment.id, MANDATORY_MISSING, path))

    def _reject(self, index: int, tag: str) -> None:
        self.places.append(None)
        loop = self._stack[-1].loop.path
        if tag not in self._known:
            code = UNRECOGNISED
        elif tag not in self._ids:
            code = NOT_IN_SET
        else:
            code, loop = self._too_often(tag) or (OUT_OF_SEQUENCE, loop)
        self.problems.append(Problem(index, tag, code, loop))

    def _too_often(self, tag: str) -> tuple[str, str] | None:
        """The code and loop of a segment whose row, or whose loop, is where the set stands but full."""
        for frame in reversed(self._stack):
            for item in self._full(frame):
                if isinstance(item, Row) and item.segment.id == tag:
                    return OVER_MAXIMUM_USE, frame.loop.path
                if isinstance(item, Loop) and item.trigger.segment.id == tag:
                    return LOOP_OVER_MAXIMUM, item.path
        return None

    @staticmethod
    def _full(frame: _Frame) -> Iterator[Row | Loop]:
        item = frame.loop.items[frame.at]
        if frame.used and not (isinstance(item, Row) and frame.at == 0 and frame.loop.path):
            yield item
