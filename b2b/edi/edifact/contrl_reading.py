"""CONTRL read: what a partner says of an interchange that we sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from b2b.edi.edifact.releases import service
from b2b.edi.edifact.service_characters import COMPONENT
from b2b.errors import Unreadable

# Action (0083): what is accepted by the level above, and what is received but not yet judged.
_REJECTED, _RECEIVED = "4", "8"
_HEADS = {"UCI": (3, "interchange"), "UCF": (3, "group"), "UCM": (2, "message")}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one interchange, group or message of ours.

    `level` is "interchange", "group" or "message", `reference` the one that we gave it, `type` the message's type (""
    for the others), `action` a code of 0083 and `notes` the errors in words, with their codes and places.
    """

    level: str
    reference: str
    type: str
    action: str
    notes: tuple[str, ...]

    @property
    def rejected(self) -> bool:
        """True where it was not taken, or not all of what it holds."""
        return self.action == _REJECTED

    @property
    def judged(self) -> bool:
        """False where it was only received: another CONTRL will follow."""
        return self.action != _RECEIVED


@dataclass(frozen=True, slots=True)
class Control:
    """A CONTRL: the interchange first, then what is named below it. What is not named shares the fate of what is above
    it.
    """

    interchange: Answer
    below: tuple[Answer, ...]

    def of_message(self, reference: str) -> Answer:
        """What holds for a message of that interchange."""
        named = (one for one in self.below if one.level == "message" and one.reference == reference)
        return next(named, self.interchange)


def read_contrl(segments: Sequence[Sequence[str]], syntax: str = "3") -> Control:
    """The answer in an accepted CONTRL: its segments as read, with internal separators. Unreadable: UCI is missing."""
    reading = _Reading(syntax)
    for segment in segments:
        reading.take(segment)
    answers = reading.answers()
    if not answers or answers[0].level != "interchange":
        raise Unreadable("the CONTRL answers no interchange", where="UCI", next_step="ask the partner for another one")
    return Control(answers[0], tuple(answers[1:]))


class _Reading:
    """Collects answers, and the notes that come behind each."""

    def __init__(self, syntax: str) -> None:
        self._meanings = service(syntax).elements["0085"].meanings
        self._found: list[tuple[Answer, list[str]]] = []
        self._segment = ""

    def take(self, segment: Sequence[str]) -> None:
        tag = segment[0]
        if tag in _HEADS:
            self._head(tag, segment)
        elif tag == "UCS" and self._found:
            self._segment = f"segment {_at(segment, 1)}"
            if _at(segment, 2):
                self._found[-1][1].append(f"{self._segment}: {self._meant(_at(segment, 2))}")
        elif tag == "UCD" and self._found:
            place = _placed(_at(segment, 2))
            self._found[-1][1].append(f"{self._segment}{place}: {self._meant(_at(segment, 1))}")

    def answers(self) -> list[Answer]:
        return [Answer(a.level, a.reference, a.type, a.action, tuple(notes)) for a, notes in self._found]

    def _head(self, tag: str, segment: Sequence[str]) -> None:
        parties, level = _HEADS[tag]
        at = parties + 1
        type = _at(segment, 2).split(COMPONENT)[0] if level == "message" else ""
        error = _at(segment, at + 1)
        where = " ".join(part for part in (_at(segment, at + 2), _placed(_at(segment, at + 3)).strip(", ")) if part)
        notes = [f"{where}: {self._meant(error)}" if where else self._meant(error)] if error else []
        self._found.append((Answer(level, _at(segment, 1), type, _at(segment, at), ()), notes))
        self._segment = ""

    def _meant(self, code: str) -> str:
        return f"{self._meanings.get(code) or 'error'} ({code})"


def _placed(place: str) -> str:
    """Where an element stands, as we count: the tag of the segment is position 1 in CONTRL, and none of ours."""
    position, _, component = place.partition(COMPONENT)
    if not position.isdigit():
        return ""
    element = f", element {int(position) - 1}" if int(position) > 1 else ", its tag"
    return element + (f" component {component.partition(COMPONENT)[0]}" if component else "")


def _at(segment: Sequence[str], number: int) -> str:
    return segment[number] if number < len(segment) else ""
