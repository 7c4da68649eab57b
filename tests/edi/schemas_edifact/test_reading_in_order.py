"""A message is read from its first segment to its last without looking ahead: what can stand here is taken here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from b2b.edi.schema import Loop, Row
from tests.edi.schemas_edifact.loaded import EVERY_MESSAGE, message, rows

Step = tuple[str, str]

# A schedule of D.96A goes by places, with items in each (SG4), or by items, with places in each (SG18): the first LIN
# after a place belongs to it.
EITHER_OR = {("D96A", "DELFOR"): ("NAD-2", "LIN")}
CASES = [
    (directory, name, without)
    for directory, name in EVERY_MESSAGE
    for without in EITHER_OR.get((directory, name), ("",))
]


class Reader:
    """Takes segment tags in the order of a message, each at the first place that has room for it."""

    def __init__(self, tags: list[str]) -> None:
        self.tags = tags
        self.taken: list[Step] = []

    def _next(self, tag: str) -> bool:
        return len(self.taken) < len(self.tags) and self.tags[len(self.taken)] == tag

    def read(self, loop: Loop) -> list[Step]:
        for number, item in enumerate(loop.items):
            if isinstance(item, Loop):
                times = 0
                while times < item.repeat and self._next(item.trigger.segment.id):
                    self.read(item)
                    times += 1
            else:
                most = 1 if number == 0 and loop.path else item.max
                for _ in range(most):
                    if not self._next(item.segment.id):
                        break
                    self.taken.append((item.position, item.segment.id))
        return self.taken


def walk(loop: Loop, *, times: int, needed: bool = False) -> Iterator[Step]:
    """Every row and group as often as it may stand, but no more than so many times; or only those that are needed."""
    for number, item in enumerate(loop.items):
        if needed and item.usage != "M":
            continue
        if isinstance(item, Row):
            most = 1 if number == 0 and loop.path else min(item.max, times)
            yield from [(item.position, item.segment.id)] * most
        else:
            for _ in range(min(item.repeat, times)):
                yield from walk(item, times=times, needed=needed)


@pytest.mark.parametrize(("directory", "name", "without"), CASES)
def test_every_row_lands_where_it_belongs(directory: str, name: str, without: str) -> None:
    whole = message(directory, name).root
    items = tuple(item for item in whole.items if isinstance(item, Row) or item.path != without)
    root = Loop("", "M", 1, items)
    assert (items == whole.items) == (without == "")
    for steps in (walk(root, times=1), walk(root, times=2), walk(root, times=1, needed=True)):
        expected = list(steps)
        assert Reader([tag for _, tag in expected]).read(whole) == expected
    assert len(list(walk(root, times=1))) == len(list(rows(root)))
