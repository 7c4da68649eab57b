"""Which process runs the jobs of a workspace folder: the one that holds `dispatcher.lock` (b2b.store.jobs)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from b2b.errors import Busy
from b2b.store.write_lock import open_lock, release, try_lock

_NAME = "dispatcher.lock"

# Who only asks whether jobs are run holds the lock for an instant, and is no reason to refuse to run them.
_PATIENCE, _PAUSE = 0.5, 0.02  # seconds


@contextmanager
def dispatcher(folder: Path) -> Iterator[None]:
    """Be the workspace's dispatcher while the body runs. Raises Busy, naming the process, where one runs already."""
    path = folder / _NAME
    handle = open_lock(path)
    try:
        if not _locked(handle):
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
            raise Busy(
                f"process {holder or 'unknown'} already runs the jobs of this workspace",
                where=str(path),
                next_step="nothing to do: it finds what you have written; to run the jobs here, stop it first",
            )
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        release(handle)


def _locked(handle: int) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while not try_lock(handle):
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True


def dispatcher_runs(folder: Path) -> bool:
    """Whether some process is the dispatcher at this moment."""
    path = folder / _NAME
    if not path.exists():
        return False
    handle = open_lock(path)
    try:
        return not try_lock(handle)
    finally:
        release(handle)
