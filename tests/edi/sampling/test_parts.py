"""The parts of a sample: syntax notes, values by kind, hierarchies and totals."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.documents.gtin import check_digit
from b2b.edi.engine.elements import broken
from b2b.edi.engine.values import wrong
from b2b.edi.load import load_release
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.sampling.presence import chosen
from b2b.edi.schema import Element, ElementUse, Loop, Note, Row, SetSchema
from b2b.edi.x12.sampling.hierarchy import levels
from b2b.edi.x12.sampling.kinds import KINDS, Scene
from b2b.edi.x12.sampling.message import sample_message
from b2b.edi.x12.sampling.structure import body
from b2b.edi.x12.sampling.values import value
from b2b.edi.x12.sampling.vocabulary import vocabulary
from b2b.edi.x12.validate import validate_bytes
from b2b.errors import ConfigError

RELEASE = load_release("004010")
TEXT = Element("1", "Text", "AN", 1, 5)


def uses(*usage: str) -> tuple[ElementUse, ...]:
    return tuple(ElementUse(TEXT, None, one) for one in usage)


@st.composite
def notes(draw: st.DrawFn) -> list[Note]:
    positions = st.lists(st.integers(1, 8), min_size=2, max_size=3, unique=True)
    return [Note(draw(st.sampled_from("PRCL")), tuple(draw(positions))) for _ in range(draw(st.integers(0, 4)))]


@settings(max_examples=100, deadline=None)
@given(notes(), st.sets(st.integers(1, 8)), st.integers(0, 100))
def test_every_note_holds_and_what_is_wanted_is_there(found: list[Note], wanted: set[int], seed: int) -> None:
    positions = chosen(uses("M", *"OOOOOOO"), found, wanted, random.Random(seed))
    present = [n in positions for n in range(1, 9)]
    assert [note for note in found if broken(note, present)] == []
    assert wanted | {1} <= positions


def test_an_excluded_element_is_left_out() -> None:
    positions = chosen(uses("O", "O", "O"), [Note("E", (1, 2))], [1, 2, 3], random.Random(0))
    assert positions == {1, 3}


def test_a_segment_without_mandatory_elements_has_one_all_the_same() -> None:
    assert chosen(uses("O", "O"), [Note("C", (1, 2))], [], random.Random(0)) == {1, 2}


def test_notes_that_cannot_hold_are_named() -> None:
    with pytest.raises(ValueError, match="E0102"):
        chosen(uses("M", "M"), [Note("E", (1, 2))], [], random.Random(0))


def test_every_kind_is_known_and_every_preferred_code_is_one() -> None:
    assert set(vocabulary().kinds.values()) <= set(KINDS)
    for number, codes in vocabulary().codes.items():
        listed = RELEASE.elements[number].codes
        assert listed is not None, number
        assert [code for code in codes if code not in listed] == [], number


@pytest.mark.parametrize("seed", range(3))
def test_a_value_fits_its_element(seed: int) -> None:
    scene = Scene(random.Random(seed))
    for element in RELEASE.elements.values():
        made = value(element, "", scene, {}, RELEASE.name)
        assert wrong(element.type, element.min, element.max, made, RELEASE.name) == "", (element, made)
        assert element.codes is None or made in element.codes


@pytest.mark.parametrize(("qualifier", "length"), [("UP", 12), ("EN", 13), ("UK", 14)])
def test_article_numbers_have_their_check_digit_and_belong_to_nobody(qualifier: str, length: int) -> None:
    number = KINDS["item"](Scene(random.Random(1)), {"235": qualifier})
    assert len(number) == length
    assert number[-1] == check_digit(number[:-1])
    assert number.startswith(("4", "952", "1952"))


def test_marks_gln_and_bank_numbers_have_their_check_digit() -> None:
    scene = Scene(random.Random(1))
    sscc = KINDS["mark"](scene, {"88": "GM"})
    assert (len(sscc), sscc[-1]) == (20, check_digit(sscc[2:-1]))
    gln = KINDS["party"](scene, {"66": "UL"})
    assert (len(gln), gln[-1]) == (13, check_digit(gln[:-1]))
    digits = [int(digit) for digit in KINDS["bank"](scene, {})]
    assert sum(digit * weight for digit, weight in zip(digits, (3, 7, 1) * 3, strict=True)) % 10 == 0


@pytest.mark.parametrize("seed", range(5))
def test_each_level_hangs_below_one_that_came_before(seed: int) -> None:
    made = levels("856", Breadth.USUAL, random.Random(seed))
    assert [level.number for level in made] == [str(n) for n in range(1, len(made) + 1)]
    codes = {level.number: level.code for level in made}
    assert {codes[level.parent] + level.code for level in made if level.parent} <= {"SO", "OP", "OI", "PI"}
    assert [level.number for level in made if not level.parent] == ["1"]
    parents = {level.parent for level in made}
    assert all(level.has_children == (level.number in parents) for level in made)


def test_the_total_of_an_invoice_is_that_of_its_lines() -> None:
    (invoice,) = validate_bytes(sample_message("810", "004010", seed=1)).sets
    lines = [s for s in invoice.segments if s[0] == "IT1" and len(s) > 4 and s[2] and s[4]]
    total = sum((Decimal(line[2]) * Decimal(line[4]) for line in lines), Decimal(0))
    (tds,) = [s for s in invoice.segments if s[0] == "TDS"]
    assert total > 0
    assert Decimal(tds[1]) == total * 100


def test_bounded_loops_begin_and_end_with_one_name() -> None:
    (order,) = validate_bytes(sample_message("850", "005010", breadth=Breadth.FULL)).sets
    names = [segment[1] for segment in order.segments if segment[0] in ("LS", "LE")]
    assert names
    assert names[::2] == names[1::2] == ["LDT"] * (len(names) // 2)


def test_a_set_that_no_reader_could_take_apart_is_refused() -> None:
    """The mandatory REF behind the loop would be read as one of the loop's own."""
    st, n1, ref, se = (RELEASE.segments[tag] for tag in ("ST", "N1", "REF", "SE"))
    loop = Loop("N1", "M", 1, (Row("1", "020", n1, "M", 1), Row("1", "030", ref, "O", 5)))
    rows = (Row("1", "010", st, "M", 1), loop, Row("1", "040", ref, "M", 1), Row("1", "050", se, "M", 1))
    schema = SetSchema("004010", "850", "Order", "PO", Loop("", "M", 1, rows), "ambiguous")
    with pytest.raises(ConfigError, match="mandatory REF at 1/040"):
        body(schema, RELEASE, Scene(random.Random(0)), Breadth.MINIMAL)
