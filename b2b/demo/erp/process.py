"""The reference ERP as a child process: start it, look at it, make it misbehave, stop or kill it."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from b2b.demo.erp.faults import Misbehaviour
from b2b.documents import Quantity
from b2b.errors import TechnicalError


class ReferenceErp:
    """The simulator in a process of its own, on `file`; as a context manager it is stopped at the end.

    It ends with the process that started it. Started again it takes the port it had, so that `url` stays true.
    """

    def __init__(self, file: Path, stock: Mapping[str, Quantity], port: int = 0) -> None:
        self.file = file
        self.port = port
        self._stock = dict(stock)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The SOAP endpoint."""
        return f"http://127.0.0.1:{self.port}/erp"

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process else None

    def start(self, seconds: float = 60) -> None:
        """Start it, if it does not run, and wait until it answers; `TechnicalError` if not within `seconds`."""
        if self._process is not None:
            return
        port_file = self.file.with_name(self.file.name + ".port")
        port_file.unlink(missing_ok=True)
        command = [sys.executable, "-m", "b2b.demo.erp", "--db", str(self.file), "--port", str(self.port)]
        command += ["--port-file", str(port_file), "--until-stdin-closes"]
        for sku, quantity in self._stock.items():
            command += ["--stock", f"{sku}={quantity.value},{quantity.unit}"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + seconds
        while not port_file.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise TechnicalError(
                    "the reference ERP did not start", where=str(self.file), next_step="see its output"
                )
            time.sleep(0.02)
        self.port = int(port_file.read_text(encoding="ascii"))

    def stop(self) -> int:
        """End it with SIGTERM: calls under way are answered; returns its exit code."""
        return self._end(subprocess.Popen.terminate)

    def kill(self) -> int:
        """End it with SIGKILL, as a power cut would."""
        return self._end(subprocess.Popen.kill)

    def state(self) -> dict[str, Any]:
        """Its stock, counts and bookings, as `GET /state` shows them."""
        state: dict[str, Any] = json.loads(self._request("GET", "/state"))
        return state

    def misbehave(self, misbehaviour: Misbehaviour, calls: int = 1, operation: str = "") -> None:
        """Let its next `calls` calls of `operation` (empty: of any) go wrong like this."""
        wish = {"misbehaviour": misbehaviour.value, "calls": calls, "operation": operation}
        self._request("POST", "/faults", json.dumps(wish))

    def behave(self) -> None:
        """Forget every planned misbehaviour."""
        self._request("DELETE", "/faults")

    def __enter__(self) -> ReferenceErp:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _end(self, how: Any) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        how(process)
        if process.stdin:
            process.stdin.close()
        return process.wait(timeout=30)

    def _request(self, method: str, path: str, body: str | None = None) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status >= 300:
            raise TechnicalError(f"HTTP {response.status}: {content.decode(errors='replace')}", where=self.url)
        return content
