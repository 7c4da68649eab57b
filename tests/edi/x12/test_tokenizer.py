"""From the bytes of a set to its segments, and what is told about their layout."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.x12.tokenizer import Tokenizer

X12 = Delimiters("*", ">", "^", "~")
PLAIN = b"ST*850*0001~\nN3*A*B~\nSE*3*0001~"
SEGMENTS = [["ST", "850", "0001"], ["N3", "A", "B"], ["SE", "3", "0001"]]


def tokenizer(delimiters: Delimiters = X12, tail: bytes = b"\n") -> Tokenizer:
    return Tokenizer(delimiters, b"", tail)


def test_a_plain_set() -> None:
    tokens = tokenizer().tokenize(PLAIN)
    assert (tokens.segments, tokens.plain, tokens.tidy, tokens.ascii, tokens.oddities) == (
        SEGMENTS,
        True,
        True,
        True,
        (),
    )


@pytest.mark.parametrize(
    ("raw", "plain", "tidy", "oddities"),
    [
        (PLAIN.replace(b"A", b"A>1"), False, True, []),
        (PLAIN.replace(b"A", b"A^1"), False, True, []),
        (PLAIN.replace(b"A", b"A "), False, False, []),
        (PLAIN.replace(b"A", "Ä".encode()), False, True, []),
        (PLAIN.replace(b"A", b"\xc4"), False, True, []),
        (PLAIN.replace(b"A", b"A\x07"), False, False, []),
        (PLAIN.replace(b"A", b"A\x7f"), False, False, []),
        (PLAIN.replace(b"A", "\x85".encode()), False, False, []),
        (PLAIN.replace(b"~\n", b"~"), False, True, []),
        (PLAIN.replace(b"~\n", b"~\r\n", 1), False, True, []),
        (PLAIN.replace(b"N3", b"  N3"), False, False, [("segment-indented", 1)]),
        (PLAIN.replace(b"N3*A", b"N3*\r\nA"), False, False, [("line-break-in-segment", 1)]),
        (PLAIN.replace(b"~\nN3", b"~\n~~\nN3"), False, False, [("empty-segment", 2)]),
        (PLAIN[:-1] + b"\r\n", False, False, [("terminator-missing", 1)]),
    ],
)
def test_layout(raw: bytes, plain: bool, tidy: bool, oddities: list[tuple[str, int]]) -> None:
    tokens = tokenizer().tokenize(raw)
    assert (tokens.plain, tokens.tidy) == (plain, tidy)
    assert [(o.code, o.times) for o in tokens.oddities] == oddities
    assert [s[0] for s in tokens.segments] == ["ST", "N3", "SE"]
    assert tokens.segments[2] == SEGMENTS[2]


def spans_of(raw: bytes) -> Iterator[bytes]:
    return (raw[start:end] for start, end in tokenizer().spans(raw))


def test_spans_leave_out_blanks_and_terminators() -> None:
    for raw in (PLAIN, PLAIN.replace(b"~\n", b"~ \r\n\t"), PLAIN.replace(b"~\n", b"~"), PLAIN[:-1] + b"\n"):
        assert list(spans_of(raw)) == [b"ST*850*0001", b"N3*A*B", b"SE*3*0001"]


def test_bytes_that_are_no_utf8_are_latin_1() -> None:
    assert tokenizer().tokenize(PLAIN.replace(b"A", b"\xdc\xff")).segments[1][1] == "Üÿ"
    assert tokenizer().tokenize(PLAIN.replace(b"A", "Ü€".encode())).segments[1][1] == "Ü€"


def test_binary_data_stays_in_one_element() -> None:
    raw = PLAIN.replace(b"N3*A*B", b"BIN*5*a*~\n\xff")
    tokens = tokenizer().tokenize(raw)
    assert tokens.segments[1] == ["BIN", "5", "a*~\n\xff"]
    assert tokens.oddities == ()
    wrong = tokenizer().tokenize(PLAIN.replace(b"N3*A*B", b"BIN*4*abc"))
    assert [o.code for o in wrong.oddities] == ["binary-length-wrong"]
    bds = tokenizer().tokenize(PLAIN.replace(b"N3*A*B", b"BDS*ASC*3*a*b"))
    assert bds.segments[1] == ["BDS", "ASC", "3", "a*b"]
