"""Which loop each segment of a set stands in, as the ids of its segments tell: the moves of `placing` drawn as a whole.

Partners send the same few shapes again and again: the outline of a set of usual size is kept and serves the next one
that has the same ids in the same order. Time is linear in the number of segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from b2b.edi.engine.placing import start
from b2b.edi.schema import SetSchema

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
    """The loops of a set in the order in which they begin, the set itself first; shared, not to be changed."""
    try:
        ids = tuple(map(_first, segments))
    except IndexError:
        ids = tuple([segment[0] if segment else "" for segment in segments])
    kept = _kept(schema)
    found = kept.known.get(ids)
    if found is None:
        found = _drawn(ids, schema)
        if len(ids) <= _USUAL_SEGMENTS and max(map(len, ids), default=0) <= _USUAL_ID:
            kept.keep(ids, found)
    return found


class _Kept:
    """The outlines that were drawn of the sets of one schema, by the ids of their segments."""

    __slots__ = ("_segments", "known")

    def __init__(self) -> None:
        self.known: dict[tuple[str, ...], Outline] = {}
        self._segments = 0

    def keep(self, ids: tuple[str, ...], drawn: Outline) -> None:
        self._segments += len(ids)
        if self._segments > _KEPT_SEGMENTS:
            self.known.clear()
            self._segments = len(ids)
        self.known[ids] = drawn


_by_schema: dict[tuple[str, str, str], _Kept] = {}


def _kept(schema: SetSchema) -> _Kept:
    key = (schema.release, schema.id, schema.hash)
    found = _by_schema.get(key)
    if found is None:
        found = _by_schema[key] = _Kept()
    return found


def _drawn(ids: Sequence[str], schema: SetSchema) -> Outline:
    spot, loops, around = start(schema), [LoopOutline("", 0, "")], [0]
    for index, id in enumerate(ids):
        move = spot[id]
        if move is None:
            loops[around[-1]].strays.append(index)
            continue
        spot, depth, name, begins = move
        del around[depth + 1 :]
        taking = around[depth]
        if begins:
            path = loops[taking].path
            around.append(len(loops))
            loops.append(LoopOutline(f"{path}/{name}" if path else name, taking, id, [index]))
        else:
            loops[taking].own.append(index)
    for loop in loops:
        for index in (*loop.own, *loop.strays):
            loop.by_id.setdefault(ids[index], []).append(index)
    for loop in reversed(loops):
        loop.within.update(loop.by_id, loop.below)
        if loop is not loops[0]:
            loops[loop.parent].below.update(loop.within)
    return loops
