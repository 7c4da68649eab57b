"""What only the envelopes of EDIFACT say: service characters, groups or none, and what UNB has beside the addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from b2b.edi.edifact import syntax_version, unb
from b2b.edi.edifact.releases import MessageType
from b2b.edi.edifact.repertoire import repertoire
from b2b.edi.edifact.service_characters import COMPONENT, REPETITION
from b2b.edi.engine.headers import InterchangeHeader
from b2b.edi.engine.results import GroupReport, InterchangeReport, SetResult

_LINE_ENDS = (b"\r", b"\n")
# From the fewest characters to the most.
_CHARACTER_SETS = ("UNOA", "UNOB", "UNOC", "UNOY")


@dataclass(slots=True)
class UnbHabits:
    """Tallies over the partner's interchanges; `associations` are those of UNH by message, whoever sent it. An element
    that was not sent counts as "".
    """

    declared: int = 0
    grouped: int = 0
    applications: Counter[str] = field(default_factory=Counter)
    agreements: Counter[str] = field(default_factory=Counter)
    routings: Counter[str] = field(default_factory=Counter)
    our_routings: Counter[str] = field(default_factory=Counter)
    associations: dict[str, Counter[str]] = field(default_factory=dict)


def read_unb(found: Iterable[tuple[bytes, InterchangeReport]], own: Iterable[InterchangeReport] = ()) -> UnbHabits:
    """The habits in interchanges of EDIFACT, each with the bytes of its file; `own` were sent to the partner."""
    habits = UnbHabits()
    for data, one in found:
        header = one.result.header
        habits.declared += data.startswith(b"UNA", header.offset)
        habits.grouped += any(is_grouped(data, group) for group in one.groups)
        habits.routings[_component(header, 2, 3)] += 1
        habits.our_routings[_component(header, 3, 3)] += 1
        habits.applications[_component(header, 7, 1)] += 1
        habits.agreements[_component(header, 10, 1)] += 1
        _associate(habits, one)
    for one in own:
        _associate(habits, one)
    return habits


def _associate(habits: UnbHabits, one: InterchangeReport) -> None:
    for group in one.groups:
        for message in group.sets:
            association = message_type(message, one.result.header).association
            habits.associations.setdefault(message.set, Counter())[association] += 1


def is_grouped(data: bytes, group: GroupReport) -> bool:
    """Whether the messages stand between UNG and UNE."""
    return data.startswith(b"UNG", group.result.header.offset)


def service_characters(data: bytes, header: InterchangeHeader) -> str:
    """The six of UNA in its order, declared or not; a blank for one that there is not."""
    found = unb.parse(data, header.offset)
    assert found is not None, "a header was made of it"
    marks = found.characters
    six = (marks.component, marks.element, marks.decimal, marks.release, marks.repetition, marks.terminator)
    return "".join(mark or " " for mark in six)


def line_follows(data: bytes, header: InterchangeHeader) -> bool:
    """Whether a line break follows the terminator of UNB."""
    found = unb.parse(data, header.offset)
    assert found is not None, "a header was made of it"
    end = header.offset + found.length
    return data[end : end + 1] in _LINE_ENDS


def message_type(message: SetResult, header: InterchangeHeader) -> MessageType:
    """What UNH says of a message, supported or not."""
    return MessageType(message.segments[0] if message.segments else ["UNH"], syntax_version.parts(header.version)[1])


def enough(found: Iterable[InterchangeReport]) -> str:
    """The smallest character set that has every character of the data."""
    texts = (text for one in found for text in _data(one))
    characters = "".join(sorted(set("".join(texts)) - {COMPONENT, REPETITION, "\r", "\n"}))
    return next((one for one in _CHARACTER_SETS if not repertoire(one).refused(characters)), _CHARACTER_SETS[-1])


def _data(one: InterchangeReport) -> Iterator[str]:
    return (text for group in one.groups for message in group.sets for segment in message.segments for text in segment)


def _component(header: InterchangeHeader, element: int, component: int) -> str:
    """A component of UNB, both numbered from 1."""
    if element > len(header.elements):
        return ""
    parts = header.elements[element - 1].split(COMPONENT)
    return parts[component - 1].strip() if component <= len(parts) else ""
