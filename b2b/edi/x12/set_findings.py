"""The findings of a transaction set, with the codes of 997 and 999 (elements 718, 720 and 723)."""

from __future__ import annotations

from b2b.edi.engine import elements, values, walk
from b2b.edi.engine.elements import Fault
from b2b.edi.engine.set_findings import Nouns, SetBytes, SetFindings
from b2b.edi.engine.walk import Problem
from b2b.edi.findings import AckCode, Severity
from b2b.edi.schema import Element
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.semantics import Remark

NOUNS = Nouns("transaction set", "set", "group", "release", "loop", "loop")

# Codes of element 723 that early releases do not have, and what says it there.
_ACK_CODES = {elements.NO_ELEMENTS: values.CONDITION}
_LATER_ELEMENT_CODES = {values.TOO_MANY_REPETITIONS: values.TOO_MANY, values.TOO_MANY_COMPONENTS: values.TOO_MANY}

# Codes of element 718. The first came with 004030; before it, the second stands for it.
NOT_IN_GROUP, INVALID_ID = "18", "6"
NOT_IN_GROUP_SINCE = "004030"

# AK202 repeats the ST02 of a set of ours. Without the zeros at its front it still says which set is meant.
_REPEATED_NUMBER = ("AK2", 2)


class TransactionSetFindings(SetFindings):
    """Collects the findings of one set of a release."""

    nouns = NOUNS

    def __init__(self, held: SetBytes, element_separator: bytes, release: str, limit: int) -> None:
        super().__init__(held, limit)
        self._element, self._release = element_separator, release

    def element_at(self, start: int, end: int, number: int) -> int:
        at = start
        for _ in range(number):
            found = self.held.raw.find(self._element, at, end)
            if found < 0:
                return end
            at = found + len(self._element)
        return at

    def segment_codes(self, problem: Problem) -> tuple[AckCode, ...]:
        return (AckCode("AK3", problem.segment, problem.code),)

    def element_codes(self, segment: str, fault: Fault) -> tuple[AckCode, ...]:
        code = _ACK_CODES.get(fault.code, fault.code)
        if self._release < values.REPETITION_CODES_SINCE:
            code = _LATER_ELEMENT_CODES.get(code, code)
        return AckCode("AK3", segment, walk.DATA_ERRORS), AckCode("AK4", segment, code)

    def gravity(self, segment: str, fault: Fault) -> Severity:
        return Severity.WARNING if _lacks_only_zeros(segment, fault) else Severity.ERROR

    def beyond_agreed(self, at: int, character: str, agreed: CharacterSet) -> None:
        """The first character of the set that the partners did not agree on; `at` is its byte in the set."""
        index = self.held.index_at(at)
        message = f"{character!r} is not in the agreed set of characters ({agreed})"
        element = self.held.raw.count(self._element, self.held.spans[index][0], at) or None
        self.add(self.at(index, "character-not-agreed", Severity.WARNING, message, element=element, value=character))

    def remark(self, remark: Remark, loop: str, definition: Element | None) -> None:
        """What the elements are right by themselves and wrong together."""
        id = self.held.segments[remark.index][0]
        ack = (AckCode("AK3", id, walk.DATA_ERRORS), AckCode("AK4", id, remark.ack)) if remark.ack else ()
        fault = Fault(remark.element, None, 1, "", remark.value, definition)
        self.add(self.in_element(remark.index, loop, fault, remark.code, remark.severity, remark.message, ack))

    def control(
        self,
        index: int,
        element: int,
        code: str,
        message: str,
        value: str,
        ack: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """A finding about ST or SE, with a code of element 718 (AK502)."""
        id = self.held.tag(index) or "SE"
        acks = (AckCode("AK5", id, ack),) if ack else ()
        self.add(self.at(index, code, severity, message, element=element, value=value, ack=acks))


def _lacks_only_zeros(segment: str, fault: Fault) -> bool:
    return (
        fault.code == values.TOO_SHORT
        and (segment, fault.element) == _REPEATED_NUMBER
        and fault.value.strip().isdigit()
    )
