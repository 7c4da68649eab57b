"""What is written is read back; what would be read differently is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.edifact.service_characters import ServiceCharacters
from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.edifact.writer import Group, Message, write_interchange
from b2b.edi.findings import Verdict
from b2b.errors import ConfigError, NotWritable
from tests.edi.edifact.messages import AT, ORDER, envelope, findings, only, orders, texts, written

_BODY = [segment.replace(":", "\x1f").split("+") for segment in ORDER]
_TEXTS = st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40).map(
    lambda text: text.strip("\xad ") or "A"
)
_OTHERS = ServiceCharacters("|", "*", ",", "\\", "^", "~", declared=True)


def test_the_bytes_of_an_interchange() -> None:
    assert written(_BODY, newline=False) == (orders(("ORDERS:D:96A:UN:EAN008", "ORDERS:D:96A:UN")).replace(b"\n", b""))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(_TEXTS, min_size=1, max_size=3),
    st.sampled_from(["3", "4"]),
    st.sampled_from([ServiceCharacters(declared=True), _OTHERS]),
    st.booleans(),
)
def test_every_text_is_read_back(data: list[str], syntax: str, characters: ServiceCharacters, newline: bool) -> None:
    sent = texts(*data, syntax=syntax, characters=characters, newline=newline)
    report = validate_bytes(sent)
    assert report.result.verdict is Verdict.ACCEPTED, findings(sent)
    assert [s.segments[2][4] for s in report.sets] == data


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from("?'+:*A "), min_size=1, max_size=12).map("".join).filter(lambda t: t == t.strip(" ")))
def test_release_characters_stand_where_they_have_to(text: str) -> None:
    for syntax in ("3", "4"):
        (found,) = validate_bytes(texts(text, syntax=syntax)).sets
        assert found.segments[2][4] == text


def test_numbers_get_the_decimal_mark_of_una_and_texts_keep_their_points() -> None:
    comma = ServiceCharacters(decimal=",", declared=True)
    body = [
        ["BGM", "220", "V1.5", "9"],
        ["QTY", ("21", "1.50", "KGM")],
        ["QTY", "12\x1f2.25"],
        ["PRI", ("AAA", "11", "", "", "0.5")],
        ["XYZ", "1.5"],
        ["QTY", ("21", "3", "", "1.5"), "1.5"],
    ]
    data = written(body, characters=comma)
    for said in (
        b"V1.5",
        b"QTY+21:1,50:KGM'",
        b"QTY+12:2,25'",
        b"PRI+AAA:11:::0,5'",
        b"XYZ+1.5'",
        b"QTY+21:3::1.5+1.5'",
    ):
        assert said in data
    assert b"1,5" not in written(body)
    valid = written(_BODY, characters=comma)
    assert b"PRI+AAA:11,80'" in valid
    assert findings(valid) == ()
    assert [finding.code for finding in findings(valid.replace(b"11,80", b"11.80"))] == ["decimal-mark-differs"]


def test_what_is_empty_at_an_end_is_left_out() -> None:
    data = written([["BGM", ("", "", ""), "1", "9", ""], *_BODY[1:3], ["NAD", "SU", ("4", "", ""), ""], *_BODY[4:]])
    assert b"BGM++1+9'" in data
    assert b"NAD+SU+4'" in data


def test_groups_and_control_references() -> None:
    message = Message("ORDERS", "D", "96A", "1", _BODY, association="EAN008")
    group = Group("ORDERS", "BUYER", "SELLER", "G1", AT, "D", "96A", [message])
    report = validate_bytes(write_interchange(envelope(acknowledgment_requested=True, test=True), [group]))
    assert report.result.verdict is Verdict.ACCEPTED
    header = only(report).result.header
    assert (header.test, header.ack_requested) == (True, True)
    assert only(report).groups[0].result.header.control_number == "G1"


def test_the_century_is_written_since_syntax_4() -> None:
    three, four = (validate_bytes(written(_BODY, syntax=syntax)) for syntax in ("3", "4"))
    assert (only(three).result.header.date, only(four).result.header.date) == ("260105", "20260105")


def test_without_una_the_usual_characters_hold() -> None:
    data = written(_BODY, una=False)
    assert data.startswith(b"UNB+")
    assert validate_bytes(data).result.verdict is Verdict.ACCEPTED
    with pytest.raises(ConfigError, match="only where UNA"):
        written(_BODY, una=False, characters=_OTHERS)


@pytest.mark.parametrize(
    ("text", "identifier"), [("€", "UNOC"), ("ä", "UNOA"), ("a", "UNOA"), ("\n", "UNOC"), ("\x1d", "UNOC"), ("\x07", "UNOY")]
)  # fmt: skip
def test_what_the_character_set_does_not_have_is_refused(text: str, identifier: str) -> None:
    with pytest.raises(NotWritable) as refused:
        texts("A" + text, identifier=identifier, syntax="4")
    assert "FTX04" in str(refused.value.where)


def test_utf_8_takes_every_script() -> None:
    (found,) = validate_bytes(texts("価格 Łódź 😀", identifier="UNOY", syntax="4")).sets
    assert found.segments[2][4] == "価格 Łódź 😀"


def test_without_a_release_character_nothing_can_be_released() -> None:
    bare = ServiceCharacters(release="", declared=True)
    (found,) = validate_bytes(texts("A?", characters=bare)).sets
    assert found.segments[2][4] == "A?"
    with pytest.raises(NotWritable):
        texts("A+B", characters=bare)


@pytest.mark.parametrize(
    "changed",
    [{"reference": "X" * 15}, {"reference": ""}, {"sender": ""}, {"sender": "X" * 36}, {"receiver_qualifier": "12345"}],
)
def test_an_envelope_that_no_receiver_could_read_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(NotWritable):
        written(_BODY, **changed)


@pytest.mark.parametrize(
    "characters",
    [ServiceCharacters(element=":"), ServiceCharacters(element="A"), ServiceCharacters(terminator="\x85")],
)
def test_service_characters_that_part_nothing_are_refused(characters: ServiceCharacters) -> None:
    with pytest.raises(ConfigError):
        written(_BODY, characters=characters)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert written(_BODY, made_at=dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)) == written(_BODY)
