"""The reader passes on every byte, whatever they are, and reads a stream as it reads bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.engine.events import EnvelopeSegment, InterchangeStart, RawSet, Stray
from b2b.edi.engine.limits import Limits
from b2b.edi.x12.reader import read
from tests.edi.drip import Drip
from tests.edi.x12.messages import ORDER, isa, joined, segments, set_of

WHOLE = joined(segments(), eol="\r\n")


def test_the_events_of_a_file() -> None:
    events = list(read(WHOLE))
    assert [type(e).__name__ for e in events] == [
        "InterchangeStart", "EnvelopeSegment", "RawSet", "EnvelopeSegment", "EnvelopeSegment",
    ]  # fmt: skip
    assert [e.elements[0] for e in events if isinstance(e, EnvelopeSegment)] == ["GS", "GE", "IEA"]
    raw = next(e for e in events if isinstance(e, RawSet))
    assert (raw.complete, WHOLE[raw.offset : raw.offset + len(raw.raw)]) == (True, raw.raw)


def test_delimiters_are_taken_from_the_isa() -> None:
    for element, component, repetition, terminator in ("*>^~", "|:!\n", "\x1d\x1f\x1e\x1c", "§¤¦¬"):
        head = isa("00501", e11=repetition, e16=component).replace("*", element) + terminator
        (start,) = (e for e in read(head.encode("latin-1")) if isinstance(e, InterchangeStart))
        found = start.header.delimiters
        assert (found.element, found.component, found.repetition, found.terminator) == (
            element, component, repetition, terminator,
        )  # fmt: skip


def test_a_terminator_may_be_one_character_of_several_bytes() -> None:
    (start, *_, last) = read(joined(segments(), "…", codec="utf-8"))
    assert isinstance(start, InterchangeStart)
    assert (start.header.delimiters.terminator, start.header.delimiters.codec) == ("…", "utf-8")
    assert isinstance(last, EnvelopeSegment)
    assert last.elements == ("IEA", "1", "000000001")


FRAGMENTS = st.sampled_from(
    [
        WHOLE,
        b"ISA",
        b"ISA*",
        b"GS*",
        b"ST*850*1~",
        b"SE*1*1~",
        b"~",
        b"\n",
        b" ",
        b"IEA*1*1~",
        b"BIN*5*",
        b"\xff",
        b"*" * 20,
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(FRAGMENTS, st.binary(max_size=30)), max_size=8), st.integers(1, 40))
def test_all_events_together_are_the_file(parts: list[bytes], step: int) -> None:
    data = b"".join(parts)
    limits = Limits(segment_bytes=300, set_bytes=700, binary_bytes=100)
    for source in (data, Drip(data, step)):
        events = list(read(source, limits))
        assert b"".join(e.raw + e.tail for e in events) == data
        offset = 0
        for event in events:
            assert event.offset == offset
            offset += len(event.raw) + len(event.tail)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255), st.integers(1, 60))
def test_a_stream_is_cut_where_the_bytes_are(at: int, byte: int, step: int) -> None:
    data = WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :] + WHOLE
    seen = [[(type(e), e.offset, e.raw) for e in read(s) if not isinstance(e, Stray)] for s in (data, Drip(data, step))]
    assert seen[0] == seen[1]


def test_a_binary_segment_is_stepped_over_by_its_length() -> None:
    inside = b"~\r\nSE*3*0001~\r\n"
    data = joined(segments()[:2]) + b"ST*275*0001~\nBIN*%d*%s~\nSE*3*0001~\n" % (len(inside), inside)
    for source in (data, Drip(data, 7)):
        (raw,) = (e for e in read(source) if isinstance(e, RawSet))
        assert inside in raw.raw
        assert raw.raw.endswith(b"SE*3*0001~")


@pytest.mark.parametrize("claim", [b"x", b"", b"99999999999", b"3", b"9" * 30])
def test_a_binary_segment_with_a_wrong_length_ends_at_the_next_terminator(claim: bytes) -> None:
    data = joined(segments()[:2]) + b"ST*275*0001~\nBIN*" + claim + b"*abcdef~\nSE*3*0001~\n" + joined(["GE*1*1"])
    (raw,) = (e for e in read(data) if isinstance(e, RawSet))
    assert raw.raw.endswith(b"SE*3*0001~")


def test_after_a_set_that_is_too_large_reading_goes_on() -> None:
    whole = segments()
    data = joined([*whole[:2], *set_of([*ORDER, *["REF*DP*1"] * 500]), *set_of(ORDER, number="0002"), *whole[-2:]])
    events = list(read(data, Limits(set_bytes=1000)))
    sets = [e for e in events if isinstance(e, RawSet)]
    assert [s.complete for s in sets] == [False, True]
    assert b"".join(e.raw + e.tail for e in events) == data


@pytest.mark.parametrize(
    ("isa11", "codec", "expected"),
    [
        ("^", "ascii", "^"),
        ("^^", "ascii", ""),
        ("U", "ascii", ""),
        ("§", "latin-1", "§"),
        ("§", "utf-8", "§"),
        ("§X", "utf-8", ""),
    ],
)
def test_the_repetition_separator_is_one_character_of_any_codec(isa11: str, codec: str, expected: str) -> None:
    (start, *_) = read((isa("00501", e11=isa11) + "~").encode(codec))
    assert isinstance(start, InterchangeStart)
    found = start.header.delimiters
    assert found.repetition == expected
    assert ("repetition-separator-invalid" in start.header.oddities) is (not expected)
    assert found.encoded(found.repetition) == expected.encode(codec)


def test_the_repetition_separator_depends_on_the_version() -> None:
    found = [
        start.header.delimiters.repetition
        for version in ("00401", "00402", "00403", "00602")
        for start in read((isa(version, e11="^") + "~").encode())
        if isinstance(start, InterchangeStart)
    ]
    assert found == ["", "^", "^", "^"]


def test_an_iea_with_a_line_break_inside_ends_its_interchange_too() -> None:
    data = joined(segments()).replace(b"IEA*", b"IE\nA*") + b"~GS*PO~"
    kinds = [type(e).__name__ for e in read(data)]
    assert kinds == ["InterchangeStart", "EnvelopeSegment", "RawSet", "EnvelopeSegment", "EnvelopeSegment", "Stray"]
