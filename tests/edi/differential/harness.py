"""Our validator and pyx12, on maps made from the same schemas, over the same seeded messages of every set."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from b2b.edi.engine.results import SetResult
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.schema import Release
from b2b.edi.x12.second_opinion import Opinion, second_opinion
from b2b.edi.x12.validate import validate_bytes
from tests.edi.differential.message import Message, interchange, sample
from tests.edi.differential.mutations import MUTATIONS, spoil


@dataclass(frozen=True, slots=True)
class Judged:
    """A message and what both say of it."""

    message: Message
    ours: SetResult
    theirs: Opinion


def messages(release: Release, count: int, seed: int) -> list[Message]:
    """So many messages over all sets of a release: one in five valid, one in five with two mutations."""
    made = []
    for set_id in release.sets:
        chance = random.Random(f"{release.name} {set_id} {seed}")
        share = count // len(release.sets) + 1
        for number in range(share):
            breadth = Breadth.MINIMAL if number % 3 == 1 else Breadth.USUAL
            message = sample(release, set_id, chance, breadth)
            spoil(message, chance.sample(sorted(MUTATIONS), (0, 1, 1, 1, 2)[len(made) % 5]))
            made.append(message)
    return made


def judged(release: Release, made: list[Message]) -> Iterator[Judged]:
    """What both say of each message."""
    data = interchange(made, release)
    ours = validate_bytes(data).sets
    with maps_read_once():
        theirs = second_opinion(data)
    assert len(made) == len(ours) == len(theirs)
    for message, mine, other in zip(made, ours, theirs, strict=True):
        assert mine.offset == other.offset
        yield Judged(message, mine, other)


@contextmanager
def maps_read_once() -> Iterator[None]:
    """pyx12 keeps its maps between calls: reading one takes longer than checking many sets on it."""
    from pyx12.map_if import load_map_file

    read: dict[tuple[str, str | None], Any] = {}

    def load(file: str, params: Any, folder: str | None = None) -> Any:
        if (file, folder) not in read:
            read[file, folder] = load_map_file(file, params, folder)
        return read[file, folder]

    with patch("pyx12.map_if.load_map_file", load):
        yield
