"""Interchanges: exact bytes, counts and widths; and what would be read differently is not written."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.events import InterchangeStart, RawSet
from b2b.edi.x12 import reader
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.tokenizer import Tokenizer
from b2b.edi.x12.validate import validate_bytes
from b2b.edi.x12.writer import Envelope, Group, Repeated, Segment, TransactionSet, write_interchange
from b2b.errors import ConfigError, NotWritable

MADE = dt.datetime(2026, 1, 5, 8, 30, 15, tzinfo=dt.UTC)
ENVELOPE = Envelope("ZZ", "ACME", "01", "123456789", 42, MADE)
ORDER: list[Segment] = [["BEG", "00", "SA", "4711", "", "20260105", "", ""], ["PO1", "1", "5", "EA"], ["CTT", "1"]]


def group(*bodies: list[Segment], **changes: Any) -> Group:
    """A group of orders."""
    sets = [TransactionSet("850", f"{n:04d}", body) for n, body in enumerate(bodies, start=1)]
    return replace(Group("PO", "ACME", "NW", 7, MADE, "004010VICS", sets), **changes)


def test_every_byte() -> None:
    assert write_interchange(ENVELOPE, [group(ORDER, ORDER)]).decode("ascii") == (
        "ISA*00*          *00*          *ZZ*ACME           *01*123456789      *260105*0830*U*00401*000000042*0*P*>~\n"
        "GS*PO*ACME*NW*20260105*083015*7*X*004010VICS~\n"
        "ST*850*0001~\nBEG*00*SA*4711**20260105~\nPO1*1*5*EA~\nCTT*1~\nSE*5*0001~\n"
        "ST*850*0002~\nBEG*00*SA*4711**20260105~\nPO1*1*5*EA~\nCTT*1~\nSE*5*0002~\n"
        "GE*2*7~\n"
        "IEA*1*000000042~\n"
    )


def test_later_versions_have_a_repetition_separator_and_st03() -> None:
    envelope = replace(ENVELOPE, version="00501", test=True, acknowledgment_requested=True, newline=False)
    sets = [TransactionSet("850", "0001", ORDER, "005010X1")]
    written = write_interchange(envelope, [replace(group(), sets=sets, release="005010")])
    assert written[:106] == (
        b"ISA*00*          *00*          *ZZ*ACME           *01*123456789      *260105*0830*^*00501*000000042*1*T*>~"
    )
    assert b"~ST*850*0001*005010X1~BEG" in written
    assert b"\n" not in written


def test_delimiters_of_the_agreement() -> None:
    envelope = replace(ENVELOPE, delimiters=Delimiters("|", ":", "", "!"))
    written = write_interchange(envelope, [group([["REF", "ZZ", "A*B~C"]])])
    assert b"REF|ZZ|A*B~C!\n" in written
    assert written.startswith(b"ISA|00|")
    assert written[104:106] == b":!"


def test_composites_are_joined_and_trimmed() -> None:
    written = write_interchange(ENVELOPE, [group([["AK4", ("2", "1", ""), "", "7"], ["REF", ("", ""), ""]])])
    assert b"\nAK4*2>1**7~\nREF~\n" in written


def test_groups_of_none_and_segments_between() -> None:
    ta1 = ["TA1", "000000905", "260105", "0800", "A", "000"]
    assert write_interchange(ENVELOPE, [], [ta1]).split(b"~\n")[1:] == [
        b"TA1*000000905*260105*0800*A*000",
        b"IEA*0*000000042",
        b"",
    ]


@pytest.mark.parametrize(
    ("value", "character_set", "reason"),
    [
        ("A*B", CharacterSet.EXTENDED, "is a delimiter"),
        ("A~B", CharacterSet.EXTENDED, "is a delimiter"),
        ("A>B", CharacterSet.EXTENDED, "is a delimiter"),
        ("A*", CharacterSet.EXTENDED, "is a delimiter"),
        ("A\nB", CharacterSet.EXTENDED, "character set"),
        ("A\x7fB", CharacterSet.UTF8, "character set"),
        ("A\u200bB", CharacterSet.UTF8, "character set"),
        ("a", CharacterSet.BASIC, "character set"),
        ("Ł", CharacterSet.EXTENDED, "character set"),
        ("€", CharacterSet.EXTENDED, "character set"),
    ],
)
def test_what_would_be_read_differently_is_refused(value: str, character_set: CharacterSet, reason: str) -> None:
    body: list[Segment] = [["BEG", "00"], ["REF", "ZZ", value]]
    with pytest.raises(NotWritable, match=reason) as caught:
        write_interchange(replace(ENVELOPE, character_set=character_set), [group(body)])
    assert caught.value.where == "set 850 0001, REF02 at position 3"
    assert caught.value.next_step


def test_a_repeated_element_has_its_separators_and_no_other_delimiter() -> None:
    later = replace(ENVELOPE, version="00501")
    assert b"\nDMG*****R>1^U>2~\n" in write_interchange(later, [group([["DMG", "", "", "", "", Repeated("R>1^U>2")]])])
    with pytest.raises(NotWritable, match="'U~2' cannot be sent: '~' is a delimiter of this partner") as caught:
        write_interchange(later, [group([["DMG", "", "", "", "", Repeated("R>1^U~2")]])])
    assert caught.value.where == "set 850 0001, DMG05 at position 2"


def test_the_repetition_separator_is_data_before_there_are_repetitions() -> None:
    body: list[Segment] = [["REF", "ZZ", "A^B"]]
    assert b"REF*ZZ*A^B~" in write_interchange(ENVELOPE, [group(body)])
    with pytest.raises(NotWritable):
        write_interchange(replace(ENVELOPE, version="00501"), [group(body)])


def test_characters_of_the_agreement_become_bytes() -> None:
    body: list[Segment] = [["N1", "ST", "Größe"]]
    assert "Größe".encode("latin-1") in write_interchange(ENVELOPE, [group(body)])
    utf8 = replace(ENVELOPE, character_set=CharacterSet.UTF8)
    assert "Größe".encode() in write_interchange(utf8, [group(body)])
    assert "日本".encode() in write_interchange(utf8, [group([["N1", "ST", "日本"]])])


@pytest.mark.parametrize(
    ("envelope", "changes", "where"),
    [
        ({"sender_id": "X" * 16}, {}, "ISA06"),
        ({"sender_qualifier": "Z"}, {}, "ISA05"),
        ({"version": "401"}, {}, "ISA12"),
        ({"control_number": 10**9}, {}, "ISA13"),
        ({"control_number": -1}, {}, "ISA13"),
        ({"receiver_id": "A*B"}, {}, "interchange, ISA08 at position 0"),
        ({}, {"sender": ""}, "GS02"),
        ({}, {"receiver": "X" * 16}, "GS03"),
        ({}, {"control_number": 10**9}, "GS06"),
        ({}, {"sets": [TransactionSet("850", "1", ORDER)]}, "set 850"),
    ],
)
def test_what_does_not_fit_the_envelope(envelope: dict[str, Any], changes: dict[str, Any], where: str) -> None:
    with pytest.raises(NotWritable) as caught:
        write_interchange(replace(ENVELOPE, **envelope), [group(ORDER, **changes)])
    assert caught.value.where == where


def test_an_id_of_one_character_is_filled_up_to_two() -> None:
    written = write_interchange(ENVELOPE, [group(ORDER, sender="A", receiver="B")])
    assert b"~GS*PO*A *B *" in b"".join(written.splitlines())
    (one,) = validate_bytes(written).interchanges[0].groups
    assert (one.result.header.sender, one.result.header.receiver) == ("A", "B")
    assert {finding.code for finding in one.result.findings} == {"release-by-base"}


@pytest.mark.parametrize("delimiters", ["**^~", "A>^~", "* ^~", "*>>~", "*>^1"])
def test_delimiters_that_cannot_part_data(delimiters: str) -> None:
    with pytest.raises(ConfigError):
        write_interchange(replace(ENVELOPE, delimiters=Delimiters(*delimiters)), [group(ORDER)])


VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters="*>~"), max_size=8)
BODIES = st.lists(st.tuples(st.sampled_from(["REF", "N1", "MSG"]), st.lists(VALUES, max_size=4)), max_size=6)


@settings(max_examples=50)
@given(st.lists(BODIES, max_size=3), st.booleans())
def test_what_is_written_is_read_again(bodies: list[list[tuple[str, list[str]]]], newline: bool) -> None:
    segments = [[[id, *values] for id, values in body] for body in bodies]
    written = write_interchange(replace(ENVELOPE, newline=newline), [group(*segments)])  # type: ignore[arg-type]
    events = list(reader.read(written))
    start = events[0]
    assert isinstance(start, InterchangeStart)
    tokenizer = Tokenizer(start.header.delimiters, start.raw, start.tail)
    found = [tokenizer.tokenize(event.raw).segments[1:-1] for event in events if isinstance(event, RawSet)]
    assert found == [[trimmed(segment) for segment in body] for body in segments]
    assert b"".join(getattr(e, "raw", b"") + getattr(e, "tail", b"") for e in events) == written


def trimmed(segment: list[str]) -> list[str]:
    """A segment without its empty elements at the end."""
    while segment and segment[-1] == "":
        segment = segment[:-1]
    return segment


def test_a_line_feed_that_ends_segments_is_not_followed_by_another() -> None:
    delimiters = replace(ENVELOPE.delimiters, terminator="\n")
    written = write_interchange(replace(ENVELOPE, delimiters=delimiters, newline=True), [])
    assert b"\n\n" not in written
    assert written.count(b"\n") == 2
