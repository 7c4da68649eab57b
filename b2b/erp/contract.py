"""The contract of a SOAP service: its WSDL and XSD, and what they allow as a call and as an answer.

SOAP 1.1 and 1.2, document/literal wrapped (WSDL 1.1 section 3.5; WS-I Basic Profile 1.1 section 4.7).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zeep
import zeep.helpers
from lxml import etree

from b2b.erp.envelope import SOAP11, Envelope, writable
from b2b.errors import B2BError, Unreadable

_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_ULTIMATE = "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"
_NEXT = ("http://schemas.xmlsoap.org/soap/actor/next", "http://www.w3.org/2003/05/soap-envelope/role/next")
_MOST_PROBLEMS = 20


class ProtocolFault(B2BError):
    """The message breaks SOAP's own rules; `code` is `Client` or `MustUnderstand`."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Problem:
    """What the XSD does not allow: a path of local names from the operation's element on, and the line in the message.

    `/submitPurchaseOrder/line[2]/quantity`: an index stands where the name is there more than once.
    """

    path: str
    line: int
    message: str


class NotValid(Unreadable):
    """The XSD does not allow this call; `problems` has the first of what is wrong."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{problem.path}: {problem.message}" for problem in problems))


class AnswerNotValid(B2BError):
    """Our own answer is not what the contract promises: a mistake in the program, never the caller's."""


class Contract:
    """One WSDL with its XSD. Safe to use from several threads."""

    def __init__(self, wsdl: Path, xsd: Path) -> None:
        self.wsdl = wsdl
        self._xsd = xsd
        self._schema = etree.XMLSchema(etree.parse(str(xsd)))
        self._schema_lock = threading.Lock()  # one XMLSchema keeps one error log
        self._client = zeep.Client(str(wsdl))  # type: ignore[no-untyped-call]
        self.namespace = str(etree.parse(str(xsd)).getroot().get("targetNamespace"))
        self._operations: dict[tuple[str, str], Any] = {}
        for service in self._client.wsdl.services.values():
            for port in service.ports.values():
                for operation in port.binding.all().values():
                    name = operation.input.body.qname.text
                    self._operations[port.binding.nsmap["soap-env"], name] = operation

    @property
    def operations(self) -> frozenset[str]:
        """The names of the operations."""
        return frozenset(operation.name for operation in self._operations.values())

    @property
    def schema_document(self) -> tuple[str, bytes]:
        """Name and bytes of the XSD that the WSDL imports."""
        return self._xsd.name, self._xsd.read_bytes()

    def description(self, address: str, schema_address: str = "") -> bytes:
        """The WSDL with `address` as the location of every port; the schema is imported from `schema_address`, without
        one from beside the WSDL, under the XSD's name.
        """
        tree = etree.parse(str(self.wsdl))
        for port_address in tree.iter("{*}address"):
            port_address.set("location", address)
        if schema_address:
            for schema_import in tree.iter("{http://www.w3.org/2001/XMLSchema}import"):
                schema_import.set("schemaLocation", schema_address)
        return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")

    def operation(self, envelope: Envelope, action: str, understood: Collection[str] = ()) -> Any:
        """The operation that the one element in the Body asks for. ProtocolFault: none, or the message contradicts
        itself, or a header must be understood whose tag is not in `understood`.
        """
        for header in envelope.headers:
            if must_be_understood(header, envelope.version) and header.tag not in understood:
                raise ProtocolFault("MustUnderstand", f"the header {header.tag} is not understood")
        if len(envelope.body) != 1:
            raise ProtocolFault("Client", "the Body must hold exactly one element")
        element = envelope.body[0]
        operation = self._operations.get((envelope.version, element.tag))
        if operation is None:
            raise ProtocolFault("Client", f"no operation takes {element.tag}")
        if action and action != operation.soapaction:
            raise ProtocolFault("Client", f"the action {action} is not {operation.soapaction}, but the message is")
        return operation

    def arguments(self, operation: Any, element: etree._Element) -> dict[str, Any]:
        """The fields of a call by element name: Decimal, date, bool, str, lists, dicts; text with attributes as
        `{"_value_1": text, "attribute": ...}`. NotValid: the XSD does not allow it.
        """
        for part in element.iter():
            # Clients that think in rpc (SOAP::Lite, NuSOAP) tag leaves with a type that the contract does not name.
            if _XSI_TYPE in part.attrib:
                del part.attrib[_XSI_TYPE]
        self._validate(element)
        value = operation.input.body.parse(element, self._client.wsdl.types)
        fields = zeep.helpers.serialize_object(value, dict)  # type: ignore[no-untyped-call]
        unread = _unread(element, fields)
        if unread is not None:
            shown = f"{etree.QName(unread).localname} {(unread.text or '')[:80]!r} cannot be read"
            raise NotValid((Problem(_path(element, unread), _line(unread), shown),))
        return fields if isinstance(fields, dict) else {}

    def reply(self, operation: Any, fields: Mapping[str, Any]) -> etree._Element:
        """The element of an answer, for the Body. AnswerNotValid where the XSD does not allow it."""
        envelope: etree._Element = operation.output.serialize(**writable(fields)).content
        body = envelope.find("{*}Body")
        assert body is not None
        try:
            self._validate(body[0])
        except NotValid as error:
            raise AnswerNotValid(str(error), where=operation.name) from error
        answer = body[0]
        body.remove(answer)
        etree.cleanup_namespaces(answer)
        return answer

    def element(self, name: str, fields: Mapping[str, Any]) -> etree._Element:
        """A global element of the XSD, such as the detail of a fault."""
        element = self._client.get_element(f"{{{self.namespace}}}{name}")  # type: ignore[no-untyped-call]
        holder = etree.Element("holder")
        element.render(holder, element(**writable(fields)))
        return holder[0]

    def _validate(self, element: etree._Element) -> None:
        with self._schema_lock:
            if self._schema.validate(element):
                return
            log: Any = self._schema.error_log
            found = [(entry.path, entry.line, entry.message) for entry in list(log)[:_MOST_PROBLEMS]]
        raise NotValid(tuple(self._problem(element, path or "", line, message) for path, line, message in found))

    def _problem(self, element: etree._Element, libxml_path: str, line: int, message: str) -> Problem:
        path, said = _readable(element, libxml_path), message.replace(f"{{{self.namespace}}}", "")
        attribute = _ATTRIBUTE.match(said)
        return Problem(f"{path}/@{attribute[1]}" if attribute else path, line, said[:300])


def must_be_understood(header: etree._Element, version: str) -> bool:
    """Whether a header is for us and must not be passed over (SOAP 1.1 sections 4.2.2 and 4.2.3, SOAP 1.2 part 1
    section 5.2).
    """
    target = header.get(f"{{{version}}}{'actor' if version == SOAP11 else 'role'}", "")
    return header.get(f"{{{version}}}mustUnderstand") in ("1", "true") and target in ("", _ULTIMATE, *_NEXT)


_STEP = re.compile(r"(?:[^:/\[]+:)?([^:/\[]+)(?:\[(\d+)\])?")
_ATTRIBUTE = re.compile(r"Element '[^']*', attribute '([^']*)'")


def _readable(root: etree._Element, libxml_path: str) -> str:
    """libxml2 writes `/*/*[7]` where names have a default namespace; here they are names again."""
    node = root
    for step in libxml_path.strip("/").split("/")[1:]:
        match = _STEP.fullmatch(step)
        if match is None:
            break
        children = [child for child in node if match[1] in ("*", etree.QName(child).localname)]
        at = int(match[2] or 1) - 1
        if at >= len(children):
            break
        node = children[at]
    return _path(root, node)


def _path(root: etree._Element, node: etree._Element) -> str:
    steps: list[str] = []
    while True:
        name = etree.QName(node).localname
        parent = None if node is root else node.getparent()
        if parent is None:
            return "/" + "/".join([name, *reversed(steps)])
        alike = [child for child in parent if child.tag == node.tag]
        steps.append(name if len(alike) == 1 else f"{name}[{alike.index(node) + 1}]")
        node = parent


def _line(element: etree._Element) -> int:
    line: Any = element.sourceline
    return int(line or 0)


def _unread(element: etree._Element, value: Any) -> etree._Element | None:
    """A leaf with text for which zeep has no value: it turns what XSD allows and Python's types do not (the year
    12026) into None, and says so in its log only.
    """
    if len(element) == 0:
        read = value.get("_value_1") if isinstance(value, dict) else value
        return element if (element.text or "").strip() and read is None else None
    seen: dict[str, int] = {}
    for child in element:
        name = etree.QName(child).localname
        place = seen[name] = seen.get(name, -1) + 1
        held = value.get(name) if isinstance(value, dict) else None
        if isinstance(held, list):
            held = held[place] if place < len(held) else None
        unread = _unread(child, held)
        if unread is not None:
            return unread
    return None
