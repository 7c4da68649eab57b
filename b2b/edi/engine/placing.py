"""Where each segment of a set goes, from one segment to the next, as a table of moves.

Segments go where X12.6 puts them: to the innermost open loop that still takes them, else to one further out, and a
trigger opens its loop there. A segment more than a row allows stays at that row where no other place takes it.

A table is filled as sets come, and serves all sets of its schema. Who looks at a set once, from its first segment to
its last, goes by the moves themselves; `outline` draws all loops of a set. Time is linear in the number of segments.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import NamedTuple

from b2b.edi.schema import Loop, Row, SetSchema

# Spots of one schema that are kept from set to set; where segments are counted to a large maximum there may be many.
_MOST_SPOTS = 10_000


class Move(NamedTuple):
    """What a segment does: the loop at `depth` (0 is the set) takes it, loops further in are closed.

    `name` is the id of the segment, or where it `begins` a loop, the last step of that loop's path.
    """

    to: Spot
    depth: int
    name: str
    begins: bool


class _Plan(NamedTuple):
    """A loop as the moves need it: what stands at each place, and at which places a segment id may stand."""

    path: str
    items: tuple[Row | Loop, ...]
    places: Mapping[str, tuple[int, ...]]


class _Open(NamedTuple):
    """A loop that is open: `at` is the place last used; `times` how often, where that decides what comes next."""

    plan: _Plan
    at: int = 0
    times: int = 0

    def place(self, id: str, strict: bool) -> int | None:
        """Where in this loop a segment stands, None where it no longer may; `strict`: where it has not too many."""
        places = self.plan.places.get(id)
        if places is None:
            return None
        index = bisect_left(places, self.at)
        if strict and index < len(places) and places[index] == self.at:
            item = self.plan.items[self.at]
            if isinstance(item, Row) and 0 < item.max <= self.times:
                index += 1
        return places[index] if index < len(places) else None


class Spot(dict[str, Move | None]):
    """How far a set has come: the move of each segment id that may come next, None where it has no place."""

    def __init__(self, open_loops: tuple[_Open, ...], table: _Table) -> None:
        self._open, self._table = open_loops, table

    def __missing__(self, id: str) -> Move | None:
        if id not in self._table.ids:  # ids come from files: what the set does not have is not kept
            return None
        move = self[id] = self._move(id, strict=True) or self._move(id, strict=False)
        return move

    def _move(self, id: str, *, strict: bool) -> Move | None:
        for depth in range(len(self._open) - 1, -1, -1):
            around = self._open[depth]
            place = around.place(id, strict)
            if place is None:
                continue
            item = around.plan.items[place]
            if isinstance(item, Row):
                return Move(self._table.spot((*self._open[:depth], self._used(depth, place, item))), depth, id, False)
            begun = _Open(self._table.plans[item.path])
            opened = (*self._open[:depth], around._replace(at=place, times=0), begun)
            return Move(self._table.spot(opened), depth, item.path.rpartition("/")[2], True)
        return None

    def _used(self, depth: int, place: int, row: Row) -> _Open:
        """The loop once one more segment stands at that row; counted only where one too many would go elsewhere."""
        around = self._open[depth]
        full = around._replace(at=place, times=row.max)
        if not row.max or Spot((*self._open[:depth], full), self._table)._move(row.segment.id, strict=True) is None:
            return around._replace(at=place, times=0)
        return around._replace(at=place, times=around.times + 1 if place == around.at else 1)


class _Table:
    """The spots of one schema, by the loops that are open."""

    def __init__(self, schema: SetSchema) -> None:
        self.plans: dict[str, _Plan] = {}
        self.spots: dict[tuple[tuple[str, int, int], ...], Spot] = {}
        waiting = [schema.root]
        while waiting:
            loop = waiting.pop()
            places: dict[str, tuple[int, ...]] = {}
            for index, item in enumerate(loop.items):
                # The same trigger again begins the loop again, one level out.
                if index or loop is schema.root:
                    id = item.segment.id if isinstance(item, Row) else item.trigger.segment.id
                    places[id] = (*places.get(id, ()), index)
                    if isinstance(item, Loop):
                        waiting.append(item)
            self.plans[loop.path] = _Plan(loop.path, loop.items, places)
        self.ids = frozenset(id for plan in self.plans.values() for id in plan.places)
        self.start = self.spot((_Open(self.plans[schema.root.path]),))

    def spot(self, open_loops: tuple[_Open, ...]) -> Spot:
        key = tuple((one.plan.path, one.at, one.times) for one in open_loops)
        found = self.spots.get(key)
        if found is None:
            found = self.spots[key] = Spot(open_loops, self)
        return found


_tables: dict[tuple[str, str, str], _Table] = {}


def start(schema: SetSchema) -> Spot:
    """Before the first segment of a set."""
    key = (schema.release, schema.id, schema.hash)
    table = _tables.get(key)
    if table is None or len(table.spots) > _MOST_SPOTS:
        table = _tables[key] = _Table(schema)
    return table.start
