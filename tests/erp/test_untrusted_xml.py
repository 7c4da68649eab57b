"""XML that is out to hurt: refused by name, within bounded time and memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from b2b.erp import untrusted_xml
from b2b.errors import Unreadable


def laughs(use: str) -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE a [<!ENTITY l0 "ha">{entities}]>{use}'.encode()


BOMBS = {
    "billion laughs in text": laughs("<a>&l11;</a>"),
    "billion laughs in an attribute": laughs("<a b='&l11;'/>"),
    "quadratic": b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 50_000 + b'">]><a>' + b"&b;" * 50_000 + b"</a>",
    "recursion": b'<!DOCTYPE a [<!ENTITY b "&c;"><!ENTITY c "&b;">]><a>&b;</a>',
    "empty doctype": b"<!DOCTYPE a><a/>",
    "remote dtd": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
    "parameter entity": b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]><a/>',
    "utf-16 doctype": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode(
        "utf-16"
    ),
    "depth": b"<a>" * 100_000,
    "huge text": b"<a>" + b"x" * 11_000_000 + b"</a>",
    "undeclared entity": b"<a>&b;</a>",
    "not well-formed": b"<a><b></a>",
    "two roots": b"<a/><b/>",
    "nothing": b"",
    "spaces": b"   ",
    "zero bytes": b"\0\0\0\0",
    "html": b"<html><br></html>",
    "unknown encoding": b'<?xml version="1.0" encoding="x-none"?><a/>',
    "half a character": b"<a>\xc3</a>",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_and_garbage_are_unreadable(bomb: bytes) -> None:
    with pytest.raises(Unreadable):
        untrusted_xml.parse(bomb)


def test_a_file_is_never_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("sesame")
    attack = f'<!DOCTYPE a [<!ENTITY b SYSTEM "{(tmp_path / "secret").as_uri()}">]><a>&b;</a>'
    with pytest.raises(Unreadable) as raised:
        untrusted_xml.parse(attack.encode())
    assert "sesame" not in str(raised.value)


def test_xinclude_and_instructions_stay_inert() -> None:
    root = untrusted_xml.parse(
        b'<a xmlns:x="http://www.w3.org/2001/XInclude"><!-- c --><?p i?><x:include href="/etc/passwd"/></a>'
    )
    assert [child.tag for child in root] == ["{http://www.w3.org/2001/XInclude}include"]
    assert len(root[0]) == 0
