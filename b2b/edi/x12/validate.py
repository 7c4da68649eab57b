"""Validates X12 files in one pass, in memory that does not grow with the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from b2b.edi.engine.headers import GroupHeader, InterchangeHeader
from b2b.edi.engine.limits import DEFAULT, Limits, passed
from b2b.edi.engine.results import (
    Counts,
    FileReport,
    FileResult,
    GroupReport,
    GroupResult,
    InterchangeReport,
    InterchangeResult,
    Result,
    SetResult,
    enclosing_verdict,
)
from b2b.edi.findings import AckCode, Finding, Severity, Verdict
from b2b.edi.x12 import envelope
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.nothing_found import nothing_found
from b2b.edi.x12.open_envelopes import Notes, OpenGroup, OpenInterchange
from b2b.edi.x12.reader import EnvelopeSegment, InterchangeStart, RawSet, Stray, StrayKind, read
from b2b.edi.x12.set_check import Elsewhere, GroupChecker, Guides, Releases, shipped

# Segments that X12.5 and X12.56 allow between ISA and the first group.
_SERVICE_SEGMENTS = frozenset({"TA1", "TA3", "ISB", "ISE"})

_GROUPS = 99_999  # as many as IEA01 can count
_HEAD = 64  # bytes enough to tell what a file without an interchange may be


def validate(
    source: bytes | BinaryIO,
    *,
    limits: Limits = DEFAULT,
    tolerate: frozenset[str] = frozenset(),
    releases: Releases = shipped,
    elsewhere: Elsewhere | None = None,
    guides: Guides | None = None,
    characters: CharacterSet | None = None,
) -> Iterator[Result]:
    """Read and check a file; nothing raises, whatever the bytes are.

    Yields, in the order of the file: an `InterchangeHeader`; for each group a `GroupHeader`, its `SetResult`s and its
    `GroupResult`; then the `InterchangeResult`; at the end one `FileResult`. A trailer can void what came before it,
    so a set is in effect only when the results of its group and interchange are accepted.

    `tolerate` has codes of findings that shall not reject (a partner's agreement may say so): an error with such a code
    becomes a warning. `releases` gives the release of a name such as 004010, None where there is none; `elsewhere`
    checks sets that these do not have (`hipaa.Hipaa`). `guides` gives the guide to which sets are held beside the
    standard. `characters` is the agreed set of characters: others are noted; None takes any.
    """
    run = _Run(limits, tolerate, releases, elsewhere, guides, characters)
    head = b""
    for event in read(source, limits):
        if len(head) < _HEAD:
            head += event.raw[:_HEAD]
        if isinstance(event, RawSet):
            result = run.set(event)
            if result is not None:
                yield result
        else:
            yield from run.take(event)
    yield from run.finish(head)


def validate_bytes(
    data: bytes,
    *,
    limits: Limits = DEFAULT,
    tolerate: frozenset[str] = frozenset(),
    releases: Releases = shipped,
    elsewhere: Elsewhere | None = None,
    guides: Guides | None = None,
    characters: CharacterSet | None = None,
) -> FileReport:
    """The same, with all results in memory and nested as the file is."""
    return collect(
        validate(
            data,
            limits=limits,
            tolerate=tolerate,
            releases=releases,
            elsewhere=elsewhere,
            guides=guides,
            characters=characters,
        )
    )


def collect(results: Iterable[Result]) -> FileReport:
    """The results of `validate` as a tree."""
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
    raise AssertionError("validate ends with a FileResult")


class _Run:
    """The state between two events of the reader."""

    def __init__(
        self,
        limits: Limits,
        tolerate: frozenset[str],
        releases: Releases,
        elsewhere: Elsewhere | None,
        guides: Guides | None,
        characters: CharacterSet | None,
    ) -> None:
        self._characters = characters
        self._limits, self._tolerate = limits, tolerate
        self._releases, self._elsewhere, self._guides = releases, elsewhere, guides
        self._notes = Notes(tolerate)
        self._interchange: OpenInterchange | None = None
        self._group: OpenGroup | None = None
        self._verdicts: set[Verdict] = set()
        self._counts = Counts()
        self._interchanges = 0
        self._size = 0

    def take(self, event: InterchangeStart | EnvelopeSegment | Stray) -> Iterator[Result]:
        self._size = event.offset + len(event.raw) + len(event.tail)
        match event:
            case EnvelopeSegment():
                yield from self._segment(event)
            case InterchangeStart():
                yield from self._close_interchange(event.offset)
                self._interchange = OpenInterchange(event, self._tolerate)
                self._interchanges += 1
                yield self._interchange.header
            case Stray():
                yield from self._stray(event)

    def set(self, event: RawSet) -> SetResult | None:
        """The result of a set; None where it stands outside every group, which is then a finding of the interchange."""
        self._size = event.offset + len(event.raw) + len(event.tail)
        group, interchange = self._group, self._interchange
        assert interchange is not None
        if group is None:
            message = "a transaction set stands outside every functional group"
            ack = (AckCode("TA1", "ST", "024"),)
            interchange.notes.count(
                Finding("set-outside-group", Severity.ERROR, message, segment="ST", offset=event.offset, ack=ack)
            )
            return None
        result = group.checker.check(event)
        group.sets += 1
        group.accepted += result.verdict.accepted
        group.unsupported += result.verdict is Verdict.UNSUPPORTED
        group.verdicts.add(result.verdict)
        return result

    def finish(self, head: bytes) -> Iterator[Result]:
        yield from self._close_interchange(self._size)
        if not self._interchanges:
            self._notes.add([nothing_found(head, self._size)])
        findings = self._notes.findings()
        verdict = enclosing_verdict(findings, self._verdicts)
        yield FileResult(verdict, findings, self._counts, self._interchanges, self._size)

    def _segment(self, event: EnvelopeSegment) -> Iterator[Result]:
        interchange, group, tag = self._interchange, self._group, event.elements[0]
        assert interchange is not None
        component = interchange.header.delimiters.component
        if component and any(e.endswith(component) for e in event.elements):
            message = f"component separators stand behind an element of {tag[:3]}"
            interchange.notes.count(
                Finding("trailing-component-separator", Severity.WARNING, message, segment=tag[:3], offset=event.offset)
            )
            event = replace(event, elements=tuple(e.rstrip(component) for e in event.elements))
        if not event.terminated:
            by_line = interchange.header.delimiters.terminator == "\n"
            severity = Severity.INFO if by_line else Severity.WARNING
            message = "the last segment has no terminator"
            interchange.notes.add(
                [Finding("terminator-missing", severity, message, segment=tag[:20], offset=event.offset)]
            )
        if tag == "GS":
            yield from self._close_group(event.offset, None)
            yield from self._open_group(interchange, event)
        elif tag == "GE" and group is not None:
            yield from self._close_group(event.offset, event)
        elif tag == "IEA":
            yield from self._close_group(event.offset, None)
            header, groups, has_ta1 = interchange.header, interchange.groups, bool(interchange.ta1)
            interchange.notes.add(envelope.check_iea(header, event.elements, groups, has_ta1, event.offset))
            yield from self._close_interchange(None)
        elif group is not None:
            message = f"{tag[:20]!r} stands outside every transaction set"
            group.notes.count(Finding("segment-outside-set", Severity.ERROR, message, offset=event.offset))
        elif tag == "TA1" and len(interchange.ta1) < self._limits.interchange_ta1:
            interchange.ta1.append(event.elements)
        elif tag == "TA1":
            message = f"more than {self._limits.interchange_ta1} TA1 segments; the rest is not read"
            interchange.notes.count(
                Finding("too-many-ta1", Severity.ERROR, message, segment="TA1", offset=event.offset)
            )
        elif tag not in _SERVICE_SEGMENTS:
            message = f"{tag[:20]!r} stands outside every functional group"
            ack = (AckCode("TA1", tag[:3], "024"),)
            interchange.notes.count(
                Finding("segment-outside-group", Severity.ERROR, message, offset=event.offset, ack=ack)
            )

    def _open_group(self, interchange: OpenInterchange, event: EnvelopeSegment) -> Iterator[Result]:
        header = envelope.group_header(event.elements, event.offset)
        checker = GroupChecker(
            header,
            interchange.header.delimiters,
            interchange.tokenizer,
            self._releases,
            self._limits,
            self._tolerate,
            self._elsewhere,
            self._guides,
            self._characters,
        )
        self._group = group = OpenGroup(header, checker, self._tolerate)
        interchange.groups += 1
        group.notes.add(envelope.check_gs(event.elements, event.offset))
        group.notes.add(_release_findings(interchange.header, header, checker))
        if header.control_number in interchange.numbers:
            message = f"GS06 {header.control_number} was used before in this interchange"
            ack = (AckCode("AK9", "GS", "19"),)
            group.notes.add(
                [Finding("group-control-number-duplicate", Severity.WARNING, message, segment="GS", element=6,
                         value=header.control_number, offset=event.offset, ack=ack)]
            )  # fmt: skip
        if len(interchange.numbers) < _GROUPS:
            interchange.numbers.add(header.control_number)
        yield header

    def _close_group(self, offset: int, trailer: EnvelopeSegment | None) -> Iterator[Result]:
        group, interchange = self._group, self._interchange
        if group is None or interchange is None:
            return
        declared = None
        if trailer is None:
            message = "the group breaks off: GE is missing"
            ack = (AckCode("AK9", "GE", "3"),)
            group.notes.add(
                [Finding("group-trailer-missing", Severity.ERROR, message, segment="GE", offset=offset, ack=ack)]
            )
        else:
            group.notes.add(envelope.check_ge(group.header, trailer.elements, group.sets, offset))
            count = trailer.elements[1] if len(trailer.elements) > 1 else ""
            declared = int(count) if envelope.is_count(count) else None
        if not group.sets:
            message = "the group holds no transaction set"
            group.notes.add([Finding("group-empty", Severity.WARNING, message, offset=group.header.offset)])
        result = group.close(declared)
        interchange.verdicts.add(result.verdict)
        interchange.counts += result.counts
        interchange.beyond_ascii |= group.checker.beyond_ascii
        self._group = None
        yield result

    def _close_interchange(self, breaks_off_at: int | None) -> Iterator[Result]:
        """Close what is open; with an offset, because another interchange or the end of the file came first."""
        interchange = self._interchange
        if interchange is None:
            return
        if breaks_off_at is not None:
            yield from self._close_group(breaks_off_at, None)
            message = "the interchange breaks off: IEA is missing"
            ack = (AckCode("TA1", "IEA", "023"),)
            interchange.notes.add(
                [
                    Finding(
                        "interchange-trailer-missing",
                        Severity.ERROR,
                        message,
                        segment="IEA",
                        offset=breaks_off_at,
                        ack=ack,
                    )
                ]
            )
        result = interchange.close()
        self._verdicts.add(result.verdict)
        self._counts += result.counts
        self._interchange = None
        yield result

    def _stray(self, event: Stray) -> Iterator[Result]:
        match event.kind:
            case StrayKind.BYTE_ORDER_MARK:
                message = "the file begins with a UTF-8 byte order mark"
                self._notes.add([Finding("byte-order-mark", Severity.INFO, message, offset=event.offset)])
            case StrayKind.OUTSIDE_INTERCHANGE:
                message = "bytes stand outside every interchange and are not read"
                value = event.raw[:40].decode("latin-1")
                self._notes.count(
                    Finding("bytes-outside-interchange", Severity.WARNING, message, value=value, offset=event.offset)
                )
            case StrayKind.ISA_INCOMPLETE:
                yield from self._close_interchange(event.offset)
                message = "an ISA is incomplete or names no usable delimiters; its interchange cannot be read"
                self._notes.count(
                    Finding("isa-incomplete", Severity.ERROR, message, segment="ISA", offset=event.offset)
                )
            case StrayKind.SEGMENT_TOO_LONG:
                message = passed(
                    self._limits, "segment_bytes", "no terminator follows, and a segment may have {} bytes"
                )
                notes = (
                    self._group.notes if self._group else self._interchange.notes if self._interchange else self._notes
                )
                notes.count(Finding("segment-too-long", Severity.ERROR, message, offset=event.offset))


def _release_findings(interchange: InterchangeHeader, group: GroupHeader, checker: GroupChecker) -> Iterator[Finding]:
    version, value = group.version, group.version[:99] or None
    if checker.release is None:
        message = f"release {version or '?'} is not supported"
        ack = (AckCode("AK9", "GS", "2"),)
        yield _gs08("release-unsupported", Severity.ERROR, message, value, group.offset, ack)
    elif len(version) > 6 and not checker.has_guide:
        message = f"{version} is checked as its base release {checker.release.name}; what the guide narrows is not"
        yield _gs08("release-by-base", Severity.INFO, message, value, group.offset)
    if version[:4] != interchange.version[:4]:
        message = f"ISA12 is {interchange.version}, GS08 is {version}"
        yield _gs08("versions-differ", Severity.INFO, message, value, group.offset)


def _gs08(
    code: str, severity: Severity, message: str, value: str | None, offset: int, ack: tuple[AckCode, ...] = ()
) -> Finding:
    return Finding(code, severity, message, segment="GS", element=8, value=value, offset=offset, ack=ack)
