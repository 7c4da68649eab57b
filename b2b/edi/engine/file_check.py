"""The passage of a file through its check: what is open, what closes it, and the results as they fall due."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from b2b.edi.engine.events import EnvelopeSegment, Event, InterchangeStart, RawSet, Stray, StrayKind
from b2b.edi.engine.headers import GroupHeader
from b2b.edi.engine.limits import Limits, passed
from b2b.edi.engine.notes import Notes
from b2b.edi.engine.nothing_found import HEAD, nothing_found
from b2b.edi.engine.open_envelopes import OpenGroup, OpenInterchange
from b2b.edi.engine.results import Counts, FileResult, Result, enclosing_verdict
from b2b.edi.engine.set_findings import Nouns
from b2b.edi.findings import AckCode, Finding, Severity, Verdict


@dataclass(frozen=True, slots=True)
class Envelopes:
    """What a syntax calls the segments of its envelopes, and the codes with which they are answered.

    `own` are the bytes with which its interchanges begin; `incomplete` is the code of a header that cannot be read,
    `unreadable` says so. `number` is the element of a group's header that holds its control number, `most_groups` as
    many as a trailer can count. `ends` and `group_ends` answer a missing trailer, `repeats` a number that came before.
    """

    own: tuple[bytes, ...]
    header: str
    trailer: str
    incomplete: str
    unreadable: str
    group_header: str
    group_trailer: str
    number: int
    most_groups: int
    ends: AckCode
    group_ends: AckCode
    repeats: AckCode


Header = TypeVar("Header")
Interchange = TypeVar("Interchange", bound=OpenInterchange)
Group = TypeVar("Group", bound=OpenGroup)


class FileCheck(ABC, Generic[Header, Interchange, Group]):
    """The state between two events of a reader."""

    envelopes: Envelopes
    nouns: Nouns

    def __init__(self, limits: Limits, tolerate: frozenset[str]) -> None:
        self.limits, self.tolerate = limits, tolerate
        self.interchange: Interchange | None = None
        self.group: Group | None = None
        self._notes = Notes(tolerate)
        self._verdicts: set[Verdict] = set()
        self._counts = Counts()
        self._interchanges = 0
        self._size = 0
        self._outside_until = -1

    @abstractmethod
    def opened(self, start: InterchangeStart[Header]) -> Interchange:
        """The interchange that begins, with what is wrong with its header noted."""

    @abstractmethod
    def segment(self, interchange: Interchange, event: EnvelopeSegment) -> Iterator[Result]:
        """What a segment of the envelope opens or closes."""

    @abstractmethod
    def stands_outside(self, interchange: Interchange, tag: str, offset: int, times: int = 1) -> None:
        """Note a segment that has no place between sets; several without id come at once."""

    def empty_segments(self, interchange: Interchange, offset: int, times: int) -> None:
        """Note terminators that follow each other between sets."""
        self.stands_outside(interchange, "", offset, times)

    @abstractmethod
    def set_without_group(self, interchange: Interchange, event: RawSet) -> Iterator[Result]:
        """What a set says that stands in no group: it may open one that stands for it, or go without a result."""

    @abstractmethod
    def ended(self, interchange: Interchange, group: Group, trailer: EnvelopeSegment | None, offset: int) -> int | None:
        """Check how a group ends (None: without a segment that could end it), and tell how many sets it declares."""

    def results(self, events: Iterable[Event[Header]]) -> Iterator[Result]:
        """The results of all events, and of the file at their end."""
        head = b""
        for event in events:
            if len(head) < HEAD:
                head += event.raw[:HEAD]
            if not isinstance(event, RawSet):
                yield from self._take(event)
                continue
            self._size = event.offset + len(event.raw) + len(event.tail)
            group = self.group
            if group is None:
                assert self.interchange is not None
                yield from self.set_without_group(self.interchange, event)
                group = self.group
            if group is not None:
                result = group.checker.check(event)
                group.add(result)
                yield result
        yield from self._finish(head)

    def open_group(self, interchange: Interchange, group: Group) -> Iterator[GroupHeader]:
        """Go on with a group that has a header of its own."""
        self.group = group
        interchange.groups += 1
        number, words = group.header.control_number, self.envelopes
        if number in interchange.numbers:
            message = f"{words.group_header}{words.number:02d} {number} was used before in this interchange"
            group.notes.add(
                [Finding("group-control-number-duplicate", Severity.WARNING, message, segment=words.group_header,
                         element=words.number, value=number, offset=group.header.offset, ack=(words.repeats,))]
            )  # fmt: skip
        if len(interchange.numbers) < words.most_groups:
            interchange.numbers.add(number)
        yield group.header

    def close_group(self, offset: int, trailer: EnvelopeSegment | None) -> Iterator[Result]:
        """Close the group that is open, if one is; `trailer` is the segment that ends it."""
        group, interchange = self.group, self.interchange
        if group is None or interchange is None:
            return
        declared = self.ended(interchange, group, trailer, offset)
        if not group.sets:
            message = f"the group holds no {self.nouns.set}"
            group.notes.add([Finding("group-empty", Severity.WARNING, message, offset=group.header.offset)])
        result = group.close(declared)
        interchange.sets += group.sets
        interchange.verdicts.add(result.verdict)
        interchange.counts += result.counts
        self.group = None
        yield result

    def group_breaks_off(self, group: Group, offset: int) -> None:
        """Note that the trailer of a group is missing."""
        words = self.envelopes
        message = f"the group breaks off: {words.group_trailer} is missing"
        group.notes.add(
            [Finding("group-trailer-missing", Severity.ERROR, message, segment=words.group_trailer, offset=offset,
                     ack=(words.group_ends,))]
        )  # fmt: skip

    def close_interchange(self, breaks_off_at: int | None) -> Iterator[Result]:
        """Close what is open; with an offset, because another interchange or the end of the file came first."""
        interchange, words = self.interchange, self.envelopes
        if interchange is None:
            return
        if breaks_off_at is not None:
            yield from self.close_group(breaks_off_at, None)
            message = f"the interchange breaks off: {words.trailer} is missing"
            interchange.notes.add(
                [Finding("interchange-trailer-missing", Severity.ERROR, message, segment=words.trailer,
                         offset=breaks_off_at, ack=(words.ends,))]
            )  # fmt: skip
        result = interchange.close()
        self._verdicts.add(result.verdict)
        self._counts += result.counts
        self.interchange = None
        yield result

    def _take(self, event: InterchangeStart[Header] | EnvelopeSegment | Stray) -> Iterator[Result]:
        self._size = event.offset + len(event.raw) + len(event.tail)
        match event:
            case EnvelopeSegment():
                assert self.interchange is not None
                yield from self.segment(self.interchange, event)
            case InterchangeStart():
                yield from self.close_interchange(event.offset)
                self.interchange = self.opened(event)
                self._interchanges += 1
                yield self.interchange.header
            case Stray():
                yield from self._stray(event)

    def _finish(self, head: bytes) -> Iterator[Result]:
        yield from self.close_interchange(self._size)
        if not self._interchanges:
            self._notes.add([nothing_found(head, self._size, self.envelopes.header, self.envelopes.own)])
        findings = self._notes.findings()
        verdict = enclosing_verdict(findings, self._verdicts)
        yield FileResult(verdict, findings, self._counts, self._interchanges, self._size)

    def _stray(self, event: Stray) -> Iterator[Result]:
        words = self.envelopes
        match event.kind:
            case StrayKind.BYTE_ORDER_MARK:
                message = "the file begins with a UTF-8 byte order mark"
                self._notes.add([Finding("byte-order-mark", Severity.INFO, message, offset=event.offset)])
            case StrayKind.OUTSIDE_INTERCHANGE:
                self._note_outside(event)
            case StrayKind.EMPTY_SEGMENTS:
                assert self.interchange is not None
                delimiters = self.interchange.header.delimiters
                times = event.raw.count(delimiters.encoded(delimiters.terminator))
                self.empty_segments(self.interchange, event.offset, times)
            case StrayKind.HEADER_INCOMPLETE:
                yield from self.close_interchange(event.offset)
                self._notes.count(
                    Finding(
                        words.incomplete, Severity.ERROR, words.unreadable, segment=words.header, offset=event.offset
                    )
                )
            case StrayKind.SEGMENT_TOO_LONG:
                kept = "no terminator follows, and a segment may have {} bytes"
                message = passed(self.limits, "segment_bytes", kept)
                self.innermost().count(Finding("segment-too-long", Severity.ERROR, message, offset=event.offset))

    def _note_outside(self, event: Stray) -> None:
        """Bytes outside of interchanges, once for all pieces in which they come."""
        if event.offset != self._outside_until:
            message, value = "bytes stand outside every interchange and are not read", event.raw[:40].decode("latin-1")
            self._notes.count(
                Finding("bytes-outside-interchange", Severity.WARNING, message, value=value, offset=event.offset)
            )
        self._outside_until = event.offset + len(event.raw)

    def innermost(self) -> Notes:
        """The notes of the innermost envelope that is open."""
        if self.group is not None and self.group.explicit:
            return self.group.notes
        return self.interchange.notes if self.interchange is not None else self._notes
