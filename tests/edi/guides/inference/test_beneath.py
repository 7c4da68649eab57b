"""Guides from samples that stand on a base: what it asks for is neither said again nor weakened."""

from __future__ import annotations

from fractions import Fraction

import pytest

from b2b.edi.guides.infer import infer
from b2b.edi.guides.inference.evidence import DEFAULT, Thresholds, at_confidence
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.guides.load import read_guide
from b2b.edi.guides.trial import Outcome, try_files
from b2b.errors import NotFound
from tests.edi.guides.inference.orders import file, order, samples

BASE = """
name = "trade"
release = "004010"
[sets.850]
lines = [
  { at = "REF[DP]", use = "M" },
  { at = "REF[DP]02", length = [1, 5] },
  { at = "BEG02", codes = "SA NE RL" },
  { at = "PO103", codes = "EA" },
  { at = "CTT", use = "M", level = "warning" },
  { at = "CUR", use = "M", when = "BEG02 = 'RL'" },
]
"""


def nothing(name: str) -> str:
    raise NotFound(f"there is no guide {name!r}")


def text(thresholds: Thresholds = DEFAULT) -> str:
    base = read_guide(BASE, "trade.toml", nothing)
    (proposal,) = infer(samples(*range(1, 6)), "north", thresholds, base=base).proposals
    return proposal.text


def test_the_proposal_names_its_base() -> None:
    assert '\nrelease = "004010"\nbase = "trade"\n' in text()


@pytest.mark.parametrize("place", ['"REF[DP]", use = "M"', '"CTT", use = "M"'])
def test_what_the_base_says_is_not_said_again(place: str) -> None:
    assert f"{{ at = {place}" not in text()


def test_what_is_narrower_is_a_comment_until_it_rejects() -> None:
    assert '\n  # { at = "BEG02", codes = "NE SA" }' in text()
    assert '\n  # { at = "REF[DP]02", length = [3, 3] }' in text()
    assert '\n  { at = "BEG02", codes = "NE SA" }' in text(at_confidence(Fraction(3, 5)))


def test_what_the_samples_have_against_the_base_is_said() -> None:
    assert '\n  { at = "PO103", codes = "CA EA", level = "info" }' in text()
    assert '\n  # { at = "CUR", use = "-" }' in text(), "a condition is no line of the same place"


def test_a_rule_that_the_base_only_warns_of_is_said() -> None:
    assert '\n  { at = "CTT", use = "M" }' in text(at_confidence(Fraction(3, 5)))


def test_what_the_base_asks_for_still_rejects() -> None:
    guide = read_guide(text(), "north.toml", {"trade": BASE}.__getitem__)
    (tried,) = try_files(guide, [Sample("bad.edi", file([one for one in order(1) if not one.startswith("REF*DP")]))])
    assert tried.outcome is Outcome.FAILS
    assert "trade line 1" in {one.finding.guide for one in tried.breaches}


def test_a_base_of_another_release_is_none() -> None:
    base = read_guide(BASE.replace("004010", "005010"), "trade.toml", nothing)
    (proposal,) = infer(samples(1, 2), "north", base=base).proposals
    assert "base = " not in proposal.text
