"""Several processes on one workspace: no number twice, and a kill -9 at any moment loses nothing that was committed."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlmodel import col, select

from b2b.store import audit, counters, seals
from b2b.store.engine import Store
from b2b.store.tables import Audit, Counter
from tests.store.workspace import ENGINES, POSTGRESQL, SQLITE, START, workspace_on

WRITER = """
import sys, tomllib
from pathlib import Path
from b2b.store import audit, counters
from b2b.store.engine import open_store
from tests.clock import FixedClock

folder = Path(sys.argv[1])
database = tomllib.loads((folder / "b2b.toml").read_text())["workspace"]["database"]
store = open_store(database, folder, FixedClock())
name, rounds = sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for n in range(rounds):
    with store.write() as session:
        number = counters.take(session, "order")
        session.flush()
        now = store.clock.now()
        audit.record(session, now, name, "took", "order", str(number), {"n": n, "text": "x" * 5000})
    print(number, flush=True)
"""


def start(folder: Path, name: str, rounds: int) -> subprocess.Popen[str]:
    """A process that takes numbers and says each after its commit."""
    command = [sys.executable, "-c", WRITER, str(folder), name, str(rounds)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("go\n")
    process.stdin.flush()


def said(process: subprocess.Popen[str]) -> list[int]:
    """The numbers whose commit was reported, once the process is gone."""
    output, _ = process.communicate(timeout=60)
    return [int(line) for line in output.splitlines(keepends=True) if line.endswith("\n")]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_four_processes_never_take_the_same_number(engine: str, tmp_path: Path) -> None:
    with workspace_on(engine, tmp_path) as store:
        processes = [start(tmp_path, f"w{n}", 25) for n in range(4)]
        for process in processes:
            go(process)
        taken = [said(process) for process in processes]
        assert sorted(number for numbers in taken for number in numbers) == list(range(1, 101))
        assert all(numbers == sorted(numbers) for numbers in taken)
        with store.read() as session:
            assert len(session.exec(select(Audit)).all()) == 100
        assert seals.seal(store) == 100
        assert seals.verify(store).intact


SEEDS = [(SQLITE, 0)]
SLOW_SEEDS = [*((SQLITE, seed) for seed in range(1, 8)), *((POSTGRESQL, seed) for seed in range(3))]


@pytest.mark.parametrize(
    ("engine", "seed"), [*SEEDS, *(pytest.param(*case, marks=pytest.mark.slow) for case in SLOW_SEEDS)]
)
def test_kill_9_keeps_what_was_committed_and_nothing_else(engine: str, seed: int, tmp_path: Path) -> None:
    with workspace_on(engine, tmp_path) as store:
        kill_one_of_two(store, seed)
    if engine == SQLITE:
        with sqlite3.connect(tmp_path / "b2b.db") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()


def kill_one_of_two(store: Store, seed: int) -> None:
    moment = random.Random(seed).uniform(0.005, 0.08)
    process = start(store.folder, "victim", 10_000)
    beside = start(store.folder, "beside", 30)
    go(process)
    go(beside)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    reported, other = said(process), said(beside)
    assert len(other) == 30, "the lock of the killed process must not stop the others"
    with store.write() as session:
        last = counters.take(session, "order") - 1
        audit.record(session, START, "after", "took", "order", str(last + 1))
    with store.read() as session:
        kept = [int(row_id) for row_id in session.exec(select(Audit.row_id).order_by(col(Audit.id)))]
        assert session.get_one(Counter, "order").value == len(kept)
    assert kept == list(range(1, len(kept) + 1)), "a counter and its row stand or fall together"
    assert set(reported) | set(other) <= set(kept)
    assert len(kept) - 1 - len(reported) - len(other) in (0, 1), "at most the last commit was not reported"
