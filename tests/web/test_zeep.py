"""zeep as the client, from the served WSDL, with its own UsernameToken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import zeep
from zeep.exceptions import Fault
from zeep.wsse.username import UsernameToken

from b2b.store.engine import Store
from b2b.web.soap import SoapDoor
from tests.web.service import NAME, NOON, NS, PDF, TOKEN, Ledger, running


@pytest.fixture(scope="module", params=["Soap11", "Soap12"])
def service(request: pytest.FixtureRequest, store: Store) -> Iterator[Any]:
    with running(SoapDoor(store, Ledger())) as address:
        token = UsernameToken(NAME, TOKEN)
        client = zeep.Client(f"{address}?wsdl", wsse=token, port_name=request.param)
        service = client.service
        service.key = f"zeep-{request.param}"
        service.kept = client
        yield service
        client.transport.session.close()


def order(key: str, **other: Any) -> dict[str, Any]:
    line = {"sku": "BIG-7", "quantity": {"_value_1": Decimal(3), "unit": "EA"}, "unitPrice": Decimal("2500.00")}
    named = {"idempotencyKey": key, "company": "NORTHWIND", "supplier": "ACME", "requestedBy": "jo", "currency": "EUR"}
    return {**named, "line": [line], **other}


def test_an_order_is_taken_once_and_other_content_is_a_typed_fault(service: Any) -> None:
    first = service.submitPurchaseOrder(**order(service.key))
    assert (first.orderNumber, first.state, first.duplicate) == ("PO-1", "awaiting-approval", False)
    assert service.submitPurchaseOrder(**order(service.key)).duplicate is True
    with pytest.raises(Fault) as refused:
        service.submitPurchaseOrder(**order(service.key, currency="USD"))
    element = refused.value.detail.find(f"{{{NS}}}conflictFault")
    fault = service.kept.get_element(f"{{{NS}}}conflictFault").parse(element, service.kept.wsdl.types)
    assert (fault.code, fault.retryable) == ("CONFLICT", False)


def test_answers_are_typed(service: Any) -> None:
    status = service.getOrderStatus(company="NORTHWIND", orderNumber="PO-1", role="supplier")
    assert status.line[0].unitPrice == Decimal("2500.00")
    assert status.line[1].received is None
    assert status.exception[0].openedAt == NOON
    invoice = service.getInvoice(company="NORTHWIND", invoiceNumber="R1", supplier="ACME", format="pdf")
    assert (invoice.date, invoice.gross, invoice.file.content) == (dt.date(2026, 3, 2), Decimal("2856.00"), PDF)
    assert invoice.matchReason == ["2 above receipt", "a credit note unblocks it"]


def test_receipts_and_stock(service: Any) -> None:
    line = {"lineNumber": "1", "quantity": {"_value_1": Decimal(58), "unit": "EA"}}
    receipt = service.postGoodsReceipt(
        idempotencyKey=service.key + "-receipt", company="NORTHWIND", orderNumber="PO-1", receiptNumber="R1",
        receivedAt=NOON, line=[line],
    )  # fmt: skip
    assert receipt.difference[0].expected._value_1 == 60
    level = {"sku": "A", "available": {"_value_1": Decimal(1), "unit": "EA"}}
    stock = service.postStockLevels(
        idempotencyKey=service.key + "-stock", company="NORTHWIND", asOf=NOON, level=[level]
    )
    assert (stock.accepted, stock.unknownSku) == (0, ["NOPE-1"])
