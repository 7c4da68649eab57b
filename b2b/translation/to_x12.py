"""Documents as an interchange of X12."""

from __future__ import annotations

from collections.abc import Iterator

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.load import load_release
from b2b.edi.messages import made_at
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.grouping import grouped
from b2b.edi.x12.mappings import Context
from b2b.edi.x12.writer import STANDARD, Envelope, write_interchange
from b2b.translation.converted import File
from b2b.translation.ends import Ends, ends, instant
from b2b.translation.form import Form
from b2b.translation.source import Interchange, Leftover, Refused
from b2b.translation.targets import bodies, characters
from b2b.translation.wanted import Wanted

RELEASE = "004010"

# What no text holds, for the delimiters that one does.
_CONTROL = Delimiters(element="\x1d", component="\x1f", repetition="\x1e", terminator="\x1c")


def to_x12(source: Interchange, wanted: Wanted, number: int | None) -> tuple[File | None, list[Refused]]:
    """The messages that X12 can say, in groups of one kind, and those that it cannot; no file where that is all.

    `number` is ISA13, None for that of the source. Errors: ConfigError where nobody is named as an end, NotFound where
    there is no such release, NotWritable where an id does not fit.
    """
    context = _context(source, wanted)
    written, refused = bodies(source, Form.X12, context)
    if not written:
        return None, refused
    header, between = source.header, ends(source, Form.X12, wanted.sender, wanted.receiver)
    known = made_at(header, wanted.time_zone) if header else None
    made = known or wanted.made_at
    applications = _applications(source, wanted, between)
    groups = grouped([(body.kind, body.carried.written) for body in written], context.release, applications, made)
    numbers = [one.control_number for group in groups for one in group.sets]
    converted = tuple(body.numbered(number) for number, body in zip(numbers, written, strict=True))
    lost = [*between.lost, *_other_applications(source, applications)]
    if header and known is None:
        lost.append(instant(source.form, header))
    if number is None:
        number = _control_number(header.control_number if header else "")
        if number is None:
            number = 1
            lost += [Leftover("UNB05", header.control_number)] if header else []
    envelope = Envelope(
        between.sender.qualifier,
        between.sender.id,
        between.receiver.qualifier,
        between.receiver.id,
        number,
        made,
        context.release.interchange_version,
        test=header is not None and header.test,
        acknowledgment_requested=header is not None and header.ack_requested,
        delimiters=context.delimiters,
        character_set=context.character_set,
    )
    return File(write_interchange(envelope, groups), converted, tuple(lost)), refused


def _control_number(own: str) -> int | None:
    """The number that ISA13 can carry for that of the source, None where that has letters or too many digits."""
    return int(own) if own.isascii() and own.isdecimal() and len(own) < 10 else None


def _context(source: Interchange, wanted: Wanted) -> Context:
    """Delimiters that no text holds, and a character set that all texts are in."""
    found = characters(source)
    names = ("element", "component", "repetition", "terminator")
    usual = {name: getattr(STANDARD, name) for name in names}
    delimiters = Delimiters(**{name: getattr(_CONTROL, name) if one in found else one for name, one in usual.items()})
    wide = CharacterSet.EXTENDED.refused("".join(sorted(found)))
    return Context(
        load_release(wanted.release or RELEASE),
        delimiters,
        CharacterSet.UTF8 if wide else CharacterSet.EXTENDED,
        time_zone=wanted.time_zone,
        currency=wanted.currency,
    )


def _applications(source: Interchange, wanted: Wanted, between: Ends) -> tuple[str, str]:
    """GS02 and GS03: those of the first group, unless others are wanted."""
    first = source.groups[0] if source.groups else None
    return (
        between.sender.id if wanted.sender or first is None else first.sender,
        between.receiver.id if wanted.receiver or first is None else first.receiver,
    )


def _other_applications(source: Interchange, written: tuple[str, str]) -> Iterator[Leftover]:
    for group in source.groups:
        for place, said, known in zip(("sender", "receiver"), (group.sender, group.receiver), written, strict=True):
            if said and said != known:
                yield Leftover(f"the {place} of group {group.control_number}", said)
