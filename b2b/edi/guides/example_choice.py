"""What a made-up message under a guide has: the places to fill, and what its elements may hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from b2b.edi.guides import narrowing
from b2b.edi.guides.guide import Kind, Rule
from b2b.edi.guides.narrowing import Narrowing, Steps
from b2b.edi.guides.page import Use
from b2b.edi.guides.place import Qualifier, Step
from b2b.edi.schema import Element, Loop, Row


@dataclass(frozen=True, slots=True)
class MadeUp:
    """The segments of a message between its header and its trailer, the day on which it is written, and what UNH says
    of the association whose guide it follows.
    """

    body: Sequence[Sequence[str | tuple[str, ...]]]
    day: dt.date
    association: str = ""


class Choice:
    """Chooses what must be there; `wide`: also what lines of the guide merely speak of."""

    def __init__(self, rules: Narrowing, *, wide: bool) -> None:
        self.rules, self._wide = rules, wide

    def steps(self, item: Row | Loop, loop: Loop, around: Steps) -> list[Step]:
        """The ways in which a segment or loop is to be there, none where it is to be left out."""
        variants = self.rules.variants(item, loop, around)
        told_apart = [one for one in variants if one.qualifiers and self._wanted((*around, one))]
        if told_apart:
            return told_apart
        plain = Step(narrowing.name_of(item))
        if item.usage == "M" or (plain in variants and self._wanted((*around, plain))):
            kinds = (one for one in variants if one.qualifiers and not self._barred((*around, one)))
            return [next(kinds, plain)]
        return []

    def _barred(self, steps: Steps) -> bool:
        return narrowing.usage(self.rules.at(steps), Use.OPTIONAL) is Use.NOT_USED

    def _wanted(self, steps: Steps) -> bool:
        use = narrowing.usage(self.rules.at(steps), Use.OPTIONAL)
        return use is Use.REQUIRED or (self._wide and use is not Use.NOT_USED)

    def given(self, rules: Sequence[Rule], standard: Use) -> bool:
        """Whether an element of which rules speak is to be sent."""
        agreed = narrowing.usage(rules, standard)
        return agreed is Use.REQUIRED or (self._wide and agreed is Use.CONDITIONAL)


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
