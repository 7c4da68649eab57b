"""The process that serves: one socket, TLS where a certificate is given, an end without losing a call."""

from __future__ import annotations

import asyncio
import ipaddress
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import h11
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from b2b.errors import ConfigError, NotAllowed

_SECONDS_FOR_HEADERS = 10.0
_SECONDS_TO_FINISH = 20
_CONNECTIONS = 200


@dataclass(frozen=True, slots=True)
class Tls:
    """A certificate with its chain, and its key, both PEM."""

    certificate: Path
    key: Path


def require_protection(host: str, tls: Tls | None, *, behind_proxy: bool) -> None:
    """NotAllowed where tokens would cross a network in clear: another address than loopback without TLS."""
    if tls is None and not behind_proxy and not _is_loopback(host):
        raise NotAllowed(
            f"tokens would cross the network readable for everybody on {host}",
            where="b2b serve --host",
            next_step="add --certificate FILE --key FILE, or --behind-proxy where a proxy in front of it ends TLS",
        )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one. ConfigError: there is none to be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family, backlog=_CONNECTIONS)
    except (OSError, OverflowError) as error:
        raise ConfigError(
            f"cannot listen on {host} port {port}: {getattr(error, 'strerror', None) or error}",
            where="b2b serve",
            next_step="name another: b2b serve --port 8081; or see who has it: ss -ltnp",
        ) from error


def address(bound: socket.socket, tls: Tls | None, path: str) -> str:
    """The URL at which a socket is reached, with the path."""
    host, port = bound.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if tls else 'http'}://{shown}:{port}{path}"


def http_server(app: Starlette, tls: Tls | None = None) -> uvicorn.Server:
    """The server for an application, not yet running. ConfigError: the certificate cannot be used."""
    config = uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
    )
    try:
        config.load()
    except OSError as error:
        raise ConfigError(
            f"the certificate or its key cannot be used: {error.strerror or error}",
            where="b2b serve --certificate --key",
            next_step="both are PEM files; the key has no password",
        ) from error
    return uvicorn.Server(config)


def serve(app: Starlette, bound: socket.socket, tls: Tls | None = None) -> None:
    """Serve until SIGINT or SIGTERM, then answer what is under way (20 seconds at most; a second SIGINT lets go of it)
    and return. ConfigError: the certificate cannot be used.
    """
    server = http_server(app, tls)
    with _content_to_end():
        server.run(sockets=[bound])


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _content_to_end() -> Iterator[None]:
    """The server ends by a signal and then raises it again for whoever had it before: us, who are content."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Protocol(H11Protocol):
    """HTTP/1.1 that does not wait for ever for the rest of a request's head."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._forget()
        elif self._patience is None:
            self._patience = self.loop.call_later(_SECONDS_FOR_HEADERS, self.transport.close)

    def _forget(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
