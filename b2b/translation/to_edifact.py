"""Documents as an interchange of EDIFACT."""

from __future__ import annotations

from collections.abc import Iterator

from b2b.edi.edifact.mappings import Context
from b2b.edi.edifact.repertoire import repertoire
from b2b.edi.edifact.writer import Envelope, Message, write_interchange
from b2b.edi.load import load_release
from b2b.edi.messages import made_at
from b2b.translation.converted import File
from b2b.translation.ends import ends, instant
from b2b.translation.form import Form
from b2b.translation.source import Interchange, Leftover, Refused
from b2b.translation.targets import bodies, characters
from b2b.translation.wanted import Wanted

DIRECTORY = "D96A"

# Latin-1 in syntax 3, as nearly all interchanges have it; where that is not enough, UTF-8, which syntax 4 brought.
_USUAL, _WIDE = ("UNOC", "3"), ("UNOY", "4")


def to_edifact(source: Interchange, wanted: Wanted, number: int | None) -> tuple[File | None, list[Refused]]:
    """The messages that EDIFACT can say, without groups, and those that it cannot; no file where that is all.

    `number` is the reference in UNB, None for that of the source. Errors: ConfigError where nobody is named as an end,
    NotFound where there is no such directory, NotWritable where an id does not fit.
    """
    release = load_release(wanted.release or DIRECTORY, "edifact")
    header = source.header
    known = made_at(header, wanted.time_zone) if header else None
    made = known or wanted.made_at
    day = made.astimezone(wanted.time_zone).date()
    context = Context(release, time_zone=wanted.time_zone, currency=wanted.currency, date=day)
    written, refused = bodies(source, Form.EDIFACT, context)
    if not written:
        return None, refused
    between = ends(source, Form.EDIFACT, wanted.sender, wanted.receiver)
    numbered = [(str(number), body) for number, body in enumerate(written, start=1)]
    messages = [
        Message(body.kind, release.name[0], release.name[1:], number, body.carried.written) for number, body in numbered
    ]
    narrow = not repertoire(_USUAL[0]).refused("".join(sorted(characters(source))))
    identifier, syntax = _USUAL if narrow else _WIDE
    envelope = Envelope(
        sender=between.sender.id,
        sender_qualifier=between.sender.qualifier,
        receiver=between.receiver.id,
        receiver_qualifier=between.receiver.qualifier,
        reference=str(number) if number is not None else header.control_number if header else "1",
        made_at=made,
        identifier=identifier,
        syntax=syntax,
        test=header is not None and header.test,
        acknowledgment_requested=header is not None and header.ack_requested,
    )
    converted = tuple(body.numbered(number) for number, body in numbered)
    undated = (instant(source.form, header),) if header and known is None else ()
    lost = (*between.lost, *undated, *_applications(source))
    return File(write_interchange(envelope, messages), converted, lost), refused


def _applications(source: Interchange) -> Iterator[Leftover]:
    """The ids of groups, which are none in EDIFACT as we write it."""
    own = (source.header.sender, source.header.receiver) if source.header else ("", "")
    for group in source.groups:
        for side, said, known in zip(("sender", "receiver"), (group.sender, group.receiver), own, strict=True):
            if said and said != known:
                yield Leftover(f"the {side} of group {group.control_number}", said)
