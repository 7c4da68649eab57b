"""One call through the door: what reaches the operations, what comes back, and what never gets so far."""

from __future__ import annotations

import datetime as dt
import logging
import re
import socket
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from sqlalchemy import func
from sqlmodel import select

from b2b import resources
from b2b.documents import Quantity
from b2b.erp.envelope import SOAP11, SOAP12
from b2b.errors import Busy, Conflict, IndeterminateError, NotAllowed, NotFound, Rejected, Superseded
from b2b.store.engine import Store
from b2b.store.tables import Audit
from b2b.web.operations import OrderLine, PostGoodsReceipt, ReceiptLine, SubmitPurchaseOrder
from b2b.web.soap import SoapDoor
from tests.untrusted_xml.hostile import BOMBS
from tests.web.service import NS, STATUS, Ledger, fault, receipt, result, security, soap

SCHEMA = etree.XMLSchema(etree.parse(str(resources.path("schemas", "soap", "b2b.xsd"))))
ORDER = (
    f'<submitPurchaseOrder xmlns="{NS}"><idempotencyKey> o  1 </idempotencyKey><company>NORTHWIND</company><supplier>ACME</supplier>'
    "<requestedBy>jo</requestedBy><currency>EUR</currency>"
    '<line><sku>BIG-7</sku><quantity unit="EA">3</quantity><unitPrice>2500.00</unitPrice><requestedDate>2026-03-09</requestedDate></line>'
    '<line><number>20</number><supplierItem>W 1</supplierItem><quantity unit="XCT">0.5</quantity></line></submitPurchaseOrder>'
)
STOCK = (
    f'<postStockLevels xmlns="{NS}"><idempotencyKey>s1</idempotencyKey><company>NORTHWIND</company><asOf>2026-03-02T08:00:00Z</asOf>'
    '<level><sku>A</sku><available unit="EA">-0</available></level></postStockLevels>'
)
INVOICE = f'<getInvoice xmlns="{NS}"><company>N</company><invoiceNumber>R1</invoiceNumber><supplier>ACME</supplier><format>pdf</format></getInvoice>'


@pytest.mark.parametrize("version", [SOAP11, SOAP12])
@pytest.mark.parametrize("call", [ORDER, STATUS, receipt("every"), STOCK, INVOICE], ids=lambda call: call[1:12])
def test_a_legal_call_gets_an_answer_that_the_contract_allows(door: SoapDoor, version: str, call: str) -> None:
    answer = door.handle(soap(call, version), version)
    assert (answer.status, answer.failed) == (200, False)
    body = result(answer)
    SCHEMA.assertValid(body)
    assert etree.QName(body).localname == answer.operation + "Response"


def test_calls_arrive_typed(door: SoapDoor, ledger: Ledger) -> None:
    result(door.handle(soap(ORDER.replace(" o  1 ", " typed  1 ")), SOAP11, f"{NS}/submitPurchaseOrder"))
    assert ledger.calls == [
        SubmitPurchaseOrder(
            "typed 1", "NORTHWIND", "ACME", "", "jo", "EUR",
            (
                OrderLine("1", "BIG-7", "", Quantity(Decimal(3), "EA"), Decimal("2500.00"), dt.date(2026, 3, 9)),
                OrderLine("20", "", "W 1", Quantity(Decimal("0.5"), "XCT"), None, None),
            ),
        )
    ]  # fmt: skip


def test_a_receipt_arrives_typed_with_its_instant_in_utc(door: SoapDoor, ledger: Ledger) -> None:
    taken_back = '<line><sku>B</sku><quantity unit="EA">-2</quantity><lot>L</lot><sscc>123456789012345675</sscc><condition>damaged</condition></line>'
    result(door.handle(soap(receipt("typed", more=taken_back)), SOAP11))
    (call,) = ledger.calls
    assert isinstance(call, PostGoodsReceipt)
    assert call.received_at == dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
    assert call.lines == (
        ReceiptLine("1", "", Quantity(Decimal(58), "EA"), "", "", "good"),
        ReceiptLine("", "B", Quantity(Decimal(-2), "EA"), "L", "123456789012345675", "damaged"),
    )


def test_text_from_partners_that_xml_cannot_hold_gets_through(door: SoapDoor, ledger: Ledger) -> None:
    ledger.error = NotFound("no item '\x1dA\ud800'")
    answer = door.handle(soap(STATUS), SOAP11)
    assert fault(answer).fields["message"] == "no item '\ufffdA\ufffd'"


def test_nothing_is_said_of_what_is_empty(door: SoapDoor) -> None:
    _, bare = result(door.handle(soap(STATUS), SOAP11)).iterfind("{*}line")
    assert [etree.QName(x).localname for x in bare] == [
        "unit", "ordered", "confirmed", "backOrdered", "rejected", "shipped", "invoiced",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("request_bytes", "action", "code", "part"),
    [
        (soap(STATUS.replace(NS, "urn:other")), "", "Client", "no operation takes {urn:other}getOrderStatus"),
        (soap("<getOrderStatus/>"), "", "Client", "no operation takes getOrderStatus"),
        (soap(f"<dropTables xmlns='{NS}'/>"), "", "Client", "no operation takes"),
        (soap(""), "", "Client", "exactly one element"),
        (soap(STATUS + STATUS), "", "Client", "exactly one element"),
        (soap(STATUS), f"{NS}/getInvoice", "Client", "the action"),
        (soap(STATUS, header=security() + "<a xmlns='urn:a' s:mustUnderstand='1'/>"), "", "MustUnderstand", "urn:a"),
        (soap(STATUS, "urn:soap-2"), "", "VersionMismatch", "not a SOAP"),
        (soap(STATUS, SOAP12), "", "VersionMismatch", "content type"),
        (b"<html/>", "", "VersionMismatch", "not a SOAP"),
        (b"", "", "Client", "no well-formed"),
        (soap(STATUS)[:-20], "", "Client", "no well-formed"),
        (b"<!DOCTYPE a>" + soap(STATUS), "", "Client", "document type"),
        (("<!DOCTYPE a>" + soap(STATUS).decode()).encode("utf-16"), "", "Client", "document type"),
        (soap(STATUS).decode().replace("<s:Header>", "<!DOCTYPE a><s:Header>").encode("utf-16"), "", "Client", "no well-formed"),
        (("<!DOCTYPE a>" + soap(STATUS).decode()).encode("utf-32-le"), "", "Client", ""),
        (soap("<a>" * 60 + "</a>" * 60), "", "Client", "levels deep"),
    ],
)  # fmt: skip
def test_what_breaks_soap_gets_an_untyped_fault_and_reaches_nobody(
    door: SoapDoor, ledger: Ledger, request_bytes: bytes, action: str, code: str, part: str
) -> None:
    said = fault(door.handle(request_bytes, SOAP11, action))
    assert (said.code, said.element) == (code, "")
    assert part in said.text
    assert ledger.calls == []


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_and_entities_get_a_fault(door: SoapDoor, ledger: Ledger, bomb: bytes) -> None:
    answer = door.handle(bomb, SOAP11)
    assert fault(answer).code == "Client"
    assert len(answer.content) < 2000
    assert ledger.calls == []


LINE = '<line><lineNumber>1</lineNumber><quantity unit="EA">58</quantity></line>'


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("<company>NORTHWIND</company>", "", "/postGoodsReceipt/orderNumber"),
        ("NORTHWIND", "", "/postGoodsReceipt/company"),
        ("NORTHWIND", "N" * 81, "/postGoodsReceipt/company"),
        ("2026-03-02T10:00:00+01:00", "2026-03-02T10:00:00", "/postGoodsReceipt/receivedAt"),
        ("2026-03-02T10:00:00+01:00", "12026-03-02T10:00:00Z", "/postGoodsReceipt/receivedAt"),
        (">58<", ">5 8<", "/postGoodsReceipt/line/quantity"),
        (">58<", ">1E1<", "/postGoodsReceipt/line/quantity"),
        (">58<", ">NaN<", "/postGoodsReceipt/line/quantity"),
        (">58<", ">0.00<", "/postGoodsReceipt/line/quantity"),
        (">58<", ">0.0000001<", "/postGoodsReceipt/line/quantity"),
        (">58<", ">1000000000000<", "/postGoodsReceipt/line/quantity"),
        (' unit="EA"', "", "/postGoodsReceipt/line/quantity"),
        (' unit="EA"', ' unit=""', "/postGoodsReceipt/line/quantity/@unit"),
        (LINE, "", "/postGoodsReceipt"),
        (LINE, LINE + LINE.replace("58", "x"), "/postGoodsReceipt/line[2]/quantity"),
        (LINE, LINE.replace("<lineNumber>1", "<sku>A</sku><lineNumber>1"), "/postGoodsReceipt/line/lineNumber"),
        ("</postGoodsReceipt>", "<more/></postGoodsReceipt>", "/postGoodsReceipt/more"),
        ("<company>", '<company xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true">', "/postGoodsReceipt/company"),
    ],
)  # fmt: skip
def test_what_breaks_the_schema_is_named_with_its_path(
    door: SoapDoor, ledger: Ledger, before: str, after: str, path: str
) -> None:
    call = receipt("schema")
    assert before in call
    answer = door.handle(soap(call.replace(before, after), SOAP12), SOAP12)
    said = fault(answer)
    assert (answer.status, said.code, said.element, said.fields["code"]) == (400, "Sender", "invalidFault", "INVALID")
    assert path in said.problems
    assert NS not in said.text
    assert ledger.calls == []


def test_a_prefixed_body_is_the_same_and_has_the_same_paths(door: SoapDoor) -> None:
    prefixed = re.sub("<(/?)", r"<\1b:", receipt("prefix", "x")).replace("xmlns=", "xmlns:b=")
    said = fault(door.handle(soap(prefixed), SOAP11))
    assert said.problems == ["/postGoodsReceipt/line/quantity"]


def test_many_problems_are_told_up_to_a_limit(door: SoapDoor) -> None:
    answer = door.handle(soap(receipt("many", more="<line/>" * 500)), SOAP11)
    assert 0 < len(fault(answer).problems) <= 20
    assert len(answer.content) < 20_000


@pytest.mark.parametrize("kind", ["xsd:string", "b:Evil", "not-a-name", "b:PostStockLevels"])
def test_types_that_a_client_writes_on_elements_are_passed_over(door: SoapDoor, ledger: Ledger, kind: str) -> None:
    typed = f'i:type="{kind}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:b="{NS}"'
    call = STATUS.replace("<company>", f"<company {typed}>").replace("<getOrderStatus ", f"<getOrderStatus {typed} ")
    result(door.handle(soap(call), SOAP11))
    assert len(ledger.calls) == 1


def test_a_schema_that_the_message_points_to_is_not_fetched(door: SoapDoor, ledger: Ledger) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        nobody.settimeout(0.2)
        there = f"http://127.0.0.1:{nobody.getsockname()[1]}/evil.xsd"
        hint = f'i:schemaLocation="{NS} {there}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
        result(door.handle(soap(STATUS.replace("<getOrderStatus ", f"<getOrderStatus {hint} ")), SOAP11))
        with pytest.raises(TimeoutError):
            nobody.accept()
    assert len(ledger.calls) == 1


@pytest.mark.parametrize(
    ("error", "soap_code", "element", "code", "retryable"),
    [
        (Conflict("other content", next_step="take another"), "Client", "conflictFault", "CONFLICT", "false"),
        (NotFound("no such"), "Client", "notFoundFault", "NOT_FOUND", "false"),
        (NotAllowed("not you"), "Client", "notAllowedFault", "NOT_ALLOWED", "false"),
        (Rejected("not so"), "Client", "invalidFault", "INVALID", "false"),
        (Busy("later"), "Server", "busyFault", "BUSY", "true"),
        (Superseded("moved on"), "Server", "busyFault", "BUSY", "true"),
    ],
)  # fmt: skip
def test_each_error_has_its_fault_and_rolls_everything_back(
    door: SoapDoor,
    ledger: Ledger,
    store: Store,
    error: Exception,
    soap_code: str,
    element: str,
    code: str,
    retryable: str,
) -> None:
    before, ledger.error = booked(store), error
    said = fault(door.handle(soap(receipt(f"error-{code}-{error}")), SOAP11))
    assert (said.code, said.element, said.fields["code"], said.fields["retryable"]) == (
        soap_code,
        element,
        code,
        retryable,
    )
    assert said.fields["message"] == said.text == error.args[0]
    assert booked(store) == before
    result(door.handle(soap(receipt(f"error-{code}-{error}")), SOAP11))
    assert booked(store) == before + 1


def test_a_rule_of_the_trade_says_where_too(door: SoapDoor) -> None:
    said = fault(
        door.handle(soap(receipt("rule", more=LINE.replace("lineNumber", "sku").replace(">1<", ">BOLT<"))), SOAP11)
    )
    assert (said.element, said.problems, said.fields["nextStep"]) == (
        "invalidFault",
        ["/postGoodsReceipt/line[2]/sku"],
        "leave it out",
    )


@pytest.mark.parametrize("error", [RuntimeError("password=sesame"), IndeterminateError("password=sesame")])
def test_what_nobody_foresaw_is_told_by_a_reference_only(
    door: SoapDoor, ledger: Ledger, store: Store, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    before, ledger.error = booked(store), error
    with caplog.at_level(logging.ERROR, logger="b2b.web"):
        answer = door.handle(soap(receipt(f"unforeseen-{type(error).__name__}")), SOAP11)
    said = fault(answer)
    assert (answer.status, said.code, said.element) == (500, "Server", "")
    assert b"sesame" not in answer.content
    assert said.text.rpartition(" ")[2] in caplog.text
    assert "sesame" in caplog.text
    assert booked(store) == before


def test_an_answer_that_breaks_the_contract_is_our_error_and_is_not_booked(
    door: SoapDoor, ledger: Ledger, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = booked(store)
    work = ledger.submit_purchase_order
    monkeypatch.setattr(
        ledger,
        "submit_purchase_order",
        lambda unit, call: type(work(unit, call))("PO-1", "lost in space"),
        raising=True,
    )
    said = fault(door.handle(soap(ORDER.replace(" o  1 ", "broken")), SOAP11))
    assert (said.code, said.element) == ("Server", "")
    assert "lost in space" in caplog.text
    assert booked(store) == before


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_bytes_get_a_soap_answer(shared_door: SoapDoor, data: st.DataObject) -> None:
    version = data.draw(st.sampled_from([SOAP11, SOAP12]))
    good = soap(STATUS, version)
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 20)))
    mutant = good[:start] + data.draw(st.binary(max_size=8) | st.text(max_size=6).map(str.encode)) + good[end:]
    answer = shared_door.handle(mutant, version, data.draw(st.sampled_from(["", f"{NS}/getOrderStatus", "?"])))
    root = etree.fromstring(answer.content)
    assert root.tag == f"{{{version}}}Envelope"
    assert answer.failed is (root.find("{*}Body/{*}Fault") is not None)
    assert answer.failed is (answer.status != 200)


def booked(store: Store) -> int:
    with store.read() as session:
        return session.exec(select(func.count()).select_from(Audit).where(Audit.action == "booked")).one()
