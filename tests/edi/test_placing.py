"""The moves of a set, segment by segment, against the outline that is drawn of the whole set."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.engine import placing
from b2b.edi.engine.compile import segments_of
from b2b.edi.engine.outline import outline
from b2b.edi.load import load_release, syntax_of
from b2b.edi.schema import SetSchema

SETS = [
    ("004010", "850"), ("004010", "856"), ("004010", "830"), ("004010", "810"), ("004010", "204"),
    ("D96A", "ORDERS"), ("D96A", "DESADV"), ("D96A", "DELFOR"),
]  # fmt: skip


def schema_of(release: str, set_id: str) -> SetSchema:
    return load_release(release, syntax_of(release)).sets[set_id]


def walked(ids: list[str], schema: SetSchema) -> list[tuple[str, int, list[int]]]:
    """The path of each loop, the loop around it, and its segments, as the moves have them."""
    spot, loops, around = placing.start(schema), [("", 0, list[int]())], [0]
    for index, id in enumerate(ids):
        move = spot[id]
        if move is None:
            continue
        spot, depth, name, begins = move
        del around[depth + 1 :]
        if begins:
            path = loops[around[-1]][0]
            loops.append((f"{path}/{name}" if path else name, around[-1], [index]))
            around.append(len(loops) - 1)
        else:
            loops[around[-1]][2].append(index)
    return loops


def drawn(ids: list[str], schema: SetSchema) -> list[tuple[str, int, list[int]]]:
    return [(one.path, one.parent, list(one.own)) for one in outline([[id] for id in ids], schema)]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SETS), st.randoms(use_true_random=False))
def test_each_segment_goes_where_the_outline_has_it(of: tuple[str, str], chance: random.Random) -> None:
    schema = schema_of(*of)
    known = list(segments_of(schema.root))
    some = chance.sample(known, min(len(known), chance.choice((3, 6, 12, 40))))
    ids = [known[0], *chance.choices(some, k=chance.randrange(1, 80))]
    if chance.random() < 0.5:  # nearly in the order of the standard
        ids.sort(key=lambda id: known.index(id) + chance.randrange(4))
    ids = [id for id in ids for _ in range(chance.choice((1, 1, 1, 2, 13)))]
    ids.insert(chance.randrange(len(ids)), "ZZZ")
    assert walked(ids, schema) == drawn(ids, schema)


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
    assert walked(ids, schema) == drawn(ids, schema)
    assert placing.start(schema) is not first
    assert walked(ids, schema) == drawn(ids, schema)
