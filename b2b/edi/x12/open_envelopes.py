"""Interchanges and groups while they are being read: what was noted so far, and the result when they close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from b2b.edi.engine.headers import GroupHeader
from b2b.edi.engine.results import Counts, GroupResult, InterchangeResult, enclosing_verdict
from b2b.edi.findings import AckCode, Finding, Severity, Verdict
from b2b.edi.x12 import envelope
from b2b.edi.x12.reader import InterchangeStart
from b2b.edi.x12.set_check import GroupChecker
from b2b.edi.x12.set_findings import cut
from b2b.edi.x12.tokenizer import Tokenizer

# What says that we cannot judge a group, not that it is wrong.
_UNSUPPORTED = frozenset({"release-unsupported", "group-unsupported"})

_MOST = 200  # findings of one envelope


class Notes:
    """The findings of one envelope: the first of each kind in full, up to a limit."""

    def __init__(self, tolerate: frozenset[str]) -> None:
        self._tolerate = tolerate
        self._found: list[Finding] = []
        self._cut: list[Severity] = []
        self._counted: dict[str, tuple[int, int]] = {}

    def add(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            tolerated = finding.severity is Severity.ERROR and finding.code in self._tolerate
            listed = replace(finding, severity=Severity.WARNING) if tolerated else finding
            if len(self._found) < _MOST:
                self._found.append(listed)
            else:
                self._cut.append(listed.severity)

    def count(self, finding: Finding) -> None:
        """Like `add`, for what may come very often: listed once, with the number of times."""
        known = self._counted.get(finding.code)
        if known is None:
            self._counted[finding.code] = (len(self._found), 1)
            self.add([finding])
        else:
            self._counted[finding.code] = (known[0], known[1] + 1)

    def findings(self) -> tuple[Finding, ...]:
        found = list(self._found)
        for at, times in self._counted.values():
            if times > 1 and at < len(found):
                found[at] = replace(found[at], message=f"{found[at].message} ({times} times)")
        return tuple([*found, cut(self._cut)] if self._cut else found)


class OpenGroup:
    """A group that is being read."""

    def __init__(self, header: GroupHeader, checker: GroupChecker, tolerate: frozenset[str]) -> None:
        self.header, self.checker = header, checker
        self.notes = Notes(tolerate)
        self.verdicts: set[Verdict] = set()
        self.sets = self.accepted = self.unsupported = 0

    def close(self, declared: int | None) -> GroupResult:
        unknown = self._kind_unknown()
        if unknown is not None:
            self.notes.add([unknown])
        findings = self.notes.findings()
        verdict = enclosing_verdict((f for f in findings if f.code not in _UNSUPPORTED), self.verdicts)
        if (unknown is not None or self.checker.release is None) and verdict.accepted:
            verdict = Verdict.UNSUPPORTED
        counts = Counts(self.sets, self.accepted, self.sets - self.accepted - self.unsupported)
        if verdict is Verdict.REJECTED:
            counts = counts.void()
        release = self.checker.release
        return GroupResult(self.header, verdict, findings, counts, declared, release.name if release else "")

    def _kind_unknown(self) -> Finding | None:
        """What is to be said of a group in which nothing can be worked because we know no set of its kind.

        A set that we know is taken for what its ST01 says, in whatever group it stands.
        """
        release, kind = self.checker.release, self.header.functional_id
        if release is None or self.unsupported < self.sets or not envelope.is_functional_id(kind):
            return None
        if any(release.sets[id].functional_group == kind for id in release.sets):
            return None
        message = f"groups of kind {kind} are not supported in release {release.name}"
        ack = (AckCode("AK9", "GS", "1"),)
        return Finding(
            "group-unsupported", Severity.ERROR, message, segment="GS", element=1, value=kind,
            offset=self.header.offset, ack=ack,
        )  # fmt: skip


class OpenInterchange:
    """An interchange that is being read."""

    def __init__(self, start: InterchangeStart, tolerate: frozenset[str]) -> None:
        self.header = envelope.interchange_header(start.isa, start.offset)
        self.tokenizer = Tokenizer(start.isa.delimiters, start.raw, start.tail)
        self.notes = Notes(tolerate)
        self.notes.add(envelope.check_isa(start.isa, start.offset))
        self.verdicts: set[Verdict] = set()
        self.counts = Counts()
        self.groups = 0
        self.numbers: set[str] = set()
        self.ta1: list[tuple[str, ...]] = []
        self.beyond_ascii = False

    def close(self) -> InterchangeResult:
        if self.beyond_ascii:
            message = "characters beyond ASCII, read as UTF-8 where they are that, else as Latin-1"
            self.notes.add([Finding("characters-beyond-ascii", Severity.INFO, message, offset=self.header.offset)])
        if not self.groups and not self.ta1:
            message = "the interchange holds no functional group"
            self.notes.add([Finding("interchange-empty", Severity.WARNING, message, offset=self.header.offset)])
        findings = self.notes.findings()
        verdict = enclosing_verdict(findings, self.verdicts)
        own_error = any(f.severity is Severity.ERROR for f in findings)
        counts = self.counts.void() if own_error else self.counts
        return InterchangeResult(self.header, verdict, findings, counts, tuple(self.ta1))
