"""A SOAP service from its contract: WSDL and XSD say what is legal, handlers only see legal, typed values.

No HTTP here: `SoapService.handle` takes the bytes of a request and gives the bytes of an answer, so that any web server
can carry it. SOAP 1.1 and 1.2, document/literal wrapped (WSDL 1.1 section 3.5; WS-I Basic Profile 1.1 section 4.7).
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zeep
import zeep.helpers
from lxml import etree

from b2b.erp.envelope import CONTENT_TYPES, SOAP11, SOAP12, Envelope, NotAnEnvelope, fault_message, open_envelope
from b2b.errors import B2BError, ConfigError, Unreadable

_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_log = logging.getLogger("b2b.erp.service")

Handler = Callable[[dict[str, Any]], dict[str, Any]]
"""Takes the request's fields by element name (Decimal, date, bool, str, lists, dicts; text with attributes as
`{"_value_1": text, "attribute": ...}`) and returns the fields of the response in the same form."""


class Refusal(B2BError):
    """The service understood the call and refuses it; it becomes the typed fault of the contract.

    `retryable` promises that nothing was done and that the same call may succeed later.
    """

    def __init__(self, code: str, message: str, *, retryable: bool = False) -> None:
        self.code = code
        self.retryable = retryable
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP; `operation` is empty where none was reached, `failed` is true for a fault."""

    status: int
    content_type: str
    content: bytes
    operation: str
    failed: bool


class SoapService:
    """One WSDL with its XSD, served by `handlers`, one for each operation name.

    The XSD must declare a global element `fault` of (code, retryable, message+); it carries every `Refusal`. Requests
    that the XSD does not allow are refused with the code `INVALID` before a handler sees them. An error that a handler
    did not expect becomes an untyped Server fault with a reference number that is also in the log: after it a client
    cannot know whether the work was done.
    """

    def __init__(self, wsdl: Path, xsd: Path, handlers: Mapping[str, Handler]) -> None:
        self._wsdl = wsdl
        self._xsd = xsd
        self._handlers = dict(handlers)
        self._schema = etree.XMLSchema(etree.parse(str(xsd)))
        self._schema_lock = threading.Lock()  # one XMLSchema keeps one error log
        self._client = zeep.Client(str(wsdl))  # type: ignore[no-untyped-call]
        namespace = etree.parse(str(xsd)).getroot().get("targetNamespace")
        self._fault = self._client.get_element(f"{{{namespace}}}fault")  # type: ignore[no-untyped-call]
        self._operations: dict[tuple[str, str], Any] = {}
        for service in self._client.wsdl.services.values():
            for port in service.ports.values():
                for operation in port.binding.all().values():
                    name = operation.input.body.qname.text
                    self._operations[port.binding.nsmap["soap-env"], name] = operation
        missing = {operation.name for operation in self._operations.values()} ^ self._handlers.keys()
        if missing:
            raise ConfigError(f"operations and handlers differ in {', '.join(sorted(missing))}", where=str(wsdl))

    def description(self, address: str) -> bytes:
        """The WSDL with `address` as the location of every port; its schema stays beside it, under the XSD's name."""
        tree = etree.parse(str(self._wsdl))
        for port_address in tree.iter("{*}address"):
            port_address.set("location", address)
        return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")

    @property
    def schema_document(self) -> tuple[str, bytes]:
        """Name and bytes of the XSD that the WSDL imports."""
        return self._xsd.name, self._xsd.read_bytes()

    def handle(self, request: bytes, action: str = "") -> Answer:
        """Answer one call; never raises. `action` is SOAPAction (1.1) or the action parameter (1.2), empty if absent.

        HTTP status: 200, or 500 for a fault; 400 for a SOAP 1.2 Sender fault (SOAP 1.2 part 2, table 20).
        """
        version = SOAP11
        operation_name = ""
        try:
            envelope = open_envelope(request)
            version = envelope.version
            operation = self._operation(envelope, action)
            operation_name = operation.name
            arguments = self._arguments(operation, envelope.body[0])
            result = self._handlers[operation_name](arguments)
            reply = operation.output.serialize(**result).content
            content = etree.tostring(reply, xml_declaration=True, encoding="UTF-8")
            return Answer(200, CONTENT_TYPES[version], content, operation_name, failed=False)
        except _Fault as fault:
            content = fault_message(version, fault.code, str(fault))
            return self._failed(version, fault.code, content, operation_name)
        except NotAnEnvelope as error:
            return self._failed(version, "VersionMismatch", fault_message(version, "VersionMismatch", str(error)), "")
        except Unreadable as error:
            return self._failed(version, "Client", fault_message(version, "Client", str(error)), "")
        except Refusal as refusal:
            return self._refused(version, refusal, operation_name)
        except Exception:
            reference = uuid.uuid4().hex[:12]
            _log.exception("SOAP call %s failed, reference %s", operation_name, reference)
            content = fault_message(version, "Server", f"internal error, reference {reference}")
            return self._failed(version, "Server", content, operation_name)

    def refuse(self, request: bytes, refusal: Refusal) -> Answer:
        """The typed fault for `refusal`, in the SOAP version of the request, without any work being done."""
        try:
            version = open_envelope(request).version
        except Unreadable:
            version = SOAP11
        return self._refused(version, refusal, "")

    def _operation(self, envelope: Envelope, action: str) -> Any:
        for header in envelope.headers:
            if header.get(f"{{{envelope.version}}}mustUnderstand") in ("1", "true"):
                raise _Fault("MustUnderstand", f"the header {header.tag} is not understood")
        if len(envelope.body) != 1:
            raise _Fault("Client", "the Body must hold exactly one element")
        element = envelope.body[0]
        operation = self._operations.get((envelope.version, element.tag))
        if operation is None:
            raise _Fault("Client", f"no operation takes {element.tag}")
        if action and action != operation.soapaction:
            raise _Fault("Client", f"the action {action} is not {operation.soapaction}, but the message is")
        return operation

    def _arguments(self, operation: Any, element: etree._Element) -> dict[str, Any]:
        for part in element.iter():
            # Clients that think in rpc (SOAP::Lite, NuSOAP) tag leaves with a type that the contract does not name.
            if _XSI_TYPE in part.attrib:
                del part.attrib[_XSI_TYPE]
        with self._schema_lock:
            if not self._schema.validate(element):
                log: Any = self._schema.error_log
                findings = [f"line {entry.line}: {entry.message[:300]}" for entry in log]
                raise Refusal("INVALID", "; ".join(findings[:20]))
        value = operation.input.body.parse(element, self._client.wsdl.types)
        fields = zeep.helpers.serialize_object(value, dict)  # type: ignore[no-untyped-call]
        unread = _unread(element, fields)
        if unread is not None:
            raise Refusal("INVALID", f"{etree.QName(unread).localname} {(unread.text or '')[:80]!r} cannot be read")
        return fields if isinstance(fields, dict) else {}

    def _refused(self, version: str, refusal: Refusal, operation: str) -> Answer:
        holder = etree.Element("holder")
        value = self._fault(code=refusal.code, retryable=refusal.retryable, message=[refusal.message])
        self._fault.render(holder, value)
        code = "Server" if refusal.retryable else "Client"
        return self._failed(version, code, fault_message(version, code, refusal.message, holder[0]), operation)

    def _failed(self, version: str, code: str, content: bytes, operation: str) -> Answer:
        status = 400 if version == SOAP12 and code == "Client" else 500
        return Answer(status, CONTENT_TYPES[version], content, operation, failed=True)


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


class _Fault(B2BError):
    """The message breaks SOAP's own rules."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)
