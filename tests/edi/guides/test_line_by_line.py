"""Guides are compiled and a set is walked once: it gives what each line gives that looks for its places by itself."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.findings import Finding
from b2b.edi.guides import check as checking
from b2b.edi.guides import shelf
from b2b.edi.guides.evaluate import Inquiry
from b2b.edi.guides.expression import Expression
from b2b.edi.guides.guide import GuideSet
from b2b.edi.guides.load import read_guide
from b2b.edi.guides.question import question
from b2b.edi.load import load_release, syntax_of
from b2b.edi.validation import validate_bytes
from tests.edi.guides.inference.orders import inferred
from tests.edi.guides.inference.test_laws import ALL, USUAL_SETS, made, seeds
from tests.edi.guides.line_by_line import check as line_by_line
from tests.edi.guides.line_by_line.evaluate import Budget, value
from tests.edi.guides.test_expression import EXPRESSIONS, ORDER, AsItSays

Segments = list[list[str]]

GUIDES = {file.stem: shelf.read_file(file).guide for file in shelf.files()}
VALUES = ("", "X", "0", "-3", "1,5", "99", "20261301", "Z:Z:Z", "5412345000013")
# Lines whose places mean several things, and conditions that look to all sides.
ODD = """
name = "odd"
release = "004010"
[sets.850]
lines = [
  { at = "PO1/PO103", codes = "EA" },
  { at = "PO1/PO1", max = 1, use = "M" },
  { at = "PO1[EA|CA]", max = 1 },
  { at = "N1", max = 1, when = "BEG01 = '00'" },
  { at = "PO1/PID", max = 1, when = "PO101 != ''" },
  { at = "PO1[03=CA]/PID[F|X]05", use = "M" },
  { at = "PO1[03=CA]/PO4", use = "M" },
  { at = "PO1[03=EA]/PO4", use = "-", level = "warning" },
  { at = "N1[ST]/N4", use = "M", max = 1 },
  { at = "N1[ST,03=92]04", use = "M", length = [4, 4] },
  { at = "N1[BY|ST]/N3", use = "-", when = "/BEG02 = 'SA' and N103 = '92'" },
  { at = "REF", check = "REF02 != DTM02 or count(REF) < 3" },
  { at = "REF", check = "REF[IA]02 != '0'" },
  { at = "DTM[037]", check = "date(DTM02) <= date(DTM[038]02)" },
  { at = "PO1", check = "sum(PID, length(PID05)) + PO102 * PO104 > count(/PO1[03=EA]) - /CTT01" },
  { at = "PO1/PID", check = "PID05 not in ('X', /BEG03, PID02)" },
  { at = "PO1/PID", use = "M", when = "any(PID, PID01 = 'F' and PID05 < 'X') or PO102 / 3 = 1" },
  { at = "CTT", check = "all(/PO1, PO101 in (1, 2, 3) and -PO102 < 0)" },
  { at = "", check = "not present(N1[ST]/N4) or present(PO1/PID[F])", level = "info" },
  { at = "", check = "round(sum(PO1, PO102 * PO104), 2) > 0 and text(CTT01) != '0' and gs1(N1[ST]04) != gs1('1')" },
]
"""


def nothing(name: str) -> str:
    raise AssertionError(name)


GUIDES["odd"] = read_guide(ODD, "odd.toml", nothing)


@cache
def samples(name: str) -> list[tuple[GuideSet, str, Segments]]:
    """The sets of all samples that a guide speaks of, with what parts their components."""
    guide, found = GUIDES[name], []
    for file in sorted((shelf.shipped() / "samples").iterdir()):
        for interchange in validate_bytes(file.read_bytes()).interchanges:
            for one in (one for group in interchange.groups for one in group.sets):
                if one.release == guide.release and one.set in guide.sets:
                    found.append((guide.sets[one.set], interchange.result.header.delimiters.component, one.segments))
    return found


def changed(segments: Segments, others: Segments, chance: random.Random) -> Segments:
    """Segments left out, repeated, moved or brought from others; elements emptied, cut off, or of another value."""
    found = [list(one) for one in segments]
    for _ in range(chance.randrange(6)):
        at = chance.randrange(1, len(found))
        element = chance.randrange(1, len(found[at])) if len(found[at]) > 1 else 0
        match chance.randrange(6):
            case 0 if len(found) > 2:
                del found[at]
            case 1:
                found.insert(at, list(found[at]))
            case 2:
                found.insert(at, list(chance.choice(others)))
            case 3 if at > 1:
                found[at - 1], found[at] = found[at], found[at - 1]
            case 4 if element:
                del found[at][element:]
            case 5 if element:
                found[at][element] = chance.choice([*VALUES, *(one[element] for one in others if len(one) > element)])
    return found


def both(guide: GuideSet, release: str, segments: Segments, component: str) -> tuple[list[Finding], list[Finding]]:
    schema = load_release(release, syntax_of(release)).sets[guide.set_id]
    return checking.check(guide, schema, segments, component), line_by_line.check(guide, schema, segments, component)


@pytest.mark.parametrize("name", GUIDES)
def test_samples_of_the_shipped_guides(name: str) -> None:
    told = 0
    for guide, component, segments in samples(name):
        ours, expected = both(guide, GUIDES[name].release, segments, component)
        assert ours == expected
        told += len(ours)
    assert told


@pytest.mark.parametrize("name", GUIDES)
@settings(max_examples=20, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_samples_that_are_changed(name: str, chance: random.Random) -> None:
    known = samples(name)
    for guide, component, segments in chance.sample(known, min(len(known), 5)):
        others = [segment for one, _, some in known if one is guide for segment in some]
        ours, expected = both(guide, GUIDES[name].release, changed(segments, others, chance), component)
        assert ours == expected


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(USUAL_SETS),
    st.lists(seeds, min_size=1, max_size=3, unique=True),
    seeds,
    st.randoms(use_true_random=False),
)
def test_guides_that_are_proposed(set_id: str, numbers: list[int], another: int, chance: random.Random) -> None:
    guide = inferred(made(set_id, *numbers), ALL)
    segments, others = (validate_bytes(made(set_id, seed)[0].data).sets[0].segments for seed in (numbers[0], another))
    for one in (segments, others, changed(segments, others, chance), changed(others, segments, chance)):
        ours, expected = both(guide.sets[set_id], guide.release, one, ">")
        assert ours == expected


@given(EXPRESSIONS)
def test_an_expression_comes_to_the_same_in_as_many_steps(expression: Expression) -> None:
    inquiry, budget = Inquiry(ORDER, 10_000), Budget(10_000)
    assert question(expression, AsItSays()).value(ORDER, inquiry) == value(expression, ORDER, budget)
    assert inquiry.left == budget.left


@pytest.mark.parametrize("name", ["odd", "retailer", "grocery-eancom", "automotive-odette"])
def test_what_costs_too_much_ends_at_the_same_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    costly = 0
    for steps in (0, 3, 10, 20, 30, 40, 60, 80, 120, 200):
        monkeypatch.setattr(checking, "STEPS", steps)
        monkeypatch.setattr(line_by_line, "STEPS", steps)
        for guide, component, segments in samples(name):
            ours, expected = both(guide, GUIDES[name].release, segments, component)
            assert ours == expected
            costly += any(finding.code == "guide-too-costly" for finding in ours)
    assert costly > 10
