"""Guides from the third-party orders, sender by sender."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest

from b2b.edi.guides.guide import Kind, Usage
from b2b.edi.guides.infer import infer
from b2b.edi.guides.inference.evidence import at_confidence
from b2b.edi.guides.inference.samples import Sample, taken
from b2b.edi.guides.trial import Outcome, try_files
from b2b.edi.x12.validate import validate_bytes
from tests.edi.guides.inference.orders import read
from tests.shared_data import shared_data


@pytest.fixture(scope="module")
def by_sender() -> dict[str, list[Sample]]:
    """The files of which every 850 counts or says what another one says, by their sender."""
    found: dict[str, list[Sample]] = defaultdict(list)
    for path in sorted(shared_data("x12-samples").glob("*/*")):
        sample = Sample(path.name, path.read_bytes())
        sets, left_out = taken([sample])
        if any(one.set_id == "850" for one in sets) and all("counts once" in one.reason for one in left_out):
            found[sets[0].sender].append(sample)
    return found


def test_there_are_several_senders_some_with_several_files(by_sender: dict[str, list[Sample]]) -> None:
    assert len(by_sender) >= 4
    assert sum(len(files) > 1 for files in by_sender.values()) >= 2


@pytest.mark.parametrize("confidence", [Fraction(9, 10), Fraction(3, 5), Fraction(0)])
def test_every_file_passes_the_guide_of_its_sender(by_sender: dict[str, list[Sample]], confidence: Fraction) -> None:
    for sender, files in by_sender.items():
        (proposal,) = infer(files, "g", at_confidence(confidence)).proposals
        guide = read(proposal.text)
        for tried in try_files(guide, files):
            assert (tried.outcome, tried.breaches) == (Outcome.PASSES, ()), sender


def test_whatever_a_file_holds_its_guide_is_valid_and_takes_it() -> None:
    inferred = 0
    for path in sorted(shared_data("x12-samples").glob("*/*")):
        sample = Sample(path.name, path.read_bytes())
        found = infer([sample], "g", at_confidence(Fraction(0)))
        left_out = {(one.set_id, one.control_number) for one in found.left_out}
        for proposal in found.proposals:
            (tried,) = try_files(read(proposal.text), [sample])
            broken = {(one.set_id, one.control_number) for one in tried.breaches if one.finding.guide is not None}
            assert broken <= left_out, path.name
            inferred += len(proposal.sets)
    assert inferred > 20


def test_a_segment_left_out_fails_on_its_line(by_sender: dict[str, list[Sample]]) -> None:
    missed = 0
    for sender, files in by_sender.items():
        (proposal,) = infer(files, "g", at_confidence(Fraction(3, 5))).proposals
        guide = read(proposal.text)
        for rule in guide.sets["850"].rules:
            if rule.value is not Usage.REQUIRED or len(rule.place.steps) != 1 or rule.place.element is not None:
                continue
            (tried,) = try_files(guide, [without(files[0], rule.place.steps[0].fits)])
            assert tried.outcome is Outcome.FAILS, sender
            assert f"g line {rule.line}" in {one.finding.guide for one in tried.breaches}
            missed += 1
    assert missed >= 8


def test_another_code_fails_on_its_line(by_sender: dict[str, list[Sample]]) -> None:
    for sender, files in by_sender.items():
        (proposal,) = infer(files, "g", at_confidence(Fraction(0))).proposals
        guide = read(proposal.text)
        (rule,) = [r for r in guide.sets["850"].rules if str(r.place) == "BEG02" and r.kind is Kind.CODES]
        assert isinstance(rule.value, tuple)
        other = next(code for code in ("RL", "KN", "DS") if code not in rule.value)
        (changed, count) = re.subn(rb"(BEG.[^A-Z]*)[A-Z]{2}", rb"\g<1>" + other.encode(), files[0].data)
        assert count
        (tried,) = try_files(guide, [Sample("changed", changed)])
        assert tried.outcome is Outcome.FAILS, sender
        assert f"g line {rule.line}" in {one.finding.guide for one in tried.breaches}


def without(sample: Sample, fits: Callable[[Sequence[str], str], bool]) -> Sample:
    """The file without the segments of every set that fit."""
    report = validate_bytes(sample.data)
    delimiters = report.interchanges[0].result.header.delimiters
    data = sample.data
    for one in reversed(report.sets):
        kept = [segment for segment in one.segments if not fits(segment, delimiters.component)]
        kept[-1][1] = str(len(kept))
        text = "".join(delimiters.element.join(segment) + delimiters.terminator for segment in kept)
        data = data[: one.offset] + text.encode() + data[one.offset + one.length :]
    return Sample("changed", data)
