"""Where each segment of a set goes: the outline that the moves draw, against the rules said plainly."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.engine import placing
from b2b.edi.engine.compile import segments_of
from b2b.edi.engine.outline import outline
from b2b.edi.load import load_release, syntax_of
from b2b.edi.schema import Loop, Row, SetSchema

SETS = [
    ("004010", "850"), ("004010", "856"), ("004010", "830"), ("004010", "810"), ("004010", "204"),
    ("D96A", "ORDERS"), ("D96A", "DESADV"), ("D96A", "DELFOR"),
]  # fmt: skip


def schema_of(release: str, set_id: str) -> SetSchema:
    return load_release(release, syntax_of(release)).sets[set_id]


def drawn(ids: list[str], schema: SetSchema) -> list[tuple[str, int, list[int]]]:
    """The path of each loop, the loop around it, and its segments."""
    return [(one.path, one.parent, list(one.own)) for one in outline([[id] for id in ids], schema)]


@dataclass
class Open:
    """A loop that is open: its number, and which of its items was used last, how often."""

    number: int
    loop: Loop
    at: int = 0
    times: int = 0

    def place(self, id: str, strict: bool) -> int | None:
        """The item at which a segment stands, where it still may."""
        for at, item in enumerate(self.loop.items):
            own_trigger = at == 0 and self.loop.path
            full = strict and at == self.at and isinstance(item, Row) and 0 < item.max <= self.times
            if at >= self.at and not own_trigger and not full and trigger(item) == id:
                return at
        return None


def trigger(item: Row | Loop) -> str:
    return (item if isinstance(item, Row) else item.trigger).segment.id


def plainly(ids: list[str], schema: SetSchema) -> list[tuple[str, int, list[int]]]:
    """The same by the rules as they are said, without a table."""
    loops, around = [("", 0, list[int]())], [Open(0, schema.root)]
    for index, id in enumerate(ids):
        places = (
            (depth, at)
            for strict in (True, False)
            for depth in reversed(range(len(around)))
            if (at := around[depth].place(id, strict)) is not None
        )
        depth, at = next(places, (None, None))
        if depth is None or at is None:
            continue
        del around[depth + 1 :]
        taking = around[depth]
        taking.at, taking.times = at, taking.times + 1 if at == taking.at else 1
        item = taking.loop.items[at]
        if isinstance(item, Row):
            loops[taking.number][2].append(index)
        else:
            around.append(Open(len(loops), item))
            loops.append((item.path, taking.number, [index]))
    return loops


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SETS), st.randoms(use_true_random=False))
def test_each_segment_goes_where_the_rules_have_it(of: tuple[str, str], chance: random.Random) -> None:
    schema = schema_of(*of)
    known = list(segments_of(schema.root))
    some = chance.sample(known, min(len(known), chance.choice((3, 6, 12, 40))))
    ids = [known[0], *chance.choices(some, k=chance.randrange(1, 80))]
    if chance.random() < 0.5:  # nearly in the order of the standard
        ids.sort(key=lambda id: known.index(id) + chance.randrange(4))
    ids = [id for id in ids for _ in range(chance.choice((1, 1, 1, 2, 13)))]
    ids.insert(chance.randrange(len(ids)), "ZZZ")
    assert drawn(ids, schema) == plainly(ids, schema)


def test_what_a_set_does_not_have_is_not_remembered() -> None:
    start = placing.start(schema_of("004010", "850"))
    before = len(start)
    assert [start[f"Z{n}"] for n in range(100)] == [None] * 100
    assert len(start) == before


def test_spots_that_are_counted_are_given_up_when_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "_MOST_SPOTS", 5)
    schema = schema_of("004010", "850")
    ids = ["ST", "BEG", *["REF"] * 30, *["PO1", "PID", "PO4", "REF"] * 5, "CTT", "SE"]
    first = placing.start(schema)
    assert drawn(ids, schema) == plainly(ids, schema)
    assert placing.start(schema) is not first
    assert drawn(ids[:-2], schema) == plainly(ids[:-2], schema)
