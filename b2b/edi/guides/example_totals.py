"""Calculations of a guide, met: where a check says what an element comes to, the element is given that value."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from b2b.edi.guides.evaluate import STEPS, Inquiry
from b2b.edi.guides.expression import Operation, Reference
from b2b.edi.guides.guide import Condition, GuideSet, Kind, Rule
from b2b.edi.guides.message import Scope, see
from b2b.edi.guides.place import Place
from b2b.edi.guides.question import question
from b2b.edi.guides.sight import MessageSight
from b2b.edi.schema import SetSchema

# A total of totals needs another round.
_ROUNDS = 4


def settled(guide: GuideSet, schema: SetSchema, segments: Sequence[Sequence[str]], component: str) -> list[list[str]]:
    """The segments of a message, header and trailer too, with the elements in `ELEMENT = calculation` such that it
    holds, also the other way round, or with `>=` or `<=`; `component` parts components, "" where nothing does.

    Without a value an element is left as it is; so it is where it stands on both sides.
    """
    found = [list(segment) for segment in segments]
    rules = [rule for rule in guide.rules if rule.kind is Kind.CHECK]
    for _ in range(_ROUNDS):
        before = [list(segment) for segment in found]
        for rule in rules:
            _settle(rule, schema, found, component)
        if found == before:
            break
    return found


def _settle(rule: Rule, schema: SetSchema, segments: list[list[str]], component: str) -> None:
    assert isinstance(rule.value, Condition)
    match rule.value.expression:
        case Operation(sign="=" | ">=" | "<=", operands=(Reference() as left, right)):
            pass
        case Operation(sign="=", operands=(right, Reference() as left)):
            pass
        case _:
            return
    sight, message = MessageSight(schema, component), see(segments, schema, component)
    inquiry, amount_of, targets = Inquiry[Scope](message, STEPS), question(right, sight), sight.each(left)
    holds = question(rule.value.expression, sight)
    for scope in message.occurrences(rule.place.steps):
        amount, found = amount_of.value(scope, inquiry), targets(scope, inquiry)
        if found and isinstance(amount, Decimal | str) and holds.value(scope, inquiry) is False:
            text = amount if isinstance(amount, str) else f"{amount.normalize():f}"
            _put(segments[found[0].index], left.place, text, component)


def _put(segment: list[str], place: Place, text: str, component: str) -> None:
    assert place.element is not None
    parts = segment[place.element].split(component) if component else [segment[place.element]]
    parts[(place.component or 1) - 1] = text
    segment[place.element] = component.join(parts)
