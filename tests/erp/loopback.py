"""Servers on 127.0.0.1 that answer exactly what a test wants, down to the byte."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

Script = Callable[[socket.socket, bytes], None]
"""What a server does with a connection, given the request it has read."""


@dataclass
class Loopback:
    """A running server: where it is, and every request it was sent (head and body)."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/erp"


@contextmanager
def serving(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Loopback]:
    """Serve each connection with `script` until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Loopback(listener.getsockname()[1])

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.settimeout(10)
                    stream = tls.wrap_socket(connection, server_side=True) if tls else connection
                    request = _read_request(stream)
                    server.requests.append(request)
                    script(stream, request)
                    if tls:
                        stream.close()
                except OSError:
                    continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        # On Linux close() alone does not wake a thread that waits in accept().
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def answer(content: bytes, status: str = "200 OK", headers: Sequence[str] = ("Content-Type: text/xml",)) -> Script:
    """Send one whole answer."""
    head = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(content)}", "Connection: close", "", ""]
    return raw("\r\n".join(head).encode() + content)


def raw(data: bytes) -> Script:
    """Send these bytes and close."""
    return lambda stream, _: stream.sendall(data)


def reset(stream: socket.socket, _: bytes) -> None:
    """Close with RST, as a crashed host or a firewall does."""
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hang_up(stream: socket.socket, _: bytes) -> None:
    """Close without a word."""


def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _read_request(stream: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = stream.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        piece = stream.recv(65536)
        if not piece:
            break
        body += piece
    return head + b"\r\n\r\n" + body
