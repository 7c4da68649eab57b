"""How far an HTTP call came decides which error it raises."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
import zlib
from pathlib import Path

import pytest
import trustme

from b2b.erp.soap.connection import Limits
from b2b.erp.soap.http_call import HttpRequest, send
from b2b.errors import ConfigError, IndeterminateError, Unreachable
from tests.erp import loopback
from tests.erp.loopback import answer, raw, serving

# Made for these tests: for 127.0.0.1, signed by itself, valid for a hundred years, trusted by nobody else.
QUICK = Limits(connect=2, silence=0.3, call=5, max_bytes=100_000)


def post(url: str, limits: Limits = QUICK, ca_file: Path | None = None, body: bytes = b"<a/>"):
    return send(HttpRequest("POST", url, {"Content-Type": "text/xml"}, body), limits, ca_file)


def test_an_answer_comes_back_whole() -> None:
    with serving(answer(b"<b/>", "202 Accepted", ["X-One: 1"])) as server:
        got = post(server.url + "?wsdl")
    assert (got.status, got.content, got.headers["x-one"]) == (202, b"<b/>", "1")
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /erp?wsdl HTTP/1.1\r\n")
    assert b"Accept-Encoding: identity" in head
    assert body == b"<a/>"


def test_chunked_and_until_close_and_gzip() -> None:
    with serving(
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n<b\r\n2\r\n/>\r\n0\r\n\r\n")
    ) as server:
        assert post(server.url).content == b"<b/>"
    with serving(raw(b"HTTP/1.0 200 OK\r\n\r\n<b/>")) as server:
        assert post(server.url).content == b"<b/>"
    with serving(answer(gzip.compress(b"<b/>" * 1000), headers=["Content-Encoding: gzip"])) as server:
        assert post(server.url).content == b"<b/>" * 1000


def test_nobody_listens_is_unreachable() -> None:
    with pytest.raises(Unreachable) as raised:
        post(f"http://127.0.0.1:{loopback.unused_port()}/erp?key=secret")
    assert raised.value.where.startswith("http://127.0.0.1:")
    assert "secret" not in str(raised.value)
    assert raised.value.next_step


def test_an_unknown_name_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(Unreachable, match="Name or service not known"):
        post("http://erp.invalid/")


def test_a_connect_that_takes_too_long_is_unreachable() -> None:
    # A listener whose backlog is full leaves the next connection waiting.
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = []
        for _ in range(2):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
            waiting.append(client)
        time.sleep(0.05)
        with pytest.raises(Unreachable):
            post(f"http://127.0.0.1:{listener.getsockname()[1]}/", Limits(connect=0.2))
        for client in waiting:
            client.close()


@pytest.mark.parametrize(
    "script",
    [
        loopback.hang_up,
        loopback.reset,
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n<b/>"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<b"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<b/>"),
        raw(b"HTTP/1.1 two OK\r\n\r\n"),
        raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
        raw(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000 + b"\r\n\r\n"),
        answer(b"not gzip", headers=["Content-Encoding: gzip"]),
        answer(gzip.compress(b"<b/>" * 1000)[:-9], headers=["Content-Encoding: gzip"]),
        answer(b"<b/>", headers=["Content-Encoding: br"]),
        answer(b"x" * 100_001),
        raw(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000),
        answer(gzip.compress(b"\0" * 50_000_000), headers=["Content-Encoding: gzip"]),
        lambda stream, _: time.sleep(0.6),
    ],
    ids=[
        "closed", "reset", "half a body", "half a chunk", "bad chunk size", "bad status", "not HTTP",
        "200 headers", "long header", "not gzip", "cut gzip", "brotli", "too large", "endless", "gzip bomb", "silent",
    ],
)  # fmt: skip
def test_sent_but_no_usable_answer_is_indeterminate(script) -> None:
    with serving(script) as server, pytest.raises(IndeterminateError) as raised:
        post(server.url)
    assert server.requests[0].endswith(b"<a/>")
    assert "before sending it again" in raised.value.next_step


def test_an_answer_in_drips_ends_with_the_time_for_the_call() -> None:
    def drip(stream: socket.socket, _: bytes) -> None:
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(200):
            stream.sendall(b"x")
            time.sleep(0.02)

    limits = Limits(connect=2, silence=0.3, call=0.4, max_bytes=100_000)
    with serving(drip) as server, pytest.raises(IndeterminateError):
        post(server.url, limits)


def test_a_head_in_drips_too() -> None:
    def drip(stream: socket.socket, _: bytes) -> None:
        for _ in range(200):
            stream.sendall(b"H")
            time.sleep(0.02)

    limits = Limits(connect=2, silence=0.3, call=0.4, max_bytes=100_000)
    with serving(drip) as server, pytest.raises(IndeterminateError):
        post(server.url, limits)


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with serving(answer(b"<a/>")) as other, serving(answer(b"", "302 Found", [f"Location: {other.url}"])) as server:
        assert post(server.url).status == 302
    assert other.requests == []


def test_the_refusal_of_a_large_body_is_heard() -> None:
    def refuse(stream: socket.socket, _: bytes) -> None:
        answer(b"", "413 Content Too Large")(stream, b"")

    with serving(refuse) as server:
        assert post(server.url, body=b"x" * 3_000_000).status == 413


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://",
        "http://user:pass@127.0.0.1/",
        "http://127.0.0.1/a b",
        "/erp",
    ],
)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(ConfigError):
        post(url)


def test_a_certificate_is_verified_by_the_ca_file(tmp_path: Path) -> None:
    authority = trustme.CA()
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serving(answer(b"<b/>"), tls=context) as server:
        url = server.url.replace("http:", "https:")
        assert post(url, ca_file=ca_file).content == b"<b/>"
        with pytest.raises(Unreachable, match="certificate") as raised:
            post(url)
        with pytest.raises(Unreachable):
            post(url.replace("127.0.0.1", "localhost"), ca_file=ca_file)
    assert "ca_file" in raised.value.next_step
    assert len(server.requests) == 1


def test_a_ca_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    for file in (tmp_path / "ca.pem", tmp_path / "missing.pem"):
        with pytest.raises(ConfigError):
            post("https://127.0.0.1:9/", ca_file=file)


def test_deflate_without_a_gzip_frame_is_not_guessed() -> None:
    script = answer(zlib.compress(b"<b/>"), headers=["Content-Encoding: deflate"])
    with serving(script) as server, pytest.raises(IndeterminateError, match="deflate"):
        post(server.url)
