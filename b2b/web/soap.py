"""One SOAP call from bytes to bytes: what is allowed, who asks, the work in one transaction, the answer or a fault."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from lxml import etree

from b2b import resources
from b2b.erp.contract import AnswerNotValid, Contract, ProtocolFault
from b2b.erp.envelope import CONTENT_TYPES, SOAP12, NotAnEnvelope, fault_message, message, open_envelope
from b2b.erp.service import Answer
from b2b.errors import B2BError, Unreadable
from b2b.store.engine import Store
from b2b.web import faults, idempotency
from b2b.web.fields import read_call, written
from b2b.web.operations import (
    Call,
    GetInvoice,
    GetOrderStatus,
    Operations,
    PostGoodsReceipt,
    PostStockLevels,
    Result,
    SubmitPurchaseOrder,
    Unit,
)
from b2b.web.security import SECURITY, SecurityFault, authenticate

LARGEST_REQUEST = 8_000_000
_DEEPEST_REQUEST = 40
_log = logging.getLogger("b2b.web")


def gateway_contract() -> Contract:
    """The contract that ships with b2b: `schemas/soap/b2b.wsdl`."""
    return Contract(resources.path("schemas", "soap", "b2b.wsdl"), resources.path("schemas", "soap", "b2b.xsd"))


class SoapDoor:
    """The service of the gateway, without HTTP. Safe to use from several threads.

    A call that changes something is one transaction with its idempotency key and its kept answer; a fault rolls it all
    back. The clock is the store's.
    """

    def __init__(self, store: Store, operations: Operations) -> None:
        self.contract = gateway_contract()
        self._store = store
        self._operations = operations

    def handle(self, request: bytes, version: str, action: str = "") -> Answer:
        """Answer one call; never raises. `version` is what the content type says (`SOAP11` or `SOAP12`), `action` is
        SOAPAction (1.1) or the action parameter (1.2), empty if absent.
        """
        name = user = ""
        try:
            envelope = open_envelope(request, largest=LARGEST_REQUEST, deepest=_DEEPEST_REQUEST)
            if envelope.version != version:
                told = f"a SOAP 1.{1 if version == SOAP12 else 2} envelope needs another content type"
                raise ProtocolFault("VersionMismatch", told)
            operation = self.contract.operation(envelope, action, understood=(SECURITY,))
            name = operation.name
            user = authenticate(self._store, envelope.headers, self._store.clock.now())
            call = read_call(name, self.contract.arguments(operation, envelope.body[0]))
            answer = self._answer(operation, call, user)
        except Exception as error:
            return self._failed(error, version, name, user)
        _log.info("%s %s: done", user, name)
        return Answer(200, CONTENT_TYPES[version], message(version, answer), name, failed=False)

    def _answer(self, operation: Any, call: Call, user: str) -> etree._Element:
        if isinstance(call, GetOrderStatus | GetInvoice):
            with self._store.read() as session:
                result = self._work(Unit(session, self._store.clock.now(), user), call)
                return self.contract.reply(operation, written(result))
        key, sha256 = call.idempotency_key, idempotency.fingerprint(call)
        with self._store.write() as session:
            kept = idempotency.answered(session, user, key, sha256)
            if kept is not None:
                return _as_duplicate(kept)
            now = self._store.clock.now()
            answer = self.contract.reply(operation, written(self._work(Unit(session, now, user), call)))
            idempotency.keep(session, user, key, sha256, etree.tostring(answer, encoding="unicode"), now)
            return answer

    def _work(self, unit: Unit, call: Call) -> Result:
        match call:
            case SubmitPurchaseOrder():
                return self._operations.submit_purchase_order(unit, call)
            case GetOrderStatus():
                return self._operations.get_order_status(unit, call)
            case PostGoodsReceipt():
                return self._operations.post_goods_receipt(unit, call)
            case PostStockLevels():
                return self._operations.post_stock_levels(unit, call)
            case GetInvoice():
                return self._operations.get_invoice(unit, call)

    def _failed(self, error: Exception, version: str, name: str, user: str) -> Answer:
        code, content = "Client", b""
        match error:
            case SecurityFault():
                content = fault_message(version, code, error.message, security_code=error.code)
            case ProtocolFault():
                code = error.code
            case NotAnEnvelope():
                code = "VersionMismatch"
            case B2BError() if (fault := faults.typed(error)) and not _before_the_contract(error, name):
                code = fault.soap_code
                content = fault_message(
                    version, code, fault.message, self.contract.element(fault.element, fault.fields)
                )
            case Unreadable():
                pass
            case _:
                return _unforeseen(error, version, name, user)
        _log.info("%s %s: %s", user or "somebody", name or "call", error)
        status = 400 if version == SOAP12 and code == "Client" else 500
        content = content or fault_message(version, code, str(error))
        return Answer(status, CONTENT_TYPES[version], content, name, failed=True)


def _before_the_contract(error: Exception, name: str) -> bool:
    """XML that cannot be read is SOAP's matter; no operation has been reached that could have typed faults."""
    return isinstance(error, Unreadable) and not name


def _as_duplicate(kept: str) -> etree._Element:
    answer = etree.fromstring(kept)
    flag = answer.find("{*}duplicate")
    assert flag is not None
    flag.text = "true"
    return answer


def _unforeseen(error: Exception, version: str, name: str, user: str) -> Answer:
    """The message of an error that nobody foresaw may quote a price or a password: it is for our log only."""
    reference = uuid.uuid4().hex[:12]
    what = "our answer breaks the contract" if isinstance(error, AnswerNotValid) else "failed"
    _log.error("%s %s: %s, reference %s", user or "somebody", name or "call", what, reference, exc_info=error)
    content = fault_message(version, "Server", f"internal error, reference {reference}")
    return Answer(500, CONTENT_TYPES[version], content, name, failed=True)
