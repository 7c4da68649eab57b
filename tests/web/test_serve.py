"""`b2b serve`: a process that says where it is, serves, and ends without losing a call."""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from tests.cli.running import run
from tests.procurement.buyer import make_buyer
from tests.web.service import NS, add_user, fault, post, soap

STOCK = (
    f'<postStockLevels xmlns="{NS}"><idempotencyKey>s1</idempotencyKey><company>NORTHWIND</company>'
    '<asOf>2026-03-02T09:00:00Z</asOf><level><sku>BIG-7</sku><available unit="EA">2</available></level></postStockLevels>'
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A buyer's workspace with the user of the tests."""
    folder = tmp_path_factory.mktemp("serve") / "northwind"
    buyer = make_buyer(folder)
    add_user(buyer.store)
    buyer.store.close()
    return folder


@contextmanager
def serving(workspace: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and the address of the WSDL that it prints."""
    command = [sys.executable, "-m", "b2b", "-w", str(workspace), "serve", "--port", "0", *words]
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        found = re.search(r"https?://\S+\?wsdl", first)
        assert found, first + (process.stderr.read() if process.stderr and not first else "")
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()
        watchdog.cancel()


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_it_serves_until_it_is_told_to_end(workspace: Path, number: signal.Signals) -> None:
    with serving(workspace) as (process, wsdl):
        address = wsdl.removesuffix("?wsdl")
        with urllib.request.urlopen(wsdl, timeout=10) as response:
            assert address.encode() in response.read()
        status, answer = post(address, soap(STOCK))
        assert (status, b"accepted>1<" in answer) == (200, True), answer
        assert fault(post(address, soap(STOCK.replace("NORTHWIND", "NOBODY")))[1]).element == "conflictFault"
        process.send_signal(number)
        told, log = process.communicate(timeout=30)
    assert process.returncode == 0, log
    assert told.splitlines()[-1] == "Ended."
    assert "sap postStockLevels: done" in log
    assert "Traceback" not in log


def test_a_call_under_way_is_answered_before_it_ends(workspace: Path) -> None:
    request = soap(STOCK.replace("s1", "s2"))
    with serving(workspace) as (process, wsdl):
        port = int(wsdl.rpartition(":")[2].partition("/")[0])
        head = f"POST /soap HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: {len(request)}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
            client.sendall(head.encode() + request[:50])
            assert post(wsdl.removesuffix("?wsdl"), b"<a/>")[0] == 500
            process.send_signal(signal.SIGTERM)
            while listens(port):
                pass
            client.sendall(request[50:])
            assert client.recv(100).startswith(b"HTTP/1.1 200 ")
        process.communicate(timeout=30)
    assert process.returncode == 0


def test_tls(workspace: Path, tmp_path: Path) -> None:
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    certificate, key = tmp_path / "b2b.pem", tmp_path / "b2b.key"
    certificate.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(key)
    context = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())
    with serving(workspace, "--certificate", str(certificate), "--key", str(key)) as (_, wsdl):
        assert wsdl.startswith("https://")
        with urllib.request.urlopen(wsdl, timeout=10, context=context) as response:
            assert wsdl.removesuffix("?wsdl").encode() in response.read()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com"])
def test_other_addresses_need_tls(workspace: Path, host: str) -> None:
    said = run("-w", workspace, "serve", "--host", host, code=1).stderr
    assert "readable" in said
    assert "--behind-proxy" in said


def test_what_cannot_be_served(workspace: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = run("-w", workspace, "serve", "--port", taken.getsockname()[1], code=2).stderr
        assert "in use" in said
    assert "both" in run("-w", workspace, "serve", "--certificate", "b2b.pem", code=2).stderr
    missing = tmp_path / "missing.pem"
    assert (
        "No such file"
        in run("-w", workspace, "serve", "--port", "0", "--certificate", missing, "--key", missing, code=2).stderr
    )
    missing.write_text("not PEM")
    assert (
        "PEM" in run("-w", workspace, "serve", "--port", "0", "--certificate", missing, "--key", missing, code=2).stderr
    )


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
