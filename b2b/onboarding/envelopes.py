"""What the envelopes of a partner's files show: addresses, delimiters, versions, characters, numbers, test or not.

What only those of EDIFACT say is in `unb_habits`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from b2b.edi.counterparts import ACKNOWLEDGMENTS
from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.headers import InterchangeHeader
from b2b.edi.engine.results import GroupReport, InterchangeReport
from b2b.edi.validation import of_edifact
from b2b.edi.x12.characters import CharacterSet
from b2b.onboarding.sides import Address, Checked, Sides, receiver
from b2b.onboarding.unb_habits import (
    UnbHabits,
    enough,
    is_grouped,
    line_follows,
    message_type,
    read_unb,
    service_characters,
)

T = TypeVar("T")

_LAYOUT = str.maketrans("", "", "\r\n")
_ENDS = {"\n": "line feed", "\r": "carriage return"}


@dataclass(frozen=True, slots=True)
class Envelopes:
    """How the partner wraps what it sends. Each tally counts the interchanges or groups in which a value was seen.

    `groups` counts those between GS and GE, or UNG and UNE, `addressed` has each receiver with its group code. `marks`
    are the delimiters in one text, of EDIFACT the six of UNA; `newline` says that a line break follows each terminator
    in most; `other_marks` and `other_breaks` name the files that are not as most are. `standards` are those of the
    envelopes themselves (ISA12, `UNOC:3`), `versions` those of what is in them (GS08, the directory in UNH); `unb` is
    None of X12.
    """

    interchanges: int
    groups: int
    receivers: Counter[Address]
    addressed: tuple[tuple[Address, str], ...]
    group_senders: Counter[str]
    group_receivers: Counter[str]
    delimiters: Counter[Delimiters]
    marks: Counter[str]
    newline: bool
    other_marks: tuple[str, ...]
    other_breaks: tuple[str, ...]
    standards: Counter[str]
    versions: Counter[str]
    characters: str
    answers_requested: int
    tests: int
    numbers: str
    unb: UnbHabits | None = None

    @property
    def parting(self) -> Delimiters:
        """The delimiters used most."""
        return most(self.delimiters)

    @property
    def to(self) -> Address:
        """The address written to most."""
        return most(self.receivers)


def most(tally: Counter[T]) -> T:
    """What was seen most often; the first of several."""
    return tally.most_common(1)[0][0]


def said(tally: Counter[str]) -> str:
    """`004010 (3), 005010 (1)`; a value that stands alone needs no number."""
    if len(tally) == 1:
        return next(iter(tally)) or "empty"
    return ", ".join(f"{value or 'empty'} ({count})" for value, count in tally.most_common())


def named(delimiter: str) -> str:
    """A delimiter as people write it."""
    return _ENDS.get(delimiter, delimiter) or "none"


def read_envelopes(sides: Sides) -> Envelopes:
    """The habits in the partner's own interchanges, of which there is at least one."""
    found = [one for _, one in sides.theirs]
    groups = [group for one in found for group in one.groups]
    coded = [
        (one, group)
        for file, one in sides.theirs
        for group in one.groups
        if not sides.is_edifact or is_grouped(file.sample.data, group)
    ]
    marks = [(file.sample.name, _marks(file.sample.data, one.result.header)) for file, one in sides.theirs]
    breaks = [(file.sample.name, _line_follows(file.sample.data, one.result.header)) for file, one in sides.theirs]
    return Envelopes(
        interchanges=len(found),
        groups=len(coded),
        receivers=Counter(receiver(one.result.header) for one in found),
        addressed=_addressed(found, coded),
        group_senders=Counter(group.result.header.sender for _, group in coded),
        group_receivers=Counter(group.result.header.receiver for _, group in coded),
        delimiters=Counter(one.result.header.delimiters for one in found),
        marks=Counter(one for _, one in marks),
        newline=most(Counter(one for _, one in breaks)),
        other_marks=_others(marks),
        other_breaks=_others(breaks),
        standards=Counter(one.result.header.version for one in found),
        versions=_directories(found) if sides.is_edifact else Counter(one.result.header.version for one in groups),
        characters=enough(found) if sides.is_edifact else _characters(sides.theirs, groups),
        answers_requested=sum(one.result.header.ack_requested for one in found),
        tests=sum(one.result.header.test for one in found),
        numbers=_numbers([one.result.header.control_number for one in found], "0020" if sides.is_edifact else "ISA13"),
        unb=_unb(sides) if sides.is_edifact else None,
    )


def _unb(sides: Sides) -> UnbHabits:
    return read_unb(((file.sample.data, one) for file, one in sides.theirs), (one for _, one in sides.own))


def _addressed(
    found: Iterable[InterchangeReport], coded: Iterable[tuple[InterchangeReport, GroupReport]]
) -> tuple[tuple[Address, str], ...]:
    """Each receiver with each code of its groups, those without groups with none."""
    pairs = [(receiver(one.result.header), group.result.header.receiver) for one, group in coded]
    named = {address for address, _ in pairs}
    alone = [(receiver(one.result.header), "") for one in found if receiver(one.result.header) not in named]
    return tuple(dict.fromkeys([*pairs, *alone]))


def _directories(found: Iterable[InterchangeReport]) -> Counter[str]:
    """Of messages, each of which says its own; acknowledgments belong to none."""
    return Counter(
        message_type(message, one.result.header).directory
        for one in found
        for group in one.groups
        for message in group.sets
        if message.set not in ACKNOWLEDGMENTS
    )


def _marks(data: bytes, header: InterchangeHeader) -> str:
    """All delimiters in one text."""
    return service_characters(data, header) if of_edifact(header) else "".join(header.delimiters.in_use)


def _others(habits: Sequence[tuple[str, T]]) -> tuple[str, ...]:
    """The files in which something is not as in most."""
    usual = most(Counter(one for _, one in habits))
    return tuple(dict.fromkeys(file for file, one in habits if one != usual))


def _line_follows(data: bytes, header: InterchangeHeader) -> bool:
    """Whether a line break follows the terminator of the header."""
    if of_edifact(header):
        return line_follows(data, header)
    delimiters = header.delimiters
    end = data.find(delimiters.encoded(delimiters.terminator), header.offset + 100)
    return delimiters.terminator not in _ENDS and end >= 0 and data[end + 1 : end + 2] in (b"\r", b"\n")


def _characters(theirs: Iterable[tuple[Checked, InterchangeReport]], groups: Iterable[GroupReport]) -> CharacterSet:
    """The smallest set that has every character of the data; never the basic one, which would fold what we send."""
    text = "".join(e for group in groups for one in group.sets for segment in one.segments for e in segment)
    free = {d for _, one in theirs for d in one.result.header.delimiters.in_use}
    text = "".join(set(text.translate(_LAYOUT)) - free)
    return next((one for one in CharacterSet if not one.refused(text)), CharacterSet.UTF8)


def _numbers(numbers: Sequence[str], element: str) -> str:
    """How interchanges are numbered, as far as so many show."""
    values = [int(one) if one.isdecimal() else None for one in numbers]
    if None in values:
        return f"some {element} are no numbers"
    if len(values) == 1:
        return f"one interchange, {element} {numbers[0]}"
    if len(set(numbers)) < len(numbers):
        repeated = next(one for one, count in Counter(numbers).most_common() if count > 1)
        return f"{element} {repeated} stands on several interchanges: see duplicates and control_number_reuse_days"
    ordered = sorted(one for one in values if one is not None)
    steps = {after - before for before, after in pairwise(ordered)}
    range_ = f"{ordered[0]} to {ordered[-1]}"
    return f"{element} counts by one, {range_}" if steps == {1} else f"{element} differ, {range_}, with gaps"
