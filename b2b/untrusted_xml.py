"""XML from outside, read in this one way: no document type, no entities, no network, bounded size and depth."""

from __future__ import annotations

from typing import cast

from lxml import etree

from b2b.errors import Unreadable

# The root element comes after a declaration, comments and stylesheets: further down nobody writes it.
_HEAD = 64 * 1024
_STEP = 4 * 1024
# How the encodings begin that a declaration can be read in (XML 1.0, appendix F).
_BEGINNINGS = {
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"<\0\0\0": "utf-32-le",
    b"\0\0\0<": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}


def parse(
    data: bytes, *, largest: int, deepest: int, when_larger: str = "ask the sender to split it"
) -> etree._Element:
    """The root element, without comments and processing instructions.

    `largest` is in bytes, `deepest` in levels of elements, `when_larger` the next step for what has more bytes. Raises
    Unreadable for what is bigger or deeper, declares a document type (XML 1.0 section 2.8; that is seen before a parser
    is), or is no well-formed XML. No text has more than 10 MB, libxml2's own limit.
    """
    if len(data) > largest:
        raise Unreadable(
            f"this XML has {len(data):,} bytes, more than the {largest:,} that are read", next_step=when_larger
        )
    if _declares_document_type(data):
        raise _declared()
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise Unreadable(
            f"this is no well-formed XML: {error}", next_step="ask the sender for the file again"
        ) from error
    # An encoding that the look ahead cannot see through, such as EBCDIC.
    if root.getroottree().docinfo.internalDTD is not None:
        raise _declared()
    if _too_deep(root, deepest):
        raise Unreadable(f"elements are nested more than {deepest} levels deep", next_step="refuse the file")
    return root


def root_name(data: bytes) -> str:
    """The name of the root element as `{namespace}name`, from the first 64 KiB; empty where there is none.

    Says what a file means to be before it is read; never raises.
    """
    parser = etree.XMLPullParser(("start",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        for at in range(0, min(len(data), _HEAD), _STEP):
            parser.feed(data[at : at + _STEP])
            if name := _started(parser):
                return name
        # A very short file is only looked at when it is said to be at its end.
        parser.close()
    except (etree.XMLSyntaxError, ValueError):
        # What is broken behind the root element does not hide what the file was meant to be.
        pass
    return _started(parser)


def _declares_document_type(data: bytes) -> bool:
    """Whether a declaration stands before the root element; elsewhere the same characters are text of a CDATA section,
    or a comment's.
    """
    encoding = next((name for beginning, name in _BEGINNINGS.items() if data.startswith(beginning)), "latin-1")
    if "<!DOCTYPE".encode(encoding) not in data:
        return False
    text = data.decode(encoding, errors="replace")
    at = text.find("<")
    while at >= 0:
        if text.startswith("<!--", at):
            at = text.find("-->", at + 4)
        elif text.startswith("<?", at):
            at = text.find("?>", at + 2)
        else:
            return text.startswith("<!", at)
        at = text.find("<", at) if at >= 0 else at
    return False


def _declared() -> Unreadable:
    return Unreadable(
        "this XML has a document type declaration, which it never needs",
        next_step="refuse the file: it may be an attack",
    )


def _started(parser: etree.XMLPullParser) -> str:
    for _, element in parser.read_events():
        return str(cast(etree._Element, element).tag)
    return ""


def _too_deep(root: etree._Element, deepest: int) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > deepest:
            return True
    return False
