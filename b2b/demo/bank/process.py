"""The reference bank as a child process: start it, look at it, make it misbehave, stop or kill it."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from types import TracebackType

from b2b.demo.bank.desk import Customer
from b2b.demo.bank.faults import Misbehaviour
from b2b.demo.bank.memory import Memory
from b2b.errors import TechnicalError


class ReferenceBank:
    """The simulator in a process of its own, on `file`; as a context manager it is stopped at the end.

    It ends with the process that started it. `day` is the bank's day (None: today); without `waiting` it books at once,
    whatever the execution date is.
    """

    def __init__(
        self, file: Path, customers: Sequence[Customer], *, day: dt.date | None = None, waiting: bool = True
    ) -> None:
        self.file = file
        self._customers = list(customers)
        self._day = day
        self._waiting = waiting
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process else None

    def start(self, seconds: float = 60) -> None:
        """Start it, if it does not run, and wait until it is open; `TechnicalError` if not within `seconds`."""
        if self._process is not None:
            return
        ready = self.file.with_name(self.file.name + ".ready")
        ready.unlink(missing_ok=True)
        command = [sys.executable, "-m", "b2b.demo.bank", "--state", str(self.file), "--poll", "0.05", "--settle", "0"]
        command += ["--ready-file", str(ready), "--until-stdin-closes"]
        command += ["--date", self._day.isoformat()] if self._day else []
        command += [] if self._waiting else ["--no-waiting"]
        for one in self._customers:
            command += ["--customer", one.iban, f"{one.opening:f}", str(one.inbox), str(one.outbox)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + seconds
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise TechnicalError(
                    "the reference bank did not start", where=str(self.file), next_step="see its output"
                )
            time.sleep(0.02)

    def stop(self) -> int:
        """End it with SIGTERM, after the round that it is in; returns its exit code."""
        return self._end(subprocess.Popen.terminate)

    def kill(self) -> int:
        """End it with SIGKILL, as a power cut would."""
        return self._end(subprocess.Popen.kill)

    def misbehave(self, misbehaviour: Misbehaviour) -> None:
        """Let this go wrong once, next time there is an occasion (`DOWN`: from now on)."""
        with self._memory() as memory, memory.writing():
            memory.plan(misbehaviour)

    def behave(self) -> None:
        """Forget every planned misbehaviour."""
        with self._memory() as memory, memory.writing():
            memory.forget_faults()

    def balances(self) -> dict[str, Decimal]:
        """Every account and its booked balance in euros."""
        with self._memory() as memory:
            return memory.balances()

    def counts(self) -> dict[str, int]:
        """Files `accepted` and `rejected`, transfers `waiting` and `booked`, files `sent`."""
        with self._memory() as memory:
            return memory.counts()

    def __enter__(self) -> ReferenceBank:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @contextmanager
    def _memory(self) -> Iterator[Memory]:
        memory = Memory(self.file)
        try:
            yield memory
        finally:
            memory.close()

    def _end(self, how: Callable[[subprocess.Popen[bytes]], None]) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        how(process)
        if process.stdin:
            process.stdin.close()
        return process.wait(timeout=30)
