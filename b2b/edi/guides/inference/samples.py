"""The transaction sets of sample files that a guide can be inferred from, and those that it cannot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from b2b.edi.engine.results import FileReport, GroupReport, InterchangeReport, SetResult
from b2b.edi.findings import Finding, Severity, Verdict
from b2b.edi.guides.message import LoopThere, see
from b2b.edi.load import load_release, syntax_of
from b2b.edi.schema import SetSchema
from b2b.edi.validation import validate_bytes

# Answers to messages follow the standard, not a partner.
_ACKNOWLEDGMENTS = frozenset({"997", "999", "CONTRL"})


@dataclass(frozen=True, slots=True)
class Sample:
    """A file of a partner; `name` is what it is called in messages."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """A set that counts: whose it is, and its segments as guides look at them."""

    file: str
    set_id: str
    release: str
    sender: str
    control_number: str
    message: LoopThere


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A set, or a file without any (`set_id` ""), that does not count, its verdict and why."""

    file: str
    set_id: str
    control_number: str
    verdict: Verdict
    reason: str


def taken(samples: Sequence[Sample], tolerate: frozenset[str] = frozenset()) -> tuple[list[Taken], list[LeftOut]]:
    """All sets of the samples, in order: those in effect, and the others. What one sender says twice counts once.

    `tolerate` are findings that shall not reject, as in `validate`.
    """
    counted: dict[tuple[str, str, str, bytes], Taken] = {}
    schemas: dict[tuple[str, str], SetSchema] = {}
    left_out: list[LeftOut] = []
    for sample in samples:
        report = validate_bytes(sample.data, tolerate=tolerate)
        if not report.sets:
            reason = _reason(_file_findings(report)) or "there is no transaction set in it"
            left_out.append(LeftOut(sample.name, "", "", report.result.verdict, reason))
        for interchange, group, result in _sets(report):
            refused = _refused(sample.name, interchange, group, result)
            if refused is not None:
                left_out.append(refused)
                continue
            body = hashlib.sha256(repr(result.segments[1:-1]).encode()).digest()
            header = interchange.result.header
            key = (header.sender, result.release, result.set, body)
            before = counted.get(key)
            if before is not None:
                reason = f"it says the same as set {before.control_number} of {before.file} and counts once"
                left_out.append(LeftOut(sample.name, result.set, result.control_number, result.verdict, reason))
                continue
            kind = result.release, result.set
            if kind not in schemas:
                schemas[kind] = load_release(result.release, syntax_of(result.release)).sets[result.set]
            message = see(result.segments, schemas[kind], header.delimiters.component)
            counted[key] = Taken(sample.name, result.set, result.release, header.sender, result.control_number, message)
    return list(counted.values()), left_out


def _sets(report: FileReport) -> Iterator[tuple[InterchangeReport, GroupReport, SetResult]]:
    for interchange in report.interchanges:
        for group in interchange.groups:
            for result in group.sets:
                yield interchange, group, result


def _refused(file: str, interchange: InterchangeReport, group: GroupReport, result: SetResult) -> LeftOut | None:
    """Why a set is not in effect, or no subject of a guide; the innermost reason counts."""

    def out(verdict: Verdict, reason: str) -> LeftOut:
        return LeftOut(file, result.set, result.control_number, verdict, reason)

    if result.set in _ACKNOWLEDGMENTS:
        return out(result.verdict, "acknowledgments follow the standard, no guide")
    for what, one in (("set", result), ("group", group.result), ("interchange", interchange.result)):
        if _is_void(one.verdict, one.findings, what):
            return out(one.verdict, _reason(one.findings) or f"the {what} is {one.verdict}")
    return None


def _is_void(verdict: Verdict, findings: Sequence[Finding], what: str) -> bool:
    """A group or interchange is also rejected where only its other sets are: that voids nothing."""
    if what == "set":
        return not verdict.accepted
    return any(finding.severity is Severity.ERROR for finding in findings)


def _reason(findings: Sequence[Finding]) -> str:
    """The first error, with its place."""
    for finding in findings:
        if finding.severity is Severity.ERROR:
            element = f"{finding.element:02d}" if finding.element else ""
            place = f"{finding.segment}{element}: " if finding.segment else ""
            at = f" (segment {finding.position})" if finding.position else ""
            return f"{place}{finding.message}{at}"
    return ""


def _file_findings(report: FileReport) -> list[Finding]:
    inner = [finding for one in report.interchanges for finding in one.result.findings]
    return [*report.result.findings, *inner]
