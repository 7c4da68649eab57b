"""The reference ERP inside the test process: as fast as a test wants it, the same code as in its own process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from b2b.demo.erp.book import Book
from b2b.demo.erp.server import ErpServer
from b2b.erp.soap import SoapErpAdapter, connect
from tests.erp import samples


@pytest.fixture
def erp_server(tmp_path: Path) -> Iterator[ErpServer]:
    book = Book(tmp_path / "erp.db", samples.stock())
    server = ErpServer(book, port=0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.drain(seconds=5)
    thread.join()
    server.server_close()
    book.close()


@pytest.fixture
def soap_erp(erp_server: ErpServer) -> SoapErpAdapter:
    return connect({"url": erp_server.address})
