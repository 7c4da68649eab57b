"""write(tree(read(file))) is the file, byte for byte, and one change changes one segment."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.x12.source_tree import GroupTree, InterchangeTree, SetTree, in_order, read_tree, write_tree
from tests.edi.x12.messages import INVOICE, ORDER, SHIP_NOTICE, joined, message, segments, set_of
from tests.shared_data import shared_data

MESSAGES = (message(), message(SHIP_NOTICE, "856", "SH", "005010"), message(INVOICE, "810", "IN"))


def sets_of(data: bytes) -> list[SetTree]:
    return [
        part
        for interchange in read_tree(data).parts
        if isinstance(interchange, InterchangeTree)
        for group in interchange.parts
        if isinstance(group, GroupTree)
        for part in group.parts
        if isinstance(part, SetTree)
    ]


def test_every_sample_comes_back_byte_for_byte() -> None:
    files = [path for path in sorted(shared_data("x12-samples").rglob("*")) if path.is_file()]
    assert files
    for path in files:
        data = path.read_bytes()
        assert write_tree(read_tree(data)) == data, path


@pytest.mark.parametrize("eol", ["", "\n", "\r\n", " \r\n"])
@pytest.mark.parametrize("codec", ["latin-1", "utf-8"])
def test_layouts_come_back(eol: str, codec: str) -> None:
    body = [*ORDER[:4], "N1*BY*MÜLLER & SÖHNE", *ORDER[5:]]
    data = joined(segments(body), eol=eol, codec=codec)
    assert write_tree(read_tree(data)) == data
    (one,) = sets_of(data)
    assert [s.kept for s in one.segments] == [None] * len(one.segments)
    assert one.segments[5].elements[2] == "MÜLLER & SÖHNE"


def test_what_elements_cannot_say_is_kept() -> None:
    binary = b"BIN*9*~*\r\nSE*1~"
    whole = joined(segments()[:2]) + b"ST*850*0001~\n  N3*HAFEN\r\nSTRASSE~~\n" + binary + b"~SE*4*0001~\n"
    assert write_tree(read_tree(whole)) == whole
    (one,) = sets_of(whole)
    assert [(s.elements, s.kept is None) for s in one.segments] == [
        (["ST", "850", "0001"], True),
        (["N3", "HAFENSTRASSE"], False),
        (["BIN", "9", "~*\r\nSE*1~"], True),
        (["SE", "4", "0001"], True),
    ]


def test_the_loop_tree_has_every_segment_once() -> None:
    body = [*ORDER[:3], "ZZZ*NO SEGMENT", *ORDER[3:]]
    for one in sets_of(joined([*segments()[:2], *set_of(body), *segments()[-2:]])):
        assert one.root is not None
        assert in_order(one.root) == list(range(len(one.segments)))


def test_a_changed_element_changes_its_segment_only() -> None:
    data = joined(segments(), eol="\r\n")
    tree = read_tree(data)
    interchange = tree.parts[0]
    assert isinstance(interchange, InterchangeTree)
    group = interchange.parts[0]
    assert isinstance(group, GroupTree)
    one = group.parts[1]
    assert isinstance(one, SetTree)
    one.segments[4] = replace(one.segments[4], elements=["DTM", "002", "20260120"], kept=None)
    assert write_tree(tree) == data.replace(b"DTM*002*20260119", b"DTM*002*20260120")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(MESSAGES), st.data())
def test_damaged_messages_come_back(whole: bytes, data: st.DataObject) -> None:
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 3))):
        damaged[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    for file in (bytes(damaged), bytes(damaged[:start] + damaged[end:]), bytes(damaged[end:] + damaged[start:])):
        assert write_tree(read_tree(file)) == file


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_come_back(data: bytes) -> None:
    for file in (data, MESSAGES[0][:150] + data, MESSAGES[0] + data):
        assert write_tree(read_tree(file)) == file
