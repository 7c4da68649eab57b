"""Which loop each segment of a set stands in, as the ids of its segments tell.

Partners send the same few shapes again and again: the outline of a set of usual size is kept and serves the next one
that has the same ids in the same order. Time is linear in the number of segments.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from b2b.edi.schema import Loop, Row, SetSchema

_first = itemgetter(0)

# Sets of more segments hardly ever have the same shape twice.
_USUAL_SEGMENTS = 500
# Ids come from files: outlines with longer ones are not kept.
_USUAL_ID = 3
# As many segments as the outlines that are kept of one set may have together: a few megabytes.
_KEPT_SEGMENTS = 20_000


@dataclass(slots=True)
class LoopOutline:
    """One occurrence of a loop: its segments by their index in the set (ST has 0), in order, the trigger first.

    `path` is the loop's path in the schema, "" for the set; `tag` the id of its trigger; `parent` the index of the loop
    around it among all of the set. `strays` came while this loop was open and have no place in the set. `by_id` has its
    own segments and, behind them, the strays. `below` are the ids of all segments in the loops that the schema has
    inside it, `within` those and the ids of its own.
    """

    path: str
    parent: int
    tag: str
    own: list[int] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)
    by_id: dict[str, list[int]] = field(default_factory=dict)
    below: set[str] = field(default_factory=set)
    within: set[str] = field(default_factory=set)


Outline = Sequence[LoopOutline]


def outline(segments: Sequence[Sequence[str]], schema: SetSchema) -> Outline:
    """The loops of a set in the order in which they begin, the set itself first; it is shared and must not be changed.

    Segments go where X12.6 puts them: to the innermost open loop that still takes them, else to one further out, and a
    trigger opens its loop there. A segment more than a row allows stays at that row where no other place takes it.
    """
    try:
        ids = tuple(map(_first, segments))
    except IndexError:
        ids = tuple([segment[0] if segment else "" for segment in segments])
    places = _places(schema)
    found = places.known.get(ids)
    if found is None:
        found = _drawn(ids, places)
        if len(ids) <= _USUAL_SEGMENTS and max(map(len, ids), default=0) <= _USUAL_ID:
            places.keep(ids, found)
    return found


@dataclass(frozen=True, slots=True)
class _Plan:
    """A loop as the walk needs it: what stands at each place, and at which places a segment id may stand.

    The row of the loop's own trigger is no place: the same segment again begins the loop again, one level out.
    """

    items: tuple[Row | Loop, ...]
    places: Mapping[str, tuple[int, ...]]


class _Places:
    """The plans of all loops of a set by path, and the outlines that were drawn with them."""

    __slots__ = ("_kept", "known", "plans")

    def __init__(self, schema: SetSchema) -> None:
        self.plans: dict[str, _Plan] = {}
        self.known: dict[tuple[str, ...], Outline] = {}
        self._kept = 0
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
            self.plans[loop.path] = _Plan(loop.items, places)

    def keep(self, ids: tuple[str, ...], drawn: Outline) -> None:
        self._kept += len(ids)
        if self._kept > _KEPT_SEGMENTS:
            self.known.clear()
            self._kept = len(ids)
        self.known[ids] = drawn


_by_schema: dict[tuple[str, str, str], _Places] = {}


def _places(schema: SetSchema) -> _Places:
    """Made once for a schema, which its hash identifies."""
    key = (schema.release, schema.id, schema.hash)
    found = _by_schema.get(key)
    if found is None:
        found = _by_schema[key] = _Places(schema)
    return found


@dataclass(slots=True)
class _Open:
    """A loop that is being filled: `at` is the place last used, `count` how often."""

    index: int
    loop: LoopOutline
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


def _drawn(ids: Sequence[str], places: _Places) -> Outline:
    plans = places.plans
    loops = [LoopOutline("", 0, "")]
    open_loops = [_Open(0, loops[0], plans[""])]
    for index, tag in enumerate(ids):
        if not (
            _place(loops, open_loops, index, tag, plans, True) or _place(loops, open_loops, index, tag, plans, False)
        ):
            open_loops[-1].loop.strays.append(index)
    for loop in loops:
        for index in (*loop.own, *loop.strays):
            loop.by_id.setdefault(ids[index], []).append(index)
    for loop in reversed(loops):
        loop.within.update(loop.by_id, loop.below)
        if loop is not loops[0]:
            loops[loop.parent].below.update(loop.within)
    return loops


def _place(
    loops: list[LoopOutline], open_loops: list[_Open], index: int, tag: str, plans: Mapping[str, _Plan], strict: bool
) -> bool:
    """Put a segment where it belongs and close the loops it leaves; False where it belongs nowhere."""
    for depth in range(len(open_loops) - 1, -1, -1):
        around = open_loops[depth]
        place = around.next_place(tag, strict)
        if place is None:
            continue
        del open_loops[depth + 1 :]
        around.use(place)
        item = around.plan.items[place]
        if isinstance(item, Row):
            around.loop.own.append(index)
            return True
        begun = LoopOutline(item.path, around.index, tag, [index])
        open_loops.append(_Open(len(loops), begun, plans[item.path]))
        loops.append(begun)
        return True
    return False
