"""The messages of a file of X12 or EDIFACT and the documents that they mean; documents as such a file.

    for message in read(path.read_bytes()):
        if message.problem is None:
            take(message.document, message.leftovers)

What a partner's agreement says beside the file, such as the zone of its times of day, is passed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from b2b.documents import Document
from b2b.edi.edifact import mappings as edifact
from b2b.edi.edifact import syntax_version
from b2b.edi.edifact import writer as edifact_writer
from b2b.edi.edifact.releases import schema_of
from b2b.edi.engine.headers import GroupHeader, InterchangeHeader
from b2b.edi.engine.limits import DEFAULT, Limits
from b2b.edi.engine.results import InterchangeReport, SetResult
from b2b.edi.engine.tree import build
from b2b.edi.findings import Finding, Severity
from b2b.edi.guides.guide import Guides
from b2b.edi.load import load_release, require_release
from b2b.edi.report import everything_accepted
from b2b.edi.schema import Release
from b2b.edi.validation import of_edifact, shipped, validate_bytes
from b2b.edi.x12 import mappings as x12
from b2b.edi.x12 import writer as x12_writer
from b2b.edi.x12.grouping import grouped
from b2b.edi.x12.mappings import Context, Leftover, days
from b2b.errors import LogicalError, NotFound, NotWritable, Rejected

Envelope = x12_writer.Envelope | edifact_writer.Envelope


@dataclass(frozen=True, slots=True)
class Message:
    """A transaction set of X12 or a message of EDIFACT.

    `document` is what it means and `leftovers` what that has no place for; where there is none, `problem` says why.
    `around` are the errors of its group and its interchange, which void a message that is well by itself.
    """

    header: InterchangeHeader
    group: GroupHeader
    result: SetResult
    around: tuple[Finding, ...] = ()
    document: Document | None = None
    leftovers: tuple[Leftover, ...] = ()
    problem: LogicalError | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What rejects it: its own errors, then those around it."""
        return (*_errors(self.result.findings), *self.around)


def read(
    data: bytes,
    *,
    time_zone: dt.tzinfo = dt.UTC,
    currency: str | None = None,
    limits: Limits = DEFAULT,
    tolerate: frozenset[str] = frozenset(),
    guides: Guides | None = None,
) -> list[Message]:
    """The messages of a file, validated, in order; nothing raises, whatever the bytes are.

    `time_zone` is the one in which times of day are meant, `currency` that of amounts of which a message does not say
    it; the others are those of `validation.validate`. A file without messages gives none: `validation.validate_bytes`
    says what is wrong with it. For files that memory cannot hold, `validation.validate` gives the sets one by one, and
    `document_of` what each means.
    """
    report = validate_bytes(data, limits=limits, tolerate=tolerate, guides=guides)
    return [message for one in report.interchanges for message in of_interchange(one, time_zone, currency)]


def of_interchange(
    report: InterchangeReport, time_zone: dt.tzinfo = dt.UTC, currency: str | None = None
) -> Iterator[Message]:
    """The messages of an interchange that was validated, as `read` gives them."""
    result = report.result
    for group in report.groups:
        header = group.result.header
        around = (*_errors(result.findings), *_errors(group.result.findings))
        accepted = result.verdict.accepted and group.result.verdict.accepted
        for one in group.sets:
            message = Message(result.header, header, one, () if accepted else around)
            if not one.verdict.accepted or not accepted:
                problem = "its envelope is rejected" if one.verdict.accepted else f"it is {one.verdict}"
                step = "correct the file, or ask its sender to"
                yield replace(message, problem=Rejected(problem, next_step=step))
                continue
            try:
                document, leftovers = document_of(one, result.header, header, time_zone, currency)
            except LogicalError as error:
                yield replace(message, problem=error)
            else:
                yield replace(message, document=document, leftovers=leftovers)


def document_of(
    one: SetResult,
    header: InterchangeHeader,
    group: GroupHeader,
    time_zone: dt.tzinfo = dt.UTC,
    currency: str | None = None,
) -> tuple[Document, tuple[Leftover, ...]]:
    """What an accepted message means, and what its document has no place for.

    Errors: Unreadable where too little can be read; NotFound where no document is known for it.
    """
    release = shipped(one.release)
    if release is None:
        raise NotFound(f"release {one.release} does not ship with b2b", next_step="b2b edi schema lists the releases")
    if of_edifact(header):
        schema = schema_of(release, one.set, syntax_version.parts(header.version)[1])
        mapping = edifact.for_message(one.set)
    else:
        schema, mapping = release.sets.get(one.set), x12.for_set(one.set)
    if schema is None:
        raise NotFound(f"{release.name} has no {one.set}", next_step="b2b edi schema lists what it has")
    made = made_at(header, time_zone)
    date = _day(group.date) or (made.date() if made else None)
    context = Context(release, header.delimiters, time_zone=time_zone, currency=currency, date=date)
    return mapping.read(build(one.segments, schema), context)


def made_at(header: InterchangeHeader, time_zone: dt.tzinfo = dt.UTC) -> dt.datetime | None:
    """When an interchange was made, by the clock of its sender; None: it names no instant."""
    time, day = header.time if len(header.time) >= 4 else "0000", _day(header.date)
    try:
        clock = dt.time(int(time[:2]), int(time[2:4]), tzinfo=time_zone)
    except ValueError:
        return None
    return dt.datetime.combine(day, clock) if day else None


def write(
    documents: Sequence[tuple[str, Document]],
    envelope: Envelope,
    release: str = "",
    *,
    time_zone: dt.tzinfo = dt.UTC,
    currency: str | None = None,
    applications: tuple[str, str] | None = None,
    group_number: int = 1,
) -> bytes:
    """One interchange with a message for each document, given with the set or message that it becomes (`850`,
    `ORDERS`); the envelope's kind says whether it is X12 (004010 unless another release is named) or EDIFACT (D96A).

    `applications` are GS02 and GS03, those of the envelope unless they are given, and `group_number` is the first GS06;
    EDIFACT is written without groups. What is written reads as the documents say, and is valid by our own schemas.
    Errors: NotWritable names the field of a document, or the element of an envelope, that cannot be said; NotFound
    where there is no such release, set or message.
    """
    if not documents:
        raise NotWritable("there is nothing to write", next_step="name the documents")
    if isinstance(envelope, x12_writer.Envelope):
        found = load_release(require_release(release or "004010"))
        delimiters, characters = envelope.delimiters, envelope.character_set
        context = Context(found, delimiters, characters, time_zone=time_zone, currency=currency)
        bodies = [(kind, x12.for_set(kind).write(one, context)) for kind, one in _in(found, documents)]
        ids = applications or (envelope.sender_id, envelope.receiver_id)
        groups = grouped(bodies, found, ids, envelope.made_at, group_number)
        return valid(x12_writer.write_interchange(replace(envelope, version=found.interchange_version), groups))
    found = load_release(require_release(release or "D96A"), "edifact")
    context = Context(found, time_zone=time_zone, currency=currency, date=envelope.made_at.astimezone(time_zone).date())
    messages = [
        edifact_writer.Message(
            kind, found.name[0], found.name[1:], str(place), edifact.for_message(kind).write(one, context)
        )
        for place, (kind, one) in enumerate(_in(found, documents), start=1)
    ]
    return valid(edifact_writer.write_interchange(envelope, messages))


def valid(content: bytes) -> bytes:
    """What was written, once our own schemas have accepted it. NotWritable: they do not, which is a fault of ours."""
    report = validate_bytes(content)
    if not everything_accepted(report.result):
        wrong = [finding for one in report.sets for finding in one.findings] + [*report.result.findings]
        said = f": {wrong[0].message}" if wrong else ""
        raise NotWritable(
            f"what would be written is not valid{said}", next_step="report it with the file, or one that is like it"
        )
    return content


def _in(release: Release, documents: Sequence[tuple[str, Document]]) -> Iterator[tuple[str, Document]]:
    for kind, document in documents:
        if kind not in release.sets:
            raise NotFound(f"{release.name} has no {kind}", next_step="b2b edi schema lists what it has")
        yield kind, document


def _errors(findings: Sequence[Finding]) -> Iterator[Finding]:
    return (one for one in findings if one.severity is Severity.ERROR)


def _day(date: str) -> dt.date | None:
    try:
        return days.read(date)
    except ValueError:
        return None
