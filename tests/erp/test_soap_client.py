"""The client as a workspace's settings make it: what it contacts, how it says who it is, what it makes of answers."""

from __future__ import annotations

import base64
import hashlib
import http.client
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from b2b import resources
from b2b.demo.erp.faults import Misbehaviour
from b2b.demo.erp.server import ErpServer
from b2b.erp.soap import Connection, SoapErpAdapter, connect, load_profile
from b2b.erp.soap.connection import connection
from b2b.errors import Busy, ConfigError, IndeterminateError, NotWritable, TechnicalError, Unreachable
from b2b.ports import ErpReceipt
from tests.erp import loopback
from tests.erp.loopback import answer, serving
from tests.erp.samples import ea, line, order

ORDER = order("PO1", line("WIDGET-001", ea(100)))
WSSE = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd}"
WSU = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd}"
FOUND_NOTHING = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
    b'<findByKeyResponse xmlns="urn:b2b:reference-erp:1"/></s:Body></s:Envelope>'
)


def with_wsdl(wsdl: str, **settings: object) -> SoapErpAdapter:
    profile = load_profile("reference")
    services = {"erp": replace(profile.services["erp"], wsdl=wsdl)}
    return SoapErpAdapter(replace(profile, services=services), connection(settings))


def test_the_wsdl_may_come_from_the_erp_itself(erp_server: ErpServer) -> None:
    adapter = with_wsdl(erp_server.address + "?wsdl", allow_hosts=["127.0.0.1"])
    adapter.prepare()
    assert adapter.book_order("k1", ORDER) == ErpReceipt("SO-000001", duplicate=False)


def test_the_wsdl_is_read_once(erp_server: ErpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = []
    description = erp_server.service.description
    monkeypatch.setattr(erp_server.service, "description", lambda address: reads.append(1) or description(address))
    adapter = with_wsdl(erp_server.address + "?wsdl", url=erp_server.address)
    threads = [threading.Thread(target=adapter.find, args=(f"k{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reads == [1]


def test_an_erp_that_is_down_is_unreachable_also_for_its_wsdl() -> None:
    url = f"http://127.0.0.1:{loopback.unused_port()}/erp"
    for adapter in (connect({"url": url}), with_wsdl(url + "?wsdl", url=url)):
        with pytest.raises(Unreachable):
            adapter.book_order("k1", ORDER)
        with pytest.raises(Unreachable):
            adapter.stock(["WIDGET-001"])


def test_a_host_that_is_not_allowed_is_never_contacted() -> None:
    with serving(answer(b"")) as server:
        adapter = connect({"url": server.url, "allow_hosts": ["erp.example", "127.0.0.1:1"]})
        with pytest.raises(ConfigError, match="allowed hosts") as raised:
            adapter.book_order("k1", ORDER)
        assert "allow_hosts" in raised.value.next_step
        with pytest.raises(ConfigError, match="allowed hosts"):
            with_wsdl(server.url + "?wsdl", url="http://erp.example/").stock(["A"])
    assert server.requests == []


def test_hosts_are_allowed_by_name_or_by_name_and_port() -> None:
    with serving(answer(FOUND_NOTHING)) as server:
        for host in ("127.0.0.1", f"127.0.0.1:{server.port}"):
            assert connect({"url": server.url, "allow_hosts": [host]}).find("k") is None
    assert len(server.requests) == 2


def test_without_url_the_address_of_the_wsdl_must_be_allowed(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="allowed hosts"):
        connect({}).find("k")


def wsdl_that_imports(location: str) -> bytes:
    shipped = resources.path("schemas", "soap", "reference_erp.wsdl").read_bytes()
    return shipped.replace(b'schemaLocation="reference_erp.xsd"', f'schemaLocation="{location}"'.encode())


@pytest.mark.parametrize("kind", ["xsd", "wsdl", "entity", "doctype"])
def test_a_wsdl_that_draws_in_another_host_is_refused(tmp_path: Path, kind: str) -> None:
    with serving(answer(b"<a/>")) as other:
        elsewhere = other.url.replace("127.0.0.1", "localhost")
        content = wsdl_that_imports(elsewhere)
        if kind == "wsdl":
            imported = f'<wsdl:import namespace="urn:x" location="{elsewhere}"/>\n<wsdl:types>'.encode()
            content = wsdl_that_imports("reference_erp.xsd").replace(b"<wsdl:types>", imported)
        if kind in ("entity", "doctype"):
            entity = f'[<!ENTITY e SYSTEM "{elsewhere}">]' if kind == "entity" else f'SYSTEM "{elsewhere}"'
            head, _, rest = wsdl_that_imports("reference_erp.xsd").partition(b"<wsdl:definitions")
            content = head + f"<!DOCTYPE a {entity}>\n<wsdl:definitions".encode() + rest
        with serving(answer(content)) as server:
            remote = with_wsdl(server.url + "?wsdl", url=server.url)
            with pytest.raises(ConfigError):
                remote.find("k")
        (tmp_path / "erp.wsdl").write_bytes(content)
        with pytest.raises(ConfigError):
            with_wsdl(str(tmp_path / "erp.wsdl"), url=server.url).find("k")
    assert other.requests == []


def test_a_remote_wsdl_may_not_read_local_files_nor_a_local_one_those_of_other_folders(tmp_path: Path) -> None:
    schema = resources.path("schemas", "soap", "reference_erp.xsd")
    for location in (str(schema), schema.as_uri()):
        with serving(answer(wsdl_that_imports(location))) as server, pytest.raises(ConfigError):
            with_wsdl(server.url + "?wsdl", url=server.url).prepare()
        (tmp_path / "erp.wsdl").write_bytes(wsdl_that_imports(location))
        with pytest.raises(ConfigError):
            with_wsdl(str(tmp_path / "erp.wsdl"), url=server.url).prepare()


@pytest.mark.parametrize(
    "content", [b"", b"<html/>", b"<a", b'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"/>', b"\0" * 100]
)
def test_a_wsdl_that_is_none(content: bytes) -> None:
    with serving(answer(content)) as server, pytest.raises(ConfigError, match="WSDL"):
        with_wsdl(server.url + "?wsdl", url=server.url).prepare()


def test_a_wsdl_that_imports_without_end() -> None:
    def more(stream, request: bytes) -> None:
        number = int(request.split()[1].partition(b"n=")[2])
        location = f"?n={number + 1}"
        body = f'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" targetNamespace="urn:{number}"><import namespace="urn:{number + 1}" location="{location}"/></definitions>'
        answer(body.encode())(stream, request)

    with serving(more) as server, pytest.raises(ConfigError, match="no further document"):
        with_wsdl(server.url + "?n=0", url=server.url).prepare()
    assert len(server.requests) <= 100


def test_a_wsdl_page_with_an_error_is_worth_another_try() -> None:
    with serving(answer(b"<html/>", "502 Bad Gateway")) as server, pytest.raises(TechnicalError, match="502"):
        with_wsdl(server.url + "?wsdl", url=server.url).find("k")


def call_with_auth(**auth: str) -> tuple[bytes, etree._Element]:
    with serving(answer(FOUND_NOTHING)) as server:
        assert connect({"url": server.url, **auth}).find("k") is None
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    return head, etree.fromstring(body)


def test_basic_auth_by_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ERP_PASSWORD", "s3cret:ü")
    head, _ = call_with_auth(user="b2b", password="env:ERP_PASSWORD")
    assert b"Authorization: Basic " + base64.b64encode("b2b:s3cret:ü".encode()) in head


def test_username_token_by_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("s3cret\n")
    reference = f"file:{tmp_path / 'password'}"
    head, envelope = call_with_auth(auth="username-token", user="b2b", password=reference)
    assert envelope.findtext(f".//{WSSE}Username") == "b2b"
    assert envelope.findtext(f".//{WSSE}Password") == "s3cret"
    assert b"Authorization" not in head


def test_username_token_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ERP_PASSWORD", "s3cret")
    _, envelope = call_with_auth(auth="username-token-digest", user="b2b", password="env:ERP_PASSWORD")
    nonce = base64.b64decode(envelope.findtext(f".//{WSSE}Nonce") or "")
    created = envelope.findtext(f".//{WSU}Created") or ""
    expected = base64.b64encode(hashlib.sha1(nonce + created.encode() + b"s3cret").digest()).decode()
    assert envelope.findtext(f".//{WSSE}Password") == expected
    assert created.endswith("Z")


@pytest.mark.parametrize("password", ["s3cret", "env:NO_SUCH_VARIABLE", "file:/no/such/file", "env:"])
@pytest.mark.parametrize("kind", ["basic", "username-token"])
def test_a_secret_that_is_not_there_sends_nothing_and_is_not_shown(password: str, kind: str) -> None:
    with serving(answer(FOUND_NOTHING)) as server:
        adapter = connect({"url": server.url, "auth": kind, "user": "b2b", "password": password})
        with pytest.raises(ConfigError) as raised:
            adapter.find("k")
    assert server.requests == []
    assert "s3cret" not in str(raised.value) + raised.value.next_step


@pytest.mark.parametrize(
    "settings",
    [
        {"auth": "magic", "user": "b", "password": "env:X"},
        {"auth": {"kind": "basic"}},
        {"connect_seconds": 0},
        {"allow_host": ["a"]},
        {"user": "b"},
        {"password": "env:X"},
        {"call_seconds": "120"},
        {"max_bytes": True},
        {"url": 1},
        {"allow_hosts": 5},
        {"allow_hosts": "erp.example"},
        {"profile": "no-such-erp"},
    ],
)
def test_settings_that_cannot_be_used(settings: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        connect(settings)


def test_what_the_wsdl_does_not_allow_is_not_sent(erp_server: ErpServer) -> None:
    profile = load_profile("reference")
    operation = profile.book_order
    assert operation is not None

    def adapter(request: dict[str, object]) -> SoapErpAdapter:
        changed = replace(profile, book_order=replace(operation, request=request))
        return SoapErpAdapter(changed, Connection(url=erp_server.address))

    with pytest.raises(NotWritable, match="customer"):
        adapter({"key": "$key"}).book_order("k1", ORDER)
    for request in ({"kee": "$key"}, {**operation.request, "more": "x"}, {"key": "$order.colour"}, {"key": "$colour"}):
        with pytest.raises(ConfigError):
            adapter(request).book_order("k1", ORDER)
    with pytest.raises((ConfigError, NotWritable)):
        connect({"url": erp_server.address}).book_order("k\0", ORDER)
    assert erp_server.book.state()["bookings"] == []


@pytest.mark.parametrize(
    ("misbehaviour", "write_error", "read_error"),
    [
        (Misbehaviour.HTML_500, IndeterminateError, TechnicalError),
        (Misbehaviour.BUSY_503, Busy, Busy),
        (Misbehaviour.RETRYABLE_FAULT, TechnicalError, TechnicalError),
        (Misbehaviour.DROP, IndeterminateError, TechnicalError),
        (Misbehaviour.GARBAGE_AFTER, IndeterminateError, TechnicalError),
        (Misbehaviour.HANG_AFTER, IndeterminateError, TechnicalError),
    ],
)
def test_misbehaviour_means_one_thing_for_writes_and_one_for_reads(
    erp_server: ErpServer, misbehaviour: Misbehaviour, write_error: type, read_error: type
) -> None:
    adapter = connect({"url": erp_server.address, "silence_seconds": 0.2})
    adapter.prepare()
    calls: list[tuple[type, Callable[[], object]]] = [
        (write_error, lambda: adapter.book_order("k1", ORDER)),
        (read_error, lambda: adapter.stock(["WIDGET-001"])),
        (read_error, lambda: adapter.find("k1")),
    ]
    for error, call in calls:
        erp_server.faults.plan(misbehaviour, 1)
        with pytest.raises(error) as raised:
            call()
        assert raised.type is error
        assert raised.value.where
        assert raised.value.next_step


@pytest.mark.parametrize(
    "misbehaviour",
    [Misbehaviour.HANG_AFTER, Misbehaviour.DROP_AFTER, Misbehaviour.HTML_500_AFTER, Misbehaviour.GARBAGE_AFTER],
)
def test_an_answer_lost_after_the_booking_is_found_by_its_key(
    erp_server: ErpServer, misbehaviour: Misbehaviour
) -> None:
    adapter = connect({"url": erp_server.address, "silence_seconds": 0.2})
    adapter.prepare()
    erp_server.faults.plan(misbehaviour, 1, "bookSalesOrder")
    with pytest.raises(IndeterminateError):
        adapter.book_order("k1", ORDER)
    assert adapter.find("k1") == ErpReceipt("SO-000001", duplicate=True)
    assert adapter.book_order("k1", ORDER) == ErpReceipt("SO-000001", duplicate=True)
    assert erp_server.book.state()["orders"] == 1


def test_a_call_lost_before_the_booking_is_found_missing(erp_server: ErpServer) -> None:
    adapter = connect({"url": erp_server.address})
    erp_server.faults.plan(Misbehaviour.DROP, 1)
    with pytest.raises(IndeterminateError):
        adapter.book_order("k1", ORDER)
    assert adapter.find("k1") is None


@pytest.mark.parametrize(
    "reply",
    [
        b"<bookSalesOrderResponse xmlns='urn:b2b:reference-erp:1'/>",
        b"<bookSalesOrderResponse xmlns='urn:b2b:reference-erp:1'><receipt><number/><duplicate>true</duplicate></receipt></bookSalesOrderResponse>",
        b"<bookSalesOrderResponse xmlns='urn:b2b:reference-erp:1'><receipt><number>1</number><duplicate>maybe</duplicate></receipt></bookSalesOrderResponse>",
        b"<findByKeyResponse xmlns='urn:b2b:reference-erp:1'/>",
        b"<bookSalesOrderResponse/>",
    ],
)
def test_a_receipt_that_cannot_be_read_is_indeterminate(reply: bytes) -> None:
    envelope = (
        b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>' + reply + b"</s:Body></s:Envelope>"
    )
    with serving(answer(envelope)) as server, pytest.raises(IndeterminateError):
        connect({"url": server.url}).book_order("k1", ORDER)


@pytest.mark.parametrize("number", ["", "many", "NaN", "INF", "1,5"])
def test_stock_that_cannot_be_read_is_never_guessed(number: str) -> None:
    item = f"<item><sku>A</sku><available unit='EA'>{number}</available></item>"
    body = f"<getStockResponse xmlns='urn:b2b:reference-erp:1'>{item}</getStockResponse>"
    envelope = f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>{body}</s:Body></s:Envelope>'
    with serving(answer(envelope.encode())) as server, pytest.raises(TechnicalError):
        connect({"url": server.url}).stock(["A"])


def test_too_much_is_not_read(erp_server: ErpServer) -> None:
    adapter = connect({"url": erp_server.address, "max_bytes": 200})
    with pytest.raises(IndeterminateError, match="more than 200 bytes"):
        adapter.book_order("k1", ORDER)
    assert erp_server.book.state()["orders"] == 1


def test_many_threads_book_each_order_once(erp_server: ErpServer, soap_erp: SoapErpAdapter) -> None:
    receipts: list[ErpReceipt] = []

    def book() -> None:
        for n in range(5):
            receipts.append(soap_erp.book_order(f"k{n}", order(f"PO{n}", line("WIDGET-001", ea(10)))))

    threads = [threading.Thread(target=book) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 20
    assert sum(not receipt.duplicate for receipt in receipts) == 5
    assert soap_erp.stock(["WIDGET-001"])[0].available == ea(450)


def test_the_simulator_says_that_it_is_one(erp_server: ErpServer) -> None:
    client = http.client.HTTPConnection("127.0.0.1", erp_server.server_port, timeout=5)
    client.request("GET", "/")
    response = client.getresponse()
    assert "simulator" in response.read().decode()
    assert "simulator" in (response.getheader("Server") or "")
    client.close()
