"""Where what is missing in a set would stand."""

from __future__ import annotations

from collections.abc import Sequence

from b2b.edi.engine.placing import start
from b2b.edi.guides.place import Step
from b2b.edi.schema import Loop, SetSchema

_Part = tuple[str, int]


class Rooms:
    """The segments and loops in the loops of one set, which is looked through when the first room is asked for."""

    def __init__(self, segments: Sequence[Sequence[str]], schema: SetSchema) -> None:
        self._segments, self._schema = segments, schema
        self._known: dict[int, list[_Part]] = {}

    def room(self, loop: int, path: str, step: Step) -> int:
        """The index at which a segment or loop would stand in the loop of that path whose first segment has the index
        `loop`: behind all that comes before it.
        """
        if not self._known:
            self._known = _parts(self._segments, self._schema)
        items = _loop_at(self._schema.root, path).items
        names = [item.path.rpartition("/")[2] if isinstance(item, Loop) else item.segment.id for item in items]
        wanted = names.index(step.id) if step.id in names else len(names)
        at, room = 0, loop + 1
        for name, end in self._known[loop]:
            found = next((n for n in range(at, len(names)) if names[n] == name), None)
            if found is not None and found > wanted:
                break
            if found is not None:
                at, room = found, end + 1
        return room


def _parts(segments: Sequence[Sequence[str]], schema: SetSchema) -> dict[int, list[_Part]]:
    """By the index of a loop's first segment (of the set 0): its own segments and the loops in it, in order, each with
    its name and the index of its last segment.
    """
    found: dict[int, list[_Part]] = {0: []}
    around, last = [0], 0
    spot = start(schema)

    def close(depth: int) -> None:
        while len(around) > depth + 1:
            around.pop()
            parts = found[around[-1]]
            parts[-1] = parts[-1][0], last

    for index, segment in enumerate(segments):
        move = spot[segment[0]]
        if move is None:
            continue
        spot, depth, name, begins = move
        close(depth)
        found[around[-1]].append((name, index))
        if begins:
            around.append(index)
            found[index] = [(segment[0], index)]
        last = index
    close(0)
    return found


def _loop_at(loop: Loop, path: str) -> Loop:
    """The loop of a path in a schema."""
    while loop.path != path:
        below = (item for item in loop.items if isinstance(item, Loop))
        loop = next(item for item in below if f"{path}/".startswith(f"{item.path}/"))
    return loop
