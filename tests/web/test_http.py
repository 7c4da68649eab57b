"""The HTTP side: addresses, content types, limits, and clients that misbehave."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from lxml import etree

from b2b import resources
from b2b.erp.envelope import SOAP11, SOAP12
from b2b.web import app, server
from b2b.web.soap import SoapDoor
from tests.web.service import NS, STATUS, Ledger, fault, get, port_of, post, receipt, running, soap

_GOOD = soap(STATUS)
_GET = b"GET / HTTP/1.1\r\nHost: x\r\n"


def test_the_description_names_the_address_it_was_asked_at(address: str) -> None:
    status, wsdl = get(address, "?wsdl")
    root = etree.fromstring(wsdl)
    assert status == 200
    assert {port.get("location") for port in root.iter("{*}address")} == {address}
    (types,) = root.iter("{http://www.w3.org/2001/XMLSchema}import")
    assert types.get("schemaLocation") == f"{address}?xsd"
    assert get(address, "?xsd") == (200, resources.path("schemas", "soap", "b2b.xsd").read_bytes())
    assert get(address, "?WSDL")[0] == 200


def test_a_public_address_takes_its_place(door: SoapDoor) -> None:
    with running(door, public_url="https://b2b.example/soap") as inside:
        _, wsdl = get(inside, "?wsdl")
    root = etree.fromstring(wsdl)
    assert {port.get("location") for port in root.iter("{*}address")} == {"https://b2b.example/soap"}


@pytest.mark.parametrize(("query", "status"), [("", 405), ("?x", 405), ("/../../etc/passwd", 404), ("/x?wsdl", 404)])
def test_other_addresses(address: str, query: str, status: int) -> None:
    assert get(address, query)[0] == status


@pytest.mark.parametrize(
    ("content_type", "headers", "version"),
    [
        ("text/xml", {}, SOAP11),
        ("text/xml; charset=utf-8", {"SOAPAction": f'"{NS}/getOrderStatus"'}, SOAP11),
        ("TEXT/XML; charset=UTF-8", {"SOAPAction": '""'}, SOAP11),
        ("application/soap+xml; charset=utf-8", {}, SOAP12),
        (f'application/soap+xml; action="{NS}/getOrderStatus"', {"SOAPAction": "ignored"}, SOAP12),
    ],
)
def test_both_versions_by_content_type(address: str, content_type: str, headers: dict[str, str], version: str) -> None:
    status, answer = post(address, soap(STATUS, version), content_type, **headers)
    assert status == 200, answer
    assert etree.fromstring(answer).tag == f"{{{version}}}Envelope"


@pytest.mark.parametrize(
    ("content_type", "headers"),
    [
        ("application/json", {}),
        ("", {}),
        ("text/xml; charset=iso-8859-1", {}),
        ('multipart/related; type="application/xop+xml"; boundary=b', {}),
        ("text/xml", {"Content_Encoding": "gzip"}),
    ],
)
def test_other_content_is_not_taken(address: str, ledger: Ledger, content_type: str, headers: dict[str, str]) -> None:
    status, said = post(address, _GOOD, content_type, **headers)
    assert status == 415
    assert said.startswith(b"send ")
    assert ledger.calls == []


def test_an_action_that_is_not_the_message_is_refused(address: str, ledger: Ledger) -> None:
    status, answer = post(address, _GOOD, SOAPAction=f'"{NS}/postStockLevels"')
    assert (status, fault(answer).code) == (500, "Client")
    status, answer = post(address, soap(STATUS, SOAP12), f'application/soap+xml; action="{NS}/getInvoice"')
    assert (status, fault(answer).code) == (400, "Sender")
    assert ledger.calls == []


# The larger is still within what the service hears out; who sends more may be cut off before the answer is read.
@pytest.mark.parametrize("size", [100_001, 450_000])
def test_too_large_is_refused_whether_its_length_is_told_or_not(address: str, ledger: Ledger, size: int) -> None:
    assert post(address, b" " * size)[0] == 413

    def pieces() -> Iterator[bytes]:
        for start in range(0, size, 10_000):
            yield b" " * min(10_000, size - start)

    assert post(address, pieces())[0] == 413
    assert ledger.calls == []


def test_more_tags_than_any_call_needs_are_not_parsed(
    address: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_MOST_TAGS", 10_000)
    assert post(address, b"<r>" + b"<a/>" * 9_998 + b"</r>")[0] == 500
    status, said = post(address, b"<r>" + b"<a/>" * 10_000 + b"</r>")
    assert (status, b"tags" in said) == (413, True)
    assert ledger.calls == []


def test_a_length_that_is_only_told_is_refused_before_the_rest_comes(address: str) -> None:
    with connected(address) as client:
        client.sendall(head(address, "Content-Length: 99999999999"))
        assert b" 413 " in client.recv(200)


def test_chunked_requests_are_served(address: str) -> None:
    assert post(address, iter([_GOOD[:100], _GOOD[100:]]))[0] == 200


def test_a_client_that_sends_for_ever_without_a_length_is_cut_off(address: str, ledger: Ledger) -> None:
    sent = 0
    with connected(address) as client:
        client.sendall(head(address, "Transfer-Encoding: chunked"))
        while sent < 10_000_000:
            try:
                client.sendall(b"2710\r\n" + b" " * 10_000 + b"\r\n")
            except OSError:
                break
            sent += 10_000
    assert 100_000 < sent < 10_000_000
    assert ledger.calls == []


def test_a_client_that_asks_first_is_told_before_it_sends(address: str) -> None:
    with connected(address) as client:
        client.sendall(head(address, "Content-Length: 100001\r\nExpect: 100-continue"))
        assert client.recv(200).startswith(b"HTTP/1.1 413 ")
    with connected(address) as client:
        client.sendall(head(address, f"Content-Length: {len(_GOOD)}\r\nExpect: 100-continue"))
        assert client.recv(200).startswith(b"HTTP/1.1 100 ")
        client.sendall(_GOOD)
        assert b" 200 " in client.recv(200)


def test_a_slow_client_is_let_go_and_the_others_are_served_meanwhile(address: str, ledger: Ledger) -> None:
    with connected(address) as slow:
        slow.sendall(head(address, f"Content-Length: {len(_GOOD)}") + _GOOD[:10])
        assert post(address, _GOOD)[0] == 200
        assert b" 408 " in slow.recv(200)
    assert len(ledger.calls) == 1


@pytest.mark.parametrize("before", [b"", _GET + b"\r\n"], ids=["first request", "after a request"])
def test_a_client_that_never_ends_its_headers_is_let_go(
    address: str, monkeypatch: pytest.MonkeyPatch, before: bytes
) -> None:
    monkeypatch.setattr(server, "_SECONDS_FOR_HEADERS", 0.3)
    with connected(address) as client:
        if before:
            client.sendall(before)
            got = b""
            while not got.endswith(b"?wsdl\n"):
                got += client.recv(5000)
        client.sendall(_GET)
        assert client.recv(1) == b""


def test_a_client_that_goes_away_mid_request_books_nothing(address: str, ledger: Ledger) -> None:
    body = soap(receipt("gone"))
    with connected(address) as client:
        client.sendall(head(address, f"Content-Length: {len(body) + 1}") + body)
    time.sleep(0.1)
    assert post(address, _GOOD)[0] == 200
    assert [type(call).__name__ for call in ledger.calls] == ["GetOrderStatus"]


def test_what_is_no_http_is_refused(address: str) -> None:
    with connected(address) as client:
        client.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
        assert b" 400 " in client.recv(200)


def connected(address: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port_of(address)), timeout=10)


def head(address: str, line: str) -> bytes:
    return f"POST /soap HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\n{line}\r\n\r\n".encode()
