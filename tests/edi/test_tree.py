"""Which segment stands in which loop."""

from __future__ import annotations

import gc
import time

import pytest

from b2b.edi.engine import outline as outlines
from b2b.edi.engine.tree import Node, build
from b2b.edi.load import load_release

SETS = load_release("004010").sets


def tree(set_id: str, *segments: str) -> Node:
    """The tree of a body."""
    body = [segment.split("*") for segment in segments]
    return build([["ST", set_id, "0001"], *body, ["SE", str(len(body) + 2), "0001"]], SETS[set_id])


def outline(node: Node) -> list[str]:
    """Every loop as `path: its segments`, strays behind a bar."""
    return [
        f"{n.path or '/'}: {' '.join(p.elements[0] for p in n.segments)}"
        + (f" | {' '.join(p.elements[0] for p in n.strays)}" if n.strays else "")
        for n in node.walk()
    ]


def test_segments_go_into_their_loops() -> None:
    found = tree(
        "850", "BEG", "REF", "N1*BY", "N3", "N1*ST", "N4", "PO1", "PID", "REF", "N1*ST", "PO1", "PID", "PID", "CTT"
    )
    assert outline(found) == [
        "/: ST BEG REF SE",
        "N1: N1 N3",
        "N1: N1 N4",
        "PO1: PO1 REF",
        "PO1/PID: PID",
        "PO1/N1: N1",
        "PO1: PO1",
        "PO1/PID: PID",
        "PO1/PID: PID",
        "CTT: CTT",
    ]


def test_positions_count_st_as_one() -> None:
    found = tree("850", "BEG", "PO1", "CTT")
    assert [(p.elements[0], p.position) for node in found.walk() for p in node.segments] == [
        ("ST", 1),
        ("BEG", 2),
        ("SE", 5),
        ("PO1", 3),
        ("CTT", 4),
    ]


def test_unknown_and_misplaced_segments_stay_at_the_loop_that_was_open() -> None:
    found = tree("850", "BEG", "NTE", "N1*ST", "N3", "BEG", "PO1", "XYZ", "N1*ST", "PO3")
    assert outline(found) == ["/: ST BEG SE | NTE", "N1: N1 N3 | BEG", "PO1: PO1 | XYZ", "PO1/N1: N1 | PO3"]


def test_one_segment_too_many_stays_in_its_row() -> None:
    found = tree("850", "BEG", *["DTM"] * 12, "PO1", *["DTM"] * 11)
    assert outline(found) == [f"/: ST BEG {'DTM ' * 12}SE", f"PO1: PO1 {'DTM ' * 11}".rstrip()]


def test_a_set_that_is_empty_or_broken_off_has_a_tree() -> None:
    assert outline(build([], SETS["850"])) == ["/: "]
    broken = build([["ST", "850", "0001"], [], ["BEG"]], SETS["850"])
    assert [p.elements for p in broken.segments] == [["ST", "850", "0001"], ["BEG"]]
    assert [p.position for p in broken.strays] == [2]


def test_hl_loops_hang_below_the_parent_they_name() -> None:
    found = tree(
        "856", "BSN", "HL*1**S", "N1*ST", "HL*2*1*O", "PRF", "HL*3*2*I", "LIN", "HL*4*1*O", "HL*5*4*I", "LIN", "CTT"
    )
    (shipment,) = found.children
    assert [child.path for child in shipment.children] == ["HL/N1", "HL", "HL"]
    first, second = shipment.children[1:]
    assert [n.segments[0].elements[1] for n in (first, *first.children, second, *second.children)] == [
        "2",
        "3",
        "4",
        "5",
    ]


def test_an_hl_without_a_known_parent_stays_on_top() -> None:
    found = tree("856", "BSN", "HL*1**S", "HL*2*7*O", "HL*3*3*I", "HL*1*2*P")
    assert [n.segments[0].elements[1:3] for n in found.children] == [["1", ""], ["2", "7"], ["3", "3"]]
    assert [n.segments[0].elements[1] for n in found.children[1].children] == ["1"]


@pytest.mark.slow
def test_a_large_set_takes_linear_time_and_hl_any_depth() -> None:
    deep = [["ST", "856", "1"], ["BSN"], *(["HL", str(n), str(n - 1), "I"] for n in range(50_000)), ["SE"]]
    assert sum(1 for _ in build(deep, SETS["856"]).walk()) == 50_001

    def seconds(segments: list[list[str]]) -> float:
        """The best of three, without the garbage collector, whose work depends on all that other tests left behind."""
        taken = []
        gc.disable()
        try:
            for _ in range(3):
                began = time.process_time()
                build(segments, SETS["856"])
                taken.append(time.process_time() - began)
        finally:
            gc.enable()
        return min(taken)

    # Five times as many segments take about five times as long; were it quadratic, twenty-five.
    assert seconds(deep) < 15 * seconds(deep[:10_000])


def test_outlines_with_ids_that_no_segment_has_are_not_kept() -> None:
    """Ids come from files, and may be as long as a segment."""
    segments = [["ST", "850", "1"], ["BEG"], ["X" * 50_000, "1"], ["SE"]]
    found = build(segments, SETS["850"])
    assert [placed.position for placed in found.strays] == [3]
    kept = [id for places in outlines._by_schema.values() for ids in places.known for id in ids]
    assert kept
    assert max(map(len, kept)) <= 3
