"""Holds a transaction set against a guide: what breaks which line. Time is linear in the set.

The set is walked once (`passing`); lines with conditions are asked afterwards (`conditions`), of the loops and segments
that they speak of. Words and codes are found only for what is broken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from b2b.edi.findings import AckCode, Finding, Severity
from b2b.edi.guides.compile import CompiledGuide, compile_guide
from b2b.edi.guides.evaluate import STEPS, Inquiry, TooCostly
from b2b.edi.guides.guide import Condition, GuideSet, Kind, Rule, Usage
from b2b.edi.guides.message import LoopThere, Scope, element_of
from b2b.edi.guides.passing import Breach, Breaches, passed
from b2b.edi.guides.rooms import Rooms
from b2b.edi.schema import SetSchema

# Element 720 (of AK3) and element 723 (of AK4).
_SEGMENT_MISSING, _SEGMENT_UNEXPECTED, _SEGMENT_TOO_OFTEN, _DATA_ERRORS = "3", "2", "5", "8"
_ELEMENT_MISSING, _ELEMENT_EXCLUDED, _TOO_SHORT, _TOO_LONG, _CODE = "1", "10", "4", "5", "7"


def check(guide: GuideSet, schema: SetSchema, segments: Sequence[Sequence[str]], component: str) -> list[Finding]:
    """What breaks the lines of a guide in a set, ST to SE, that fits its schema; findings have position and element,
    but no byte.
    """
    compiled = compile_guide(guide, schema, component)
    message, breaches = passed(compiled.plan, segments, schema, component)
    costly = _ask(compiled, message, breaches)
    if not breaches and costly is None:
        return []
    told = _Told(segments, component, Rooms(segments, schema))
    found = [
        told.finding(guide.rules[number], breach)
        for number in sorted(breaches)
        if costly is None or number <= costly
        for breach in breaches[number]
    ]
    if costly is not None:
        text = "the conditions of the guide take too long on this set; the rest of its lines was not looked at"
        line = _line(guide.rules[costly])
        found.append(Finding("guide-too-costly", Severity.ERROR, text, segment="ST", position=1, guide=line))
    return found


def _ask(compiled: CompiledGuide, message: LoopThere, breaches: Breaches) -> int | None:
    """Note what breaks lines with conditions; the number of the line that took too long."""
    inquiry = Inquiry[Scope](message, STEPS)
    for line in compiled.conditional:
        try:
            for breach in line.breaches(inquiry, message):
                if not breaches.note(line.number, breach):
                    break
        except TooCostly:
            return line.number
    return None


class _Told:
    """Makes findings of what is broken in one set."""

    def __init__(self, segments: Sequence[Sequence[str]], component: str, rooms: Rooms) -> None:
        self._segments, self._component, self._rooms = segments, component, rooms

    def finding(self, rule: Rule, breach: Breach) -> Finding:
        found = self._found(rule, breach)
        # What is only told to us is no fault, so that no acknowledgment names it.
        return replace(found, ack=()) if rule.severity is Severity.INFO else found

    def _found(self, rule: Rule, breach: Breach) -> Finding:
        if isinstance(rule.value, Condition):
            # An acknowledgment has no code for it.
            return self._segment(rule, breach, "guide-check", f"this does not hold: {rule.value.text}", "")
        if rule.place.element is not None:
            return self._element(rule, breach)
        if rule.value is Usage.REQUIRED:
            return self._missing(rule, breach)
        if rule.value is Usage.NOT_USED:
            return self._segment(rule, breach, "guide-not-used", "is not used", _SEGMENT_UNEXPECTED)
        said = f"stands here {breach.times} times; {rule.value} at most"
        return self._segment(rule, breach, "guide-too-often", said, _SEGMENT_TOO_OFTEN)

    def _missing(self, rule: Rule, breach: Breach) -> Finding:
        step = rule.place.steps[-1]
        ack = (AckCode("AK3", step.tag, _SEGMENT_MISSING),)
        return Finding(
            "guide-required", rule.severity, _told(rule, "is required"), segment=step.tag,
            position=self._rooms.room(breach.at, breach.path, step) + 1, loop=breach.path or None, ack=ack,
            guide=_line(rule),
        )  # fmt: skip

    def _segment(self, rule: Rule, breach: Breach, code: str, said: str, ack: str) -> Finding:
        tag = self._segments[breach.at][0]
        return Finding(
            code, rule.severity, _told(rule, said), segment=tag, position=breach.at + 1, loop=breach.path or None,
            ack=(AckCode("AK3", tag, ack),) if ack else (), guide=_line(rule),
        )  # fmt: skip

    def _element(self, rule: Rule, breach: Breach) -> Finding:
        segment = self._segments[breach.at]
        value = element_of(rule.place, self._component)(segment)
        code, said, ack = _breach(rule, value)
        return Finding(
            code, rule.severity, _told(rule, said), segment=segment[0], position=breach.at + 1,
            loop=breach.path or None, element=rule.place.element, component=rule.place.component,
            value=value[:99] or None,
            ack=(AckCode("AK3", segment[0], _DATA_ERRORS), AckCode("AK4", segment[0], ack)), guide=_line(rule),
        )  # fmt: skip


def _breach(rule: Rule, value: str) -> tuple[str, str, str]:
    """What a value breaks: our code, the words, the code of element 723."""
    if rule.value is Usage.REQUIRED:
        return "guide-required", "is required", _ELEMENT_MISSING
    if rule.value is Usage.NOT_USED:
        return "guide-not-used", "is not used", _ELEMENT_EXCLUDED
    assert isinstance(rule.value, tuple)
    if rule.kind is Kind.LENGTH:
        least, most = map(int, rule.value)
        said = f"has {len(value)} characters; {least if least == most else f'{least} to {most}'} are agreed"
        return "guide-length", said, _TOO_SHORT if len(value) < least else _TOO_LONG
    listed = [str(code) for code in rule.value]
    return "guide-code", f"is none of {', '.join(listed[:10])}{', ...' if len(listed) > 10 else ''}", _CODE


def _told(rule: Rule, said: str) -> str:
    place = str(rule.place)
    text = f"{place} {said}" if place and rule.kind is not Kind.CHECK else said
    return f"{rule.say} ({text})" if rule.say else text


def _line(rule: Rule) -> str:
    return f"{rule.guide} line {rule.line}"
