"""How far samples speak for a line of a guide, and what becomes of the line.

A statement such as "always there", "never used" or "one of these codes" held in all of n transaction sets. What stands
for it is the rule of succession: after n sets without an exception the chance that the next one has none either is
(n + 1) / (n + 2). Where the statement lists values, those that only one set has (s of them) announce that there are
more to come (Good and Turing), so

    confidence = (n - s + 1) / (n + 2)          at least 0

Sets count, not segments: two hundred lines of one order are one observation, because whoever wrote the first wrote the
others. Without an exception it takes 2 sets for 0.75, 8 for 0.90 and 18 for 0.95. The confidence of a statement that
more samples bear out never falls.

A guide has a hundred lines, and one that is broken rejects an order. So a line rejects only where the guide as a whole
can be relied on: a set that alone breaks what all others bear out is a `Surprise`, because a guide made of the others
would have rejected it, and with x sets that surprise of n the confidence in the whole is

    (n - x + 1) / (n + 2)          for rules at least 0.95
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from b2b.edi.guides.guide import Condition, Kind, Usage
from b2b.edi.guides.place import Place

_USUAL = Fraction(9, 10)
# Of the guide as a whole: no more than one good file in twenty may come to grief.
_WHOLE = Fraction(19, 20)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was looked at: `sets` that could have spoken against a line, `seen` segments or loops in them, and the
    `values` there, each with the number of sets that have it, the most frequent first.
    """

    sets: int
    seen: int = 0
    values: tuple[tuple[str, int], ...] = ()

    @property
    def confidence(self) -> Fraction:
        """From 0 to 1; see the formula above."""
        return succession(self.sets, sum(count == 1 for _, count in self.values))


def succession(sets: int, exceptions: int = 0) -> Fraction:
    """The chance that the next set is as these, of which so many were an exception when they came."""
    return max(Fraction(sets - exceptions + 1, sets + 2), Fraction(0))


class Standing(StrEnum):
    """What becomes of a line: an error, a remark that only our own people see, a comment for a person to decide on, or
    nothing.
    """

    RULE = "rule"
    REMARK = "remark"
    THOUGHT = "thought"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that all samples fit. `gentle`: what breaks it is odd rather than wrong, so it never rejects by itself."""

    at: Place
    kind: Kind
    value: Usage | tuple[str, ...] | tuple[int, int] | Condition
    evidence: Evidence
    gentle: bool = False

    @property
    def forbids(self) -> bool:
        """Whether it says that something is not used."""
        return self.value is Usage.NOT_USED


@dataclass(frozen=True, slots=True)
class Surprise:
    """The set of this number is alone in breaking what would be a line without it. `evidence` is what the line would
    have if the set kept it.
    """

    set_number: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which confidence a line is an error (`rule`), a remark (`remark`), and worth a comment (`mention`)."""

    rule: Fraction = _USUAL
    remark: Fraction = Fraction(3, 4)
    mention: Fraction = Fraction(1, 3)

    def surprised(self, surprises: Iterable[Surprise]) -> int:
        """How many sets a guide made of the others would have rejected."""
        return len({one.set_number for one in surprises if one.evidence.confidence >= self.rule})

    def may_reject(self, sets: int, surprised: int) -> bool:
        """Whether the guide as a whole can be relied on. Who asks for rules by less than usual has decided that."""
        return self.rule < _USUAL or succession(sets, surprised) >= max(self.rule, _WHOLE)

    def standing(self, line: Line, *, may_reject: bool = True) -> Standing:
        """A gentle line is one step lower: a remark where others are rules, a thought where they are remarks."""
        confidence = line.evidence.confidence
        if confidence >= self.rule:
            return Standing.RULE if may_reject and not line.gentle else Standing.REMARK
        if confidence >= self.remark:
            return Standing.THOUGHT if line.gentle else Standing.REMARK
        return Standing.THOUGHT if confidence >= self.mention and not line.gentle else Standing.UNSAID


DEFAULT = Thresholds()


def at_confidence(confidence: Fraction) -> Thresholds:
    """Thresholds with another bound for rules; the others lie no higher."""
    return Thresholds(confidence, min(confidence, DEFAULT.remark), min(confidence, DEFAULT.mention))
