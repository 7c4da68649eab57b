"""Laws of inference, for made-up messages of many sets and for small changes to them."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.findings import Finding
from b2b.edi.guides.check import check
from b2b.edi.guides.guide import Guide, Kind
from b2b.edi.guides.infer import infer
from b2b.edi.guides.inference.evidence import DEFAULT, Line, Thresholds
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.guides.trial import try_files
from b2b.edi.load import available_sets, load_release
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.x12.sampling.message import sample_message
from b2b.edi.x12.validate import validate_bytes
from tests.edi.guides.inference.orders import guide_of, inferred

# Every line counts, however thin its evidence.
ALL = Thresholds(Fraction(0), Fraction(0), Fraction(0))
USUAL_SETS = ("810", "820", "830", "846", "850", "855", "856", "860", "867", "875", "940")
seeds = st.integers(0, 10_000)


def made(set_id: str, *numbers: int, release: str = "004010") -> list[Sample]:
    return [Sample(f"{n}.edi", sample_message(set_id, release, seed=n)) for n in numbers]


def structural(guide: Guide, set_id: str) -> Guide:
    """The guide without checks: a relation says nothing before a sample has both of its sides."""
    one = guide.sets[set_id]
    kept = tuple(rule for rule in one.rules if rule.kind is not Kind.CHECK)
    return replace(guide, sets={set_id: replace(one, rules=kept)})


def breaches(guide: Guide, set_id: str, segments: list[list[str]]) -> list[Finding]:
    return check(guide.sets[set_id], load_release(guide.release).sets[set_id], segments, ">")


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(USUAL_SETS), st.lists(seeds, min_size=1, max_size=4, unique=True))
def test_every_sample_fits_the_guide_that_comes_from_it(set_id: str, numbers: list[int]) -> None:
    given = made(set_id, *numbers)
    for thresholds in (ALL, DEFAULT):
        guide = inferred(given, thresholds)
        assert [one.breaches for one in try_files(guide, given)] == [()] * len(given)


@pytest.mark.parametrize("release", ["005010", "006020"])
def test_so_it_does_in_other_releases(release: str) -> None:
    for set_id in ("810", "850", "856"):
        given = made(set_id, 1, 2, release=release)
        assert not any(one.breaches for one in try_files(inferred(given, ALL), given))


@pytest.mark.slow
@pytest.mark.parametrize("set_id", [one for one in available_sets("004010") if one not in ("997", "999")])
def test_so_it_does_for_every_set_in_full(set_id: str) -> None:
    given = [Sample("full", sample_message(set_id, "004010", breadth=Breadth.FULL)), *made(set_id, 1, 2)]
    assert not any(one.breaches for one in try_files(inferred(given, ALL), given))


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(USUAL_SETS),
    st.lists(seeds, min_size=2, max_size=5, unique=True),
    st.integers(1, 4),
    st.randoms(use_true_random=False),
)
def test_more_samples_narrow_nothing(set_id: str, numbers: list[int], first: int, chance: random.Random) -> None:
    given = made(set_id, *numbers)
    fewer = structural(inferred(given[:first], ALL), set_id)
    more = structural(inferred(given, ALL), set_id)
    for sample in given:
        (one,) = validate_bytes(sample.data).sets
        for _ in range(4):
            segments = changed(one.segments, chance)
            if not breaches(fewer, set_id, segments):
                assert not breaches(more, set_id, segments)


def changed(segments: list[list[str]], chance: random.Random) -> list[list[str]]:
    """Segments left out, repeated, or with an element emptied or taken from another one of the same name."""
    found = [list(one) for one in segments]
    for _ in range(chance.randrange(3)):
        at = chance.randrange(1, len(found) - 1) if len(found) > 3 else 1
        match chance.randrange(4):
            case 0 if len(found) > 4:
                del found[at]
            case 1:
                found.insert(at, list(found[at]))
            case 2:
                found[at][chance.randrange(1, len(found[at]))] = ""
            case _:
                other = chance.choice([one for one in found if one[0] == found[at][0]])
                number = chance.randrange(1, min(len(other), len(found[at])))
                found[at][number] = other[number]
    return found


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(USUAL_SETS), st.lists(seeds, min_size=2, max_size=5, unique=True))
def test_what_more_samples_bear_out_is_no_less_sure(set_id: str, numbers: list[int]) -> None:
    given = made(set_id, *numbers)
    before, after = (
        {said(line): line.evidence.confidence for line, _ in infer(some, "n").proposals[0].sets[0].lines}
        for some in (given[:-1], given)
    )
    assert set(before) & set(after)
    assert all(after[one] >= confidence for one, confidence in before.items() if one in after)


def said(line: Line) -> tuple[str, str, str]:
    return str(line.at), line.kind, str(line.value)


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(USUAL_SETS), st.lists(seeds, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(set_id: str, numbers: list[int], chance: random.Random) -> None:
    given = made(set_id, *numbers)
    (once,) = infer(given, "n").proposals
    again = [*given, *given]
    chance.shuffle(again)
    assert infer(again, "n").proposals == (once,) == infer(given, "n").proposals


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(USUAL_SETS), seeds)
def test_what_was_always_there_is_missed_where_the_line_says(set_id: str, seed: int) -> None:
    """Each segment of the heading that a sample need not have by the standard, left out, breaks its own line."""
    given = made(set_id, seed)
    guide = guide_of(infer(given, "n", ALL))
    (one,) = validate_bytes(given[0].data).sets
    required = [r for r in guide.sets[set_id].rules if r.kind is Kind.USE and str(r.value) == "M"]
    for rule in required:
        if len(rule.place.steps) == 1 and rule.place.element is None:
            left = [segment for segment in one.segments if not rule.place.steps[0].fits(segment, ">")]
            assert f"n line {rule.line}" in {found.guide for found in breaches(guide, set_id, left)}


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(USUAL_SETS), seeds, st.randoms(use_true_random=False))
def test_another_code_breaks_the_line_that_lists_them(set_id: str, seed: int, chance: random.Random) -> None:
    given = made(set_id, seed)
    guide = guide_of(infer(given, "n", ALL))
    (one,) = validate_bytes(given[0].data).sets
    rules = [r for r in guide.sets[set_id].rules if r.kind is Kind.CODES and len(r.place.steps) == 1]
    rule = chance.choice([r for r in rules if r.place.component is None])
    segments = [list(segment) for segment in one.segments]
    at = next(n for n, segment in enumerate(segments) if rule.place.steps[0].fits(segment, ">"))
    assert rule.place.element is not None
    segments[at] += [""] * (rule.place.element + 1 - len(segments[at]))
    segments[at][rule.place.element] = "#"
    found = breaches(guide, set_id, segments)
    assert (f"n line {rule.line}", at + 1, rule.place.element) in {(f.guide, f.position, f.element) for f in found}
