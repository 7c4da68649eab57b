"""Interchanges and groups while they are being read: what was noted so far, and the result when they close."""

from __future__ import annotations

from typing import Protocol

from b2b.edi.engine.events import RawSet
from b2b.edi.engine.headers import GroupHeader, InterchangeHeader
from b2b.edi.engine.notes import Notes
from b2b.edi.engine.results import Counts, GroupResult, InterchangeResult, SetResult, enclosing_verdict
from b2b.edi.findings import Finding, Severity, Verdict
from b2b.edi.schema import Release


class Checker(Protocol):
    """Checks the sets of one group."""

    def check(self, raw: RawSet) -> SetResult:
        """The verdict on one set, and why."""
        ...


class OpenGroup:
    """A group that is being read; `explicit` is False for what stands for the group of sets that stand in none."""

    def __init__(
        self,
        header: GroupHeader,
        checker: Checker,
        release: Release | None,
        tolerate: frozenset[str],
        explicit: bool = True,
    ) -> None:
        self.header, self.checker, self.release, self.explicit = header, checker, release, explicit
        self.notes = Notes(tolerate)
        self.verdicts: set[Verdict] = set()
        self.sets = self.accepted = self.unsupported = 0

    def add(self, result: SetResult) -> None:
        """Count the result of a set."""
        self.sets += 1
        self.accepted += result.verdict.accepted
        self.unsupported += result.verdict is Verdict.UNSUPPORTED
        self.verdicts.add(result.verdict)

    def close(self, declared: int | None) -> GroupResult:
        findings = self.notes.findings()
        verdict = self.verdict(findings)
        counts = Counts(self.sets, self.accepted, self.sets - self.accepted - self.unsupported)
        if verdict is Verdict.REJECTED:
            counts = counts.void()
        return GroupResult(self.header, verdict, findings, counts, declared, self.release.name if self.release else "")

    def verdict(self, findings: tuple[Finding, ...]) -> Verdict:
        """The group's, by its own findings and the verdicts of its sets."""
        return enclosing_verdict(findings, self.verdicts)


class OpenInterchange:
    """An interchange that is being read: how many groups and sets came, and the control numbers of its groups."""

    def __init__(self, header: InterchangeHeader, tolerate: frozenset[str]) -> None:
        self.header = header
        self.notes = Notes(tolerate)
        self.verdicts: set[Verdict] = set()
        self.counts = Counts()
        self.groups = self.sets = 0
        self.numbers: set[str] = set()
        self.ta1: list[tuple[str, ...]] = []

    def close(self) -> InterchangeResult:
        findings = self.notes.findings()
        verdict = enclosing_verdict(findings, self.verdicts)
        own_error = any(f.severity is Severity.ERROR for f in findings)
        counts = self.counts.void() if own_error else self.counts
        return InterchangeResult(self.header, verdict, findings, counts, tuple(self.ta1))

    def holds_nothing(self, what: str) -> None:
        """Note that the interchange holds none of what interchanges are for."""
        message = f"the interchange holds no {what}"
        self.notes.add([Finding("interchange-empty", Severity.WARNING, message, offset=self.header.offset)])
