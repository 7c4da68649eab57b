"""Confidence: the rule of succession, less what was seen only once."""

from __future__ import annotations

from fractions import Fraction

import pytest

from b2b.edi.guides.guide import Kind, Usage
from b2b.edi.guides.inference.evidence import DEFAULT, Evidence, Line, Standing, Surprise, at_confidence
from b2b.edi.guides.place import parse_place


@pytest.mark.parametrize(
    ("sets", "values", "confidence"),
    [
        (1, (), Fraction(2, 3)),
        (2, (), Fraction(3, 4)),
        (8, (), Fraction(9, 10)),
        (18, (), Fraction(19, 20)),
        (12, (("SA", 12),), Fraction(13, 14)),
        (12, (("SA", 11), ("NE", 1)), Fraction(12, 14)),
        (12, tuple((str(n), 1) for n in range(12)), Fraction(1, 14)),
        (1, (("EA", 1), ("CA", 1)), Fraction(0)),
        (1, tuple((str(n), 1) for n in range(200)), Fraction(0)),
    ],
)
def test_confidence(sets: int, values: tuple[tuple[str, int], ...], confidence: Fraction) -> None:
    assert Evidence(sets, 0, values).confidence == confidence


@pytest.mark.parametrize(
    ("sets", "surprised", "rejects"),
    [(0, 0, False), (8, 0, False), (17, 0, False), (18, 0, True), (18, 1, False), (37, 1, False), (38, 1, True)],
)
def test_a_guide_rejects_where_it_is_borne_out_as_a_whole(sets: int, surprised: int, rejects: bool) -> None:
    assert DEFAULT.may_reject(sets, surprised) is rejects
    assert DEFAULT.standing(line(20, gentle=False), may_reject=False) is Standing.REMARK
    assert at_confidence(Fraction(3, 5)).may_reject(sets, surprised)
    assert not at_confidence(Fraction(99, 100)).may_reject(38, surprised)


def test_sets_surprise_once_and_by_what_would_reject() -> None:
    likely, unlikely = Evidence(9), Evidence(5)
    assert DEFAULT.surprised([Surprise(1, likely), Surprise(1, likely), Surprise(2, unlikely)]) == 1


def line(sets: int, *, gentle: bool) -> Line:
    return Line(parse_place("CUR", ""), Kind.USE, Usage.REQUIRED, Evidence(sets), gentle)


@pytest.mark.parametrize(
    ("sets", "strict", "gentle"),
    [
        (0, Standing.THOUGHT, Standing.UNSAID),
        (1, Standing.THOUGHT, Standing.UNSAID),
        (2, Standing.REMARK, Standing.THOUGHT),
        (7, Standing.REMARK, Standing.THOUGHT),
        (8, Standing.RULE, Standing.REMARK),
        (1000, Standing.RULE, Standing.REMARK),
    ],
)
def test_what_becomes_of_a_line(sets: int, strict: Standing, gentle: Standing) -> None:
    assert DEFAULT.standing(line(sets, gentle=False)) is strict
    assert DEFAULT.standing(line(sets, gentle=True)) is gentle


def test_another_confidence() -> None:
    bold = at_confidence(Fraction(3, 5))
    assert bold.standing(line(1, gentle=False)) is Standing.RULE
    assert bold.standing(line(1, gentle=True)) is Standing.REMARK
    wary = at_confidence(Fraction(99, 100))
    assert wary.standing(line(18, gentle=False)) is Standing.REMARK
    assert wary.standing(line(18, gentle=True)) is Standing.THOUGHT
