"""XML from outside: no document type, no entities, no network, bounded size and depth."""

from __future__ import annotations

from lxml import etree

from b2b.errors import Unreadable

_DECLARATIONS = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


def parse(data: bytes, *, largest: int, deepest: int) -> etree._Element:
    """The root element, without comments and processing instructions.

    `largest` is in bytes, `deepest` in levels of elements. Raises Unreadable for what is bigger or deeper, declares a
    document type (that is seen before a parser is), or is no well-formed XML.
    """
    if len(data) > largest:
        raise Unreadable(
            f"the file has {len(data):,} bytes, more than the {largest:,} that are read",
            next_step="ask the sender to split it",
        )
    if any(declaration in data for declaration in _DECLARATIONS):
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
    # An encoding that the search above cannot see through.
    if root.getroottree().docinfo.internalDTD is not None:
        raise _declared()
    if _too_deep(root, deepest):
        raise Unreadable(f"elements are nested more than {deepest} levels deep", next_step="refuse the file")
    return root


def _declared() -> Unreadable:
    return Unreadable(
        "the file has a document type declaration, which it never needs",
        next_step="refuse the file: it may be an attack",
    )


def _too_deep(root: etree._Element, deepest: int) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > deepest:
            return True
    return False
