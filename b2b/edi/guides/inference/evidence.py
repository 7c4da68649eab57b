"""How far samples speak for a line of a guide, and what becomes of the line.

A statement such as "always there", "never used" or "one of these codes" held in all of n transaction sets. What stands
for it is the rule of succession: after n sets without an exception the chance that the next one has none either is
(n + 1) / (n + 2). Where the statement lists values, those that only one set has (s of them) announce that there are
more to come (Good and Turing), so

    confidence = (n - s + 1) / (n + 2)          at least 0

Sets count, not segments: two hundred lines of one order are one observation, because whoever wrote the first wrote the
others. Without an exception it takes 2 sets for 0.75, 8 for 0.90 and 18 for 0.95. The confidence of a statement that
more samples bear out never falls.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from b2b.edi.guides.guide import Condition, Kind, Usage
from b2b.edi.guides.place import Place


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
        singles = sum(count == 1 for _, count in self.values)
        return max(Fraction(self.sets - singles + 1, self.sets + 2), Fraction(0))


class Standing(StrEnum):
    """What becomes of a line: an error, a warning, a comment for a person to decide on, or nothing."""

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
class Thresholds:
    """From which confidence a line is an error (`rule`), a warning (`remark`), and worth a comment (`mention`)."""

    rule: Fraction = Fraction(9, 10)
    remark: Fraction = Fraction(3, 4)
    mention: Fraction = Fraction(1, 3)

    def standing(self, line: Line) -> Standing:
        """A gentle line is one step lower: a remark where others are rules, a thought where they are remarks."""
        confidence = line.evidence.confidence
        if confidence >= self.rule:
            return Standing.REMARK if line.gentle else Standing.RULE
        if confidence >= self.remark:
            return Standing.THOUGHT if line.gentle else Standing.REMARK
        return Standing.THOUGHT if confidence >= self.mention and not line.gentle else Standing.UNSAID


DEFAULT = Thresholds()


def at_confidence(confidence: Fraction) -> Thresholds:
    """Thresholds with another bound for rules; the others lie no higher."""
    return Thresholds(confidence, min(confidence, DEFAULT.remark), min(confidence, DEFAULT.mention))
