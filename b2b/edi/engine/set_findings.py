"""Turns the faults of a set into findings: with words for people and the place for machines; the codes of its
acknowledgment are the syntax's.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from b2b.edi.engine import elements, values, walk
from b2b.edi.engine.elements import Fault
from b2b.edi.engine.layout import Oddity
from b2b.edi.engine.notes import cut
from b2b.edi.engine.walk import Problem
from b2b.edi.findings import AckCode, Finding, Severity

VALUE_LIMIT = 99

_SEGMENTS = {
    walk.UNRECOGNISED: ("segment-unknown", "{segment} is no segment of this {release}"),
    walk.MANDATORY_MISSING: ("segment-missing", "the mandatory segment {segment} is missing{place}"),
    walk.LOOP_OVER_MAXIMUM: ("loop-over-maximum", "the {loop} {path} occurs more often than it may"),
    walk.OVER_MAXIMUM_USE: ("segment-over-maximum", "{segment} occurs more often than it may{place}"),
    walk.NOT_IN_SET: ("segment-not-in-set", "{segment} is not part of this {set}"),
    walk.OUT_OF_SEQUENCE: ("segment-out-of-sequence", "{segment} may not stand here{place}"),
}
_ELEMENTS = {
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
    values.TOO_MANY_REPETITIONS: ("repetitions-too-many", "is one more than there may be"),
    values.TOO_MANY_COMPONENTS: ("components-too-many", "has more components than it may have"),
}
_LAYOUT = {
    elements.TRAILING_SEPARATOR: (Severity.WARNING, "element separators stand behind the last element"),
    elements.TRAILING_COMPONENT_SEPARATOR: (Severity.WARNING, "component separators stand behind the last component"),
    elements.TRAILING_SPACES: (Severity.INFO, "an element ends in spaces"),
    elements.BLANK: (Severity.WARNING, "an optional element is sent and holds only spaces"),
}
_ODDITIES = {
    "segment-indented": "blanks stand before a segment",
    "line-break-in-segment": "a line break stands inside a segment",
    "empty-segment": "a segment terminator stands where no segment is",
    "terminator-missing": "the last segment has no terminator",
    "binary-length-wrong": "the length of a binary segment is no number or does not lead to its terminator",
}


@dataclass(frozen=True, slots=True)
class Nouns:
    """What a syntax calls things; `set` in full, `short` where it is known which one is meant."""

    set: str
    short: str
    group: str
    release: str
    loop: str
    place: str


@dataclass(frozen=True, slots=True)
class SetBytes:
    """The bytes of a set, where they stand in the file, and where in them each of its segments begins and ends."""

    raw: bytes
    offset: int
    segments: Sequence[Sequence[str]]
    spans: Sequence[tuple[int, int]]

    def span(self, index: int) -> tuple[int, int]:
        """Where a segment begins and ends; behind the last one, the end of the set."""
        return self.spans[index] if index < len(self.spans) else (len(self.raw), len(self.raw))

    def tag(self, index: int) -> str | None:
        """The id of a segment, None behind the last one."""
        return self.segments[index][0] if index < len(self.segments) else None

    def index_at(self, at: int) -> int:
        """Which segment a byte belongs to."""
        return max(0, bisect_right([start for start, _ in self.spans], at) - 1)


class SetFindings(ABC):
    """Collects the findings of one set; elements are looked up in its bytes only when something is found."""

    nouns: Nouns

    def __init__(self, held: SetBytes, limit: int) -> None:
        self.held = held
        self._limit = limit
        self._layout: dict[str, tuple[Finding, int]] = {}
        self._found: list[Finding] = []
        self._cut: list[Severity] = []

    @abstractmethod
    def element_at(self, start: int, end: int, number: int) -> int:
        """The byte of the set where an element of the segment between these bytes begins, or would begin."""

    @abstractmethod
    def segment_codes(self, problem: Problem) -> tuple[AckCode, ...]:
        """How an acknowledgment says that a segment stands where it may not."""

    @abstractmethod
    def element_codes(self, segment: str, fault: Fault) -> tuple[AckCode, ...]:
        """How an acknowledgment says what is wrong with an element."""

    def shown(self, value: str) -> str:
        """A value as people write it."""
        return value

    def gravity(self, segment: str, fault: Fault) -> Severity:
        """How grave a fault of an element is."""
        return Severity.ERROR

    def oddity(self, oddity: Oddity) -> None:
        message = _ODDITIES[oddity.code] + self._more(oddity.times)
        self.add(Finding(oddity.code, Severity.WARNING, message, offset=self.held.offset + oddity.at))

    def problem(self, problem: Problem) -> None:
        code, words = _SEGMENTS[problem.code]
        nouns = self.nouns
        message = words.format(
            segment=_tag(problem.segment), release=nouns.release, set=nouns.set, loop=nouns.loop, path=problem.loop,
            place=f" ({nouns.place} {problem.loop})" if problem.loop else "",
        )  # fmt: skip
        ack = self.segment_codes(problem)
        self.add(
            self.at(problem.index, code, Severity.ERROR, message, loop=problem.loop, segment=problem.segment, ack=ack)
        )

    def fault(self, index: int, loop: str, fault: Fault) -> None:
        id = self.held.segments[index][0]
        if fault.code in _LAYOUT:
            severity, message = _LAYOUT[fault.code]
            known = self._layout.get(fault.code)
            finding = known[0] if known else self.in_element(index, loop, fault, fault.code, severity, message, ())
            self._layout[fault.code] = (finding, known[1] + 1 if known else 1)
            return
        code, words = _ELEMENTS[fault.code]
        definition = fault.definition
        number = definition is not None and definition.type[0] in "NR"
        message = f"{described(id, fault)} " + words.format(
            note=fault.note,
            length=values.digits(fault.value) if number else len(fault.value),
            min=definition.min if definition else 0,
            max=definition.max if definition else 0,
            type=definition.type if definition else "",
        )
        ack = self.element_codes(id, fault)
        found = self.in_element(index, loop, fault, code, self.gravity(id, fault), message, ack)
        trigger = _trigger(fault, self.held.segments[index])
        self.add(replace(found, trigger=trigger) if trigger else found)

    def foreign(self, finding: Finding) -> None:
        """A finding of somebody else's, who gives position and element."""
        index = min((finding.position or 1) - 1, len(self.held.spans))
        start, end = self.held.span(index)
        at = start if not finding.element else self.element_at(start, end, finding.element)
        self.add(replace(finding, position=index + 1, offset=self.held.offset + at))

    def findings(self) -> tuple[Finding, ...]:
        """All of them, as they stand in the set."""
        layout = [
            finding if times == 1 else replace(finding, message=finding.message + self._more(times))
            for finding, times in self._layout.values()
        ]
        ordered = sorted([*self._found, *layout], key=lambda f: -1 if f.offset is None else f.offset)
        if self._cut:
            ordered.append(cut(self._cut))
        return tuple(ordered)

    def add(self, finding: Finding) -> None:
        """List a finding, or count it where there are enough."""
        if len(self._found) < self._limit:
            self._found.append(finding)
        else:
            self._cut.append(finding.severity)

    def in_element(
        self, index: int, loop: str, fault: Fault, code: str, severity: Severity, message: str, ack: tuple[AckCode, ...]
    ) -> Finding:
        """A finding about an element."""
        found = self.at(
            index, code, severity, message, loop=loop, element=fault.element, component=fault.component,
            value=fault.value, ack=ack, reference=fault.definition.number if fault.definition else None,
        )  # fmt: skip
        return replace(found, repetition=fault.repetition) if fault.repetition > 1 else found

    def at(
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
        value: str = "",
        ack: tuple[AckCode, ...] = (),
        reference: str | None = None,
    ) -> Finding:
        """A finding at a segment, or at an element of it."""
        held = self.held
        start, end = held.span(index)
        at = start if element is None else self.element_at(start, end, element)
        return Finding(
            code, severity, message, segment=segment or held.tag(index), position=index + 1, loop=loop or None,
            element=element, component=component, value=self.shown(value)[:VALUE_LIMIT] or None,
            offset=held.offset + at, ack=ack, reference=reference,
        )  # fmt: skip

    def _more(self, times: int) -> str:
        return f" ({times} times in this {self.nouns.short})" if times > 1 else ""


def described(segment: str, fault: Fault) -> str:
    """The place of a fault and the name of the element there: `PO103 (Unit or Basis for Measurement Code)`; behind it
    the repetition, where it is not the first.
    """
    name = f"{segment}{fault.element:02d}" + (f"-{fault.component:02d}" if fault.component else "")
    name = f"{name} ({fault.definition.name})" if fault.definition else name
    return f"{name}, repetition {fault.repetition}," if fault.repetition > 1 else name


def _trigger(fault: Fault, segment: Sequence[str]) -> int | None:
    """The element that is there and requires or excludes the one at fault; none where one of several is required."""
    note = fault.note
    if note is None or note.kind == "R" or fault.component:
        return None
    return next((p for p in note.positions if p != fault.element and p < len(segment) and segment[p]), None)


def _tag(tag: str) -> str:
    return tag if tag.isalnum() and len(tag) <= 3 else repr(tag[:20])
