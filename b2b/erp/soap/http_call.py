"""One HTTP call that says exactly how far it came.

A fresh connection for every call: where connecting fails nothing has been delivered (`Unreachable`); after that,
without a whole answer, nobody knows (`IndeterminateError`). Redirects are not followed, proxies and .netrc of the
environment not used, time and size are bounded whatever the other side does.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from b2b.erp.soap.connection import Limits
from b2b.errors import ConfigError, IndeterminateError, Unreachable

_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A whole answer; header names in lower case, `content` decompressed."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What to send; `url` is http or https."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


def send(request: HttpRequest, limits: Limits, ca_file: Path | None = None) -> HttpAnswer:
    """Send and read the answer, whatever its status.

    Raises `Unreachable` where no connection came about (nothing was delivered), `IndeterminateError` where one did but
    no whole answer came back, `ConfigError` where URL or CA file cannot be used.
    """
    where = request.url.partition("?")[0]
    deadline = time.monotonic() + limits.call
    connection = _connection(request.url, limits, ca_file)
    try:
        try:
            connection.connect()
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"no connection: {_reason(error)}", where=where, next_step=_next_step(error)) from error
        connection.response_class = _timed_response(limits.silence, deadline)
        connection.sock.settimeout(limits.silence)
        try:
            return _exchange(connection, request, limits)
        except (OSError, http.client.HTTPException, zlib.error, ValueError, _Unusable) as error:
            raise IndeterminateError(
                f"no usable answer: {_reason(error)}",
                where=where,
                next_step="ask the ERP whether it has booked this before sending it again",
            ) from error
    finally:
        connection.close()


def _connection(url: str, limits: Limits, ca_file: Path | None) -> Any:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ConfigError("not an http or https address without credentials", where=url.partition("?")[0])
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ConfigError("an address holds printable ASCII without spaces only", where=url.partition("?")[0])
    if parts.scheme == "http":
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=limits.connect)
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise ConfigError(f"the CA file cannot be used: {error}", where=str(ca_file)) from error
    return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=limits.connect, context=context)


def _exchange(connection: Any, request: HttpRequest, limits: Limits) -> HttpAnswer:
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"User-Agent": "b2b", **request.headers, "Accept-Encoding": "identity", "Connection": "close"}
    # A server may refuse a large body and close before it has read all of it: its answer is then waiting.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.request(request.method, target, body=request.body or None, headers=headers)
    with contextlib.closing(connection.getresponse()) as response:
        fields = {name.lower(): value for name, value in response.getheaders()}
        return HttpAnswer(response.status, fields, _content(response, fields, limits.max_bytes))


def _content(response: http.client.HTTPResponse, headers: Mapping[str, str], max_bytes: int) -> bytes:
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip"):
        raise _Unusable(f"content encoding {encoding}")
    inflater = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    announced = response.length
    received = 0
    content = bytearray()
    while announced is None or received < announced:
        piece = response.read1(_PIECE)
        if not piece:
            break
        received += len(piece)
        content += inflater.decompress(piece, max_bytes + 1 - len(content)) if inflater else piece
        if len(content) > max_bytes:
            raise _Unusable(f"more than {max_bytes} bytes")
    if announced is not None and received < announced:
        raise _Unusable(f"{received} of {announced} bytes, then the end")
    if inflater and not inflater.eof:
        raise _Unusable("compressed content without its end")
    return bytes(content)


class _Unusable(Exception):
    """The answer is too large, cut off, or in a form that was not asked for."""


class _TimedReader(io.RawIOBase):
    """Reads a socket until a deadline, so that an answer in drips cannot hold the caller for ever."""

    def __init__(self, sock: socket.socket, silence: float, deadline: float) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._silence = silence
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for the whole call is over")
        self._sock.settimeout(min(self._silence, left))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


def _timed_response(silence: float, deadline: float) -> Any:
    class TimedResponse(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
            super().__init__(sock, *args, **options)
            self.fp.close()
            self.fp = io.BufferedReader(_TimedReader(sock, silence, deadline))

    return TimedResponse


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _next_step(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "have the ERP's certificate renewed, or set ca_file to the authority that signed it"
    if isinstance(error, socket.gaierror):
        return "check the host name in the ERP's url"
    return "check that the ERP runs and that its url is right; the call is repeated later"
