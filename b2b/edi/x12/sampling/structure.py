"""Which segments a sample has, and in which loops: down the schema from ST to SE, each where a reader will place it."""

from __future__ import annotations

from b2b.edi.engine.walk import Walker
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.schema import Loop, Release, Row, SetSchema
from b2b.edi.x12.sampling.hierarchy import Level, levels
from b2b.edi.x12.sampling.kinds import Scene
from b2b.edi.x12.sampling.segment import Elements, segment
from b2b.edi.x12.sampling.vocabulary import vocabulary
from b2b.errors import ConfigError

_ENVELOPE = ("ST", "SE")
_HL = "HL"
_LINES = 3  # at most so many line items
_PARTIES = 2  # so often another loop or segment is repeated
_LINE = 0.95  # so likely a set has line items where it need not
_USUAL, _UNUSUAL, _TWICE = 0.8, 0.06, 0.4
# How likely what an HL level is about stands there.
_AT_THEIR_LEVEL = {"LIN": 1.0, "SN1": 1.0, "PRF": 1.0, "ISR": 0.8, "PO1": 0.8, "IT1": 0.8, "PO4": 0.4}


def body(schema: SetSchema, release: Release, scene: Scene, breadth: Breadth) -> list[Elements]:
    """The segments between ST and SE, in order, totals not yet right.

    Errors: ConfigError where the set is ambiguous: no reader could tell a mandatory segment from an optional one.
    """
    return _Body(schema, release, scene, breadth).written


class _Body:
    def __init__(self, schema: SetSchema, release: Release, scene: Scene, breadth: Breadth) -> None:
        self._schema, self._release, self._scene, self._breadth = schema, release, scene, breadth
        self._walker = Walker(schema, release.segments)
        self._walker.place(0, "ST")
        self._level: Level | None = None
        self.written: list[Elements] = []
        self._fill(schema.root)

    def _fill(self, loop: Loop) -> None:
        """The items of a loop behind its trigger."""
        for number, item in enumerate(loop.items):
            if isinstance(item, Loop):
                self._loops(item)
            elif item.segment.id not in _ENVELOPE and not (number == 0 and loop.path):
                for count in range(self._times_of_row(item, loop)):
                    if not self._write(item):
                        self._may_lack(item.usage if count == 0 else "O", item)
                        break

    def _loops(self, loop: Loop) -> None:
        if loop.path == _HL:
            for level in levels(self._schema.id, self._breadth, self._scene.chance):
                self._level = level
                self._once(loop)
            self._level = None
            return
        for count in range(self._times_of_loop(loop)):
            if not self._once(loop):
                self._may_lack(loop.usage if count == 0 else "O", loop.trigger)
                break

    def _once(self, loop: Loop) -> bool:
        if _is_line(loop):
            self._scene.next_line()
        if not self._write(loop.trigger):
            return False
        self._fill(loop)
        return True

    def _write(self, row: Row) -> bool:
        """Add one segment; False where a reader would take it for another row's, and so it is left out."""
        if self._walker.next_row(row.segment.id) is not row:
            return False
        if row.segment.id == _HL and self._level is not None:
            made = self._level.elements
        else:
            made = segment(row.segment, self._scene, self._breadth, self._release.name)
        self.written.append(made)
        self._walker.place(len(self.written), row.segment.id)
        return True

    def _may_lack(self, usage: str, row: Row) -> None:
        if usage == "M":
            raise ConfigError(
                f"the mandatory {row.segment.id} at {row.area}/{row.position} cannot be told from one of another row",
                where=f"set {self._schema.id}, release {self._release.name}",
                next_step="correct the rows and loops of the set: docs/add-a-set.md",
            )

    def _times_of_row(self, row: Row, loop: Loop) -> int:
        if row.usage == "M":
            return 1
        likely = self._likely(row.segment.id, loop.path)
        if self._scene.chance.random() >= likely:
            return 0
        return self._repeated(row.max, _PARTIES) if self._scene.chance.random() < _TWICE else 1

    def _times_of_loop(self, loop: Loop) -> int:
        line = _is_line(loop)
        if loop.usage == "O":
            likely = self._likely(loop.trigger.segment.id, loop.path.rpartition("/")[0])
            if line and self._breadth is Breadth.USUAL:
                likely = _LINE
            if self._scene.chance.random() >= likely:
                return 0
        return self._repeated(loop.repeat, _LINES if line else _PARTIES)

    def _likely(self, tag: str, path: str) -> float:
        """How likely an optional segment is: less so the deeper it stands."""
        suits = self._level.says(tag) if self._level is not None and path == _HL else None
        if self._breadth is Breadth.MINIMAL or suits is False:
            return 0.0
        if self._breadth is Breadth.FULL:
            return 1.0
        depth = path.count("/") + 1 if path else 0
        if suits is True and tag in _AT_THEIR_LEVEL:
            return _AT_THEIR_LEVEL[tag]
        if tag in vocabulary().always:
            return 1.0
        usual = tag in vocabulary().usual_segments
        return (_USUAL if usual else _UNUSUAL) / (depth + 1)

    def _repeated(self, most: int, wanted: int) -> int:
        if self._breadth is not Breadth.USUAL or (most == 1):
            return 1
        count = self._scene.chance.randint(1, wanted)
        return min(count, most) if most else count


def _is_line(loop: Loop) -> bool:
    """True for the loops that hold the line items: the outermost ones of the detail area."""
    return loop.trigger.area == "2" and "/" not in loop.path and loop.trigger.segment.id != "N1"
