"""What came of a partner's file in a trial: interchanges, sets with their findings and answers, what would be sent."""

from __future__ import annotations

from dataclasses import dataclass

from b2b.documents.order_response import LineStatus
from b2b.edi.counterparts import ACKNOWLEDGMENTS
from b2b.store.states import Processing, Verdict

ACCEPTED = (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_ERRORS)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, in words: `line` is the guide's line that is broken, "" where it is the standard."""

    severity: str
    code: str
    place: str
    message: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A line of an order and what is answered: a status with quantity and reason for each part; `made_up` says which
    price the trial made up because neither the order nor a catalog has one, "" where there is no need.
    """

    number: str
    items: str
    ordered: str
    answers: tuple[tuple[LineStatus, str, str], ...]
    made_up: str = ""


@dataclass(frozen=True, slots=True)
class SetRun:
    """One transaction set that came in: its verdict and findings, how far it was worked and why no further, the answer
    line by line. `undecided` is a test of which nothing was decided: as no real order it would wait for a person.
    `left` says that it was left to a person, `unread` that it makes no document.
    """

    set_id: str
    control_number: str
    about: str
    verdict: str
    findings: tuple[Found, ...]
    processing: str
    reason: str
    decided: tuple[Decided, ...]
    undecided: bool = False
    left: bool = False
    unread: bool = False

    @property
    def held_back(self) -> bool:
        """Whether it is acknowledged as taken, and nothing is done with it: nobody agreed on it, or its address is
        wrong.
        """
        return self.accepted and self.processing == Processing.QUARANTINED

    @property
    def unworkable(self) -> bool:
        """Whether it is acknowledged as taken, and says too little to be worked."""
        return self.accepted and self.unread and self.processing == Processing.FAILED

    @property
    def accepted(self) -> bool:
        """Whether the set was taken."""
        return self.verdict in ACCEPTED

    @property
    def refused_lines(self) -> int:
        """Lines of an order that are rejected in whole or in part."""
        return sum(any(status is LineStatus.REJECTED for status, _, _ in one.answers) for one in self.decided)


@dataclass(frozen=True, slots=True)
class InterchangeRun:
    """An interchange of the file; of one that `came_before` nothing is worked again, so that it has no sets."""

    control_number: str
    verdict: str
    test: bool
    came_before: bool
    sets: tuple[SetRun, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A file that would go to the partner."""

    sets: tuple[str, ...]
    content: bytes

    @property
    def acknowledges(self) -> bool:
        """Whether it holds acknowledgments and nothing else."""
        return all(one in ACKNOWLEDGMENTS for one in self.sets)


@dataclass(frozen=True, slots=True)
class FileRun:
    """What came of a file: `findings` are those of its envelopes, `whole` the documents that are a file by themselves,
    `troubles` what a person would have to look at.
    """

    name: str
    verdict: str
    findings: tuple[Found, ...]
    interchanges: tuple[InterchangeRun, ...]
    whole: tuple[SetRun, ...]
    written: tuple[Written, ...]
    troubles: tuple[tuple[str, str], ...]

    @property
    def sets(self) -> tuple[SetRun, ...]:
        """All sets, in order."""
        return (*(one for interchange in self.interchanges for one in interchange.sets), *self.whole)

    @property
    def rejected(self) -> bool:
        """Whether the file, one of its sets, or a line of an order is refused."""
        refused = any(not one.accepted or one.refused_lines for one in self.sets)
        return refused or self.verdict not in ACCEPTED

    @property
    def needs_person(self) -> bool:
        """Whether somebody would have to look at it; of a test, if it were real."""
        return bool(self.troubles) or any(one.undecided for one in self.sets)

    @property
    def test(self) -> bool:
        """Whether all of it is marked as a test."""
        return bool(self.interchanges) and all(one.test for one in self.interchanges)
