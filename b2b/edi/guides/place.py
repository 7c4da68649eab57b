"""The places of a message that a guide line means: `BEG03`, `REF[DP]02`, `N1[ST]/N4`, `PO1/PID[F]05`, `PO1/PO102`.

    place     = "" | step { "/" step }
    step      = id [ "[" qualifier { "," qualifier } "]" ] [ element [ "-" component ] ]
    qualifier = [ element [ "-" component ] "=" ] value { "|" value }

`id` is a segment, or the loop that bears the segment's name; of loops at one level that begin with the same segment,
the second is `N1#2` (`N1-2` in the schema). A qualifier without an element speaks of the first one, and of an element
with components of the first of them, unless it names another (`NAD[BY,02-03=9]`). Elements and components have two
digits; only the last step may have them. "" is the set itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from b2b.errors import ConfigError

# A step in an expression; the same with names, where it must be the end of the place or of a step.
STEP = r"[A-Z][A-Z0-9]{1,2}(?:\#\d)?(?:\[[^\]]*\])?(?:\d\d(?:-\d\d)?)?"
_STEP = re.compile(r"(?P<id>[A-Z][A-Z0-9]{1,2}(?:\#\d)?)(?:\[(?P<told>[^\]]*)\])?(?P<at>\d\d(?:-\d\d)?)?(?=/|$)")
_ELEMENT = re.compile(r"(?P<element>\d\d)(?:-(?P<component>\d\d))?")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Qualifier:
    """What an element has to say: one of `values`; elements and components count from 1. Of an element that has
    components it is the first one that says it, as in `DTM[137]`, or the one that is named.
    """

    element: int
    values: tuple[str, ...]
    component: int = 1

    @property
    def at(self) -> tuple[int, int]:
        """Element and component."""
        return self.element, self.component

    def holds(self, elements: Sequence[str], component: str) -> bool:
        """Whether a segment, its id first, says it; `component` parts its components, "" where nothing does."""
        if self.element >= len(elements):
            return False
        value = elements[self.element]
        if self.component == 1:
            return (value.partition(component)[0] if component and component in value else value) in self.values
        parts = value.split(component) if component else [value]
        return self.component <= len(parts) and parts[self.component - 1] in self.values

    def __str__(self) -> str:
        component = f"-{self.component:02d}" if self.component > 1 else ""
        return (f"{self.element:02d}{component}=" if self.at != (1, 1) else "") + "|".join(self.values)


@dataclass(frozen=True, slots=True)
class Step:
    """A segment, or the loop it begins, told apart by what its elements say."""

    id: str
    qualifiers: tuple[Qualifier, ...] = ()
    # The id of the segment.
    tag: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tag", self.id.partition("-")[0])

    def fits(self, elements: Sequence[str], component: str) -> bool:
        """Whether a segment, its id first, is meant; `component` parts components."""
        return elements[0] == self.tag and self.tells(elements, component)

    def tells(self, elements: Sequence[str], component: str) -> bool:
        """Whether a segment of its id is the one that is told apart."""
        for one in self.qualifiers:  # noqa: SIM110 - asked of every segment that may be meant
            if not one.holds(elements, component):
                return False
        return True

    def teller(self, component: str) -> Callable[[Sequence[str]], bool]:
        """`tells` as a function, for messages whose components are parted by that."""
        if not self.qualifiers:
            return lambda elements: True
        number, values = self.qualifiers[0].element, frozenset(self.qualifiers[0].values)
        if len(self.qualifiers) > 1 or self.qualifiers[0].component != 1:
            return lambda elements: self.tells(elements, component)
        if not component:
            return lambda elements: number < len(elements) and elements[number] in values
        return lambda elements: number < len(elements) and elements[number].partition(component)[0] in values

    def __str__(self) -> str:
        told = ",".join(map(str, self.qualifiers))
        id = self.id.replace("-", "#")
        return f"{id}[{told}]" if told else id


@dataclass(frozen=True, slots=True)
class Place:
    """Steps from the set inwards; `element` and `component` count from 1, None where the segment or loop is meant."""

    steps: tuple[Step, ...] = ()
    element: int | None = None
    component: int | None = None

    def __str__(self) -> str:
        element = "" if self.element is None else f"{self.element:02d}"
        component = "" if self.component is None else f"-{self.component:02d}"
        return "/".join(map(str, self.steps)) + element + component


def parse_place(text: str, where: str) -> Place:
    """The place of that text. ConfigError names the character that is wrong."""
    if len(text) > _LONGEST:
        raise ConfigError(f"a place has at most {_LONGEST} characters", where=where)
    steps: list[Step] = []
    element: int | None = None
    component: int | None = None
    at = 0
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None or element is not None:
            raise _wrong(text, at, where)
        steps.append(Step(match["id"].replace("#", "-"), _qualifiers(match["told"], text, match.start("told"), where)))
        if match["at"]:
            first, _, second = match["at"].partition("-")
            element, component = int(first), int(second) if second else None
            if not element or component == 0:
                raise _wrong(text, match.start("at"), where)
        at = match.end()
        if at < len(text):
            if text[at] != "/" or at + 1 == len(text):
                raise _wrong(text, at, where)
            at += 1
    return Place(tuple(steps), element, component)


def _qualifiers(told: str | None, text: str, start: int, where: str) -> tuple[Qualifier, ...]:
    found: list[Qualifier] = []
    at = start
    for part in told.split(",") if told is not None else ():
        name, equals, values = part.rpartition("=")
        match = _ELEMENT.fullmatch(name) if equals else None
        element, component = (int(match["element"]), int(match["component"] or 1)) if match is not None else (1, 1)
        if (equals and match is None) or not element or not component or "" in values.split("|"):
            raise _wrong(text, at, where)
        found.append(Qualifier(element, tuple(values.split("|")), component))
        at += len(part) + 1
    return tuple(found)


def _wrong(text: str, at: int, where: str) -> ConfigError:
    return ConfigError(
        f"{text!r} is no place in a message (character {at + 1})",
        where=where,
        next_step="write it like BEG03, REF[DP]02, N1[ST]/N4 or PO1/PID[F]05",
    )
