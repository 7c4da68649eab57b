"""What goes back for an interchange where no agreement says otherwise: a CONTRL, in its own syntax version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from b2b.edi.edifact.contrl import answering, contrl, routed_to
from b2b.edi.edifact.writer import Envelope, write_interchange
from b2b.edi.engine.results import InterchangeReport


def answer(found: InterchangeReport, made_at: dt.datetime, numbers: Iterator[int]) -> bytes:
    """An interchange with the CONTRL, nothing where none is due; the next of `numbers` becomes its reference.

    Errors: those of the writer.
    """
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
        made_at=made_at,
        identifier=target.identifier,
        syntax=target.syntax,
        test=header.test,
    )
    return write_interchange(envelope, [message])
