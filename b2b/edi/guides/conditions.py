"""The lines of a guide that a condition belongs to: asked one after the other, of all places of a set at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from b2b.edi.guides.evaluate import Inquiry, Question
from b2b.edi.guides.expression import Call, Expression, Literal, Operation, Reference
from b2b.edi.guides.forms import Fits, fits
from b2b.edi.guides.guide import Condition, Rule, Usage
from b2b.edi.guides.message import Element, LoopThere, Scope, element_of
from b2b.edi.guides.passing import Breach
from b2b.edi.guides.place import Step
from b2b.edi.guides.plan import Branch
from b2b.edi.guides.question import question
from b2b.edi.guides.sight import MessageSight

Ids = tuple[str, ...]
AnyScope = TypeVar("AnyScope", LoopThere, Scope)


@dataclass(frozen=True, slots=True)
class Conditional:
    """A line, by its number in the guide, and its conditions ready to be asked.

    `element` and `fits` are for a line on an element.
    """

    number: int
    rule: Rule
    when: Question[Scope] | None
    check: Question[Scope] | None
    element: Element
    fits: Fits

    def breaches(self, inquiry: Inquiry[Scope], message: LoopThere) -> Iterator[Breach]:
        """What breaks the line, in the order of the set. TooCostly."""
        if self.check is None and self.rule.place.element is None:
            return self._misplaced(inquiry, message)
        return self._wrong(inquiry, message)

    def _wrong(self, inquiry: Inquiry[Scope], message: LoopThere) -> Iterator[Breach]:
        check, element, fits = self.check, self.element, self.fits
        for one in self._where(message.occurrences(self.rule.place.steps), inquiry):
            if check is None:
                broken = not fits(element(one.elements))
            else:
                inquiry.spend(check.steps)
                broken = check.asked(one, inquiry) is False
            if broken:
                yield Breach(one.index, one.loop.path)

    def _where(self, scopes: Sequence[AnyScope], inquiry: Inquiry[Scope]) -> Iterable[AnyScope]:
        """Those that the line applies to."""
        return scopes if self.when is None else self._chosen(self.when, scopes, inquiry)

    def _chosen(self, when: Question[Scope], scopes: Sequence[AnyScope], inquiry: Inquiry[Scope]) -> Iterator[AnyScope]:
        steps, asked = when.steps, when.asked
        for one in scopes:
            inquiry.spend(steps)
            if asked(one, inquiry) is True:
                yield one

    def _misplaced(self, inquiry: Inquiry[Scope], message: LoopThere) -> Iterator[Breach]:
        """Segments and loops that are missing, too many, or not used by the partner."""
        rule, step = self.rule, self.rule.place.steps[-1]
        for loop in self._where(message.loops(rule.place.steps[:-1]), inquiry):
            there = loop.inside(step)
            if rule.value is Usage.REQUIRED and not there:
                yield Breach(loop.index, loop.path)
            elif rule.value is Usage.NOT_USED:
                yield from (Breach(one.index, one.loop.path) for one in there)
            elif isinstance(rule.value, int) and len(there) > rule.value:
                one = there[rule.value]
                yield Breach(one.index, one.loop.path, len(there))


def conditional(number: int, rule: Rule, sight: MessageSight, component: str) -> Conditional:
    """A line, ready to be asked of messages of that sight."""
    when = question(rule.when.expression, sight) if rule.when is not None else None
    check = question(rule.value.expression, sight) if isinstance(rule.value, Condition) else None
    return Conditional(number, rule, when, check, element_of(rule.place, component), fits(rule))


def keep(branch: Branch, rule: Rule) -> None:
    """Mark in a tree of places all that a line with its conditions looks at."""
    at = _ids(rule.place.steps)
    branch.keep(at)
    # A condition is asked of the segment or loop at that place, or of the loop around it.
    for one in (rule.when, rule.value):
        if isinstance(one, Condition):
            _keep(branch, one.expression, {at, at[:-1]})


def _keep(branch: Branch, expression: Expression, around: set[Ids]) -> None:
    match expression:
        case Literal():
            return
        case Reference():
            for ids in _seen(expression, around):
                branch.keep(ids)
        case Operation(operands=operands):
            for one in operands:
                _keep(branch, one, around)
        case Call(arguments=(Reference() as first, *rest)):
            seen = _seen(first, around)
            _keep(branch, first, around)
            for one in rest:
                _keep(branch, one, seen | {ids[:-1] for ids in seen} | around)
        case Call(arguments=arguments):
            for one in arguments:
                _keep(branch, one, around)


def _seen(reference: Reference, around: set[Ids]) -> set[Ids]:
    ids = _ids(reference.place.steps)
    return {ids} if reference.absolute else {(*outer, *ids) for outer in around}


def _ids(steps: tuple[Step, ...]) -> Ids:
    return tuple(step.id for step in steps)
