"""`python -m b2b.demo.erp --db FILE [--port 0 --port-file FILE --stock SKU=QTY,UNIT ...]`: run the reference ERP."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from b2b.documents import Quantity


def opening(text: str) -> tuple[str, Quantity]:
    """Read `WIDGET-001=500,EA` (the unit may be left out: EA)."""
    sku, _, rest = text.rpartition("=")
    number, _, unit = rest.partition(",")
    try:
        value = Decimal(number)
    except InvalidOperation as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not SKU=QUANTITY,UNIT") from error
    if not sku or not value.is_finite() or value < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not SKU=QUANTITY,UNIT")
    return sku, Quantity(value, unit or "EA")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; calls under way are answered first."""
    parser = argparse.ArgumentParser(prog="python -m b2b.demo.erp", description="The reference ERP, a simulator.")
    parser.add_argument("--db", type=Path, required=True, help="SQLite file; made if it is not there")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--port-file", type=Path, help="the port is written here once the ERP answers")
    parser.add_argument("--stock", type=opening, action="append", default=[], metavar="SKU=QTY,UNIT")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the process that started it")
    options = parser.parse_args(arguments)
    return serve(options.db, options.port, options.port_file, dict(options.stock), options.until_stdin_closes)


def serve(
    file: Path, port: int, port_file: Path | None, stock: dict[str, Quantity], until_stdin_closes: bool = False
) -> int:
    """Run the simulator in this process; `stock` is given only to items that the file does not know yet."""
    from b2b.demo.erp.book import Book
    from b2b.demo.erp.server import ErpServer

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    book = Book(file, stock)
    server = ErpServer(book, port)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    if until_stdin_closes:
        threading.Thread(target=_follow_stdin, args=(stop,), daemon=True).start()
    if port_file:
        _publish(port_file, str(server.server_port))
    sys.stdout.write(f"reference ERP (a simulator) at {server.address}\n")
    sys.stdout.flush()
    stop.wait()
    server.shutdown()
    server.drain(seconds=5)
    server.server_close()
    book.close()
    return 0


def _follow_stdin(stop: threading.Event) -> None:
    """Not through `sys.stdin`, whose lock this thread would hold while the interpreter ends: that aborts."""
    while os.read(0, 4096):
        pass
    stop.set()


def _publish(file: Path, text: str) -> None:
    """Write whole or not at all: whoever waits for the file reads it as soon as it is there."""
    part = file.with_name(file.name + ".part")
    part.write_text(text, encoding="ascii")
    os.replace(part, file)


if __name__ == "__main__":
    sys.exit(main())
