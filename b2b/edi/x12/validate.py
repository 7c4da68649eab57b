"""Validates X12 files in one pass, in memory that does not grow with the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from b2b.edi.engine.elements import at
from b2b.edi.engine.events import EnvelopeSegment, InterchangeStart, RawSet
from b2b.edi.engine.file_check import Envelopes, FileCheck
from b2b.edi.engine.headers import GroupHeader, InterchangeHeader
from b2b.edi.engine.limits import DEFAULT, Limits
from b2b.edi.engine.results import FileReport, Result, collect
from b2b.edi.engine.values import is_count
from b2b.edi.findings import AckCode, Finding, Severity
from b2b.edi.guides.guide import Guides
from b2b.edi.schema import Releases
from b2b.edi.x12 import envelope
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.isa import Isa
from b2b.edi.x12.open_envelopes import OpenGroup, OpenInterchange
from b2b.edi.x12.reader import read
from b2b.edi.x12.releases import shipped
from b2b.edi.x12.set_check import Elsewhere, GroupChecker, Terms
from b2b.edi.x12.set_findings import NOUNS

# Segments that X12.5 and X12.56 allow between ISA and the first group.
_SERVICE_SEGMENTS = frozenset({"TA1", "TA3", "ISB", "ISE"})

# IEA01 can count 99,999 groups.
_ENVELOPES = Envelopes(
    own=(b"ISA",),
    header="ISA",
    trailer="IEA",
    incomplete="isa-incomplete",
    unreadable="an ISA is incomplete or names no usable delimiters; its interchange cannot be read",
    group_header="GS",
    group_trailer="GE",
    number=6,
    most_groups=99_999,
    ends=AckCode("TA1", "IEA", "023"),
    group_ends=AckCode("AK9", "GE", "3"),
    repeats=AckCode("AK9", "GS", "19"),
)


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
    check = _Check(Terms(limits, tolerate, releases, elsewhere, guides, characters))
    return check.results(read(source, limits))


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


class _Check(FileCheck[Isa, OpenInterchange, OpenGroup]):
    """The passage of an X12 file."""

    envelopes, nouns = _ENVELOPES, NOUNS

    def __init__(self, terms: Terms) -> None:
        super().__init__(terms.limits, terms.tolerate)
        self._terms = terms

    def opened(self, start: InterchangeStart[Isa]) -> OpenInterchange:
        return OpenInterchange(start, self.tolerate)

    def set_without_group(self, interchange: OpenInterchange, event: RawSet) -> Iterator[Result]:
        message = "a transaction set stands outside every functional group"
        ack = (AckCode("TA1", "ST", "024"),)
        interchange.notes.count(
            Finding("set-outside-group", Severity.ERROR, message, segment="ST", offset=event.offset, ack=ack)
        )
        yield from ()

    def segment(self, interchange: OpenInterchange, event: EnvelopeSegment) -> Iterator[Result]:
        tag = event.elements[0]
        event = _as_meant(interchange, event)
        if tag == "GS":
            yield from self.close_group(event.offset, None)
            yield from self._open_group(interchange, event)
        elif tag == "GE" and self.group is not None:
            yield from self.close_group(event.offset, event)
        elif tag == "IEA":
            yield from self.close_group(event.offset, None)
            header, groups, has_ta1 = interchange.header, interchange.groups, bool(interchange.ta1)
            interchange.notes.add(envelope.check_iea(header, event.elements, groups, has_ta1, event.offset))
            yield from self.close_interchange(None)
        else:
            self._take_segment(interchange, tag, event)

    def ended(
        self, interchange: OpenInterchange, group: OpenGroup, trailer: EnvelopeSegment | None, offset: int
    ) -> int | None:
        interchange.beyond_ascii |= group.checker.beyond_ascii
        if trailer is None:
            self.group_breaks_off(group, offset)
            return None
        group.notes.add(envelope.check_ge(group.header, trailer.elements, group.sets, offset))
        count = at(trailer.elements, 1)
        return int(count) if is_count(count) else None

    def _open_group(self, interchange: OpenInterchange, event: EnvelopeSegment) -> Iterator[Result]:
        header = envelope.group_header(event.elements, event.offset)
        checker = GroupChecker(self._terms, header, interchange.header.delimiters, interchange.tokenizer)
        group = OpenGroup(header, checker, self.tolerate)
        group.notes.add(envelope.check_gs(event.elements, event.offset))
        group.notes.add(_release_findings(interchange.header, header, checker))
        yield from self.open_group(interchange, group)

    def stands_outside(self, interchange: OpenInterchange, tag: str, offset: int, times: int = 1) -> None:
        if self.group is not None:
            message = f"{tag[:20]!r} stands outside every transaction set"
            self.group.notes.count(Finding("segment-outside-set", Severity.ERROR, message, offset=offset), times)
        else:
            message = f"{tag[:20]!r} stands outside every functional group"
            ack = (AckCode("TA1", tag[:3], "024"),)
            interchange.notes.count(
                Finding("segment-outside-group", Severity.ERROR, message, offset=offset, ack=ack), times
            )

    def _take_segment(self, interchange: OpenInterchange, tag: str, event: EnvelopeSegment) -> None:
        """A segment that neither opens nor closes anything."""
        if self.group is not None:
            self.stands_outside(interchange, tag, event.offset)
        elif tag == "TA1" and len(interchange.ta1) < self.limits.interchange_ta1:
            interchange.ta1.append(event.elements)
        elif tag == "TA1":
            message = f"more than {self.limits.interchange_ta1} TA1 segments; the rest is not read"
            interchange.notes.count(
                Finding("too-many-ta1", Severity.ERROR, message, segment="TA1", offset=event.offset)
            )
        elif tag not in _SERVICE_SEGMENTS:
            self.stands_outside(interchange, tag, event.offset)


def _as_meant(interchange: OpenInterchange, event: EnvelopeSegment) -> EnvelopeSegment:
    """The segment without component separators behind its elements; what is odd about it is noted."""
    tag, delimiters = event.elements[0], interchange.header.delimiters
    if not event.terminated:
        severity = Severity.INFO if delimiters.terminator == "\n" else Severity.WARNING
        message = "the last segment has no terminator"
        interchange.notes.add([Finding("terminator-missing", severity, message, segment=tag[:20], offset=event.offset)])
    component = delimiters.component
    if component and any(e.endswith(component) for e in event.elements):
        message = f"component separators stand behind an element of {tag[:3]}"
        interchange.notes.count(
            Finding("trailing-component-separator", Severity.WARNING, message, segment=tag[:3], offset=event.offset)
        )
        return replace(event, elements=tuple(e.rstrip(component) for e in event.elements))
    return event


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
