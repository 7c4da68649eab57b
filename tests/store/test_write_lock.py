"""The turnstile: one at a time, nobody forgotten, and a lock that dies with its process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from b2b.errors import Busy, ConfigError
from b2b.store import locks
from b2b.store.write_lock import open_lock, release, try_lock, write_lock

HOLDER = """
import sys, time
from pathlib import Path
from b2b.store.{module} import {name}
with {call}:
    print("held", flush=True)
    time.sleep(60)
"""


def hold(module: str, name: str, call: str) -> subprocess.Popen[str]:
    """A process that holds a lock until it is killed."""
    code = HOLDER.format(module=module, name=name, call=call)
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout
    process.stdout.close()


def is_free(path: Path) -> bool:
    handle = open_lock(path)
    try:
        return try_lock(handle)
    finally:
        release(handle)


def test_a_waiter_gives_up_after_its_time_and_leaves_the_queue(tmp_path: Path) -> None:
    path = tmp_path / "write.lock"
    with write_lock(path, 1):
        with pytest.raises(Busy, match="has been writing for"), write_lock(path, 0.02):
            pytest.fail("must not enter")
        assert not is_free(path)
    # The thread that stood in the queue for the one who gave up passes its turn on.
    with write_lock(path, 10):
        pass
    for thread in threading.enumerate():
        if thread.name == "write-lock":
            thread.join(10)
    assert is_free(path)


def test_many_threads_pass_one_at_a_time(tmp_path: Path) -> None:
    path, inside, most = tmp_path / "write.lock", [0], [0]

    def pass_through() -> None:
        for _ in range(20):
            with write_lock(path, 30):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=pass_through) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    assert is_free(path)


def test_an_error_inside_gives_the_lock_back(tmp_path: Path) -> None:
    path = tmp_path / "write.lock"
    with pytest.raises(ZeroDivisionError), write_lock(path, 1):
        raise ZeroDivisionError
    assert is_free(path)


def test_descriptors_are_closed(tmp_path: Path) -> None:
    path = tmp_path / "write.lock"
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        with write_lock(path, 1):
            pass
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be opened"), write_lock(tmp_path / "no" / "write.lock", 1):
        pytest.fail("must not enter")


def test_a_killed_writer_gives_the_lock_back(tmp_path: Path) -> None:
    path = tmp_path / "write.lock"
    process = hold("write_lock", "write_lock", f"write_lock(Path({str(path)!r}), 1)")
    with pytest.raises(Busy), write_lock(path, 0.02):
        pytest.fail("must not enter")
    kill(process)
    with write_lock(path, 10):
        pass


def test_one_dispatcher_at_a_time_and_the_next_when_it_is_killed(tmp_path: Path) -> None:
    assert not locks.dispatcher_runs(tmp_path)
    process = hold("locks", "dispatcher", f"dispatcher(Path({str(tmp_path)!r}))")
    assert locks.dispatcher_runs(tmp_path)
    with pytest.raises(Busy, match=f"process {process.pid} already"), locks.dispatcher(tmp_path):
        pytest.fail("must not be elected")
    kill(process)
    assert not locks.dispatcher_runs(tmp_path)
    with locks.dispatcher(tmp_path), pytest.raises(Busy, match=str(os.getpid())), locks.dispatcher(tmp_path):
        pytest.fail("must not be elected twice")


def test_who_holds_the_lock_for_an_instant_keeps_nobody_from_running_jobs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one does who only asks whether jobs are run."""
    asking = open_lock(tmp_path / "dispatcher.lock")
    assert try_lock(asking)
    monkeypatch.setattr(locks, "_PATIENCE", 60)
    threading.Timer(0.1, release, (asking,)).start()
    with locks.dispatcher(tmp_path):
        assert locks.dispatcher_runs(tmp_path)
