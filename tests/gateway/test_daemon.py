"""The daemon works by itself, survives a bad hour, and ends when it is told to; only one runs."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from b2b.errors import Busy
from b2b.gateway import dispatcher
from b2b.gateway.dispatcher import RunSummary
from b2b.store import jobs
from tests.e2e.world import b2b
from tests.gateway.desk import Desk
from tests.gateway.orders import orders


def until(true: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


class Daemon:
    """`run_forever` in a thread, until the `with` ends."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.stop = threading.Event()
        self.reports: list[RunSummary] = []
        self.thread = threading.Thread(
            target=dispatcher.run_forever, args=(desk.gateway, self.stop, self.reports.append)
        )

    def __enter__(self) -> Daemon:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop.set()
        self.thread.join(timeout=60)
        assert not self.thread.is_alive()


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "TICK_SECONDS", 0.05)


def test_what_comes_while_it_runs_is_worked(desk: Desk) -> None:
    desk.sell()
    with Daemon(desk) as daemon:
        desk.put(orders(1, "PO1"))
        until(lambda: len(desk.sent()) == 2)
        until(lambda: sum(report.sent for report in daemon.reports) == 2)
    assert sum(report.decided for report in daemon.reports) == 1


def test_a_round_that_fails_is_not_the_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.sell()
    failures = [Busy("the disk is full; nothing was written", next_step="free some space"), ZeroDivisionError()]
    drain, pauses = dispatcher.drain, []

    def failing(gateway: object, summary: RunSummary) -> None:
        if failures:
            raise failures.pop(0)
        drain(gateway, summary)  # type: ignore[arg-type]

    monkeypatch.setattr(dispatcher, "drain", failing)
    monkeypatch.setattr(dispatcher, "backoff", lambda attempt: pauses.append(attempt) or dt.timedelta(0))
    desk.put(orders(1, "PO1"))
    with Daemon(desk):
        until(lambda: len(desk.sent()) == 2)
    assert pauses == [1, 2]


def test_what_a_failed_round_left_half_done_is_taken_up_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full when the outcome of a delivery is to be recorded: it goes on once there is room."""
    desk.sell()
    record, failures = dispatcher.sending._succeed, [Busy("the disk is full")]

    def full(*arguments: object) -> None:
        if failures:
            raise failures.pop()
        record(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(dispatcher.sending, "_succeed", full)
    monkeypatch.setattr(dispatcher, "backoff", lambda attempt: dt.timedelta(0))
    desk.put(orders(1, "PO1"))
    with Daemon(desk):
        until(lambda: [row.delivery for row in desk.outgoing()] == ["delivered", "delivered"])
    assert len(desk.sent()) == 2


def test_only_one_runs_the_jobs_of_a_workspace(desk: Desk) -> None:
    with Daemon(desk):
        until(lambda: jobs.are_run(desk.store))
        with pytest.raises(Busy, match=f"process {os.getpid()} already runs the jobs") as refused:
            dispatcher.run_once(desk.gateway)
        assert "it finds what you have written" in refused.value.next_step
        desk.put(orders(1, "PO1"))
        until(lambda: len(desk.sent()) >= 1)
    assert dispatcher.run_once(desk.gateway).received == 0


def test_as_a_process_it_starts_works_and_ends_within_seconds(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "acme")
    desk.sell()
    inbox, outbox = (desk.folder / "channels" / "northwind" / name for name in ("in", "out"))
    inbox.mkdir(parents=True)
    daemon = subprocess.Popen(
        [sys.executable, "-m", "b2b", "--workspace", desk.folder, "run"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        (inbox / ".order.tmp").write_bytes(orders(1, "PO1"))
        (inbox / ".order.tmp").rename(inbox / "order.edi")
        until(lambda: outbox.is_dir() and len(list(outbox.glob("*.edi"))) == 2)
        refused = b2b("--workspace", desk.folder, "run", "--once", code=2)
        assert f"process {daemon.pid} already runs the jobs of this workspace" in refused.stderr
        b2b("--workspace", desk.folder, "stock", "set", "WIDGET-001", "700")
        daemon.send_signal(signal.SIGTERM)
        said, _ = daemon.communicate(timeout=30)
    finally:
        daemon.kill()
        daemon.wait()
    assert daemon.returncode == 0
    assert said.splitlines()[-1] == "Ended."
    assert (inbox / "done" / "order.edi").exists()
