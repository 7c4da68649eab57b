"""The findings of a message, with the codes of CONTRL (0085)."""

from __future__ import annotations

import re
from dataclasses import replace

from b2b.edi.edifact.service_characters import COMPONENT, REPETITION
from b2b.edi.edifact.splitting import Splitting
from b2b.edi.edifact.tokenizer import Beyond
from b2b.edi.engine import elements, values, walk
from b2b.edi.engine.elements import Fault
from b2b.edi.engine.set_findings import Nouns, SetBytes, SetFindings, described
from b2b.edi.engine.walk import Problem
from b2b.edi.findings import AckCode, Finding, Severity

NOUNS = Nouns("message", "message", "group or interchange", "directory", "segment group", "group")

_SEGMENT_CODES = {
    walk.UNRECOGNISED: "15",
    walk.MANDATORY_MISSING: "13",
    walk.LOOP_OVER_MAXIMUM: "36",
    walk.OVER_MAXIMUM_USE: "35",
    walk.NOT_IN_SET: "15",
    walk.OUT_OF_SEQUENCE: "15",
}
_ELEMENT_CODES = {
    values.MISSING: "13",
    values.CONDITION: "13",
    elements.NO_ELEMENTS: "13",
    values.TOO_MANY: "16",
    values.TOO_SHORT: "40",
    values.TOO_LONG: "39",
    values.INVALID_CHARACTER: "37",
    values.INVALID_CODE: "12",
    values.EXCLUSION: "15",
    values.TOO_MANY_REPETITIONS: "35",
    values.TOO_MANY_COMPONENTS: "16",
}
_MISSING, _TOO_LONG = "13", "39"
_REASON = "0085"
# Elements 720 and 723, in which a guide's breaches are told, as 0085.
_OF_X12 = {
    "AK3": {"2": "15", "3": "13", "4": "36", "5": "35"},
    "AK4": {"1": "13", "2": "13", "4": "40", "5": "39", "6": "37", "7": "12", "10": "15"},
}
_DIGIT_MISSING = re.compile(r"-?(?:[.,][0-9]+|[0-9]+[.,])").fullmatch

CHARACTER_OUTSIDE = "character-not-in-repertoire"


class MessageFindings(SetFindings):
    """Collects the findings of one message."""

    nouns = NOUNS

    def __init__(self, held: SetBytes, splitting: Splitting, limit: int) -> None:
        super().__init__(held, limit)
        self._splitting = splitting

    def element_at(self, start: int, end: int, number: int) -> int:
        return self._splitting.element_at(self.held.raw, start, end, number)

    def segment_codes(self, problem: Problem) -> tuple[AckCode, ...]:
        return (AckCode("UCS", problem.segment, _SEGMENT_CODES[problem.code]),)

    def element_codes(self, segment: str, fault: Fault) -> tuple[AckCode, ...]:
        return (_told("UCD", segment, _ELEMENT_CODES[fault.code]),)

    def gravity(self, segment: str, fault: Fault) -> Severity:
        """A reason (0085) in a CONTRL that we do not know rejects nothing: what became of it is said beside it."""
        reason = fault.definition is not None and fault.definition.number == _REASON
        return Severity.WARNING if reason and fault.code == values.INVALID_CODE else Severity.ERROR

    def shown(self, value: str) -> str:
        return value.replace(COMPONENT, ":").replace(REPETITION, "*")

    def fault(self, index: int, loop: str, fault: Fault) -> None:
        number = fault.definition is not None and fault.definition.type == "N"
        if number and fault.code == values.INVALID_CHARACTER and _DIGIT_MISSING(fault.value):
            id = self.held.segments[index][0]
            message = f"{described(id, fault)} has no digit on one side of its decimal mark"
            ack = (AckCode("UCD", id, "38"),)
            self.add(self.in_element(index, loop, fault, "digit-missing", Severity.WARNING, message, ack))
        else:
            super().fault(index, loop, fault)

    def beyond(self, beyond: Beyond, identifier: str) -> None:
        """The first character outside the declared character set: a warning where it can at least be seen."""
        held, index = self.held, self.held.index_at(beyond.at)
        severity = Severity.WARNING if beyond.graphic else Severity.ERROR
        message = f"{beyond.character!r} is not in the character set {identifier or 'that UNB names'}"
        element = self._splitting.elements_before(held.raw, held.span(index)[0], beyond.at) or None
        id = (held.tag(index) or "")[:20]
        ack = (_told("UCS", id, "21"),)
        self.add(
            Finding(CHARACTER_OUTSIDE, severity, message, segment=id or None, position=index + 1, element=element,
                    value=beyond.character, offset=held.offset + beyond.at, ack=ack)
        )  # fmt: skip

    def note(
        self, index: int, element: int, code: str, message: str, value: str, ack: str = "", component: int = 0
    ) -> None:
        """A warning about an element that is right by itself."""
        fault = Fault(element, component or None, 1, "", value, None)
        acks = (AckCode("UCD", self.held.segments[index][0], ack),) if ack else ()
        self.add(self.in_element(index, "", fault, code, Severity.WARNING, message, acks))

    def control(
        self, index: int, element: int, code: str, message: str, value: str, ack: str, component: int | None = None
    ) -> None:
        """An error of UNH or UNT, which UCM tells."""
        id = self.held.tag(index) or "UNT"
        if code == "set-control-number-invalid":
            ack = _TOO_LONG if value else _MISSING
        acks = (AckCode("UCM", id, ack),)
        self.add(
            self.at(index, code, Severity.ERROR, message, segment=id, element=element, component=component, value=value,
                    ack=acks)
        )  # fmt: skip

    def foreign(self, finding: Finding) -> None:
        """What breaks a guide; CONTRL has a code for what is right by the standard too."""
        ack = tuple(told for told in map(_of_x12, finding.ack) if told)
        tag = self.held.segments[0][0] if finding.segment == "ST" else finding.segment
        value = self.shown(finding.value) if finding.value else None
        super().foreign(replace(finding, ack=ack, segment=tag, value=value))


def _of_x12(ack: AckCode) -> AckCode | None:
    if ack.ack == "AK3" and ack.code == walk.DATA_ERRORS:
        return None
    codes = _OF_X12.get(ack.ack)
    if codes is None:
        return None
    return _told("UCS" if ack.ack == "AK3" else "UCD", ack.segment, codes.get(ack.code, "18"))


def _told(level: str, segment: str, code: str) -> AckCode:
    """UCM tells what is wrong with UNH and UNT, UCS and UCD with the segments between them."""
    return AckCode("UCM" if segment in ("UNH", "UNT") else level, segment, code)
