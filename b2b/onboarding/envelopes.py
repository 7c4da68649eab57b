"""What the envelopes of a partner's files show: addresses, delimiters, versions, characters, numbers, test or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.results import GroupReport, InterchangeReport
from b2b.edi.x12.characters import CharacterSet
from b2b.onboarding.sides import Address, Checked, Sides, receiver

T = TypeVar("T")

_LAYOUT = str.maketrans("", "", "\r\n")
_ENDS = {"\n": "line feed", "\r": "carriage return"}


@dataclass(frozen=True, slots=True)
class Envelopes:
    """How the partner wraps what it sends. Each tally counts the interchanges or groups in which a value was seen;
    `newline` says that a line break follows each terminator in most, `addressed` has each receiver with its group code.
    `other_delimiters` and `other_breaks` name the files that are not as most are.
    """

    interchanges: int
    groups: int
    receivers: Counter[Address]
    addressed: tuple[tuple[Address, str], ...]
    group_senders: Counter[str]
    group_receivers: Counter[str]
    delimiters: Counter[Delimiters]
    newline: bool
    other_delimiters: tuple[str, ...]
    other_breaks: tuple[str, ...]
    standards: Counter[str]
    versions: Counter[str]
    characters: CharacterSet
    ta1_requested: int
    tests: int
    numbers: str

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
    delimiters = [(file.sample.name, one.result.header.delimiters) for file, one in sides.theirs]
    breaks = [(file.sample.name, _line_follows(file.sample.data, one)) for file, one in sides.theirs]
    return Envelopes(
        interchanges=len(found),
        groups=len(groups),
        receivers=Counter(receiver(one.result.header) for one in found),
        addressed=tuple(
            dict.fromkeys((receiver(i.result.header), g.result.header.receiver) for i in found for g in i.groups)
        ),
        group_senders=Counter(group.result.header.sender for group in groups),
        group_receivers=Counter(group.result.header.receiver for group in groups),
        delimiters=Counter(one for _, one in delimiters),
        newline=most(Counter(one for _, one in breaks)),
        other_delimiters=_others(delimiters),
        other_breaks=_others(breaks),
        standards=Counter(one.result.header.version for one in found),
        versions=Counter(group.result.header.version for group in groups),
        characters=_characters(sides.theirs, groups),
        ta1_requested=sum(one.result.header.ack_requested for one in found),
        tests=sum(one.result.header.test for one in found),
        numbers=_numbers([one.result.header.control_number for one in found]),
    )


def _others(habits: Sequence[tuple[str, T]]) -> tuple[str, ...]:
    """The files in which something is not as in most."""
    usual = most(Counter(one for _, one in habits))
    return tuple(dict.fromkeys(file for file, one in habits if one != usual))


def _line_follows(data: bytes, one: InterchangeReport) -> bool:
    """Whether a line break follows the terminator of the ISA."""
    delimiters = one.result.header.delimiters
    end = data.find(delimiters.encoded(delimiters.terminator), one.result.header.offset + 100)
    return delimiters.terminator not in _ENDS and end >= 0 and data[end + 1 : end + 2] in (b"\r", b"\n")


def _characters(theirs: Iterable[tuple[Checked, InterchangeReport]], groups: Iterable[GroupReport]) -> CharacterSet:
    """The smallest set that has every character of the data; never the basic one, which would fold what we send."""
    text = "".join(e for group in groups for one in group.sets for segment in one.segments for e in segment)
    free = {d for _, one in theirs for d in one.result.header.delimiters.in_use}
    text = "".join(set(text.translate(_LAYOUT)) - free)
    return next((one for one in CharacterSet if not one.refused(text)), CharacterSet.UTF8)


def _numbers(numbers: Sequence[str]) -> str:
    """How interchanges are numbered, as far as so many show."""
    values = [int(one) if one.isdecimal() else None for one in numbers]
    if None in values:
        return "some ISA13 are no numbers"
    if len(values) == 1:
        return f"one interchange, ISA13 {numbers[0]}"
    if len(set(numbers)) < len(numbers):
        repeated = next(one for one, count in Counter(numbers).most_common() if count > 1)
        return f"ISA13 {repeated} stands on several interchanges: see duplicates and control_number_reuse_days"
    ordered = sorted(one for one in values if one is not None)
    steps = {after - before for before, after in pairwise(ordered)}
    range_ = f"{ordered[0]} to {ordered[-1]}"
    return f"ISA13 counts by one, {range_}" if steps == {1} else f"ISA13 differ, {range_}, with gaps"
