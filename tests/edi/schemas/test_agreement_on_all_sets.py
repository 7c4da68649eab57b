"""Our validator and pyx12 over every set that we write, whole and spoiled in seeded ways.

What the two may differ in is said in `test_agreement_with_pyx12`.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from b2b.edi.x12.mappings import for_set
from b2b.edi.x12.second_opinion import second_opinion
from b2b.edi.x12.validate import validate_bytes
from tests.edi.mappings.examples import EXAMPLES
from tests.edi.mappings.messages import RELEASES, context, interchange_of
from tests.edi.schemas.test_agreement_with_pyx12 import unexplained

Body = list[list[str]]


def _drop(body: Body, chance: random.Random) -> None:
    del body[chance.randrange(len(body))]


def _repeat(body: Body, chance: random.Random) -> None:
    at = chance.randrange(len(body))
    body.insert(at, list(body[at]))


def _swap(body: Body, chance: random.Random) -> None:
    at = chance.randrange(len(body) - 1)
    body[at], body[at + 1] = body[at + 1], body[at]


def _empty(body: Body, chance: random.Random) -> None:
    segment = chance.choice([segment for segment in body if len(segment) > 2])
    segment[chance.randrange(1, len(segment) - 1)] = ""


def _garble(body: Body, chance: random.Random) -> None:
    segment = chance.choice(body)
    segment[chance.randrange(1, len(segment))] = chance.choice(["?!", "9" * 90, "20260231", "A1"])


SPOILERS: tuple[Callable[[Body, random.Random], None], ...] = (_drop, _repeat, _swap, _empty, _garble)


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("set_id", EXAMPLES)
def test_they_agree(set_id: str, release: str) -> None:
    known = context(release)
    whole = for_set(set_id).write(EXAMPLES[set_id], known)
    bodies = []
    for seed in range(15):
        body = [list(segment) for segment in whole]
        SPOILERS[seed % len(SPOILERS)](body, random.Random(seed))
        bodies.append(body)
    data = interchange_of(set_id, bodies, known)
    ours, theirs = validate_bytes(data).sets, second_opinion(data)
    assert len(ours) == len(theirs) == len(bodies)
    for mine, other, body in zip(ours, theirs, bodies, strict=True):
        assert list(unexplained(mine, other)) == [], body
    assert sum(not mine.verdict.accepted for mine in ours) >= 3
