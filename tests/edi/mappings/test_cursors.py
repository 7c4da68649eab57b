"""What cursors hand out, what they leave over, and what they say of a loop."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.engine.tree import build
from b2b.edi.load import load_release
from b2b.edi.x12.mappings import for_set, items, quantities, reading, texts
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import LoopCursor

RELEASE = load_release("004010")
CONTEXT = Context(RELEASE)
HEAD = ["ST*850*0001", "BEG*00*SA*1**20260105"]

further = st.sampled_from(
    ["PID*F****WIDGET", "PID*X*08", "REF*ZZ*1", "DTM*002*20260119", "SDQ*EA*92*A*1", "N9*L1*X", "MSG*READ ME",
     "CTP**RES*9", "SAC*C*D240***100", "MEA*PD*LN*1*IN", "CUR*BY*EUR", "ZZZ*STRAY", "SCH*3*EA***002*20260120"]
)  # fmt: skip


def opened(*segments: str) -> LoopCursor:
    """The cursor of an 850 with these segments."""
    message = [segment.split("*") for segment in (*HEAD, *segments, "SE")]
    return reading.opened(build(message, RELEASE.sets["850"]), CONTEXT)


def test_what_nobody_asked_for_is_left_over_with_its_loop() -> None:
    message = opened("N1*ST*DEPOT", "N3*STREET 1", "PO1*1*2*EA", "PID*F****WIDGET")
    assert [(found.path, found.position, found.segment, found.element, found.value) for found in message.leftovers()][
        -6:
    ] == [
        ("N1", 4, "N3", 1, "STREET 1"),
        ("PO1", 5, "PO1", 1, "1"),
        ("PO1", 5, "PO1", 2, "2"),
        ("PO1", 5, "PO1", 3, "EA"),
        ("PO1/PID", 6, "PID", 1, "F"),
        ("PO1/PID", 6, "PID", 5, "WIDGET"),
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(further, max_size=3))
def test_a_loop_holds_what_is_in_it_and_in_the_loops_inside(segments: list[str]) -> None:
    line = opened("PO1*1*2*EA", *segments).loops("PO1")[0]
    ids = {"PO1", *(segment.split("*")[0] for segment in segments)}
    assert line.holds_only(ids)
    assert not any(line.holds_only(ids - {one}) for one in ids)


def test_a_bare_line_does_not_speak_for_the_one_beside_it() -> None:
    message = [
        segment.split("*")
        for segment in (*HEAD, "PO1*1*2*EA*9*PE", "PO1*2*2*EA*9*PE", "DTM*002*20260119", "SAC*C*D240***100", "SE")
    ]
    order, leftovers = for_set("850").read(build(message, RELEASE.sets["850"]), CONTEXT)
    assert [str(line.requested_date) for line in order.lines] == ["None", "2026-01-19"]
    assert order.allowances_charges == ("line 2: C D240 100",)
    assert {found.segment for found in leftovers} == {"SAC"}


def test_a_number_keeps_the_digits_it_was_written_with() -> None:
    lines = opened("PO1*1*2*EA", "PO1*2*2.0*EA", "PO1*3*2.00*EA", "PO1*4*2*EA").loops("PO1")
    found = [quantities.read(line.trigger, 2, 3) for line in lines]
    assert [str(one.value) for one in found if one] == ["2", "2.0", "2.00", "2"]
    assert all(one and one.value == Decimal(2) and one.unit == "EA" for one in found)


def test_item_numbers_are_pairs_of_which_both_are_there_and_the_rest_is_left() -> None:
    po1 = opened("PO1*1*2*EA***VP*A-1 *EN**BP*77*UP").loops("PO1")[0].trigger
    found, _ = items.read(po1, 6)
    assert [(item.qualifier, item.value) for item in found] == [("VP", "A-1"), ("BP", "77")]
    assert [value for value in po1.left if value] == ["1", "2", "EA", "EN", "UP"]


def test_a_description_out_of_its_place_is_part_of_it_too() -> None:
    """A PID that has no place in the set stays with the line it came in, beside the one that has."""
    line = opened("PO1*1*2*EA", "PID*F****SMALL", "DTM*002*20260119", "PID*F****WIDGET").loops("PO1")[0]
    assert texts.described(line) == "SMALL WIDGET"


@settings(max_examples=60, deadline=None)
@given(st.lists(further, max_size=4))
def test_what_is_said_is_the_description_of_all_pid(segments: list[str]) -> None:
    plain, quick = (opened("PO1*1*2*EA", *segments) for _ in range(2))
    said = texts.description(plain.loops("PO1")[0].all("PID"))
    assert texts.described(quick.loops("PO1")[0]) == said
    assert quick.leftovers() == plain.leftovers()
