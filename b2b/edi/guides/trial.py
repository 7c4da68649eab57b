"""Files held against a guide: which of them pass, and which lines the others break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from b2b.edi.engine.results import FileReport, Result, SetResult, collect
from b2b.edi.findings import Finding, Severity, Verdict
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.held import Held
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.validation import validate


class Outcome(StrEnum):
    """`BESIDE`: nothing in the file is a subject of the guide, so the guide had nothing to try."""

    PASSES = "passes"
    FAILS = "fails"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Breach:
    """A finding of one set; of a group, an interchange or the file `set_id` and `control_number` are ""."""

    set_id: str
    control_number: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a file. `breaches` are the lines that it breaks, warnings too, and what rejects it by the
    standard; `held` counts the sets that the guide spoke of, `beside` names the others with their release.
    """

    file: str
    outcome: Outcome
    verdict: Verdict
    held: int
    breaches: tuple[Breach, ...]
    beside: tuple[tuple[str, str], ...]


def try_files(guide: Guide, samples: Sequence[Sample]) -> list[Tried]:
    """Each file held against the standard and the guide. A warning of the guide is told and does not fail a file."""
    return [_tried(guide, sample) for sample in samples]


def _tried(guide: Guide, sample: Sample) -> Tried:
    held, spoken_of = Held(guide), 0

    def told() -> Iterator[Result]:
        """The results without sets that there is nothing to say of, and without the segments of the others."""
        nonlocal spoken_of
        for result in validate(sample.data, guides=held):
            if not isinstance(result, SetResult):
                yield result
                continue
            spoken_of += result.set in guide.sets and result.release == guide.release
            if result.findings:
                yield replace(result, segments=[])

    report = collect(told())
    breaches = tuple(_breaches(report))
    broken = any(one.finding.severity is Severity.ERROR for one in breaches)
    outcome = Outcome.FAILS if broken else Outcome.PASSES if spoken_of else Outcome.BESIDE
    return Tried(sample.name, outcome, report.result.verdict, spoken_of, breaches, tuple(sorted(held.beside)))


def _breaches(report: FileReport) -> list[Breach]:
    found = [Breach("", "", one) for one in report.result.findings]
    for interchange in report.interchanges:
        found += [Breach("", "", one) for one in interchange.result.findings]
        for group in interchange.groups:
            found += [Breach("", "", one) for one in group.result.findings]
            found += [Breach(one.set, one.control_number, f) for one in group.sets for f in one.findings]
    return [one for one in found if one.finding.guide is not None or one.finding.severity is Severity.ERROR]
