"""The document that an APERAK is about: RFF, and where it came in.

The first reference names it. `ACW` is the message that it came in, with its type and directory as the version of the
reference, and `ACE` the group or interchange, with its sender and receiver there and its date below.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from b2b.documents import AdviceError, AdviceScope, AdviceStatus, AdvisedDocument, Reference
from b2b.edi.edifact.mappings import dates, references
from b2b.edi.edifact.mappings.code_tables import CodeTable
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body, not_writable

# Element 1153; 2005 of the group or interchange.
_MESSAGE, _INTERCHANGE = "ACW", "ACE"
_SENT = "171"

# What a message without any reference of its own is called: X12 element 128, a transaction.
_TRANSACTION = "TN"

# DOC of later directories: X12 element 128, EDIFACT 1001.
_DOCUMENTS = CodeTable("1001", {"PO": "220", "IV": "380", "CM": "381", "SI": "351"})

# Element 2379 by the length of a day with its time.
_FORMATS = {8: dates.DAY, 12: dates.MINUTE, 14: dates.SECOND}

# Places in RFF: the version of a reference.
_VERSION = at(1, 4)
_BETWEEN = "/"


class Outcome(NamedTuple):
    """What is spoken of, and what became of it."""

    scope: AdviceScope
    status: AdviceStatus


class _Envelope(NamedTuple):
    """What a reference says of an envelope: its number, the two halves of its version, and when it was sent."""

    number: str = ""
    first: str = ""
    second: str = ""
    date: dt.date | None = None
    time: str = ""


def read(message: LoopCursor, outcome: Outcome, errors: Sequence[AdviceError]) -> AdvisedDocument:
    """The document. Unreadable: none is named."""
    came_in, group = _envelope(message, _MESSAGE), _envelope(message, _INTERCHANGE)
    named = message.loops("RFF")
    found = references.read(named)
    kind, number = _named(message, found, came_in.number or group.number)
    own = dates.named(named[0].all("DTM")) if found else ()
    return AdvisedDocument(
        scope=outcome.scope,
        status=outcome.status,
        kind=kind,
        number=number,
        set_id=came_in.first,
        set_control_number=came_in.number,
        group_control_number=group.number,
        group_sender=group.first,
        group_receiver=group.second,
        group_date=group.date,
        group_time=group.time,
        release=came_in.second,
        errors=tuple(errors),
        references=found[1:],
        dates=own,
    )


def write(body: Body, document: AdvisedDocument, path: str) -> None:
    """The references of the document `path`. NotWritable names the field."""
    for field in ("codes", "amounts", "quantities"):
        if getattr(document, field):
            raise not_writable("APERAK has no place for it", f"{path}.{field}[0]", "RFF")
    if document.group_time and document.group_date is None:
        raise not_writable("a time needs its day", f"{path}.group_time", "DTM")
    _write_name(body, document, path)
    dates.write_named(body, document.dates, f"{path}.")
    _write_envelope(body, _MESSAGE, document, path, ("set_control_number", "set_id", "release"))
    _write_envelope(body, _INTERCHANGE, document, path, ("group_control_number", "group_sender", "group_receiver"))
    references.write(body, document.references, f"{path}.")


def _named(message: LoopCursor, found: Sequence[Reference], otherwise: str) -> tuple[str, str]:
    """Kind and number of the document: by the first reference, else by DOC, else by what it came in."""
    if found:
        return found[0].kind, found[0].value
    for group in message.loops("DOC"):
        doc = group.trigger
        if doc.peek(at(2)):
            return _DOCUMENTS.read(doc.text(at(1))), doc.text(at(2))
    if otherwise:
        return _TRANSACTION, otherwise
    raise message.trigger.unreadable("the document that is meant (RFF) is not named")


def _envelope(message: LoopCursor, kind: str) -> _Envelope:
    group = message.loop("RFF", kind)
    if group is None:
        return _Envelope()
    rff = group.trigger
    first, _, second = rff.text(_VERSION).partition(_BETWEEN)
    date, time = _sent(group.first("DTM", _SENT)) if kind == _INTERCHANGE else (None, "")
    return _Envelope(rff.text(at(1, 2)), first, second, date, time)


def _sent(dtm: SegmentCursor | None) -> tuple[dt.date | None, str]:
    """The day, and the time as it is written."""
    found = dates.moment(dtm) if dtm is not None else None
    if dtm is None or found is None or dtm.peek(at(1, 3)) not in _FORMATS.values():
        return None, ""
    dtm.take(at(1, 2), at(1, 3))
    return found[0], dtm.peek(at(1, 2))[8:]


def _write_name(body: Body, document: AdvisedDocument, path: str) -> None:
    """The first reference."""
    if not document.kind or not document.number:
        empty = "kind" if document.number else "number"
        raise not_writable("the message has to name the document", f"{path}.{empty}", "RFF01")
    references.write_as(body, Reference(document.kind, document.number), f"{path}.kind", f"{path}.number")


def _write_envelope(body: Body, kind: str, document: AdvisedDocument, path: str, fields: tuple[str, str, str]) -> None:
    """The reference of an envelope, nothing where nothing is known of it."""
    number, first, second = (getattr(document, field) for field in fields)
    sent = document.group_date if kind == _INTERCHANGE else None
    if not (number or first or second or sent):
        return
    version = f"{first}{_BETWEEN}{second}" if first or second else ""
    named = next((field for field in fields[1:] if getattr(document, field)), fields[1])
    body.add("RFF", [kind, (f"{path}.{fields[0]}", number), None, (f"{path}.{named}", version)])
    if sent is not None:
        when = f"{sent.year:04d}{sent:%m%d}{document.group_time}"
        format = _FORMATS.get(len(when))
        if format is None or not when.isdecimal():
            raise not_writable(f"{document.group_time!r} is no time of day", f"{path}.group_time", "DTM01-02")
        body.add("DTM", [_SENT, (f"{path}.group_time", when), format])
