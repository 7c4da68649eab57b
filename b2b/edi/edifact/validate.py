"""Validates EDIFACT files in one pass, in memory that does not grow with the file; the results are those of X12.

Messages outside of groups, as nearly all are, come in one group made of what UNB and the first UNH say
(`envelope.header_without_group`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from b2b.edi.edifact import envelope
from b2b.edi.edifact.message_findings import NOUNS
from b2b.edi.edifact.open_envelopes import OpenGroup, OpenInterchange
from b2b.edi.edifact.reader import read
from b2b.edi.edifact.releases import shipped
from b2b.edi.edifact.unb import Unb
from b2b.edi.engine.elements import at
from b2b.edi.engine.events import EnvelopeSegment, InterchangeStart, RawSet
from b2b.edi.engine.file_check import Envelopes, FileCheck
from b2b.edi.engine.limits import DEFAULT, Limits
from b2b.edi.engine.results import FileReport, Result, collect
from b2b.edi.engine.values import is_count
from b2b.edi.findings import AckCode, Finding, Severity
from b2b.edi.guides.guide import Guides
from b2b.edi.schema import Releases

# UNZ can count 999,999 groups.
_ENVELOPES = Envelopes(
    (b"UNA", b"UNB"), "UNB", "UNZ", "unb-incomplete",
    "a UNA or UNB is incomplete or names no usable service characters; it cannot be read",
    "UNG", "UNE", 5, 999_999, AckCode("UCI", "UNZ", "13"), AckCode("UCF", "UNE", "13"), AckCode("UCF", "UNG", "26"),
)  # fmt: skip


def validate(
    source: bytes | BinaryIO,
    *,
    limits: Limits = DEFAULT,
    tolerate: frozenset[str] = frozenset(),
    releases: Releases = shipped,
    guides: Guides | None = None,
) -> Iterator[Result]:
    """Read and check a file; nothing raises, whatever the bytes are. The results come in the order of the
    file: an `InterchangeHeader`; for each group a `GroupHeader`, its `SetResult`s and its `GroupResult`; then the
    `InterchangeResult`; at the end one `FileResult`. A trailer can void what came before it.

    A message is a `SetResult`: `set` is its type, `implementation` the association assigned code, `release` the
    directory. `tolerate` has codes of findings that shall not reject. `releases` gives the directory of a name such as
    D96A, None where there is none; `guides` is asked with the group's header in which `version` is the message's
    directory.
    """
    check = _Check(limits, tolerate, releases, guides)
    return check.results(read(source, limits))


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


class _Check(FileCheck[Unb, OpenInterchange, OpenGroup]):
    """The passage of an EDIFACT file."""

    envelopes, nouns = _ENVELOPES, NOUNS

    def __init__(self, limits: Limits, tolerate: frozenset[str], releases: Releases, guides: Guides | None) -> None:
        super().__init__(limits, tolerate)
        self._releases, self._guides = releases, guides

    def opened(self, start: InterchangeStart[Unb]) -> OpenInterchange:
        return OpenInterchange(start, self.limits, self.tolerate, self._releases, self._guides)

    def set_without_group(self, interchange: OpenInterchange, event: RawSet) -> Iterator[Result]:
        """Messages that stand in no group have one that stands for it."""
        reading = interchange.reading
        unh = reading.tokenizer.tokenize(event.raw[:300]).segments[0]
        header = envelope.header_without_group(interchange.header, unh, event.offset, reading.syntax)
        self.group = OpenGroup(header, reading, explicit=False)
        yield header
        if interchange.groups:
            interchange.notes.count(_mixed("UNH", event.offset))

    def segment(self, interchange: OpenInterchange, event: EnvelopeSegment) -> Iterator[Result]:
        group, tag = self.group, event.elements[0]
        if not event.terminated:
            message = "the last segment has no terminator"
            interchange.notes.add(
                [Finding("terminator-missing", Severity.WARNING, message, segment=tag[:20], offset=event.offset)]
            )
        if tag == "UNG":
            yield from self.close_group(event.offset, None)
            yield from self._open_group(interchange, event)
        elif tag == "UNE" and group is not None and group.explicit:
            yield from self.close_group(event.offset, event)
        elif tag == "UNZ":
            yield from self.close_group(event.offset, event)
            held, what = (interchange.groups, "group") if interchange.groups else (interchange.sets, "message")
            number = interchange.header.control_number
            interchange.notes.add(
                envelope.check_trailer(event.elements, "UNB", number, held, what, event.offset, "UCI")
            )
            yield from self.close_interchange(None)
        else:
            self.stands_outside(interchange, tag, event.offset)

    def empty_segments(self, interchange: OpenInterchange, offset: int, times: int) -> None:
        """They leave no doubt of what is meant, here as in a message."""
        message = "a segment terminator stands where no segment is"
        finding = Finding("empty-segment", Severity.WARNING, message, offset=offset)
        self.innermost().count(finding, times)

    def stands_outside(self, interchange: OpenInterchange, tag: str, offset: int, times: int = 1) -> None:
        in_group = self.group is not None and self.group.explicit
        ack = (AckCode("UCF" if in_group else "UCI", tag[:3], "33"),)
        message = f"{tag[:20]!r} stands outside every message"
        self.innermost().count(
            Finding("segment-outside-set", Severity.ERROR, message, segment=tag[:20], offset=offset, ack=ack), times
        )

    def ended(
        self, interchange: OpenInterchange, group: OpenGroup, trailer: EnvelopeSegment | None, offset: int
    ) -> int | None:
        """UNE ends a group, UNZ the messages that stand in none."""
        if trailer is None or (trailer.elements[0] == "UNE") != group.explicit:
            if group.explicit:
                self.group_breaks_off(group, offset)
            return None
        if group.explicit:
            number = group.header.control_number
            group.notes.add(
                envelope.check_trailer(trailer.elements, "UNG", number, group.sets, "message", offset, "UCF")
            )
        count = at(trailer.elements, 1)
        return int(count) if is_count(count) else None

    def _open_group(self, interchange: OpenInterchange, event: EnvelopeSegment) -> Iterator[Result]:
        reading = interchange.reading
        group = OpenGroup(envelope.group_header(event.elements, event.offset), reading, explicit=True)
        group.notes.add(envelope.check_ung(event.elements, reading.characters, reading.syntax, event.offset))
        if interchange.sets and not interchange.groups:
            interchange.notes.add([_mixed("UNG", event.offset)])
        yield from self.open_group(interchange, group)


def _mixed(segment: str, offset: int) -> Finding:
    message = "messages stand within groups and outside of them"
    ack = (AckCode("UCI", segment, "30"),)
    return Finding("set-outside-group", Severity.ERROR, message, segment=segment, offset=offset, ack=ack)
