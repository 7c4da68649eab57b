"""The reference ERP over HTTP: the SOAP endpoint, its WSDL, a look at the state, and the switch for misbehaviour."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from b2b import resources
from b2b.demo.erp.book import Book
from b2b.demo.erp.faults import Faults, Misbehaviour
from b2b.demo.erp.operations import handlers
from b2b.erp.service import Answer, Refusal, SoapService

PATH = "/erp"
MAX_REQUEST = 20_000_000
_HTML_500 = b"<html><body><h1>500 Internal Server Error</h1></body></html>"
_log = logging.getLogger("b2b.demo.erp")


class ErpServer(ThreadingHTTPServer):
    """The simulator on 127.0.0.1; `port` 0 takes any free one, `address` says which."""

    def __init__(self, book: Book, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Call)
        self.book = book
        self.faults = Faults()
        self.stopping = threading.Event()
        self.service = SoapService(
            resources.path("schemas", "soap", "reference_erp.wsdl"),
            resources.path("schemas", "soap", "reference_erp.xsd"),
            handlers(book),
        )
        self._calls = 0
        self._idle = threading.Condition()

    @property
    def address(self) -> str:
        """The URL of the SOAP endpoint."""
        return f"http://127.0.0.1:{self.server_port}{PATH}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no failure of the server; anything else is logged with its trace."""
        level = logging.DEBUG if isinstance(sys.exception(), OSError) else logging.ERROR
        _log.log(level, "call from %s broke off", client_address, exc_info=True)

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around every call, so that `drain` knows when the last one is answered."""
        with self._idle:
            self._calls += 1
        try:
            yield
        finally:
            with self._idle:
                self._calls -= 1
                self._idle.notify_all()

    def drain(self, seconds: float) -> None:
        """Wait until calls under way are answered, `seconds` at most; hanging ones are let go."""
        self.stopping.set()
        with self._idle:
            self._idle.wait_for(lambda: self._calls == 0, timeout=seconds)


class _Call(BaseHTTPRequestHandler):
    server: ErpServer
    server_version = "b2b-reference-erp-simulator"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        schema_name, schema = self.server.service.schema_document
        if path == PATH and query.lower() == "wsdl":
            self._send(200, "text/xml; charset=utf-8", self.server.service.description(self.server.address))
        elif path == f"/{schema_name}":
            self._send(200, "text/xml; charset=utf-8", schema)
        elif path == "/state":
            self._send(200, "application/json", json.dumps(self.server.book.state()).encode())
        else:
            self._send(
                404, "text/plain; charset=utf-8", f"b2b reference ERP, a simulator: {PATH}?wsdl, /state\n".encode()
            )

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            return
        if self.path == "/faults":
            self._plan(body)
        elif self.path.partition("?")[0] == PATH:
            with self.server.call():
                self._soap(body)
        else:
            self._send(404, "text/plain; charset=utf-8", f"SOAP is at {PATH}\n".encode())

    def do_DELETE(self) -> None:
        self.server.faults.clear()
        self._send(204, "text/plain; charset=utf-8", b"")

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            self.close_connection = True
            self._send(411, "text/plain; charset=utf-8", b"Content-Length is required\n")
            return None
        if int(length) > MAX_REQUEST:
            self.close_connection = True
            self._send(413, "text/plain; charset=utf-8", f"at most {MAX_REQUEST} bytes\n".encode())
            # A client that is still sending would see a reset instead of this answer.
            left = min(int(length), 10 * MAX_REQUEST)
            while left > 0 and (piece := self.rfile.read(min(left, 1 << 16))):
                left -= len(piece)
            return None
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.close_connection = True
            return None
        return body

    def _plan(self, body: bytes) -> None:
        try:
            wish = json.loads(body)
            self.server.faults.plan(Misbehaviour(wish["misbehaviour"]), int(wish["calls"]), str(wish["operation"]))
        except (ValueError, KeyError, TypeError) as error:
            self._send(400, "text/plain; charset=utf-8", f"not a plan: {error!r}\n".encode())
        else:
            self._send(204, "text/plain; charset=utf-8", b"")

    def _soap(self, body: bytes) -> None:
        action = self._action()
        match self.server.faults.take(action.rpartition("/")[2]):
            case None:
                self._answer(self.server.service.handle(body, action))
            case Misbehaviour.HTML_500:
                self._send(500, "text/html", _HTML_500)
            case Misbehaviour.BUSY_503:
                self._send(503, "text/html", b"<html><body>maintenance</body></html>", {"Retry-After": "1"})
            case Misbehaviour.RETRYABLE_FAULT:
                self._answer(self.server.service.refuse(body, Refusal("BUSY", "month end is running", retryable=True)))
            case Misbehaviour.DROP:
                self.close_connection = True
            case after:
                self.server.service.handle(body, action)
                self._misbehave_after(after)

    def _misbehave_after(self, misbehaviour: Misbehaviour) -> None:
        if misbehaviour is Misbehaviour.HTML_500_AFTER:
            self._send(500, "text/html", _HTML_500)
        elif misbehaviour is Misbehaviour.GARBAGE_AFTER:
            self._send(200, "text/xml", b"<soap:Envelope xmlns:soap=")
        else:
            if misbehaviour is Misbehaviour.HANG_AFTER:
                self.server.stopping.wait(self.timeout)
            self.close_connection = True

    def _action(self) -> str:
        header = self.headers.get("SOAPAction", "").strip().strip('"')
        parameter = self.headers.get_param("action")
        return header or (parameter if isinstance(parameter, str) else "")

    def _answer(self, answer: Answer) -> None:
        self._send(answer.status, answer.content_type, answer.content)

    def _send(self, status: int, content_type: str, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        _log.debug(format, *args)
