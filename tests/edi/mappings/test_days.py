"""Dates of six digits, which releases before 004010 have, in what is read and written."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.engine.tree import build
from b2b.edi.load import load_release
from b2b.edi.x12.mappings import Context, days
from b2b.edi.x12.mappings.reading import SegmentCursor, opened
from b2b.edi.x12.mappings.writing import Body
from b2b.errors import NotWritable, Unreadable

OLD, NEW = (Context(load_release(name)) for name in ("003060", "004010"))


def written(context: Context, id: str, *items: object) -> str:
    body = Body(context)
    body.add(id, *items)  # type: ignore[arg-type]
    return "*".join(body.segments[0])


def cursor(context: Context, text: str) -> SegmentCursor:
    segment = text.split("*")
    tree = build([["ST", "850", "0001"], segment, ["SE", "3", "0001"]], context.release.sets["850"])
    found = opened(tree, context).first(segment[0])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (dt.date(2026, 1, 5), "DTM*002*260105"),
        (dt.date(1969, 12, 31), "DTM*002*691231"),
        (dt.date(2068, 12, 31), "DTM*002*681231"),
        (dt.date(2069, 1, 1), "DTM*002*690101***20"),
        (dt.date(1968, 2, 29), "DTM*002*680229***19"),
    ],
)
def test_the_century_is_written_where_two_digits_mean_another_one(day: dt.date, text: str) -> None:
    assert written(OLD, "DTM", "002", ("date", day)) == text
    found = cursor(OLD, text)
    assert found.day(2) == day
    assert [element for element, value in enumerate(found.left) if value] == [1]


def test_a_year_that_cannot_be_told_is_refused() -> None:
    with pytest.raises(NotWritable, match="two digits cannot tell") as caught:
        written(OLD, "BEG", "00", "SA", "4711", None, ("order_date", dt.date(2069, 1, 1)))
    assert "order_date" in caught.value.where


@pytest.mark.parametrize("text", ["DTM*002*260230", "DTM*002*2601", "DTM*002*260105***X", "DTM*002*260105***XX"])
def test_what_is_no_day_is_named(text: str) -> None:
    with pytest.raises(Unreadable, match="DTM02 is not a date"):
        cursor(OLD, text).day(2)


def test_six_digits_are_no_date_since_004010() -> None:
    assert written(NEW, "DTM", "002", ("date", dt.date(2026, 1, 5))) == "DTM*002*20260105"
    with pytest.raises(Unreadable, match="CCYYMMDD"):
        cursor(NEW, "DTM*002*260105").day(2)


@pytest.mark.parametrize(("context", "text"), [(OLD, "BEG*00*SA*1**260105"), (NEW, "BEG*00*SA*1**20260105")])
def test_a_day_that_says_what_is_known_already_is_taken(context: Context, text: str) -> None:
    assert cursor(context, text).accept_day(5, dt.date(2026, 1, 5))
    assert not cursor(context, text).accept_day(5, dt.date(2026, 1, 6))


@settings(max_examples=60, deadline=None)
@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_any_day_reads_back(day: dt.date) -> None:
    assert days.read(days.long(day)) == day
    century = "" if not days.needs_century(day) else f"{day.year // 100:02d}"
    assert days.read(days.short(day), century) == day
    assert cursor(OLD, written(OLD, "DTM", "002", ("date", day))).day(2) == day


def test_a_segment_that_a_release_lacks_is_refused_by_name() -> None:
    body = Body(OLD)
    with pytest.raises(NotWritable, match="003060 has no segment FA1"):
        body.add("FA1", "", "text")
    assert (body.room("FA1", 2), body.takes("FA1", 1, "20")) == (0, False)
    assert (body.room("QTY", 9), body.takes("QTY", 9, "EA")) == (0, False)


def test_empty_elements_at_the_end_need_no_place_in_the_release() -> None:
    assert written(OLD, "QTY", "01", "5", None, "", None) == "QTY*01*5"
