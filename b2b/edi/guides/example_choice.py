"""What a made-up message under a guide has: the places to fill, and what its elements may hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from b2b.edi.guides import narrowing
from b2b.edi.guides.example_usual import Given
from b2b.edi.guides.guide import Kind, Rule
from b2b.edi.guides.narrowing import Narrowing, Steps
from b2b.edi.guides.page import Use
from b2b.edi.guides.place import Qualifier, Step
from b2b.edi.schema import Element, Loop, Row

# The usage of what a guide does not let pass.
BARRED = "-"


@dataclass(frozen=True, slots=True)
class MadeUp:
    """The segments of a message between its header and its trailer, the day on which it is sent, and what UNH says of
    the association whose guide it follows.
    """

    body: Sequence[Sequence[str | tuple[str, ...]]]
    day: dt.date
    association: str = ""


class Choice:
    """Chooses what must be there; `wide`: also what lines of the guide merely speak of. `component` parts components
    of a usual message, "" where nothing does.
    """

    def __init__(self, rules: Narrowing, component: str, *, wide: bool) -> None:
        self.rules, self._component, self._wide = rules, component, wide

    def parts(
        self, item: Row | Loop, loop: Loop, around: Steps, there: Sequence[Given]
    ) -> list[tuple[Step, Given | None]]:
        """The segments, or loops, that are to stand at a place: those of the usual message that the guide lets pass,
        behind them what it asks for besides, and no more than it allows.
        """
        row = item.trigger if isinstance(item, Loop) else item
        plain = Step(narrowing.name_of(item))
        variants = self.rules.variants(item, loop, around)
        told = [(self._told(variants, plain, one), one) for one in there if one.row is row]
        found: list[tuple[Step, Given | None]] = [part for part in told if not self._barred((*around, part[0]))]
        asked = self._told_apart(variants, around) if found else self.steps(item, loop, around)
        known = {step for step, _ in found}
        found += [(step, None) for step in asked if step not in known]
        most = narrowing.most(self.rules.at((*around, plain)), item.repeat if isinstance(item, Loop) else item.max)
        if most and len(found) > most:
            first = sorted(found, key=lambda part: part[0] not in asked)[:most]
            found = [part for part in found if part in first]
        return found

    def _told(self, variants: Sequence[Step], plain: Step, one: Given) -> Step:
        """The step that lines call a segment of the usual message by."""
        told = (step for step in variants if step.qualifiers and step.tells(one.elements, self._component))
        return next(told, plain)

    def steps(self, item: Row | Loop, loop: Loop, around: Steps) -> list[Step]:
        """The ways in which a segment or loop is to be there, none where it is to be left out."""
        variants = self.rules.variants(item, loop, around)
        if told_apart := self._told_apart(variants, around):
            return told_apart
        plain = Step(narrowing.name_of(item))
        if item.usage == "M" or (plain in variants and self._wanted((*around, plain))):
            kinds = (one for one in variants if one.qualifiers and not self._barred((*around, one)))
            return [next(kinds, plain)]
        return []

    def _told_apart(self, variants: Sequence[Step], around: Steps) -> list[Step]:
        return [one for one in variants if one.qualifiers and self._wanted((*around, one))]

    def _barred(self, steps: Steps) -> bool:
        return narrowing.usage(self.rules.at(steps), Use.OPTIONAL) is Use.NOT_USED

    def _wanted(self, steps: Steps) -> bool:
        use = narrowing.usage(self.rules.at(steps), Use.OPTIONAL)
        return use is Use.REQUIRED or (self._wide and use is not Use.NOT_USED)

    def usage(self, rules: Sequence[Rule], standard: Use) -> str:
        """`M` for an element that is to be sent by these rules, `BARRED` for one that is not used, else `O`."""
        agreed = narrowing.usage(rules, standard)
        if agreed is Use.REQUIRED or (self._wide and agreed is Use.CONDITIONAL):
            return "M"
        return BARRED if agreed is Use.NOT_USED else "O"


def narrowed(element: Element, rules: Sequence[Rule], told: Qualifier | None) -> Element:
    """An element with the codes and lengths that rules and the place itself leave of it."""
    listed = [rule.value for rule in rules if rule.kind is Kind.CODES]
    allowed = [one for one in (*listed, told.values if told is not None else None) if isinstance(one, tuple)]
    if allowed:
        both = [str(code) for code in allowed[-1] if all(code in one for one in allowed)]
        element = replace(element, codes=dict.fromkeys(both, "")) if both else element
    for rule in rules:
        if rule.kind is Kind.LENGTH and isinstance(rule.value, tuple):
            least, most = max(int(rule.value[0]), element.min), min(int(rule.value[1]), element.max)
            element = replace(element, min=least, max=most)
    return element
