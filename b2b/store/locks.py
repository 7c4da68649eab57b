"""Which process runs the jobs of a workspace folder: the one that holds `dispatcher.lock` (b2b.store.jobs)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from b2b.errors import Busy
from b2b.store.write_lock import open_lock, release, try_lock

_NAME = "dispatcher.lock"


@contextmanager
def dispatcher(folder: Path) -> Iterator[None]:
    """Be the workspace's dispatcher while the body runs. Raises Busy, naming the process, where one runs already."""
    path = folder / _NAME
    handle = open_lock(path)
    try:
        if not try_lock(handle):
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
