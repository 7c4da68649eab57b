"""What was proved for one agreement holds for no other, and what was refused is refused again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.edi.load import load_release
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.mappings import for_set
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.proved import proved_under
from b2b.edi.x12.mappings.writing import Body
from b2b.edi.x12.writer import STANDARD
from b2b.errors import NotWritable
from tests.edi.mappings.examples import ORDER, SHIP_NOTICE

RELEASE = load_release("004010")
WIDE = Context(RELEASE, character_set=CharacterSet.EXTENDED)


def test_a_text_that_one_agreement_allows_is_still_refused_by_another() -> None:
    for context in (
        replace(WIDE, character_set=CharacterSet.BASIC),
        replace(WIDE, delimiters=replace(STANDARD, element="ü")),
    ):
        for _ in range(2):
            Body(WIDE).add("N1", "ST", ("name", "Lager Süd"))
            with pytest.raises(NotWritable):
                Body(context).add("N1", "ST", ("name", "Lager Süd"))


def test_a_text_that_one_element_allows_is_still_refused_by_another() -> None:
    for _ in range(2):
        Body(WIDE).add("N1", "ST", ("name", "HAM"))
        with pytest.raises(NotWritable, match="not among the codes of N101"):
            Body(WIDE).add("N1", ("role", "HAM"), ("name", "Hamburg"))


def test_a_shape_that_was_refused_is_refused_again_also_after_others() -> None:
    for _ in range(2):
        Body(WIDE).add("N1", "ST", ("name", "Hamburg"))
        with pytest.raises(NotWritable, match="syntax note"):
            Body(WIDE).add("N1", "ST")
        with pytest.raises(NotWritable, match="needs its element 01"):
            Body(WIDE).add("REF", None, ("value", "1"))


def test_a_set_that_has_no_room_has_none_the_second_time() -> None:
    many = replace(ORDER, lines=())
    for _ in range(2):
        with pytest.raises(NotWritable, match="at least one PO1"):
            for_set("850").write(many, WIDE)
        assert for_set("850").write(ORDER, WIDE)
        assert for_set("856").write(SHIP_NOTICE, WIDE)


def test_what_is_remembered_belongs_to_the_release_at_hand() -> None:
    proved = proved_under(RELEASE, ("*",), CharacterSet.BASIC)
    assert proved_under(RELEASE, ("*",), CharacterSet.BASIC) is proved
    assert proved_under(load_release("005010"), ("*",), CharacterSet.BASIC) is not proved
    assert proved_under(RELEASE, ("|",), CharacterSet.BASIC) is not proved


def test_a_number_has_the_text_of_the_element_it_stands_in() -> None:
    for _ in range(2):
        body = Body(WIDE)
        for value in (Decimal("12.50"), Decimal("12.5"), Decimal("1E+2"), 100):
            body.add("TDS", ("total", value))
            body.add("PO1", "1", ("quantity", value), "EA")
        assert [segment[1:3][-1] for segment in body.segments] == [
            *("1250", "12.5", "1250", "12.5"),
            *("10000", "100", "10000", "100"),
        ]


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity")])
def test_what_is_no_number_is_refused(value: Decimal) -> None:
    for _ in range(2):
        with pytest.raises(NotWritable, match="not a number that can be sent"):
            Body(WIDE).add("PO1", "1", ("quantity", value), "EA")


def test_a_time_of_day_is_told_as_its_own_zone_has_it() -> None:
    east = dt.timezone(dt.timedelta(hours=1))
    body = Body(WIDE)
    for time in (dt.time(12, tzinfo=dt.UTC), dt.time(13, tzinfo=east)):
        body.add("DTM", "002", None, ("time", time))
    assert [segment[3] for segment in body.segments] == ["1200", "1300"]


def test_memory_is_bounded() -> None:
    beginning = proved_under(RELEASE, ("bounded",), CharacterSet.BASIC).segment("BEG")
    assert beginning is not None
    for number in range(5_000):
        beginning.remember(2, str(number), str(number))
    assert 0 < len(beginning.texts[2]) <= 1_000
