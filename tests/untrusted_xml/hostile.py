"""XML that is out to hurt: `BOMBS` by themselves, and `ATTACKS` hidden in a document that a reader would take."""

from __future__ import annotations

from collections.abc import Callable

# More than any reader takes, in bytes and in levels.
TOO_LARGE = 64 * 1024 * 1024 + 1
TOO_DEEP = 101
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
LAUGHS = f'<!DOCTYPE a [<!ENTITY l0 "ha">{ENTITIES}]>'

BOMBS = {
    "billion laughs in text": f"{LAUGHS}<a>&l11;</a>".encode(),
    "billion laughs in an attribute": f"{LAUGHS}<a b='&l11;'/>".encode(),
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


def before_the_root(document: bytes, what: str) -> bytes:
    """The document with something before its root element."""
    body = document.partition(b"?>\n")[2] if document.startswith(b"<?xml") else document
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + what.encode() + body


def inside(document: bytes, what: str) -> bytes:
    """The document with something at the end of its root element."""
    at = document.rindex(b"</")
    return document[:at] + what.encode() + document[at:]


def recoded(document: bytes, encoding: str) -> bytes:
    """The document, declaring that it is in `encoding`, which it is."""
    return before_the_root(document, "").decode().replace("UTF-8", encoding, 1).encode(encoding)


def _doctype(text: str, use: str = "") -> Callable[[bytes], bytes]:
    return lambda document: before_the_root(inside(document, use) if use else document, text)


_NAMED = '<!DOCTYPE a [<!ENTITY b "c">]>'


def _in_utf_7(document: bytes) -> bytes:
    """No byte of the declaration is what it is in other encodings."""
    body = before_the_root(document, _NAMED).decode().partition("?>\n")[2]
    return b'<?xml version="1.0" encoding="UTF-7"?>\n' + body.encode("utf-7").replace(b"<", b"+ADw-")


# What is done to a good document, and what its reader then says.
ATTACKS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty doctype": (_doctype("<!DOCTYPE a>"), "document type"),
    "doctype behind a comment": (_doctype("<!-- ?> -->\n<?p <!-- ?><!DOCTYPE a>"), "document type"),
    "entity": (_doctype(_NAMED, "<x>&b;</x>"), "document type"),
    "file": (_doctype('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', "<x>&b;</x>"), "document type"),
    "remote dtd": (_doctype('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'), "document type"),
    "parameter entity": (_doctype('<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>'), "document type"),
    "billion laughs in text": (_doctype(LAUGHS, "<x>&l11;</x>"), "document type"),
    "billion laughs in an attribute": (_doctype(LAUGHS, "<x y='&l11;'/>"), "document type"),
    "utf-16": (lambda document: recoded(before_the_root(document, _NAMED), "UTF-16"), "document type"),
    "utf-16 without a mark": (
        lambda document: recoded(before_the_root(document, _NAMED), "UTF-16LE"),
        "document type",
    ),
    "utf-32": (lambda document: recoded(before_the_root(document, _NAMED), "UTF-32"), "document type"),
    "utf-7": (_in_utf_7, "document type|no well-formed XML"),
    "ebcdic": (
        lambda document: recoded(before_the_root(document, _NAMED), "IBM037"),
        "document type|no well-formed XML",
    ),
    "doctype in the root element": (lambda document: inside(document, "<!DOCTYPE a>"), "no well-formed XML"),
    "undeclared entity": (lambda document: inside(document, "<x>&b;</x>"), "no well-formed XML"),
    "too deep": (
        lambda document: inside(document, "<x>" * TOO_DEEP + "</x>" * TOO_DEEP),
        r"nested more than \d+ levels",
    ),
    "depth without end": (lambda document: inside(document, "<x>" * 100_000), "no well-formed XML"),
    "too large": (lambda document: document + b" " * TOO_LARGE, "more than the [0-9,]+ that are read"),
    "huge text": (
        lambda document: inside(document, "<x>" + "x" * 11_000_000 + "</x>"),
        "no well-formed XML|more than the [0-9,]+ that are read",
    ),
    "cut": (lambda document: document.rstrip()[:-3], "no well-formed XML"),
    "two roots": (lambda document: document + b"<a/>", "no well-formed XML"),
    "a zero byte": (lambda document: inside(document, "\0"), "no well-formed XML"),
    "half a character": (lambda document: document.replace(b"</", b"\xc3</", 1), "no well-formed XML"),
    "unknown encoding": (
        lambda document: before_the_root(document, "").replace(b"UTF-8", b"x-none", 1),
        "no well-formed XML",
    ),
}
# What only looks like one: no parser sees a declaration here.
HARMLESS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda document: document,
    "a comment": lambda document: before_the_root(document, "<!-- <!DOCTYPE a> -->"),
    "an instruction": lambda document: before_the_root(document, "<?p <!DOCTYPE a> ?>"),
    "utf-16": lambda document: recoded(document, "UTF-16"),
    "a comment in utf-16": lambda document: recoded(before_the_root(document, "<!--<!DOCTYPE a>-->"), "UTF-16"),
}
