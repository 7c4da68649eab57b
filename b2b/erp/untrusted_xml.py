"""XML from outside, read without entities, DTDs or the network."""

from __future__ import annotations

from lxml import etree

from b2b.errors import Unreadable


def parse(data: bytes) -> etree._Element:
    """The root element of `data`; raises `Unreadable` where it is not well-formed XML, or carries a DOCTYPE.

    Comments and processing instructions are dropped. libxml2's own limits on depth (256), text size (10 MB) and
    amplification hold.
    """
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
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"not well-formed XML: {error.msg}") from error
    except ValueError as error:
        raise Unreadable(f"not XML: {error}") from error
    # A SOAP message must not hold a document type declaration (SOAP 1.1 section 3, SOAP 1.2 part 1 section 5).
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("a DOCTYPE is not allowed")
    return root
