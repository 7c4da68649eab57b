"""What a validation yields, from the smallest to the largest: set, group, interchange, file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from b2b.edi.engine.headers import GroupHeader, InterchangeHeader
from b2b.edi.findings import Finding, Severity, Verdict
from b2b.quick_init import quick_init


@quick_init
@dataclass(frozen=True, slots=True)
class SetResult:
    """One transaction set: `offset` and `length` are its bytes in the file, ST to the terminator of SE.

    `segments` are as read, each a list of elements with the id first (elements as text, components and repetitions
    not taken apart, line breaks, separators and spaces without meaning removed). `release` is the one it was checked
    against ("" if none) and `schema_hash` the schema's. A set is in effect only when its group and its interchange are
    accepted too.
    """

    set: str
    control_number: str
    implementation: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    offset: int
    length: int
    release: str = ""
    schema_hash: str = ""
    segments: list[list[str]] = field(default_factory=list, repr=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many sets there are, how many are in effect, how many are rejected; the rest is unsupported.

    Sets of a rejected group or interchange count as rejected, whatever their own verdict.
    """

    sets: int = 0
    accepted: int = 0
    rejected: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.sets + other.sets, self.accepted + other.accepted, self.rejected + other.rejected)

    def void(self) -> Counts:
        """The same sets, none of them in effect."""
        return Counts(self.sets, 0, self.sets)


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A functional group, after its last set. `declared` is GE01 (None: it has none)."""

    header: GroupHeader
    verdict: Verdict
    findings: tuple[Finding, ...]
    counts: Counts
    declared: int | None
    release: str


@dataclass(frozen=True, slots=True)
class InterchangeResult:
    """An interchange, after its IEA or where it breaks off; `ta1` are the TA1 segments it carries, each a list of
    elements.
    """

    header: InterchangeHeader
    verdict: Verdict
    findings: tuple[Finding, ...]
    counts: Counts
    ta1: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FileResult:
    """The whole file; its findings are about bytes outside every interchange."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    counts: Counts
    interchanges: int
    size: int

    @property
    def first_error(self) -> str:
        """What is wrong with the file as a whole, in words: why nothing was found in it, where nothing was."""
        errors = (finding.message for finding in self.findings if finding.severity is Severity.ERROR)
        return next(errors, "there is no interchange in it")


Result = InterchangeHeader | GroupHeader | SetResult | GroupResult | InterchangeResult | FileResult


@dataclass(frozen=True, slots=True)
class GroupReport:
    """A group with its sets."""

    result: GroupResult
    sets: tuple[SetResult, ...]


@dataclass(frozen=True, slots=True)
class InterchangeReport:
    """An interchange with its groups."""

    result: InterchangeResult
    groups: tuple[GroupReport, ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """A file with its interchanges, all in memory."""

    result: FileResult
    interchanges: tuple[InterchangeReport, ...]

    @property
    def sets(self) -> tuple[SetResult, ...]:
        """All transaction sets, in order."""
        return tuple(s for i in self.interchanges for g in i.groups for s in g.sets)


def collect(results: Iterable[Result]) -> FileReport:
    """The results of a validation as a tree."""
    interchanges: list[InterchangeReport] = []
    groups: list[GroupReport] = []
    sets: list[SetResult] = []
    for result in results:
        match result:
            case SetResult():
                sets.append(result)
            case GroupResult():
                groups.append(GroupReport(result, tuple(sets)))
                sets = []
            case InterchangeResult():
                interchanges.append(InterchangeReport(result, tuple(groups)))
                groups = []
            case FileResult():
                return FileReport(result, tuple(interchanges))
    raise AssertionError("a validation ends with a FileResult")


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity among findings, None where there are none."""
    found = {f.severity for f in findings}
    return next((s for s in (Severity.ERROR, Severity.WARNING, Severity.INFO) if s in found), None)


def own_verdict(findings: Collection[Finding]) -> Verdict:
    """An error rejects, a warning is noted, an info changes nothing."""
    if not findings:
        return Verdict.ACCEPTED
    grave = worst(findings)
    if grave is Severity.ERROR:
        return Verdict.REJECTED
    return Verdict.ACCEPTED_WITH_ERRORS if grave is Severity.WARNING else Verdict.ACCEPTED


def enclosing_verdict(findings: Iterable[Finding], inner: Iterable[Verdict]) -> Verdict:
    """The verdict of what holds others: rejected by an error of its own, or when nothing in it is worked.

    Where some of it is worked and something is wrong, it is accepted with errors; where all is unsupported, it is that.
    """
    own = own_verdict(tuple(findings))
    seen = set(inner)
    if own is Verdict.REJECTED or not seen:
        return own
    if not any(v.accepted for v in seen):
        return Verdict.UNSUPPORTED if seen == {Verdict.UNSUPPORTED} else Verdict.REJECTED
    return own if seen == {Verdict.ACCEPTED} else Verdict.ACCEPTED_WITH_ERRORS
