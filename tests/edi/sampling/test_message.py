"""Every set of every release that ships has valid samples, the same for the same seed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest

from b2b.edi.engine.compile import segments_of
from b2b.edi.engine.tree import build
from b2b.edi.load import available_releases, available_sets, load_release
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.x12.mappings import Context, for_set
from b2b.edi.x12.sampling.message import sample_message
from b2b.edi.x12.validate import validate_bytes
from b2b.errors import NotFound
from tests.edi.x12.messages import codes

RELEASES = available_releases()
# Those in which most is traded at every run, the others, made of them, in CI.
_OFTEN = ("004010", "005010")
OFTEN_FIRST = [one if one in _OFTEN else pytest.param(one, marks=pytest.mark.slow) for one in RELEASES]


def assert_sound(data: bytes, what: object) -> None:
    """One accepted set after the other, and not the least to be said of any of them."""
    report = validate_bytes(data)
    assert codes(report) == [], what
    assert report.result.counts.sets == report.result.counts.accepted >= 1, what


@pytest.mark.parametrize("breadth", Breadth)
@pytest.mark.parametrize("release", OFTEN_FIRST)
def test_there_is_nothing_to_say_of_a_sample(release: str, breadth: Breadth) -> None:
    for set_id in available_sets(release):
        for seed in range(2 if breadth is Breadth.USUAL else 1):
            assert_sound(sample_message(set_id, release, seed=seed, breadth=breadth), (set_id, seed))


@pytest.mark.slow
@pytest.mark.parametrize("breadth", Breadth)
@pytest.mark.parametrize("release", RELEASES)
def test_nor_of_many_more(release: str, breadth: Breadth) -> None:
    for set_id in available_sets(release):
        for seed in range(2, 12 if breadth is Breadth.USUAL else 4):
            assert_sound(sample_message(set_id, release, seed=seed, breadth=breadth), (set_id, seed))


def test_a_seed_gives_one_message_and_another_seed_another() -> None:
    made = {sample_message("850", "004010", seed=seed) for seed in (0, 0, 1, 2)}
    assert len(made) == 3


def test_a_sample_is_the_same_in_every_process() -> None:
    script = (
        "import hashlib; from b2b.edi.x12.sampling.message import sample_message as s;"
        "print(hashlib.sha256(s('856', '005010', seed=3, sets=2) + s('997', '004010')).hexdigest())"
    )
    here = hashlib.sha256(sample_message("856", "005010", seed=3, sets=2) + sample_message("997", "004010")).hexdigest()
    for hash_seed in ("1", "2"):
        told = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.strip() == here


def test_the_global_stream_of_chance_is_left_alone() -> None:
    import random

    before = random.getstate()
    sample_message("850", "004010", seed=1)
    assert random.getstate() == before


def test_several_sets_stand_in_one_group_and_differ() -> None:
    first, second, third = validate_bytes(sample_message("850", "004010", sets=3)).sets
    assert [s.control_number for s in (first, second, third)] == ["0001", "0002", "0003"]
    assert first.segments[1:-1] != second.segments[1:-1] != third.segments[1:-1]


def test_a_sample_is_a_test_message() -> None:
    (interchange,) = validate_bytes(sample_message("810", "004010")).interchanges
    assert interchange.result.header.test


@pytest.mark.parametrize("set_id", available_sets("004010"))
def test_a_minimal_sample_is_small_and_a_full_one_shows_what_there_is(set_id: str) -> None:
    sizes = [len(sample_message(set_id, "004010", breadth=breadth)) for breadth in Breadth]
    assert sizes == sorted(sizes)
    assert sizes[0] < 1500
    (full,) = validate_bytes(sample_message(set_id, "004010", breadth=Breadth.FULL)).sets
    there = {segment[0] for segment in full.segments}
    assert there == set(segments_of(load_release("004010").sets[set_id].root))


@pytest.mark.parametrize("set_id", ["810", "830", "850", "855", "856", "940"])
def test_what_a_sample_says_can_be_worked(set_id: str) -> None:
    release = load_release("004010")
    known = Context(release, currency="USD")
    for seed in range(3):
        (one,) = validate_bytes(sample_message(set_id, "004010", seed=seed)).sets
        document, _ = for_set(set_id).read(build(one.segments, release.sets[set_id]), known)
        assert document


@pytest.mark.parametrize("release", RELEASES)
def test_an_interchange_may_hold_acknowledgments_alone(release: str) -> None:
    report = validate_bytes(sample_message("TA1", release, sets=2))
    assert codes(report) == []
    (interchange,) = report.interchanges
    assert [(ta1[0], ta1[4:]) for ta1 in interchange.result.ta1] == [("TA1", ("A", "000"))] * 2


def test_an_unknown_set_or_release_says_so() -> None:
    with pytest.raises(NotFound, match="no set '999' in release 004010"):
        sample_message("999", "004010")
    with pytest.raises(NotFound, match="no X12 release"):
        sample_message("850", "009999")


@pytest.mark.parametrize(("set_id", "release", "segment"), [("999", "005010", "CTX"), ("810", "004030", "DMG")])
def test_a_full_sample_repeats_what_may_be_repeated_within_what_the_schema_allows(
    set_id: str, release: str, segment: str
) -> None:
    (full,) = validate_bytes(sample_message(set_id, release, breadth=Breadth.FULL)).sets
    (usual,) = validate_bytes(sample_message(set_id, release)).sets
    uses = load_release(release).segments[segment].uses
    place, most = next((n, use.repeat) for n, use in enumerate(uses, start=1) if use.repeat != 1)
    assert 2 <= max(one[place].count("^") + 1 for one in full.segments if one[0] == segment) <= most
    assert not any("^" in element for one in usual.segments for element in one)
