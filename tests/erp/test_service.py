"""The contract-first service layer: only what the contract allows reaches a handler, everything else gets a fault."""

from __future__ import annotations

import datetime as dt
import http.client
import logging
import socket
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from b2b import resources
from b2b.demo.erp import server as erp_http
from b2b.demo.erp.server import ErpServer
from b2b.erp.envelope import SOAP11, SOAP12
from b2b.erp.service import Answer, Refusal, SoapService
from b2b.errors import ConfigError
from tests.untrusted_xml.hostile import BOMBS

NS = "urn:b2b:reference-erp:1"
WSDL = resources.path("schemas", "soap", "reference_erp.wsdl")
XSD = resources.path("schemas", "soap", "reference_erp.xsd")
OPERATIONS = ["getStock", "bookSalesOrder", "postShipment", "postInvoice", "findByKey"]
ORDER = (
    f"<bookSalesOrder xmlns='{NS}'><key>k1</key><customer>C</customer><customerOrder>PO1</customerOrder>"
    "<orderDate>2026-03-02</orderDate><currency>EUR</currency><line><number>1</number><sku>A</sku>"
    "<confirmed unit='EA'>1.50</confirmed><backOrdered unit='EA'>0</backOrdered><unitPrice>0.000001</unitPrice></line>"
    "</bookSalesOrder>"
)
FIND = f"<findByKey xmlns='{NS}'><key>k1</key></findByKey>"


class Recorder:
    """Handlers that keep what they were called with and answer the same for ever."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.error: Exception | None = None

    def handlers(self) -> dict[str, Any]:
        return {name: lambda call, name=name: self.answer(name, call) for name in OPERATIONS}

    def answer(self, name: str, call: dict[str, Any]) -> dict[str, Any]:
        self.calls.append((name, call))
        if self.error:
            raise self.error
        if name == "getStock":
            return {"item": [{"sku": "A", "available": {"_value_1": Decimal("1.50"), "unit": "EA"}}]}
        return {} if name == "findByKey" else {"receipt": {"number": "1", "duplicate": False}}


@pytest.fixture(scope="module")
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture(scope="module")
def module_service(recorder: Recorder) -> SoapService:
    return SoapService(WSDL, XSD, recorder.handlers())


@pytest.fixture
def service(module_service: SoapService, recorder: Recorder) -> SoapService:
    recorder.calls.clear()
    recorder.error = None
    return module_service


def soap(body: str, version: str = SOAP11, header: str = "") -> bytes:
    head = f"<s:Header>{header}</s:Header>" if header else ""
    return f'<s:Envelope xmlns:s="{version}">{head}<s:Body>{body}</s:Body></s:Envelope>'.encode()


def fault_of(answer: Answer) -> tuple[str, str]:
    """Code without prefix, and text, of either version."""
    root = etree.fromstring(answer.content)
    code = (
        root.findtext(".//{*}faultcode") or root.findtext(".//faultcode") or root.findtext(".//{*}Code/{*}Value") or ""
    )
    said = root.findtext(".//faultstring") or root.findtext(".//{*}Reason/{*}Text") or ""
    return code.rpartition(":")[2], said


@pytest.mark.parametrize(("version", "content_type"), [(SOAP11, "text/xml"), (SOAP12, "application/soap+xml")])
def test_a_legal_call_reaches_its_handler_typed(
    service: SoapService, recorder: Recorder, version: str, content_type: str
) -> None:
    answer = service.handle(soap(ORDER, version), f"{NS}/bookSalesOrder")
    assert (answer.status, answer.operation, answer.failed) == (200, "bookSalesOrder", False)
    assert answer.content_type.startswith(content_type)
    reply = etree.fromstring(answer.content).find("{*}Body")[0]
    assert reply.tag == f"{{{NS}}}bookSalesOrderResponse"
    assert etree.XMLSchema(etree.parse(str(XSD))).validate(reply)
    name, call = recorder.calls[0]
    assert name == "bookSalesOrder"
    assert call["orderDate"] == dt.date(2026, 3, 2)
    assert call["line"][0]["confirmed"] == {"_value_1": Decimal("1.50"), "unit": "EA"}
    assert str(call["line"][0]["unitPrice"]) == "0.000001"


@pytest.mark.parametrize(
    ("request_bytes", "action", "code", "part"),
    [
        (soap("<getStock/>"), "", "Client", "no operation takes getStock"),
        (soap("<getStock xmlns='urn:other'><sku>A</sku></getStock>"), "", "Client", "no operation takes {urn:other}"),
        (soap(""), "", "Client", "exactly one element"),
        (soap(FIND + FIND), "", "Client", "exactly one element"),
        (soap(FIND), f"{NS}/getStock", "Client", "the action"),
        (soap(FIND, header="<a xmlns='urn:a' s:mustUnderstand='1'/>"), "", "MustUnderstand", "urn:a"),
        (soap(FIND, "urn:soap-2"), "", "VersionMismatch", "not a SOAP"),
        (b"<html/>", "", "VersionMismatch", "not a SOAP"),
        (f'<s:Envelope xmlns:s="{SOAP11}"/>'.encode(), "", "VersionMismatch", "no Body"),
        (b"<!DOCTYPE a>" + soap(FIND), "", "Client", "document type"),
        (soap(f"<findByKey xmlns='{NS}'/>"), "", "Client", "Missing child element"),
        (soap(f"<findByKey xmlns='{NS}'><key/></findByKey>"), "", "Client", "minLength"),
        (soap(f"<findByKey xmlns='{NS}'><key>{'k' * 201}</key></findByKey>"), "", "Client", "maxLength"),
        (soap(f"<findByKey xmlns='{NS}'><key>k</key><more/></findByKey>"), "", "Client", "more"),
        (soap(f"<f:findByKey xmlns:f='{NS}'><key>k</key></f:findByKey>"), "", "Client", "key"),
        (soap(ORDER.replace("1.50", "-1")), "", "Client", "minInclusive"),
        (soap(ORDER.replace("1.50", "1,50")), "", "Client", "1,50"),
        (soap(ORDER.replace("1.50", "1E2")), "", "Client", "1E2"),
        (soap(ORDER.replace("1.50", "0.1234567")), "", "Client", "fractionDigits"),
        (soap(ORDER.replace("1.50", "NaN")), "", "Client", "NaN"),
        (soap(ORDER.replace("EUR", "eur")), "", "Client", "pattern"),
        (soap(ORDER.replace("2026-03-02", "2026-02-30")), "", "Client", "2026-02-30"),
        (soap(ORDER.replace(" unit='EA'", "")), "", "Client", "unit"),
    ],
)  # fmt: skip
def test_an_illegal_call_gets_a_fault_and_reaches_no_handler(
    service: SoapService, recorder: Recorder, request_bytes: bytes, action: str, code: str, part: str
) -> None:
    answer = service.handle(request_bytes, action)
    assert answer.failed
    got, said = fault_of(answer)
    assert got == code
    assert part in said
    assert recorder.calls == []


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_get_a_fault(service: SoapService, recorder: Recorder, bomb: bytes) -> None:
    answer = service.handle(bomb)
    assert fault_of(answer)[0] == "Client"
    assert len(answer.content) < 2000
    assert recorder.calls == []


def test_schema_findings_are_typed_and_bounded(service: SoapService) -> None:
    lines = "".join(f"<line><number>{n}</number></line>" for n in range(500))
    answer = service.handle(soap(ORDER.replace("</bookSalesOrder>", lines + "</bookSalesOrder>"), SOAP12))
    root = etree.fromstring(answer.content)
    assert root.findtext(f".//{{{NS}}}code") == "INVALID"
    assert root.findtext(f".//{{{NS}}}retryable") == "false"
    assert len(answer.content) < 30_000
    assert answer.status == 400


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-02Z", "2026-03-02+01:00", "12026-03-02", "-0044-03-15"])
@pytest.mark.parametrize("number", ["1.50", "+1.50", ".5", "1.", "000000000001", " 1.5 "])
def test_what_xsd_allows_is_read_or_refused_by_name(
    service: SoapService, recorder: Recorder, day: str, number: str
) -> None:
    answer = service.handle(soap(ORDER.replace("2026-03-02", day).replace("1.50", number)))
    if day in ("12026-03-02", "-0044-03-15"):
        assert recorder.calls == []
        assert etree.fromstring(answer.content).findtext(f".//{{{NS}}}code") == "INVALID"
        assert day in fault_of(answer)[1]
    else:
        assert recorder.calls[0][1]["orderDate"] == dt.date(2026, 3, 2)
        assert recorder.calls[0][1]["line"][0]["confirmed"]["_value_1"] == Decimal(number)


def test_a_refusal_is_a_typed_fault(service: SoapService, recorder: Recorder) -> None:
    recorder.error = Refusal("STOCK", "only 1 EA <free> & no more")
    for version, status in ((SOAP11, 500), (SOAP12, 400)):
        answer = service.handle(soap(ORDER, version))
        assert answer.status == status
        fault = etree.fromstring(answer.content).find(f".//{{{NS}}}fault")
        assert [(etree.QName(x).localname, x.text) for x in fault] == [
            ("code", "STOCK"),
            ("retryable", "false"),
            ("message", "only 1 EA <free> & no more"),
        ]
    recorder.error = Refusal("BUSY", "later", retryable=True)
    answer = service.handle(soap(ORDER, SOAP12))
    assert answer.status == 500
    assert etree.fromstring(answer.content).findtext(f".//{{{NS}}}retryable") == "true"


def test_an_unexpected_error_tells_a_reference_and_no_more(
    service: SoapService, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    recorder.error = RuntimeError("password=sesame")
    with caplog.at_level(logging.ERROR, logger="b2b.erp.service"):
        answer = service.handle(soap(ORDER))
    code, said = fault_of(answer)
    assert (answer.status, code) == (500, "Server")
    assert "sesame" not in said
    reference = said.rpartition(" ")[2]
    assert reference in caplog.text
    assert "sesame" in caplog.text


def test_types_that_rpc_clients_write_on_leaves_are_ignored(service: SoapService, recorder: Recorder) -> None:
    typed = FIND.replace("<key>", '<key xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="xsd:string">')
    assert service.handle(soap(typed)).status == 200
    assert recorder.calls == [("findByKey", {"key": "k1"})]


def test_headers_that_need_not_be_understood_are_passed_over(service: SoapService) -> None:
    assert service.handle(soap(FIND, header="<a xmlns='urn:a'/>")).status == 200


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_bytes_get_a_soap_answer(module_service: SoapService, data: st.DataObject) -> None:
    good = soap(ORDER, data.draw(st.sampled_from([SOAP11, SOAP12])))
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 20)))
    mutant = good[:start] + data.draw(st.binary(max_size=8) | st.text(max_size=6).map(str.encode)) + good[end:]
    answer = module_service.handle(mutant, data.draw(st.sampled_from(["", f"{NS}/bookSalesOrder", "?"])))
    root = etree.fromstring(answer.content)
    assert etree.QName(root).localname == "Envelope"
    assert answer.failed is (root.find("{*}Body/{*}Fault") is not None)
    assert answer.failed is (answer.status != 200)


def test_handlers_and_contract_must_agree() -> None:
    handlers = Recorder().handlers()
    del handlers["findByKey"]
    with pytest.raises(ConfigError, match="findByKey"):
        SoapService(WSDL, XSD, handlers)
    with pytest.raises(ConfigError, match="extra"):
        SoapService(WSDL, XSD, {**Recorder().handlers(), "extra": lambda call: call})


def http_call(
    server: ErpServer, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, bytes]:
    client = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        client.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = client.getresponse()
        return response.status, response.read()
    finally:
        client.close()


def test_the_contract_is_served(erp_server: ErpServer) -> None:
    status, wsdl = http_call(erp_server, "GET", "/erp?wsdl")
    addresses = {x.get("location") for x in etree.fromstring(wsdl).iter("{*}address")}
    assert (status, addresses) == (200, {erp_server.address})
    assert http_call(erp_server, "GET", "/reference_erp.xsd") == (200, XSD.read_bytes())
    assert http_call(erp_server, "GET", "/../../etc/passwd")[0] == 404
    assert http_call(erp_server, "POST", "/", b"")[0] == 404


def test_requests_without_length_or_too_long_are_not_read(
    erp_server: ErpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_connection(("127.0.0.1", erp_server.server_port), timeout=10) as client:
        client.sendall(b"POST /erp HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 411")
    monkeypatch.setattr(erp_http, "MAX_REQUEST", 100_000)
    status, said = http_call(erp_server, "POST", "/erp", b"x" * 900_000)
    assert (status, said) == (413, b"at most 100000 bytes\n")


def test_a_client_that_goes_away_mid_request_books_nothing(erp_server: ErpServer) -> None:
    order = soap(ORDER.replace("<sku>A<", "<sku>WIDGET-001<"))
    head = f"POST /erp HTTP/1.1\r\nHost: x\r\nContent-Length: {len(order) + 1}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", erp_server.server_port), timeout=10) as client:
        client.sendall(head + order)
        client.shutdown(socket.SHUT_WR)
        assert client.recv(100) == b""
    assert erp_server.book.state()["orders"] == 0


@pytest.mark.parametrize("wish", [b"", b"[]", b"{}", b'{"misbehaviour":"sing","calls":1,"operation":""}'])
def test_a_misbehaviour_nobody_knows(erp_server: ErpServer, wish: bytes) -> None:
    assert http_call(erp_server, "POST", "/faults", wish)[0] == 400
