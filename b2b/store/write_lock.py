"""The turnstile of writers: one process, and one thread of it, at a time; the kernel wakes the next one at once.

SQLite's own waiting polls with growing pauses and is unfair, so writers queue here before they say BEGIN IMMEDIATE. It
is a `flock`: a killed process gives it back.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from b2b.errors import Busy, ConfigError


@contextmanager
def write_lock(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock file while the body runs. Raises Busy when it did not become free within so many seconds."""
    turn = _Turn(open_lock(path))
    try:
        if not turn.take(seconds):
            raise Busy(
                f"another process has been writing for {seconds:g} seconds",
                where=str(path),
                next_step=f"try again; if it stays so, see who holds it: fuser {path}",
            )
        yield
    finally:
        turn.end()


def open_lock(path: Path) -> int:
    """A descriptor of the lock file, made where it does not exist. Raises ConfigError where that cannot be."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ConfigError(
            f"the lock file cannot be opened: {error.strerror}",
            where=str(path),
            next_step=f"make {path.parent} a folder that this user may write",
        ) from error


def try_lock(handle: int) -> bool:
    """Take an exclusive lock if it is free now."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def release(handle: int) -> None:
    """Give the lock back and close the file; unlocking first frees it even where a child inherited the descriptor."""
    try:
        fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)


class _Turn:
    """One writer's turn. Who must wait lets a thread stand in the kernel's queue, because a `flock` has no deadline."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._guard = threading.Lock()
        self._got = threading.Event()
        self._queued = False
        self._over = False

    def take(self, seconds: float) -> bool:
        if try_lock(self._handle):
            return True
        self._queued = True
        threading.Thread(target=self._queue, name="write-lock", daemon=True).start()
        return self._got.wait(seconds)

    def _queue(self) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        with self._guard:
            self._queued = False
            if self._over:
                release(self._handle)
            self._got.set()

    def end(self) -> None:
        """Give the turn back, or give up waiting for it: then the thread closes the file when its turn comes."""
        with self._guard:
            self._over = True
            if not self._queued:
                release(self._handle)
