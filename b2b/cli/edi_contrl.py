"""`b2b edi ack` for EDIFACT: the CONTRL that would go back for a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import count

from b2b.cli import screen
from b2b.edi.edifact.contrl import answering, contrl, routed_to
from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.edifact.writer import Envelope, write_interchange
from b2b.edi.engine.results import InterchangeReport
from b2b.errors import B2BError, Rejected, Unreadable


def answers(content: bytes, name: str, now: dt.datetime, first_number: int) -> tuple[bytes, bool]:
    """An interchange with a CONTRL for each interchange in the file, in its syntax version; and whether that is all
    of them, as of those that cannot be answered it only says so.

    References count up from `first_number`. Unreadable: the file holds no interchange. Rejected: nothing in it is ever
    acknowledged, or nothing can be.
    """
    report = validate_bytes(content)
    if not report.interchanges:
        message = report.result.findings[0].message if report.result.findings else "it holds no interchange"
        raise Unreadable(message, where=name, next_step="only interchanges with a complete UNB can be answered")
    numbers = count(first_number)
    written, complete = [], True
    for item in report.interchanges:
        try:
            written.append(_answer(item, now, numbers))
        except B2BError as failure:
            complete = False
            screen.note(f"interchange {item.result.header.control_number} cannot be answered: {failure}")
    if not any(written):
        reason = ": acknowledgments are not acknowledged" if complete else ""
        raise Rejected(f"nothing is answered{reason}", where=name)
    return b"".join(written), complete


def _answer(found: InterchangeReport, now: dt.datetime, numbers: Iterator[int]) -> bytes:
    """The answer to one interchange, nothing where none is due. Errors: those of the writer."""
    header = found.result.header
    target = answering(header.version)
    groups = [(group.result, group.sets) for group in found.groups]
    message = contrl(found.result, groups, "1", target)
    if message is None:
        return b""
    routing, sub_routing = routed_to(message.segments)
    envelope = Envelope(
        sender=header.receiver,
        sender_qualifier=header.receiver_qualifier,
        receiver=header.sender,
        receiver_qualifier=header.sender_qualifier,
        receiver_routing=routing,
        receiver_sub_routing=sub_routing,
        reference=str(next(numbers)),
        made_at=now,
        identifier=target.identifier,
        syntax=target.syntax,
        test=header.test,
    )
    return write_interchange(envelope, [message])
