"""Our validator and pyx12, on maps made from the same schemas, over seeded messages of every set and release.

They agree message by message on accepted or rejected, but for the named classes of `classes`. pyx12 reads ISA12 00401 and
00501 only, so sets of other releases go to it under one of these, on maps of their own release: what is compared is how
two engines apply one definition. That the definitions are right is for `tests/edi/schemas` to show.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from b2b.edi.findings import Verdict
from b2b.edi.load import available_releases, load_release
from b2b.edi.x12.second_opinion import second_opinion
from b2b.edi.x12.validate import validate_bytes
from tests.edi.differential.classes import PYX12_ASKS_TOO_MUCH, PYX12_DOES_NOT_SEE, unexplained
from tests.edi.differential.harness import Judged, judged, maps_read_once, messages
from tests.edi.differential.mutations import MUTATIONS
from tests.shared_data import shared_data

RELEASES = available_releases()
# `make differential` asks for ten times as many, and names another seed to see other messages.
MESSAGES = int(os.environ.get("B2B_DIFFERENTIAL_MESSAGES", "2000"))
SEED = int(os.environ.get("B2B_DIFFERENTIAL_SEED", "850"))
# Faults of one value: both must say the same of them.
EXACT = ("unknown-code", "date-of-no-calendar", "time-past-midnight", "letters-in-a-number", "element-too-long")


def assert_agreement(found: list[Judged]) -> None:
    different = [
        (one.message.schema.id, one.message.mutations, list(unexplained(one.ours, one.theirs))) for one in found
    ]
    assert [entry for entry in different if entry[2]] == []


def assert_valid_ones_are_accepted(found: list[Judged]) -> None:
    valid = [one for one in found if not one.message.mutations]
    assert len(valid) >= len(found) // 5
    for one in valid:
        assert (one.ours.findings, one.theirs.accepted, one.theirs.findings) == ((), True, ()), one.message.segments


def assert_they_name_the_same_place(found: list[Judged]) -> None:
    """One bad value in one element: the same segment, position, element, dictionary number and code."""
    compared = 0
    for one in found:
        if len(one.message.mutations) != 1 or one.message.mutations[0] not in EXACT or not one.ours.findings:
            continue
        mine, theirs = one.ours.findings[0], next(f for f in one.theirs.findings if f.element)
        assert (mine.segment, mine.position, mine.element) == (theirs.segment, theirs.position, theirs.element)
        assert mine.reference == theirs.reference
        assert theirs.ack[0] in mine.ack
        compared += 1
    assert compared >= 3


def test_they_agree_on_a_few_messages_of_each_set() -> None:
    """The quick form of what follows: one release, some four messages a set."""
    release = load_release("004010")
    found = list(judged(release, messages(release, 4 * len(release.sets), seed=1)))
    assert_agreement(found)
    assert_valid_ones_are_accepted(found)


@pytest.mark.slow
@pytest.mark.parametrize("name", RELEASES)
def test_they_agree_on_every_message(name: str) -> None:
    release = load_release(name)
    found = list(judged(release, messages(release, MESSAGES // len(RELEASES), SEED)))
    assert_agreement(found)
    assert_valid_ones_are_accepted(found)
    assert_they_name_the_same_place(found)
    both_reject = [one for one in found if one.theirs.accepted is False and not one.ours.verdict.accepted]
    assert len(both_reject) > len(found) // 4
    used = Counter(name for one in found for name in one.message.mutations)
    assert set(used) == set(MUTATIONS)


@pytest.mark.slow
def test_they_agree_on_the_files_of_others() -> None:
    """Every set of the third-party samples of which both have an opinion."""
    compared = 0
    with maps_read_once():
        for file in sorted(path for path in shared_data("x12-samples").glob("*/*") if path.is_file()):
            data = file.read_bytes()
            opinions = {opinion.offset: opinion for opinion in second_opinion(data)}
            for ours in validate_bytes(data).sets:
                opinion = opinions[ours.offset]
                if opinion.accepted is not None and ours.verdict is not Verdict.UNSUPPORTED:
                    assert list(unexplained(ours, opinion)) == [], (file.name, ours.offset)
                    compared += 1
    assert compared > 50


def test_there_are_at_most_fifteen_classes() -> None:
    assert len(set(PYX12_ASKS_TOO_MUCH) | set(PYX12_DOES_NOT_SEE)) <= 15
