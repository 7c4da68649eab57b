"""Validates EDIFACT files in one pass, in memory that does not grow with the file; the results are those of X12.

Messages outside of groups, as nearly all are, come in one group made of what UNB and the first UNH say
(`envelope.header_without_group`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from b2b.edi.edifact import envelope
from b2b.edi.edifact.message_check import Guides
from b2b.edi.edifact.open_envelopes import OpenGroup, OpenInterchange
from b2b.edi.edifact.reader import InterchangeStart, Stray, StrayKind, read
from b2b.edi.edifact.releases import Releases, shipped
from b2b.edi.engine.limits import DEFAULT, Limits
from b2b.edi.engine.results import Counts, FileReport, FileResult, Result, enclosing_verdict
from b2b.edi.findings import AckCode, Finding, Severity, Verdict
from b2b.edi.x12.envelope import is_count
from b2b.edi.x12.open_envelopes import Notes
from b2b.edi.x12.reader import EnvelopeSegment, RawSet
from b2b.edi.x12.validate import collect

_GROUPS = 999_999  # as many as UNZ can count


def validate(
    source: bytes | BinaryIO,
    *,
    limits: Limits = DEFAULT,
    tolerate: frozenset[str] = frozenset(),
    releases: Releases = shipped,
    guides: Guides | None = None,
) -> Iterator[Result]:
    """Read and check a file; nothing raises, whatever the bytes are. The results come as those of
    `b2b.edi.x12.validate.validate` do, and the options mean the same.

    A message is a `SetResult`: `set` is its type, `implementation` the association assigned code, `release` the
    directory; `guides` is asked with the group's header in which `version` is the message's directory.
    """
    run = _Run(limits, tolerate, releases, guides)
    for event in read(source, limits):
        yield from run.take(event)
    yield from run.finish()


def validate_bytes(
    data: bytes,
    *,
    limits: Limits = DEFAULT,
    tolerate: frozenset[str] = frozenset(),
    releases: Releases = shipped,
    guides: Guides | None = None,
) -> FileReport:
    """The same, with all results in memory and nested as the file is."""
    return collect(validate(data, limits=limits, tolerate=tolerate, releases=releases, guides=guides))


class _Run:
    """The state between two events of the reader."""

    def __init__(self, limits: Limits, tolerate: frozenset[str], releases: Releases, guides: Guides | None) -> None:
        self._limits, self._tolerate, self._releases, self._guides = limits, tolerate, releases, guides
        self._notes = Notes(tolerate)
        self._interchange: OpenInterchange | None = None
        self._group: OpenGroup | None = None
        self._verdicts: set[Verdict] = set()
        self._counts = Counts()
        self._interchanges = 0
        self._size = 0

    def take(self, event: InterchangeStart | EnvelopeSegment | RawSet | Stray) -> Iterator[Result]:
        self._size = event.offset + len(event.raw) + len(event.tail)
        match event:
            case RawSet():
                yield from self._message(event)
            case EnvelopeSegment():
                yield from self._segment(event)
            case InterchangeStart():
                yield from self._close_interchange(event.offset)
                self._interchange = OpenInterchange(event, self._limits, self._tolerate, self._releases, self._guides)
                self._interchanges += 1
                yield self._interchange.header
            case Stray():
                yield from self._stray(event)

    def finish(self) -> Iterator[Result]:
        yield from self._close_interchange(self._size)
        if not self._interchanges:
            code = "no-interchange" if self._size else "empty-file"
            message = "there is no UNB segment in this file" if self._size else "the file is empty"
            self._notes.add([Finding(code, Severity.ERROR, message, offset=0)])
        findings = self._notes.findings()
        verdict = enclosing_verdict(findings, self._verdicts)
        yield FileResult(verdict, findings, self._counts, self._interchanges, self._size)

    def _message(self, event: RawSet) -> Iterator[Result]:
        interchange = self._interchange
        assert interchange is not None
        if self._group is None:
            unh = interchange.reading.tokenizer.tokenize(event.raw[:300]).segments[0]
            header = envelope.header_without_group(interchange.header, unh, event.offset, interchange.reading.syntax)
            self._group = OpenGroup(header, interchange.reading, explicit=False)
            yield header
            if interchange.groups:
                message = "messages stand within groups and outside of them"
                ack = (AckCode("UCI", "UNH", "30"),)
                interchange.notes.count(
                    Finding("set-outside-group", Severity.ERROR, message, segment="UNH", offset=event.offset, ack=ack)
                )
        result = self._group.checker.check(event)
        self._group.add(result)
        interchange.sets += 1
        yield result

    def _segment(self, event: EnvelopeSegment) -> Iterator[Result]:
        interchange, group, tag = self._interchange, self._group, event.elements[0]
        assert interchange is not None
        if not event.terminated:
            message = "the last segment has no terminator"
            interchange.notes.add(
                [Finding("terminator-missing", Severity.WARNING, message, segment=tag[:20], offset=event.offset)]
            )
        if tag == "UNG":
            yield from self._close_group(event.offset, None)
            yield from self._open_group(interchange, event)
        elif tag == "UNE" and group is not None and group.explicit:
            yield from self._close_group(event.offset, event)
        elif tag == "UNZ":
            yield from self._close_group(event.offset, event)
            held, what = (interchange.groups, "groups") if interchange.groups else (interchange.sets, "messages")
            number = interchange.header.control_number
            interchange.notes.add(
                envelope.check_trailer(event.elements, "UNB", number, held, what, event.offset, "UCI")
            )
            yield from self._close_interchange(None)
        else:
            notes, ack = (group.notes, "UCF") if group is not None and group.explicit else (interchange.notes, "UCI")
            message = f"{tag[:20]!r} stands outside every message"
            notes.count(
                Finding("segment-outside-set", Severity.ERROR, message, segment=tag[:20], offset=event.offset,
                        ack=(AckCode(ack, tag[:3], "33"),))
            )  # fmt: skip

    def _open_group(self, interchange: OpenInterchange, event: EnvelopeSegment) -> Iterator[Result]:
        header = envelope.group_header(event.elements, event.offset)
        reading = interchange.reading
        self._group = group = OpenGroup(header, reading, explicit=True)
        group.notes.add(envelope.check_ung(event.elements, reading.characters, reading.syntax, event.offset))
        if interchange.sets and not interchange.groups:
            message = "messages stand within groups and outside of them"
            ack = (AckCode("UCI", "UNG", "30"),)
            interchange.notes.add(
                [Finding("set-outside-group", Severity.ERROR, message, segment="UNG", offset=event.offset, ack=ack)]
            )
        interchange.groups += 1
        if header.control_number in interchange.numbers:
            message = f"UNG05 {header.control_number} was used before in this interchange"
            ack = (AckCode("UCF", "UNG", "26"),)
            group.notes.add(
                [Finding("group-control-number-duplicate", Severity.WARNING, message, segment="UNG", element=5,
                         value=header.control_number, offset=event.offset, ack=ack)]
            )  # fmt: skip
        if len(interchange.numbers) < _GROUPS:
            interchange.numbers.add(header.control_number)
        yield header

    def _close_group(self, offset: int, trailer: EnvelopeSegment | None) -> Iterator[Result]:
        """Close what is open; `trailer` is the UNE of the group, or the UNZ that ends messages without one."""
        group, interchange = self._group, self._interchange
        if group is None or interchange is None:
            return
        ended = trailer is not None and (trailer.elements[0] == "UNE") == group.explicit
        count = trailer.elements[1] if trailer is not None and ended and len(trailer.elements) > 1 else ""
        if group.explicit and trailer is not None and ended:
            number = group.header.control_number
            group.notes.add(
                envelope.check_trailer(trailer.elements, "UNG", number, group.sets, "messages", offset, "UCF")
            )
        elif group.explicit:
            ack = (AckCode("UCF", "UNE", "13"),)
            message = "the group breaks off: UNE is missing"
            group.notes.add(
                [Finding("group-trailer-missing", Severity.ERROR, message, segment="UNE", offset=offset, ack=ack)]
            )
        if not group.sets:
            message = "the group holds no message"
            group.notes.add([Finding("group-empty", Severity.WARNING, message, offset=group.header.offset)])
        result = group.close(int(count) if is_count(count) else None)
        interchange.verdicts.add(result.verdict)
        interchange.counts += result.counts
        self._group = None
        yield result

    def _close_interchange(self, breaks_off_at: int | None) -> Iterator[Result]:
        """Close what is open; with an offset, because another interchange or the end of the file came first."""
        interchange = self._interchange
        if interchange is None:
            return
        if breaks_off_at is not None:
            yield from self._close_group(breaks_off_at, None)
            message = "the interchange breaks off: UNZ is missing"
            ack = (AckCode("UCI", "UNZ", "13"),)
            interchange.notes.add(
                [Finding("interchange-trailer-missing", Severity.ERROR, message, segment="UNZ", offset=breaks_off_at,
                         ack=ack)]
            )  # fmt: skip
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
            case StrayKind.UNB_INCOMPLETE:
                yield from self._close_interchange(event.offset)
                message = "a UNA or UNB is incomplete or names no usable service characters; it cannot be read"
                self._notes.count(
                    Finding("unb-incomplete", Severity.ERROR, message, segment="UNB", offset=event.offset)
                )
            case StrayKind.SEGMENT_TOO_LONG:
                message = f"no segment terminator within {self._limits.segment_bytes} bytes"
                notes = self._interchange.notes if self._interchange else self._notes
                notes.count(Finding("segment-too-long", Severity.ERROR, message, offset=event.offset))
