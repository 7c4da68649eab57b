"""A guide held against a set as it is written: line by line, each looking for its places in the whole set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from b2b.edi.findings import AckCode, Finding, Severity
from b2b.edi.guides.evaluate import STEPS, TooCostly
from b2b.edi.guides.guide import Condition, GuideSet, Kind, Rule, Usage
from b2b.edi.guides.place import Step
from b2b.edi.schema import SetSchema
from tests.edi.guides.line_by_line import evaluate
from tests.edi.guides.line_by_line.evaluate import Budget
from tests.edi.guides.line_by_line.message import LoopThere, Occurrence, see

# Element 720 (of AK3) and element 723 (of AK4).
_SEGMENT_MISSING, _SEGMENT_UNEXPECTED, _SEGMENT_TOO_OFTEN, _DATA_ERRORS = "3", "2", "5", "8"
_ELEMENT_MISSING, _ELEMENT_EXCLUDED, _TOO_SHORT, _TOO_LONG, _CODE = "1", "10", "4", "5", "7"
# So many breaches of one line are told.
_OF_A_LINE = 20


def check(guide: GuideSet, schema: SetSchema, segments: Sequence[Sequence[str]], component: str) -> list[Finding]:
    """What breaks the lines of a guide in a set, ST to SE, that fits its schema; findings have position and element,
    but no byte.
    """
    message = see(segments, schema, component)
    budget = Budget(STEPS)
    found: list[Finding] = []
    try:
        for rule in guide.rules:
            found += islice(_broken(rule, message, budget), _OF_A_LINE)
    except TooCostly:
        text = "the conditions of the guide take too long on this set; the rest of its lines was not looked at"
        line = f"{rule.guide} line {rule.line}"
        found.append(Finding("guide-too-costly", Severity.ERROR, text, segment="ST", position=1, guide=line))
    return [replace(one, ack=()) if one.severity is Severity.INFO else one for one in found]


def _broken(rule: Rule, message: LoopThere, budget: Budget) -> Iterator[Finding]:
    if rule.kind is Kind.CHECK:
        return _unchecked(rule, message, budget)
    if rule.place.element is None:
        return _misplaced(rule, message, budget)
    return _wrong(rule, message, budget)


def _unchecked(rule: Rule, message: LoopThere, budget: Budget) -> Iterator[Finding]:
    assert isinstance(rule.value, Condition)
    for one in message.occurrences(rule.place.steps):
        if _applies(rule, one, budget) and evaluate.value(rule.value.expression, one, budget) is False:
            yield _finding(rule, one, "guide-check", f"this does not hold: {rule.value.text}")


def _misplaced(rule: Rule, message: LoopThere, budget: Budget) -> Iterator[Finding]:
    """Segments and loops that are missing, too many, or not used by the partner."""
    step = rule.place.steps[-1]
    for loop in message.loops(rule.place.steps[:-1]):
        if not _applies(rule, loop.itself(), budget):
            continue
        there = list(loop.inside(step))
        if rule.value is Usage.REQUIRED and not there:
            yield _missing(rule, loop, step)
        elif rule.value is Usage.NOT_USED:
            yield from (_segment(rule, one, "guide-not-used", "is not used", _SEGMENT_UNEXPECTED) for one in there)
        elif isinstance(rule.value, int) and len(there) > rule.value:
            text = f"stands here {len(there)} times; {rule.value} at most"
            yield _segment(rule, there[rule.value], "guide-too-often", text, _SEGMENT_TOO_OFTEN)


def _wrong(rule: Rule, message: LoopThere, budget: Budget) -> Iterator[Finding]:
    """Elements that are missing, not used, of another length, or with another code."""
    for one in message.occurrences(rule.place.steps):
        if _applies(rule, one, budget):
            breach = _breach(rule, one.element(rule.place))
            if breach is not None:
                yield _element(rule, one, *breach)


def _breach(rule: Rule, value: str) -> tuple[str, str, str] | None:
    """What a value breaks: our code, the words, the code of element 723."""
    if rule.value is Usage.REQUIRED:
        return None if value else ("guide-required", "is required", _ELEMENT_MISSING)
    if not value:
        return None
    if rule.value is Usage.NOT_USED:
        return "guide-not-used", "is not used", _ELEMENT_EXCLUDED
    if rule.kind is Kind.LENGTH and isinstance(rule.value, tuple):
        least, most = map(int, rule.value)
        said = f"has {len(value)} characters; {least if least == most else f'{least} to {most}'} are agreed"
        code = _TOO_SHORT if len(value) < least else _TOO_LONG if len(value) > most else ""
        return ("guide-length", said, code) if code else None
    if rule.kind is Kind.CODES and isinstance(rule.value, tuple) and value not in rule.value:
        listed = [str(code) for code in rule.value]
        said = f"is none of {', '.join(listed[:10])}{', ...' if len(listed) > 10 else ''}"
        return "guide-code", said, _CODE
    return None


def _applies(rule: Rule, scope: Occurrence, budget: Budget) -> bool:
    return rule.when is None or evaluate.value(rule.when.expression, scope, budget) is True


def _missing(rule: Rule, loop: LoopThere, step: Step) -> Finding:
    tag = step.tag
    ack = (AckCode("AK3", tag, _SEGMENT_MISSING),)
    return Finding(
        "guide-required", rule.severity, _told(rule, "is required"), segment=tag,
        position=loop.room_for(step) + 1, loop=loop.path or None, ack=ack, guide=_line(rule),
    )  # fmt: skip


def _segment(rule: Rule, one: Occurrence, code: str, said: str, ack: str) -> Finding:
    tag = one.elements[0]
    return Finding(
        code, rule.severity, _told(rule, said), segment=tag, position=one.index + 1, loop=one.loop.path or None,
        ack=(AckCode("AK3", tag, ack),), guide=_line(rule),
    )  # fmt: skip


def _element(rule: Rule, one: Occurrence, code: str, said: str, ack: str) -> Finding:
    tag = one.elements[0]
    return Finding(
        code, rule.severity, _told(rule, said), segment=tag, position=one.index + 1, loop=one.loop.path or None,
        element=rule.place.element, component=rule.place.component, value=one.element(rule.place)[:99] or None,
        ack=(AckCode("AK3", tag, _DATA_ERRORS), AckCode("AK4", tag, ack)), guide=_line(rule),
    )  # fmt: skip


def _finding(rule: Rule, one: Occurrence, code: str, said: str) -> Finding:
    """What an acknowledgment has no code for."""
    return Finding(
        code, rule.severity, _told(rule, said), segment=one.elements[0], position=one.index + 1,
        loop=one.loop.path or None, guide=_line(rule),
    )  # fmt: skip


def _told(rule: Rule, said: str) -> str:
    place = str(rule.place)
    text = f"{place} {said}" if place and rule.kind is not Kind.CHECK else said
    return f"{rule.say} ({text})" if rule.say else text


def _line(rule: Rule) -> str:
    return f"{rule.guide} line {rule.line}"
