"""What goes back for an interchange where no agreement says otherwise: a 997 or 999 for each group, and a TA1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.results import InterchangeReport
from b2b.edi.findings import Severity
from b2b.edi.load import available_releases, available_sets, load_release
from b2b.edi.x12.acknowledge import Target, acknowledge, ta1
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.writer import STANDARD, Envelope, Group, Segment, TransactionSet, check_delimiters, write_interchange
from b2b.errors import ConfigError

_RELEASE = "004010"
_PLAIN = "997"


def answer(found: InterchangeReport, made_at: dt.datetime, numbers: Iterator[int], wanted: str = _PLAIN) -> bytes:
    """An interchange in the releases, the delimiters and with the ids of what it answers; nothing where none is due.

    A TA1 goes back where it was asked for (ISA14), or where the interchange is rejected as a whole; `wanted` is 997, or
    999 for groups whose release has it. The next of `numbers` becomes ISA13. Errors: those of the writer.
    """
    header, result = found.result.header, found.result
    refused = any(finding.severity is Severity.ERROR for finding in result.findings)
    # Two partners would answer each other's TA1s for ever.
    only_answers = bool(result.ta1) and not result.counts.sets
    between: list[Segment] = [ta1(result)] if (refused or header.ack_requested) and not only_answers else []
    groups = [] if refused else list(_groups(found, made_at, wanted))
    if not between and not groups:
        return b""
    releases = [group.release for group in groups] or [_RELEASE]
    envelope = Envelope(
        sender_qualifier=header.receiver_qualifier,
        sender_id=header.receiver,
        receiver_qualifier=header.sender_qualifier,
        receiver_id=header.sender,
        control_number=next(numbers),
        made_at=made_at,
        version=load_release(max(releases)).interchange_version,
        test=header.test,
        delimiters=_delimiters(header.delimiters),
    )
    return write_interchange(envelope, groups, between)


def _groups(found: InterchangeReport, made_at: dt.datetime, wanted: str) -> Iterator[Group]:
    number = 0
    delimiters = _delimiters(found.result.header.delimiters)
    for group in found.groups:
        header, version = group.result.header, group.result.header.version[:6]
        release = version if version in available_releases() else _RELEASE
        target = Target(wanted if wanted in available_sets(release) else _PLAIN, release, delimiters)
        body = acknowledge(group.result, group.sets, target)
        if body is None:
            continue
        number += 1
        sets = [TransactionSet(target.set, f"{number:04d}", body)]
        yield Group("FA", header.receiver, header.sender, number, made_at, release, sets)


def _delimiters(theirs: Delimiters) -> Delimiters:
    """Those that came, where they can be used; with a repetition separator, which the answer's release may need."""
    spare = next(one for one in "^!|`" if one not in theirs.in_use)
    ours = replace(theirs, repetition=theirs.repetition or spare)
    try:
        check_delimiters(ours, CharacterSet.EXTENDED)
    except ConfigError:
        return STANDARD
    return ours
