"""`b2b edi ack`: the acknowledgments that would go back for a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from b2b.cli import screen
from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.load import available_releases, available_sets, load_release
from b2b.edi.x12.acknowledge import Target, acknowledge, ta1
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.writer import STANDARD, Envelope, Group, Segment, TransactionSet, check_delimiters, write_interchange
from b2b.errors import B2BError, ConfigError, NotFound, Rejected, Unreadable
from b2b.gateway.examination import FoundInterchange, examine, first_error

_RELEASE = "004010"
SETS = ("997", "999")
_ANSWERED = "interchanges of X12, which begin with ISA, and of EDIFACT, with UNA or UNB, can be answered"


def answers(
    content: bytes, name: str, now: dt.datetime, first_number: int, set_id: str = SETS[0]
) -> tuple[bytes, bool]:
    """One interchange with the 997s or 999s, and the TA1 if one is due, for each interchange in the file; and whether
    that is all of them, as of those that cannot be answered it only says so.

    Control numbers count up from `first_number`. Unreadable: the file holds no interchange. Rejected: nothing in it is
    ever acknowledged, or nothing can be. NotFound: `set_id` is no acknowledgment.
    """
    if set_id not in SETS:
        raise NotFound(f"{set_id} acknowledges nothing", where="--set", next_step=f"use one of: {', '.join(SETS)}")
    found = examine(content)
    if not found.interchanges:
        error = first_error(found.result.findings)
        message = error.message if error is not None else "it holds no interchange"
        raise Unreadable(message, where=name, next_step=_ANSWERED)
    numbers = count(first_number)
    written, complete = [], True
    for item in found.interchanges:
        try:
            written.append(_answer(item, now, numbers, set_id))
        except B2BError as failure:
            complete = False
            screen.note(f"interchange {item.header.control_number} cannot be answered: {failure}")
    if not any(written):
        reason = ": acknowledgments are not acknowledged" if complete else ""
        raise Rejected(f"nothing is answered{reason}", where=name)
    return b"".join(written), complete


def _answer(found: FoundInterchange, now: dt.datetime, numbers: Iterator[int], set_id: str) -> bytes:
    """The answer to one interchange, nothing where none is due. Errors: those of the writer."""
    header = found.header
    refused = first_error(found.result.findings) is not None
    # Two partners would answer each other's TA1s for ever.
    only_answers = bool(found.result.ta1) and not found.result.counts.sets
    between: list[Segment] = [ta1(found.result)] if (refused or header.ack_requested) and not only_answers else []
    groups = [] if refused else list(_groups(found, now, set_id))
    if not between and not groups:
        return b""
    releases = [group.release for group in groups] or [_RELEASE]
    envelope = Envelope(
        sender_qualifier=header.receiver_qualifier,
        sender_id=header.receiver,
        receiver_qualifier=header.sender_qualifier,
        receiver_id=header.sender,
        control_number=next(numbers),
        made_at=now,
        version=load_release(max(releases)).interchange_version,
        test=header.test,
        delimiters=_delimiters(found),
    )
    return write_interchange(envelope, groups, between)


def _groups(found: FoundInterchange, now: dt.datetime, set_id: str) -> Iterator[Group]:
    number = 0
    for group in found.groups:
        version = group.header.version[:6]
        release = version if version in available_releases() else _RELEASE
        wanted = set_id if set_id in available_sets(release) else SETS[0]
        target = Target(wanted, release, _delimiters(found))
        body = acknowledge(group.result, group.sets, target)
        if body is None:
            continue
        number += 1
        sets = [TransactionSet(target.set, f"{number:04d}", body)]
        yield Group("FA", group.header.receiver, group.header.sender, number, now, release, sets)


def _delimiters(found: FoundInterchange) -> Delimiters:
    """Those that came, where they can be used; with a repetition separator, which the answer's release may need."""
    theirs = found.header.delimiters
    spare = next(one for one in "^!|`" if one not in theirs.in_use)
    ours = replace(theirs, repetition=theirs.repetition or spare)
    try:
        check_delimiters(ours, CharacterSet.EXTENDED)
    except ConfigError:
        return STANDARD
    return ours
