"""The compiled check and the detailed one read the same schema and must come to the same verdicts."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.engine.compile import compile_set
from b2b.edi.engine.elements import Fault, broken, faults
from b2b.edi.engine.segment_source import PLAIN, Form, SegmentSource, note_test
from b2b.edi.engine.walk import walk
from b2b.edi.load import load_release
from b2b.edi.schema import Composite, Element, ElementUse, Note, Segment
from tests.edi.x12.messages import INVOICE, ORDER, SHIP_NOTICE, set_of

TIDY = Form(False, ">", "^")
SETS = {"850": ORDER, "856": SHIP_NOTICE, "810": INVOICE}


def parted(id: str) -> list[list[str]]:
    return [segment.split("*") for segment in set_of(SETS[id], id)]


def in_detail(id: str, release: str, segments: list[list[str]], form: Form) -> int:
    known = load_release(release)
    placed = walk(known.sets[id], segments, known.segments)
    pairs = zip(segments, placed.places, strict=True)
    return len(placed.problems) + sum(len(faults(p.row.segment, s, release, form)) for s, p in pairs if p)


@pytest.mark.parametrize("release", ["004010", "005010"])
@pytest.mark.parametrize("id", SETS)
@pytest.mark.parametrize("form", [PLAIN, TIDY])
def test_our_own_messages_are_without_fault(id: str, release: str, form: Form) -> None:
    segments = parted(id)
    shape = compile_set(load_release(release).sets[id], form).faultless(segments)
    assert shape is not None
    assert len(shape) == len(segments)
    assert in_detail(id, release, segments, form) == 0


VALUES = st.sampled_from(
    ["", "1", "-1", "1.5", ".", "+1", "1E2", "X", "EA", "ZZ", "20260105", "20261305", "0800", "ABC", "A" * 70, "9" * 20]
)
SEPARATED = st.sampled_from(["A>B", "A^B", "EA>1", ">", "EA>", "1^2^3", "EA>1>1>EA>1>1>X"])


@st.composite
def mutated(draw: st.DrawFn, values: st.SearchStrategy[str]) -> tuple[str, list[list[str]]]:
    """A set of ours with a few segments dropped, doubled, moved, or with an element replaced."""
    id = draw(st.sampled_from(sorted(SETS)))
    segments = parted(id)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(1, len(segments) - 2))
        match draw(st.sampled_from(["drop", "double", "move", "value", "value", "more"])):
            case "drop":
                del segments[at]
            case "double":
                segments.insert(at, list(segments[at]))
            case "move":
                segments.insert(draw(st.integers(1, len(segments) - 2)), segments.pop(at))
            case "value":
                element = draw(st.integers(1, len(segments[at]) - 1)) if len(segments[at]) > 1 else 0
                if element:
                    segments[at][element] = draw(values)
            case "more":
                segments[at] += draw(st.lists(values, max_size=3))
        if len(segments) < 4:
            break
    return id, segments


@settings(max_examples=300, deadline=None)
@given(mutated(VALUES), st.sampled_from(["004010", "005010"]), st.sampled_from([PLAIN, TIDY]))
def test_fast_and_detailed_agree(case: tuple[str, list[list[str]]], release: str, form: Form) -> None:
    id, segments = case
    fast = compile_set(load_release(release).sets[id], form).faultless(segments) is not None
    assert fast == (in_detail(id, release, segments, form) == 0)


@settings(max_examples=150, deadline=None)
@given(mutated(st.one_of(VALUES, SEPARATED)), st.sampled_from(["004010", "005010"]))
def test_they_agree_with_separators_in_values(case: tuple[str, list[list[str]]], release: str) -> None:
    id, segments = case
    fast = compile_set(load_release(release).sets[id], TIDY).faultless(segments) is not None
    assert fast == (in_detail(id, release, segments, TIDY) == 0)


@pytest.mark.parametrize(
    "text", ["P0102", "P010203", "R0102", "R010203", "E0102", "E010203", "C0102", "C010203", "L010203"]
)
def test_syntax_notes_by_their_truth_tables(text: str) -> None:
    note = Note.parse(text)
    for given_ in itertools.product([False, True], repeat=3):
        plain = {
            "P": any(given_[p - 1] for p in note.positions) and not all(given_[p - 1] for p in note.positions),
            "R": not any(given_[p - 1] for p in note.positions),
            "E": sum(given_[p - 1] for p in note.positions) > 1,
            "C": given_[0] and not all(given_[p - 1] for p in note.positions[1:]),
            "L": given_[0] and not any(given_[p - 1] for p in note.positions[1:]),
        }[note.kind]
        assert bool(broken(note, given_)) == plain
        # Each position may be known when the check is written, or only when it runs.
        for written in itertools.product([False, True], repeat=3):
            names = [str(g) if w else f"e{n}" for n, (g, w) in enumerate(zip(given_, written, strict=True))]
            test = note_test(note, names) or "False"
            assert bool(eval(test, {f"e{n}": g for n, g in enumerate(given_)})) == plain, (names, test)


def simple(type: str, low: int = 1, high: int = 5, codes: dict[str, str] | None = None) -> Element:
    return Element("9999", "Test", type, low, high, codes)


ELEMENTS = [
    simple("AN"), simple("AN", 2, 3), simple("ID", 2, 3), simple("ID", 1, 3, {"EA": "", "X": ""}), simple("N0"),
    simple("N2", 2, 4), simple("R"), simple("R", 3, 5), simple("DT", 6, 8), simple("TM", 4, 8), simple("B", 1, 4),
]  # fmt: skip


def checked(segment: Segment, elements: list[str], release: str, form: Form) -> tuple[bool, list[Fault]]:
    source = SegmentSource(segment, release, form)
    return bool(source.function(len(elements))(elements)), faults(segment, elements, release, form)


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda e: f"{e.type}{e.min}-{e.max}")
@pytest.mark.parametrize("release", ["004010", "005010"])
@settings(max_examples=60, deadline=None)
@given(value=st.text("01259-.E+AX Łé>^", max_size=9))
def test_every_type_of_element(element: Element, release: str, value: str) -> None:
    for usage, repeat in itertools.product("MO", (1, 2)):
        segment = Segment(
            "TST", "Test", (ElementUse(element, None, usage, repeat), ElementUse(simple("AN"), None, "O"))
        )
        for elements in (["TST", value], ["TST", value, "A"]):
            if any(e.endswith(" ") or " >" in e or " ^" in e for e in elements):
                continue  # the tokenizer does not call such a set tidy
            fast, found = checked(segment, elements, release, TIDY)
            assert fast == bool(found), (elements, found)
            if value.isascii() and ">" not in value and "^" not in value:
                fast, found = checked(segment, elements, release, PLAIN)
                assert fast == bool(found), (elements, found)


@settings(max_examples=200, deadline=None)
@given(value=st.text("1EAX>^", max_size=9), usage=st.sampled_from("MO"), repeat=st.sampled_from([0, 1, 2]))
def test_composites(value: str, usage: str, repeat: int) -> None:
    parts = (
        ElementUse(ELEMENTS[3], None, "M"),
        ElementUse(simple("N0"), None, "O"),
        ElementUse(simple("AN"), None, "O"),
    )
    composite = Composite("C999", "Test", parts, (Note.parse("C0302"),))
    segment = Segment("TST", "Test", (ElementUse(None, composite, usage, repeat),))
    fast, found = checked(segment, ["TST", value], "005010", TIDY)
    assert fast == bool(found), found
    if ">" not in value and "^" not in value:
        fast, found = checked(segment, ["TST", value], "005010", PLAIN)
        assert fast == bool(found), found


def test_a_schema_is_compiled_once() -> None:
    schema = load_release("004010").sets["850"]
    assert compile_set(schema, PLAIN) is compile_set(schema, PLAIN)
    assert compile_set(schema, TIDY) is not compile_set(schema, PLAIN)
