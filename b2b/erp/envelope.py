"""The SOAP envelope, 1.1 and 1.2: taking it apart and writing faults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from b2b.errors import Unreadable
from b2b.untrusted_xml import parse

SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
_XML = "http://www.w3.org/XML/1998/namespace"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# What a whole stock or catalog may take in one answer; an ERP may wrap its records deeper than other messages are.
MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 100

CONTENT_TYPES = {SOAP11: "text/xml; charset=utf-8", SOAP12: "application/soap+xml; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope taken apart; `version` is its namespace (`SOAP11` or `SOAP12`)."""

    version: str
    headers: tuple[etree._Element, ...]
    body: etree._Element

    @property
    def fault(self) -> etree._Element | None:
        """The Fault in the body, if there is one."""
        return self.body.find(f"{{{self.version}}}Fault")


class NotAnEnvelope(Unreadable):
    """This XML is not a SOAP 1.1 or 1.2 envelope."""


def open_envelope(data: bytes, *, largest: int = MAX_BYTES, deepest: int = MAX_DEPTH) -> Envelope:
    """Take a message apart; `Unreadable` where it is no clean XML, `NotAnEnvelope` where it is other XML.

    It has at most `largest` bytes and `deepest` levels, and no document type (SOAP 1.1 section 3, SOAP 1.2 part 1
    section 5).
    """
    root = parse(data, largest=largest, deepest=deepest)
    name = etree.QName(root)
    version = name.namespace or ""
    if name.localname != "Envelope" or version not in (SOAP11, SOAP12):
        raise NotAnEnvelope(f"the root element is {root.tag}, not a SOAP 1.1 or 1.2 Envelope")
    header = root.find(f"{{{version}}}Header")
    body = root.find(f"{{{version}}}Body")
    if body is None:
        raise NotAnEnvelope("the envelope has no Body")
    return Envelope(version, tuple(header) if header is not None else (), body)


def writable(value: Any) -> Any:
    """The same value, of dicts and lists too, with U+FFFD for characters that XML cannot hold (XML 1.0 section 2.2):
    partners send control characters, and a text that quotes them must get through.
    """
    if isinstance(value, str):
        return _NOT_XML.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {name: writable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [writable(item) for item in value]
    return value


def message(version: str, content: etree._Element) -> bytes:
    """A whole message around one element."""
    envelope, body = _empty(version)
    body.append(content)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def fault_message(
    version: str, code: str, text: str, detail: etree._Element | None = None, *, security_code: str = ""
) -> bytes:
    """A fault as a whole message; `code` is `Client`, `Server`, `VersionMismatch` or `MustUnderstand` (SOAP 1.1 section
    4.4.1; in 1.2 the first two are called Sender and Receiver).

    `security_code` is one of WS-Security's own (WSS 1.1 section 12), such as `FailedAuthentication`: in 1.1 it stands
    instead of the code, in 1.2 below it.
    """
    text = writable(text)
    envelope, body = _empty(version, {"wsse": WSSE} if security_code else None)
    fault = etree.SubElement(body, f"{{{version}}}Fault")
    if version == SOAP11:
        etree.SubElement(fault, "faultcode").text = f"wsse:{security_code}" if security_code else f"soap:{code}"
        etree.SubElement(fault, "faultstring").text = text
        holder_name = "detail"
    else:
        code_element = etree.SubElement(fault, f"{{{version}}}Code")
        value = etree.SubElement(code_element, f"{{{version}}}Value")
        value.text = "soap:" + {"Client": "Sender", "Server": "Receiver"}.get(code, code)
        if security_code:
            below = etree.SubElement(code_element, f"{{{version}}}Subcode")
            etree.SubElement(below, f"{{{version}}}Value").text = f"wsse:{security_code}"
        reason = etree.SubElement(etree.SubElement(fault, f"{{{version}}}Reason"), f"{{{version}}}Text")
        reason.text = text
        reason.set(f"{{{_XML}}}lang", "en")
        holder_name = f"{{{version}}}Detail"
    if detail is not None:
        etree.SubElement(fault, holder_name).append(detail)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _empty(version: str, namespaces: Mapping[str, str] | None = None) -> tuple[etree._Element, etree._Element]:
    envelope = etree.Element(f"{{{version}}}Envelope", nsmap={"soap": version, **(namespaces or {})})
    return envelope, etree.SubElement(envelope, f"{{{version}}}Body")
