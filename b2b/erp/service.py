"""A SOAP service from its contract: WSDL and XSD say what is legal, handlers only see legal, typed values.

No HTTP here: `SoapService.handle` takes the bytes of a request and gives the bytes of an answer, so that any web server
can carry it.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from b2b.erp.contract import Contract, NotValid, ProtocolFault
from b2b.erp.envelope import CONTENT_TYPES, SOAP11, SOAP12, NotAnEnvelope, fault_message, message, open_envelope
from b2b.errors import B2BError, ConfigError, Unreadable

_log = logging.getLogger("b2b.erp.service")

Handler = Callable[[dict[str, Any]], dict[str, Any]]
"""Takes the fields of a call (`Contract.arguments`) and returns the fields of the response in the same form."""


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
    """One contract, served by `handlers`, one for each operation name.

    The XSD must declare a global element `fault` of (code, retryable, message+); it carries every `Refusal`. Requests
    that the XSD does not allow are refused with the code `INVALID` before a handler sees them. An error that a handler
    did not expect becomes an untyped Server fault with a reference number that is also in the log: after it a client
    cannot know whether the work was done.
    """

    def __init__(self, wsdl: Path, xsd: Path, handlers: Mapping[str, Handler]) -> None:
        self._handlers = dict(handlers)
        self._contract = Contract(wsdl, xsd)
        missing = self._contract.operations ^ self._handlers.keys()
        if missing:
            raise ConfigError(f"operations and handlers differ in {', '.join(sorted(missing))}", where=str(wsdl))

    def description(self, address: str) -> bytes:
        """The WSDL with `address` as the location of every port; its schema stays beside it, under the XSD's name."""
        return self._contract.description(address)

    @property
    def schema_document(self) -> tuple[str, bytes]:
        """Name and bytes of the XSD that the WSDL imports."""
        return self._contract.schema_document

    def handle(self, request: bytes, action: str = "") -> Answer:
        """Answer one call; never raises. `action` is SOAPAction (1.1) or the action parameter (1.2), empty if absent.

        HTTP status: 200, or 500 for a fault; 400 for a SOAP 1.2 Sender fault (SOAP 1.2 part 2, table 20).
        """
        version = SOAP11
        operation_name = ""
        try:
            envelope = open_envelope(request)
            version = envelope.version
            operation = self._contract.operation(envelope, action)
            operation_name = operation.name
            arguments = self._contract.arguments(operation, envelope.body[0])
            reply = self._contract.reply(operation, self._handlers[operation_name](arguments))
            return Answer(200, CONTENT_TYPES[version], message(version, reply), operation_name, failed=False)
        except ProtocolFault as fault:
            content = fault_message(version, fault.code, str(fault))
            return self._failed(version, fault.code, content, operation_name)
        except NotAnEnvelope as error:
            return self._failed(version, "VersionMismatch", fault_message(version, "VersionMismatch", str(error)), "")
        except NotValid as error:
            told = "; ".join(f"line {problem.line}: {problem.message}" for problem in error.problems)
            return self._refused(version, Refusal("INVALID", told), operation_name)
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

    def _refused(self, version: str, refusal: Refusal, operation: str) -> Answer:
        fields = {"code": refusal.code, "retryable": refusal.retryable, "message": [refusal.message]}
        code = "Server" if refusal.retryable else "Client"
        detail = self._contract.element("fault", fields)
        return self._failed(version, code, fault_message(version, code, refusal.message, detail), operation)

    def _failed(self, version: str, code: str, content: bytes, operation: str) -> Answer:
        status = 400 if version == SOAP12 and code == "Client" else 500
        return Answer(status, CONTENT_TYPES[version], content, operation, failed=True)
