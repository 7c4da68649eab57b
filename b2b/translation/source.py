"""From the bytes of a file to the documents in it, with all that is left over, whatever form the file has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from b2b.documents import Document
from b2b.edi import messages
from b2b.edi.engine.headers import GroupHeader, InterchangeHeader
from b2b.edi.engine.results import FileReport, InterchangeReport
from b2b.edi.findings import Finding, Severity
from b2b.edi.messages import Message
from b2b.edi.validation import of_edifact, validate_bytes
from b2b.edi.x12 import mappings as x12
from b2b.errors import Rejected, Unreadable
from b2b.translation.form import Form

# Where a finding cuts the bytes that it shows.
_CUT = 99
_CONTROLS = "".join(chr(code) for code in range(33))

# What answers an envelope of its own syntax says nothing in another one.
ACKNOWLEDGMENTS = frozenset({"997", "999", "TA1", "CONTRL"})


@dataclass(frozen=True, slots=True)
class Leftover:
    """What a message says and its document has no place for: where it stands (`PO1/PID, PID05 at position 7`), and its
    value.
    """

    where: str
    value: str


@dataclass(frozen=True, slots=True)
class Read:
    """A message that was read: `kind` is a set (`850`), a message (`ORDERS`) or the form of an invoice (`ubl-invoice`),
    `number` its control number, or the number of the invoice.
    """

    kind: str
    number: str
    document: Document
    leftovers: tuple[Leftover, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that cannot be converted, and why: in words, what to do, and the findings that reject it."""

    kind: str
    number: str
    problem: str
    next_step: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Interchange:
    """The messages of one interchange in the order of the file; a file that is a document by itself has no header."""

    form: Form
    header: InterchangeHeader | None
    groups: tuple[GroupHeader, ...]
    messages: tuple[Read | Refused, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """All of a file: its interchanges, and what says that more stands in it than they hold."""

    interchanges: tuple[Interchange, ...]
    unread: tuple[Finding, ...] = ()


def read(data: bytes, *, time_zone: dt.tzinfo = dt.UTC, currency: str | None = None) -> Source:
    """The interchanges of a file of X12 or EDIFACT; a document in UBL, or an invoice in CII or PDF, as one interchange.

    `time_zone` is the one in which times of day are meant, `currency` that of amounts of which the file does not say
    it. Messages that are not accepted, or that no document is known for, come as `Refused`. Unreadable: it is nothing
    of all that.
    """
    if _is_xml_or_pdf(data):
        return Source((_of_xml(data),))
    report = validate_bytes(data)
    if not report.interchanges:
        raise Unreadable(_nothing(data, report), next_step="name a file of X12, EDIFACT or UBL, or an invoice in CII")
    interchanges = tuple(_interchange(one, time_zone, currency) for one in report.interchanges)
    return Source(interchanges, tuple(_unread(report)))


def _is_xml_or_pdf(data: bytes) -> bool:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"<", b"%PDF", b"\xff\xfe", b"\xfe\xff"))


def _of_xml(data: bytes) -> Interchange:
    # lxml is imported by those who have such a file only.
    from b2b.invoicing.read import read_invoice
    from b2b.translation.ubl.written import reader_of

    reader = reader_of(data)
    if reader is not None:
        kind, read = reader
        document, unread = read(data)
        number = str(getattr(document, "number", ""))
        leftovers = tuple(Leftover(path, value) for path, value in unread)
        return Interchange(Form.UBL, None, (), (Read(kind, number, document, leftovers),))
    reading = read_invoice(data)
    leftovers = tuple(Leftover(one.path, one.value) for one in reading.leftovers)
    read_as = Read(str(reading.format), reading.invoice.number, reading.invoice, leftovers)
    return Interchange(Form.UBL, None, (), (read_as,))


def _nothing(data: bytes, report: FileReport) -> str:
    return report.result.first_error if data.strip() else "the file is empty"


def _unread(report: FileReport) -> Iterator[Finding]:
    """Bytes outside of interchanges, headers that cannot be read, and what rejects an interchange without messages."""
    for finding in report.result.findings:
        if finding.severity is not Severity.INFO and not _is_padding(finding):
            yield finding
    for one in report.interchanges:
        if not any(group.sets for group in one.groups):
            yield from _errors(one.result.findings)
            for group in one.groups:
                yield from _errors(group.result.findings)


def _is_padding(finding: Finding) -> bool:
    """Whether bytes outside of interchanges are all control characters, such as the end mark of older systems."""
    value = finding.value or ""
    return 0 < len(value) < _CUT and not value.strip(_CONTROLS)


def _interchange(report: InterchangeReport, time_zone: dt.tzinfo, currency: str | None) -> Interchange:
    header = report.result.header
    groups = tuple(group.result.header for group in report.groups)
    found = tuple(_message(one) for one in messages.of_interchange(report, time_zone, currency))
    return Interchange(Form.EDIFACT if of_edifact(header) else Form.X12, header, groups, found)


def _message(one: Message) -> Read | Refused:
    kind, number, problem = one.result.set, one.result.control_number, one.problem
    if isinstance(problem, Rejected):
        return Refused(kind, number, str(problem), problem.next_step, one.errors)
    if kind in ACKNOWLEDGMENTS:
        said = "an acknowledgment speaks of an envelope of its own syntax"
        return Refused(kind, number, said, "b2b edi ack writes the one for a file")
    if one.document is None:
        assert problem is not None
        return Refused(kind, number, str(problem), problem.next_step)
    return Read(kind, number, one.document, tuple(_leftovers(one.leftovers)))


def _leftovers(leftovers: Sequence[x12.Leftover]) -> Iterator[Leftover]:
    for left in leftovers:
        place = f"{left.segment}{left.element:02d} at position {left.position}"
        yield Leftover(f"{left.path}, {place}" if left.path else place, left.value)


def _errors(findings: Sequence[Finding]) -> Iterator[Finding]:
    return (one for one in findings if one.severity is Severity.ERROR)
