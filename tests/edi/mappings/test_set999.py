"""999: a partner's implementation acknowledgment, in words."""

from __future__ import annotations

import pytest

from b2b.documents import Acknowledgment, GroupAcknowledgment, SetAcknowledgment
from b2b.edi.x12.mappings import for_set
from b2b.errors import NotWritable
from tests.edi.mappings.messages import context, read_lines

LATER = context("005010")


def test_accepted() -> None:
    found, leftovers = read_lines("999", "AK1*PR*17", "AK2*855*0001", "IK5*A", "AK9*A*1*1*1", known=LATER)
    assert found == Acknowledgment(
        GroupAcknowledgment("PR", "17", "A", 1, 1, 1), (SetAcknowledgment("855", "0001", "A"),)
    )
    assert leftovers == ()


def test_rejected_with_the_errors_and_their_contexts_in_words() -> None:
    found, leftovers = read_lines(
        "999", "AK1*PO*17*005010", "AK2*850*0002*005010X231A1", "IK3*PO1*9*PO1*8", "CTX*BEG03>4711", "IK4*11*234*2",
        "CTX*SITUATIONAL TRIGGER*PO1*9*PO1*10", "IK4*3>2*67*5*TOO LONG", "IK4*4>>2*67*12", "IK3*DTM*10**2", "IK3*REF*11", "IK5*R*5", "AK9*R*1*1*0",
        known=LATER,
    )  # fmt: skip
    (one,) = found.sets
    assert one.notes == (
        "segment PO1 at position 9 (loop PO1), element 11: conditional required data element missing (2)"
        " (BEG03 4711) (SITUATIONAL TRIGGER PO1 at position 9, element 10)",
        "segment PO1 at position 9 (loop PO1), element 3 component 2: data element too long (5): 'TOO LONG'"
        " (BEG03 4711)",
        "segment PO1 at position 9 (loop PO1), element 4 repetition 2: too many repetitions (12) (BEG03 4711)",
        "segment DTM at position 10: unexpected segment (2)",
        "segment REF at position 11: it does not say what is wrong",
        one.notes[-1],
    )
    assert one.notes[-1].endswith("(5)")
    assert {(left.segment, left.element) for left in leftovers} <= {("AK1", 3), ("AK2", 3)}


def test_a_999_is_not_written_from_a_document() -> None:
    found, _ = read_lines("999", "AK1*PR*17", "AK9*A*1*1*1", known=LATER)
    with pytest.raises(NotWritable):
        for_set("999").write(found, LATER)
