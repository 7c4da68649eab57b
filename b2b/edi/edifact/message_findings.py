"""Turns the faults of a message into findings: words for people, the place for machines, codes for CONTRL (0085)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from b2b.edi.edifact.service_characters import COMPONENT, REPETITION
from b2b.edi.edifact.tokenizer import Beyond, Tokenizer
from b2b.edi.engine import elements, values, walk
from b2b.edi.engine.elements import Fault
from b2b.edi.engine.walk import Problem
from b2b.edi.findings import AckCode, Finding, Severity
from b2b.edi.x12.set_findings import VALUE_LIMIT, cut
from b2b.edi.x12.tokenizer import Oddity

# Code of the fault in `walk`: our code, the words, and 0085.
_SEGMENT_CODES = {
    walk.UNRECOGNISED: ("segment-unknown", "{segment} is no segment of this directory", "15"),
    walk.MANDATORY_MISSING: ("segment-missing", "the mandatory segment {segment} is missing{loop}", "13"),
    walk.LOOP_OVER_MAXIMUM: ("loop-over-maximum", "the segment group {path} occurs more often than it may", "36"),
    walk.OVER_MAXIMUM_USE: ("segment-over-maximum", "{segment} occurs more often than it may{loop}", "35"),
    walk.NOT_IN_SET: ("segment-not-in-set", "{segment} is not part of this message", "15"),
    walk.OUT_OF_SEQUENCE: ("segment-out-of-sequence", "{segment} may not stand here{loop}", "15"),
}
_ELEMENT_CODES = {
    values.MISSING: ("element-missing", "is mandatory and missing", "13"),
    values.CONDITION: ("element-condition", "is missing; the elements given require it ({note})", "13"),
    elements.NO_ELEMENTS: (elements.NO_ELEMENTS, "is not there, and neither is any other element of the segment", "13"),
    values.TOO_MANY: ("elements-too-many", "is one more than the segment has", "16"),
    values.TOO_SHORT: ("element-too-short", "is too short: {length}, at least {min}", "40"),
    values.TOO_LONG: ("element-too-long", "is too long: {length}, at most {max}", "39"),
    values.INVALID_CHARACTER: (
        "element-invalid-character",
        "holds a character that its type {type} does not have",
        "37",
    ),
    values.INVALID_CODE: ("element-invalid-code", "has a code that is not in its list", "12"),
    values.EXCLUSION: ("element-excluded", "may not be given together with another one ({note})", "15"),
    values.TOO_MANY_REPETITIONS: ("repetitions-too-many", "is repeated more often than it may be", "35"),
    values.TOO_MANY_COMPONENTS: ("components-too-many", "has more components than it may have", "16"),
}
_LAYOUT_CODES = {
    elements.TRAILING_SEPARATOR: (Severity.WARNING, "element separators stand behind the last element"),
    elements.TRAILING_COMPONENT_SEPARATOR: (Severity.WARNING, "component separators stand behind the last component"),
    elements.TRAILING_SPACES: (Severity.INFO, "an element ends in spaces"),
    elements.BLANK: (Severity.WARNING, "an optional element is sent and holds only spaces"),
}
_ODDITY_MESSAGES = {
    "segment-indented": "blanks stand before a segment",
    "line-break-in-segment": "a line break stands inside a segment",
    "empty-segment": "a segment terminator stands where no segment is",
    "terminator-missing": "the last segment has no terminator",
}
_DIGIT_MISSING = re.compile(r"-?(?:[.,][0-9]+|[0-9]+[.,])").fullmatch

CHARACTER_OUTSIDE = "character-not-in-repertoire"


class MessageFindings:
    """Collects the findings of one message; places are looked up in its bytes only when something is found."""

    def __init__(
        self, raw: bytes, offset: int, segments: Sequence[Sequence[str]], tokenizer: Tokenizer, limit: int
    ) -> None:
        self._raw, self._offset, self._segments = raw, offset, segments
        self._splitting = tokenizer.splitting
        self._spans = list(tokenizer.spans(raw))
        self._limit = limit
        self._layout: dict[str, tuple[Finding, int]] = {}
        self._found: list[Finding] = []
        self._cut: list[Severity] = []

    def oddity(self, oddity: Oddity) -> None:
        message = _ODDITY_MESSAGES[oddity.code] + _more(oddity.times)
        self._add(Finding(oddity.code, Severity.WARNING, message, offset=self._offset + oddity.at))

    def beyond(self, beyond: Beyond, identifier: str) -> None:
        """The first character outside the declared character set: a warning where it can at least be seen."""
        index = max((n for n, (start, _) in enumerate(self._spans) if start <= beyond.at), default=0)
        severity = Severity.WARNING if beyond.graphic else Severity.ERROR
        message = f"{beyond.character!r} is not in the character set {identifier or 'that UNB names'}"
        start = self._spans[index][0] if self._spans else 0
        element = self._splitting.elements_before(self._raw, start, beyond.at) or None
        id = self._segments[index][0][:20] if index < len(self._segments) else None
        ack = (AckCode("UCS", id or "", "21"),)
        self._add(
            Finding(CHARACTER_OUTSIDE, severity, message, segment=id, position=index + 1, element=element,
                    value=beyond.character, offset=self._offset + beyond.at, ack=ack)
        )  # fmt: skip

    def problem(self, problem: Problem) -> None:
        code, words, error = _SEGMENT_CODES[problem.code]
        loop = f" (group {problem.loop})" if problem.loop else ""
        message = words.format(segment=_shown(problem.segment), loop=loop, path=problem.loop)
        ack = (AckCode("UCS", problem.segment, error),)
        self._add(
            self._at(problem.index, code, Severity.ERROR, message, loop=problem.loop, segment=problem.segment, ack=ack)
        )

    def fault(self, index: int, loop: str, fault: Fault) -> None:
        id = self._segments[index][0]
        if fault.code in _LAYOUT_CODES:
            severity, message = _LAYOUT_CODES[fault.code]
            known = self._layout.get(fault.code)
            finding = known[0] if known else self._in_element(index, loop, fault, fault.code, severity, message, ())
            self._layout[fault.code] = (finding, known[1] + 1 if known else 1)
            return
        definition = fault.definition
        name = f"{id}{fault.element:02d}" + (f"-{fault.component:02d}" if fault.component else "")
        described = f"{name} ({definition.name})" if definition else name
        number = definition is not None and definition.type == "N"
        if number and fault.code == values.INVALID_CHARACTER and _DIGIT_MISSING(fault.value):
            message = f"{described} has no digit on one side of its decimal mark"
            ack = (AckCode("UCD", id, "38"),)
            self._add(self._in_element(index, loop, fault, "digit-missing", Severity.WARNING, message, ack))
            return
        code, words, error = _ELEMENT_CODES[fault.code]
        message = f"{described} " + words.format(
            note=fault.note,
            length=values.digits(fault.value) if number else len(fault.value),
            min=definition.min if definition else 0,
            max=definition.max if definition else 0,
            type=definition.type if definition else "",
        )
        self._add(self._in_element(index, loop, fault, code, Severity.ERROR, message, (AckCode("UCD", id, error),)))

    def note(
        self, index: int, element: int, code: str, message: str, value: str, ack: str = "", component: int = 0
    ) -> None:
        """A warning about an element that is right by itself."""
        id = self._segments[index][0]
        fault = Fault(element, component or None, 1, "", value, None)
        acks = (AckCode("UCD", id, ack),) if ack else ()
        self._add(self._in_element(index, "", fault, code, Severity.WARNING, message, acks))

    def control(
        self, index: int, element: int, code: str, message: str, value: str, ack: str, component: int | None = None
    ) -> None:
        """An error of UNH or UNT, which UCM tells."""
        id = self._segments[index][0] if index < len(self._segments) else "UNT"
        self._add(
            self._at(index, code, Severity.ERROR, message, segment=id, element=element, component=component,
                     value=_outside(value)[:VALUE_LIMIT] or None, ack=(AckCode("UCM", id, ack),))
        )  # fmt: skip

    def foreign(self, finding: Finding) -> None:
        """What breaks a guide: by position and element; CONTRL has a code for what is right by the standard too."""
        index = min((finding.position or 1) - 1, len(self._spans))
        start, end = self._spans[index] if index < len(self._spans) else (len(self._raw), len(self._raw))
        at = start if not finding.element else self._splitting.element_at(self._raw, start, end, finding.element)
        ack = tuple(_of_x12(one) for one in finding.ack)
        tag = self._segments[0][0] if finding.segment == "ST" else finding.segment
        value = _outside(finding.value) if finding.value else None
        told = tuple(a for a in ack if a)
        self._add(replace(finding, position=index + 1, offset=self._offset + at, ack=told, segment=tag, value=value))

    def findings(self) -> tuple[Finding, ...]:
        """All of them, as they stand in the message."""
        layout = [
            finding if times == 1 else replace(finding, message=finding.message + _more(times))
            for finding, times in self._layout.values()
        ]
        ordered = sorted([*self._found, *layout], key=lambda f: -1 if f.offset is None else f.offset)
        if self._cut:
            ordered.append(cut(self._cut))
        return tuple(ordered)

    def _add(self, finding: Finding) -> None:
        if len(self._found) < self._limit:
            self._found.append(finding)
        else:
            self._cut.append(finding.severity)

    def _in_element(
        self, index: int, loop: str, fault: Fault, code: str, severity: Severity, message: str, ack: tuple[AckCode, ...]
    ) -> Finding:
        return self._at(
            index, code, severity, message, loop=loop, element=fault.element, component=fault.component,
            value=_outside(fault.value)[:VALUE_LIMIT] or None, ack=ack,
            reference=fault.definition.number if fault.definition else None,
        )  # fmt: skip

    def _at(
        self,
        index: int,
        code: str,
        severity: Severity,
        message: str,
        *,
        loop: str = "",
        segment: str | None = None,
        element: int | None = None,
        component: int | None = None,
        value: str | None = None,
        ack: tuple[AckCode, ...] = (),
        reference: str | None = None,
    ) -> Finding:
        start, end = self._spans[index] if index < len(self._spans) else (len(self._raw), len(self._raw))
        id = segment or (self._segments[index][0] if index < len(self._segments) else None)
        at = start if element is None else self._splitting.element_at(self._raw, start, end, element)
        return Finding(
            code, severity, message, segment=id, position=index + 1, loop=loop or None, element=element,
            component=component, value=value, offset=self._offset + at, ack=ack, reference=reference,
        )  # fmt: skip


# Elements 720 and 723, in which a guide's breaches are told, as 0085.
_OF_X12 = {
    "AK3": {"2": "15", "3": "13", "4": "36", "5": "35"},
    "AK4": {"1": "13", "2": "13", "4": "40", "5": "39", "6": "37", "7": "12", "10": "15"},
}


def _of_x12(ack: AckCode) -> AckCode | None:
    if ack.ack == "AK3" and ack.code == walk.DATA_ERRORS:
        return None
    codes = _OF_X12.get(ack.ack)
    if codes is None:
        return None
    return AckCode("UCS" if ack.ack == "AK3" else "UCD", ack.segment, codes.get(ack.code, "18"))


def _outside(value: str) -> str:
    """Internal separators as people write them."""
    return value.replace(COMPONENT, ":").replace(REPETITION, "*")


def _more(times: int) -> str:
    return f" ({times} times in this message)" if times > 1 else ""


def _shown(tag: str) -> str:
    return tag if tag.isalnum() and len(tag) <= 3 else repr(tag[:20])
