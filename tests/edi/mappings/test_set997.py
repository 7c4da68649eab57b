"""997: a partner's acknowledgment, in words."""

from __future__ import annotations

import pytest

from b2b.documents import Acknowledgment, GroupAcknowledgment, SetAcknowledgment
from b2b.edi.x12.mappings import for_set
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.messages import RELEASES, context, read_lines


def test_accepted() -> None:
    found, leftovers = read_lines("997", "AK1*PR*17", "AK2*855*0001", "AK5*A", "AK9*A*1*1*1")
    assert found == Acknowledgment(
        GroupAcknowledgment("PR", "17", "A", 1, 1, 1), (SetAcknowledgment("855", "0001", "A"),)
    )
    assert leftovers == ()


@pytest.mark.parametrize("release", RELEASES)
def test_rejected_with_the_errors_in_words(release: str) -> None:
    found, leftovers = read_lines(
        "997", "AK1*IN*17", "AK2*810*0002", "AK3*N1*8*N1*8", "AK4*4*67*5*TOO LONG", "AK4*4>2*67*1",
        "AK3*DTM*9**2", "AK5*R*5", "AK2*810*0003", "AK5*E", "AK9*P*2*2*1*5",
        known=context(release),
    )  # fmt: skip
    first, second = found.sets
    assert (first.code, second.code, second.notes) == ("R", "E", ())
    assert first.notes == (
        "segment N1 at position 8 (loop N1), element 4: data element too long (5): 'TOO LONG'",
        "segment N1 at position 8 (loop N1), element 4 component 2: mandatory data element missing (1)",
        "segment DTM at position 9: unexpected segment (2)",
        "one or more segments in error (5)",
    )
    assert (found.group.code, found.group.included, found.group.accepted) == ("P", 2, 1)
    assert found.group.notes[0].endswith("(5)")
    assert leftovers == ()


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        (("AK9*A*1*1*1",), "segment AK1 is missing"),
        (("AK1*PR*17", "AK2*855*0001", "AK5*A"), "segment AK9 is missing"),
        (("AK1*PR*17", "AK2*855*0001", "AK9*A*1*1*1"), "AK5 is missing"),
        (("AK1*PR*17", "AK9*A"), "how many sets"),
        (("AK1*PR*17", "AK9*A*1.5*1*1"), "not a whole number"),
    ],
)
def test_what_an_acknowledgment_cannot_do_without(segments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read_lines("997", *segments)


def test_a_997_is_not_written_from_a_document() -> None:
    found, _ = read_lines("997", "AK1*PR*17", "AK9*A*1*1*1")
    with pytest.raises(NotWritable):
        for_set("997").write(found, context())
