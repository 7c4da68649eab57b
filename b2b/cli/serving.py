"""Serving: what is printed when the service stands, and its log."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from b2b.cli import screen
from b2b.cli.running import log_to_stderr
from b2b.errors import ConfigError
from b2b.gateway.bootstrap import Gateway
from b2b.web import server
from b2b.web.app import PATH, soap_app
from b2b.web.business import BusinessOperations
from b2b.web.server import Tls
from b2b.web.soap import SoapDoor


def tls(certificate: Path | None, key: Path | None) -> Tls | None:
    """Both files, or neither. ConfigError: one without the other."""
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise ConfigError(
            "a certificate needs its key, and a key its certificate",
            where="b2b serve",
            next_step="name both: --certificate FILE --key FILE",
        )
    return Tls(certificate, key)


def until_told(gateway: Gateway, host: str, port: int, tls: Tls | None, *, behind_proxy: bool, public_url: str) -> None:
    """Serve until SIGINT or SIGTERM; each call is a line on stderr."""
    server.require_protection(host, tls, behind_proxy=behind_proxy)
    logging.getLogger("b2b.web").setLevel(logging.INFO)
    with server.listen(host, port) as bound, log_to_stderr():
        app = soap_app(SoapDoor(gateway.store, BusinessOperations(gateway.store)), public_url=public_url)
        at = public_url or server.address(bound, tls, PATH)
        screen.line(f"Serving {gateway.workspace.name}: {at}?wsdl")
        screen.line("Ctrl-C ends it.")
        sys.stdout.flush()
        server.serve(app, bound, tls)
    screen.line("Ended.")
