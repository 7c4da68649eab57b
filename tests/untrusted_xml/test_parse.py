"""XML that is out to hurt: refused by name, within bounded time and memory."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b import untrusted_xml
from b2b.errors import Unreadable
from tests.untrusted_xml.hostile import BOMBS, recoded

parse = partial(untrusted_xml.parse, largest=20_000_000, deepest=40)
SPACE = st.text("\n \t", max_size=3)
COMMENT = st.text("<!DOCTYPE [>&?x", max_size=20).map(lambda text: f"<!--{text}-->")
INSTRUCTION = st.text("<!DOCTYPE [>&-x", max_size=20).map(lambda text: f"<?p {text}?>")
PROLOG = st.lists(SPACE | COMMENT | INSTRUCTION, max_size=5).map("".join)


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_and_garbage_are_unreadable(bomb: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(bomb)
    assert refused.value.next_step


def test_a_file_is_never_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("sesame")
    attack = f'<!DOCTYPE a [<!ENTITY b SYSTEM "{(tmp_path / "secret").as_uri()}">]><a>&b;</a>'
    with pytest.raises(Unreadable) as raised:
        parse(attack.encode())
    assert "sesame" not in str(raised.value)


def test_xinclude_and_instructions_stay_inert() -> None:
    root = parse(b'<a xmlns:x="http://www.w3.org/2001/XInclude"><!-- c --><?p i?><x:include href="/etc/passwd"/></a>')
    assert [child.tag for child in root] == ["{http://www.w3.org/2001/XInclude}include"]
    assert len(root[0]) == 0


def test_the_limits_are_the_callers() -> None:
    data = b"<a>" * 5 + b"</a>" * 5
    assert untrusted_xml.parse(data, largest=35, deepest=5).tag == "a"
    with pytest.raises(Unreadable, match="35 bytes, more than the 34") as refused:
        untrusted_xml.parse(data, largest=34, deepest=5, when_larger="send less")
    assert refused.value.next_step == "send less"
    with pytest.raises(Unreadable, match="more than 4 levels"):
        untrusted_xml.parse(data, largest=35, deepest=4)


def test_characters_of_a_cdata_section_declare_nothing() -> None:
    page = "<!DOCTYPE html><html>gone</html>"
    assert parse(f"<fault><![CDATA[{page}]]></fault>".encode()).text == page


@settings(max_examples=150, deadline=None)
@given(PROLOG, st.booleans(), st.sampled_from(["UTF-8", "ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"]))
def test_a_declaration_is_seen_before_the_parser_is_asked(prolog: str, declared: bool, encoding: str) -> None:
    data = recoded(f"{prolog}{'<!DOCTYPE a>' if declared else ''}<a>é</a>".encode(), encoding)
    assert untrusted_xml._declares_document_type(data) is declared


@settings(max_examples=150, deadline=None)
@given(st.text("<!DOCTYPE a[]>-?/&;'\"é", max_size=40), st.sampled_from(["UTF-8", "UTF-16"]))
def test_no_prolog_smuggles_a_declaration_past(prolog: str, encoding: str) -> None:
    try:
        root = parse(recoded(f"{prolog}<a/>".encode(), encoding))
    except Unreadable:
        return
    assert root.getroottree().docinfo.internalDTD is None


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<a/>", "a"),
        (b'<?xml version="1.0"?><!-- c --><b:a xmlns:b="urn:b"><', "{urn:b}a"),
        ("<a/>".encode("utf-16"), "a"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "a"),
        (b"<!--" + b" " * 70_000 + b"--><a/>", ""),
        (b"", ""),
        (b"a", ""),
        (b"\0" * 100, ""),
    ],
)
def test_the_root_is_named_before_anything_is_read(data: bytes, name: str) -> None:
    assert untrusted_xml.root_name(data) == name
