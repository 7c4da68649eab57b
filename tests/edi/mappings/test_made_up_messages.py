"""Messages of warehouses that nobody here had in mind: valid ones, made from the schema alone, are read, and what was
read can be written."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from b2b.edi.sampling.breadth import Breadth
from b2b.edi.x12.mappings import Context, for_set, normal
from b2b.edi.x12.sampling.message import sample_body
from b2b.errors import Unreadable
from tests.edi.mappings.messages import RELEASES, context, read_body

SEEDS = range(8)


def made_up(set_id: str, seed: int, known: Context) -> tuple[list[Any], Any, Any]:
    """A message, its document and what was left over; None where a 945 does not say how much was shipped of a line."""
    breadth = Breadth.FULL if seed % 4 == 0 else Breadth.USUAL
    made = sample_body(set_id, known.release, random.Random(seed), breadth)
    parted = known.delimiters.component.join
    body = [[one if isinstance(one, str) else parted(one) for one in segment] for segment in made]
    try:
        return body, *read_body(set_id, body, known)
    except Unreadable as error:
        if set_id != "945" or "how much was shipped" not in str(error):
            raise
        return body, None, ()


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("set_id", ["940", "943", "944", "945"])
def test_what_was_read_is_written_and_says_the_same(set_id: str, release: str) -> None:
    known = context(release, date=dt.date(2026, 1, 5))
    read = 0
    for seed in SEEDS:
        body, document, leftovers = made_up(set_id, seed, known)
        if document is None:
            continue
        read += 1
        assert all(body[left.position - 2][left.element] == left.value for left in leftovers)
        again, nothing = read_body(set_id, for_set(set_id).write(document, known), known)
        assert again == normal(document)
        assert nothing == ()
    assert read > len(SEEDS) / 2
