"""Turns the faults of a set into findings: with words for people, the place for machines, the codes for the sender."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from b2b.edi.engine import elements, values, walk
from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.elements import Fault
from b2b.edi.engine.walk import Problem
from b2b.edi.findings import AckCode, Finding, Severity
from b2b.edi.schema import Element
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.semantics import Remark
from b2b.edi.x12.tokenizer import Oddity, Tokenizer

VALUE_LIMIT = 99

_SEGMENT_CODES = {
    walk.UNRECOGNISED: ("segment-unknown", "{segment} is no segment of this release"),
    walk.MANDATORY_MISSING: ("segment-missing", "the mandatory segment {segment} is missing{loop}"),
    walk.LOOP_OVER_MAXIMUM: ("loop-over-maximum", "the loop {path} occurs more often than the set allows"),
    walk.OVER_MAXIMUM_USE: ("segment-over-maximum", "{segment} occurs more often than it may{loop}"),
    walk.NOT_IN_SET: ("segment-not-in-set", "{segment} is not part of this transaction set"),
    walk.OUT_OF_SEQUENCE: ("segment-out-of-sequence", "{segment} may not stand here{loop}"),
}

_ELEMENT_CODES = {
    values.MISSING: ("element-missing", "is mandatory and missing"),
    values.CONDITION: ("element-condition", "is missing; the elements given require it ({note})"),
    elements.NO_ELEMENTS: (elements.NO_ELEMENTS, "is not there, and neither is any other element of the segment"),
    values.TOO_MANY: ("elements-too-many", "is one more than the segment has"),
    values.TOO_SHORT: ("element-too-short", "is too short: {length}, at least {min}"),
    values.TOO_LONG: ("element-too-long", "is too long: {length}, at most {max}"),
    values.INVALID_CHARACTER: ("element-invalid-character", "holds a character that its type {type} does not have"),
    values.INVALID_CODE: ("element-invalid-code", "has a code that is not in its list"),
    values.INVALID_DATE: ("element-invalid-date", "is no date"),
    values.INVALID_TIME: ("element-invalid-time", "is no time"),
    values.EXCLUSION: ("element-excluded", "may not be given together with another one ({note})"),
    values.TOO_MANY_REPETITIONS: ("repetitions-too-many", "is repeated more often than it may be"),
    values.TOO_MANY_COMPONENTS: ("components-too-many", "has more components than it may have"),
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
    "binary-length-wrong": "the length of a binary segment is no number or does not lead to its terminator",
}

# Codes of element 723 that early releases do not have, and what says it there.
_ACK_CODES = {elements.NO_ELEMENTS: values.CONDITION}
_LATER_ELEMENT_CODES = {values.TOO_MANY_REPETITIONS: values.TOO_MANY, values.TOO_MANY_COMPONENTS: values.TOO_MANY}


# AK202 repeats the ST02 of a set of ours. Without the zeros at its front it still says which set is meant.
_REPEATED_NUMBER = ("AK2", 2)


def _lacks_only_zeros(segment: str, fault: Fault) -> bool:
    return (
        fault.code == values.TOO_SHORT
        and (segment, fault.element) == _REPEATED_NUMBER
        and fault.value.strip().isdigit()
    )


def _trigger(fault: Fault, segment: Sequence[str]) -> int | None:
    """The element that is there and requires or excludes the one at fault; none where one of several is required."""
    note = fault.note
    if note is None or note.kind == "R" or fault.component:
        return None
    return next((p for p in note.positions if p != fault.element and p < len(segment) and segment[p]), None)


class SetFindings:
    """Collects the findings of one set; places are looked up in its bytes only when something is found."""

    def __init__(
        self,
        raw: bytes,
        offset: int,
        segments: Sequence[Sequence[str]],
        tokenizer: Tokenizer,
        delimiters: Delimiters,
        release: str,
        limit: int,
    ) -> None:
        self._raw, self._offset, self._segments = raw, offset, segments
        self._element = delimiters.encoded(delimiters.element)
        self._spans = list(tokenizer.spans(raw))
        self._release = release
        self._limit = limit
        self._layout: dict[str, tuple[Finding, int]] = {}
        self._found: list[Finding] = []
        self._cut: list[Severity] = []

    def oddity(self, oddity: Oddity) -> None:
        message = _ODDITY_MESSAGES[oddity.code] + _more(oddity.times)
        self._add(Finding(oddity.code, Severity.WARNING, message, offset=self._offset + oddity.at))

    def beyond_agreed(self, at: int, character: str, agreed: CharacterSet) -> None:
        """The first character of the set that the partners did not agree on; `at` is its byte in the set."""
        starts = [start for start, _ in self._spans]
        index = max(0, bisect_right(starts, at) - 1)
        message = f"{character!r} is not in the agreed set of characters ({agreed})"
        element = self._raw.count(self._element, starts[index], at) or None
        self._add(self._at(index, "character-not-agreed", Severity.WARNING, message, element=element, value=character))

    def problem(self, problem: Problem) -> None:
        code, words = _SEGMENT_CODES[problem.code]
        loop = f" (loop {problem.loop})" if problem.loop else ""
        message = words.format(segment=_shown(problem.segment), loop=loop, path=problem.loop)
        ack = (AckCode("AK3", problem.segment, problem.code),)
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
        code, words = _ELEMENT_CODES[fault.code]
        definition = fault.definition
        name = f"{id}{fault.element:02d}" + (f"-{fault.component:02d}" if fault.component else "")
        described = f"{name} ({definition.name})" if definition else name
        message = f"{described} " + words.format(
            note=fault.note,
            length=values.digits(fault.value) if definition and definition.type[0] in "NR" else len(fault.value),
            min=definition.min if definition else 0,
            max=definition.max if definition else 0,
            type=definition.type if definition else "",
        )
        ack_code = _ACK_CODES.get(fault.code, fault.code)
        if self._release < "005010":
            ack_code = _LATER_ELEMENT_CODES.get(ack_code, ack_code)
        ack = (AckCode("AK3", id, walk.DATA_ERRORS), AckCode("AK4", id, ack_code))
        severity = Severity.WARNING if _lacks_only_zeros(id, fault) else Severity.ERROR
        found = self._in_element(index, loop, fault, code, severity, message, ack)
        trigger = _trigger(fault, self._segments[index])
        self._add(replace(found, trigger=trigger) if trigger else found)

    def remark(self, remark: Remark, loop: str, definition: Element | None) -> None:
        id = self._segments[remark.index][0]
        ack = (AckCode("AK3", id, walk.DATA_ERRORS), AckCode("AK4", id, remark.ack)) if remark.ack else ()
        fault = Fault(remark.element, None, 1, "", remark.value, definition)
        self._add(self._in_element(remark.index, loop, fault, remark.code, remark.severity, remark.message, ack))

    def control(
        self, index: int, element: int, code: str, severity: Severity, message: str, value: str, ack: str
    ) -> None:
        """A finding about ST or SE, with a code of element 718 (AK502)."""
        id = self._segments[index][0] if index < len(self._segments) else "SE"
        fault = Fault(element, None, 1, "", value, None)
        self._add(
            self._in_element(index, "", fault, code, severity, message, (AckCode("AK5", id, ack),) if ack else ())
        )

    def foreign(self, finding: Finding) -> None:
        """A finding of somebody else's, who gives position and element."""
        index = min((finding.position or 1) - 1, len(self._spans))
        start, end = self._spans[index] if index < len(self._spans) else (len(self._raw), len(self._raw))
        at = start if not finding.element else self._element_at(start, end, finding.element)
        self._add(replace(finding, position=index + 1, offset=self._offset + at))

    def findings(self) -> tuple[Finding, ...]:
        """All of them, as they stand in the set."""
        layout = [_with_count(finding, times) for finding, times in self._layout.values()]
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
            value=fault.value[:VALUE_LIMIT] or None, ack=ack,
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
        at = start if element is None else self._element_at(start, end, element)
        return Finding(
            code, severity, message, segment=id, position=index + 1, loop=loop or None, element=element,
            component=component, value=value, offset=self._offset + at, ack=ack, reference=reference,
        )  # fmt: skip

    def _element_at(self, start: int, end: int, number: int) -> int:
        """The byte where an element begins, or would begin."""
        at = start
        for _ in range(number):
            found = self._raw.find(self._element, at, end)
            if found < 0:
                return end
            at = found + len(self._element)
        return at


def _with_count(finding: Finding, times: int) -> Finding:
    return finding if times == 1 else replace(finding, message=finding.message + _more(times))


def cut(severities: Sequence[Severity]) -> Finding:
    """Stands for findings that are not listed, as grave as the gravest of them."""
    gravest = next(s for s in (Severity.ERROR, Severity.WARNING, Severity.INFO) if s in severities)
    return Finding("findings-cut", gravest, f"{len(severities)} more findings are not listed")


def _more(times: int) -> str:
    return f" ({times} times in this set)" if times > 1 else ""


def _shown(tag: str) -> str:
    return repr(tag[:20]) if not tag.isalnum() or len(tag) > 3 else tag
