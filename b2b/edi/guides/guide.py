"""A guide in memory: rules, each with the line of the file that it comes from, in layers.

The file (docs/guides.md tells how to write it):

    name = "northwind"
    title = "Purchase orders to Northwind"
    release = "004010"
    base = "retail"                    # a guide that this one narrows further, or takes back from
    [sets.850]
    note = "stand-alone orders only"
    lines = [
      { at = "BEG02", codes = "SA" },
      { at = "REF[DP]", use = "M", say = "your department number" },
      { at = "REF[DP]02", length = [3, 3] },
      { at = "PO1/PID", use = "-" },
      { at = "PO1", check = "PO102 > 0" },
      { at = "ITD", use = "M", when = "BEG02 = 'SA'", level = "warning" },
    ]

A line of a guide takes the place of what its base says of the same place under the same condition: usage, how often,
codes, length, each for itself. Checks add up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from b2b.edi.engine.headers import GroupHeader
from b2b.edi.findings import Severity
from b2b.edi.guides.expression import Expression
from b2b.edi.guides.place import Place


class Usage(StrEnum):
    """Whether something must be there, may be, or must not."""

    REQUIRED = "M"
    OPTIONAL = "O"
    NOT_USED = "-"


class Kind(StrEnum):
    """What a rule speaks of."""

    USE = "use"
    TIMES = "times"
    CODES = "codes"
    LENGTH = "length"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression, with its text."""

    text: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that a line says: `value` is a `Usage`, how often at most, the codes, the least and most characters,
    or a condition. `when` limits it to where that is true. `guide` and `line` (from 1) say where it is written, `say`
    what people are told.
    """

    place: Place
    kind: Kind
    value: Usage | int | tuple[str, ...] | tuple[int, int] | Condition
    guide: str
    line: int
    when: Condition | None = None
    say: str = ""
    severity: Severity = Severity.ERROR

    @property
    def key(self) -> tuple[Place, Kind, str, str]:
        """Rules with the same key speak of the same: the later one counts."""
        own = self.value.text if isinstance(self.value, Condition) else ""
        return self.place, self.kind, self.when.text if self.when else "", own


@dataclass(frozen=True, slots=True)
class GuideSet:
    """What a guide says of one transaction set: its rules in the order in which they are written, those of its bases
    first.
    """

    set_id: str
    rules: tuple[Rule, ...]
    note: str = ""


# The guide of the sets of a group, by the set's id; None where there is none.
Guides = Callable[[GroupHeader, str], GuideSet | None]


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide with what it has from its bases; `bases` names these, the nearest first."""

    name: str
    title: str
    release: str
    sets: Mapping[str, GuideSet] = field(default_factory=dict)
    bases: tuple[str, ...] = ()
    note: str = ""


def layered(base: Sequence[Rule], own: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules of a guide on those of its base."""
    replaced = {rule.key for rule in own}
    return (*(rule for rule in base if rule.key not in replaced), *own)
