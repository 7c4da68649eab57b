"""Guides inferred from messages of EDIFACT: associations, qualified components, totals and days."""

from __future__ import annotations

from fractions import Fraction

import pytest

from b2b.edi.edifact.sample import sample_message
from b2b.edi.guides import example
from b2b.edi.guides.infer import infer
from b2b.edi.guides.inference.evidence import at_confidence
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.guides.trial import Outcome, try_files
from tests.edi.edifact.messages import orders
from tests.edi.guides.inference.orders import read

ORDER = (
    "BGM+220+45{number:04d}+9",
    "DTM+137:202601{day:02d}0815:203",
    "DTM+2:202602{day:02d}:102",
    "NAD+BY+5412345000013::9",
    "NAD+SU+4012345500004::9",
    "LIN+1++4000862141404:EN",
    "PIA+5+W-{number:04d}:SA",
    "QTY+21:{number},5",
    "MOA+203:{number}",
    "LIN+2++4000862141404:EN",
    "PIA+5+W-1:SA",
    "QTY+21:2",
    "MOA+203:20,50",
    "UNS+S",
    "MOA+79:{total},50",
    "CNT+2:2",
    "CNT+1:{sum},5",
)


def sample(number: int) -> Sample:
    said = {"number": number, "day": number + 1, "total": number + 20, "sum": number + 2}
    body = [line.format(**said) for line in ORDER]
    return Sample(f"{number}.edi", orders(body=body, una="UNA:+,? '"))


SAMPLES = [sample(number) for number in range(1, 9)]


def test_a_day_and_the_number_of_a_line_are_no_values_to_agree_on() -> None:
    one_day = [Sample(f"{n}.edi", sample(1).data.replace(b"450001", b"45%04d" % n)) for n in range(1, 9)]
    (proposal,) = infer(one_day, "g", at_confidence(Fraction(1, 2))).proposals
    assert 'at = "BGM03", codes = "9"' in proposal.text
    assert 'at = "DTM[137]01-03", codes = "203"' in proposal.text
    for place in ("DTM[137]01-02", "DTM[2]01-02", "LIN01"):
        assert f'at = "{place}", codes' not in proposal.text
        assert f'at = "{place}", length' not in proposal.text


def test_lines_name_components_of_segments_that_are_told_apart() -> None:
    (proposal,) = infer(SAMPLES, "g", at_confidence(Fraction(1, 2))).proposals
    for line in (
        '{ at = "UNH02-05", use = "M" }',
        '{ at = "UNH02-05", codes = "EAN008", level = "info" }',
        '{ at = "DTM[137]", use = "M" }',
        '{ at = "NAD[BY]02-03", use = "M" }',
        '{ at = "NAD[BY]02-01", codes = "5412345000013", level = "info" }',
        '{ at = "LIN/PIA[5]", use = "M" }',
        '{ at = "LIN/QTY[21]", use = "M" }',
        '{ at = "", check = "CNT[2]01-02 = count(LIN)" }',
        '{ at = "", check = "CNT[1]01-02 = sum(LIN/QTY, QTY01-02)" }',
        '{ at = "", check = "MOA[79]01-02 = sum(LIN/MOA[203], MOA01-02)" }',
        '{ at = "", check = "date(DTM[137]01-02) <= date(DTM[2]01-02)", level = "info" }',
    ):
        assert line in proposal.text, line


def test_every_sample_fits_and_what_differs_breaks_its_line() -> None:
    (proposal,) = infer(SAMPLES, "g", at_confidence(Fraction(1, 2))).proposals
    guide = read(proposal.text)
    assert {one.outcome for one in try_files(guide, SAMPLES)} == {Outcome.PASSES}
    one = SAMPLES[2].data
    for old, new, place in (
        (b"MOA+79:23,50", b"MOA+79:23,51", "this does not hold: MOA[79]01-02 = sum(LIN/MOA[203], MOA01-02)"),
        (b"DTM+2:20260204", b"DTM+2:20260102", "this does not hold: date(DTM[137]01-02) <= date(DTM[2]01-02)"),
        (b"UN:EAN008", b"UN:EAN010", "UNH02-05 is none of EAN008"),
        (b"NAD+SU+4012345500004::9", b"NAD+SU+4012345500004::92", "NAD[SU]02-03 is none of 9"),
    ):
        (tried,) = try_files(guide, [Sample("changed", one.replace(old, new))])
        assert place in {breach.finding.message for breach in tried.breaches}, place


@pytest.mark.parametrize(
    ("directory", "message"), [("D96A", "DELFOR"), ("D96A", "REMADV"), ("D01B", "SLSRPT"), ("D01B", "INVOIC")]
)
def test_samples_of_any_message_fit_their_guide_and_it_has_an_example(directory: str, message: str) -> None:
    given = [Sample(f"{seed}", sample_message(message, directory, seed=seed)) for seed in range(3)]
    (proposal,) = infer(given, "g", at_confidence(Fraction(0))).proposals
    guide = read(proposal.text)
    assert {one.outcome for one in try_files(guide, given)} == {Outcome.PASSES}
    assert example.of_guide(guide, message)
