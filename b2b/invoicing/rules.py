"""Runs the published EN 16931 rules, and installed rule packs, on an XML invoice.

The work happens in worker processes (see `rule_worker`): they start at first use, compile each set of rules once, are
replaced after a number of documents, and killed when one takes too long. A document counts as good only when schema
and rules ran to their end and found nothing fatal.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import selectors
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import b2b
from b2b.errors import B2BError, ConfigError, TechnicalError, Unreadable
from b2b.invoicing import frames
from b2b.invoicing.rule_report import RuleFailure, RulePack, RuleReport

_ERRORS: dict[str, type[B2BError]] = {"ConfigError": ConfigError, "Unreadable": Unreadable}


class RuleRunner:
    """A few worker processes behind one method; safe to use from several threads.

    `workers` run at the same time, each replaced after `documents_per_worker`; a document may take `timeout` seconds.
    """

    def __init__(
        self,
        packs: Sequence[RulePack] = (),
        *,
        workers: int = 1,
        timeout: float = 120.0,
        documents_per_worker: int = 500,
    ) -> None:
        self._packs = tuple(packs)
        self._timeout = timeout
        self._documents_per_worker = documents_per_worker
        # Last in, first out: a warm worker before one that has yet to start (None).
        self._workers: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        self._size = workers
        for _ in range(workers):
            self._workers.put(None)

    def __enter__(self) -> RuleRunner:
        return self

    def __exit__(self, *exc: tuple[type[BaseException] | None, BaseException | None, TracebackType | None]) -> None:
        self.close()

    def check(self, xml: bytes) -> RuleReport:
        """What schema, official rules and applicable packs say about a UBL or CII invoice.

        Raises Unreadable for bytes that are no such invoice, ConfigError for a pack that cannot be compiled, and
        TechnicalError when a worker cannot be started, takes too long, or dies twice.
        """
        packs = [
            {"name": p.name, "path": str(p.path), "applies_to": list(p.applies_to), "specification": p.specification}
            for p in self._packs
        ]
        reply = self._ask({"packs": packs}, xml)
        if "error" in reply:
            raise _ERRORS[reply["error"]](reply["message"], where=reply["where"], next_step=reply["next_step"])
        found = [RuleFailure(**finding) for finding in reply["findings"]]
        return RuleReport(
            kind=reply["kind"],
            ran=tuple(reply["ran"]),
            failures=tuple(f for f in found if f.severity == "fatal"),
            warnings=tuple(f for f in found if f.severity != "fatal"),
        )

    def close(self) -> None:
        """Ends the workers. The runner can be used again afterwards."""
        for _ in range(self._size):
            worker = self._workers.get()
            if worker is not None:
                worker.close()
        for _ in range(self._size):
            self._workers.put(None)

    def _ask(self, header: dict[str, Any], body: bytes) -> dict[str, Any]:
        worker = self._workers.get()
        last_words = ""
        try:
            for _ in range(2):
                worker = worker or _Worker()
                try:
                    reply = worker.ask(header, body, self._timeout)
                except _WorkerDied:
                    last_words = worker.kill()
                    worker = None
                    continue
                except TechnicalError:
                    worker.kill()
                    worker = None
                    raise
                if worker.answered >= self._documents_per_worker:
                    worker.close()
                    worker = None
                return reply
        finally:
            self._workers.put(worker)
        raise TechnicalError(
            f"the process that runs the invoice rules died twice on this document: {last_words}",
            next_step="try again; if it happens every time, keep the document and report it",
        )


class _WorkerDied(Exception):
    """The worker process ended before it answered."""


class _Worker:
    """One process and its two pipes."""

    def __init__(self) -> None:
        # The worker must find this very b2b, also when it runs from a checkout, and nothing in the present folder (-P).
        home = str(Path(b2b.__file__).resolve().parent.parent)
        path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH", ""))))
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process, closed with it
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "b2b.invoicing.rule_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                env={**os.environ, "PYTHONPATH": path},
            )
        except OSError as error:
            self._complaints.close()
            raise TechnicalError(
                f"the process that runs the invoice rules cannot be started: {error}",
                next_step="see what b2b doctor says, then try again",
            ) from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to = self._process.stdin
        self._from = self._process.stdout
        os.set_blocking(self._to.fileno(), False)
        os.set_blocking(self._from.fileno(), False)
        self.answered = 0

    def ask(self, header: dict[str, Any], body: bytes, timeout: float) -> dict[str, Any]:
        """One reply. Raises _WorkerDied, or TechnicalError after `timeout` seconds."""
        request = memoryview(frames.encode(header, body))
        deadline = time.monotonic() + timeout
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self._to, selectors.EVENT_WRITE)
            selector.register(self._from, selectors.EVENT_READ)
            while (reply := frames.decode(received)) is None:
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise TechnicalError(
                        f"the invoice rules took longer than {timeout:g} seconds",
                        next_step="try again; for very large invoices allow more time",
                    )
                for key, _ in ready:
                    if key.fileobj is self._to:
                        request = self._send(request)
                        if not request:
                            selector.unregister(self._to)
                    else:
                        received += self._receive()
        self.answered += 1
        return reply[0]

    def _send(self, request: memoryview) -> memoryview:
        try:
            return request[os.write(self._to.fileno(), request[:65536]) :]
        except BrokenPipeError as error:
            raise _WorkerDied from error

    def _receive(self) -> bytes:
        data = os.read(self._from.fileno(), 1 << 20)
        if not data:
            raise _WorkerDied
        return data

    def close(self) -> None:
        """Ends the process: it stops by itself when its input ends, and is killed when it does not."""
        self._to.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self.kill()

    def kill(self) -> str:
        """Ends the process at once; returns the last line of its complaints, or how it ended."""
        self._process.kill()
        self._process.wait()
        self._to.close()
        self._from.close()
        with self._complaints:
            self._complaints.seek(0)
            lines = self._complaints.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"exit code {self._process.returncode}"


_shared_lock = threading.Lock()


@cache
def _shared(packs: tuple[RulePack, ...]) -> RuleRunner:
    runner = RuleRunner(packs)
    atexit.register(runner.close)
    return runner


def shared_runner(packs: Sequence[RulePack] = ()) -> RuleRunner:
    """A runner for this process and these packs, started at first use and ended with the process."""
    with _shared_lock:
        return _shared(tuple(packs))
