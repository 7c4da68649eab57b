"""The file of an embedded chain: a JSON line for its genesis, then one for each block; lines are only ever appended.

A line counts once it ends: what a killed writer left behind of a last line is not read, and cut off by the next writer.
One writer or any number of readers at a time, by `flock`.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import FileIO
from pathlib import Path

from b2b.errors import Busy, Unreachable, Unreadable

REMEDY = "bring the file back from a backup; what is younger than the backup, b2b contract anchor anchors again"
_FORMAT = "b2b-chain"
_VERSION = 1
_WAIT_SECONDS = 15.0
_PAUSE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Genesis:
    """The first line: which chain this is."""

    format: str
    version: int
    chain_id: int
    hash: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A block's line: number, time (seconds since 1970, UTC), signed transaction (hex), the block's hash."""

    block: int
    timestamp: int
    transaction: str
    hash: str


@dataclass(frozen=True, slots=True)
class Position:
    """How far a reader has come: which file (device and inode) and how many bytes of it."""

    file: tuple[int, int]
    offset: int


def create(path: Path, chain_id: int, genesis_hash: str) -> None:
    """Make the file with its first line, durable when this returns; one that is there stays as it is."""
    line = _line(asdict(Genesis(_FORMAT, _VERSION, chain_id, genesis_hash)))
    try:
        with contextlib.closing(_opened(path, os.O_RDWR | os.O_CREAT)) as file, _locked(file, path, fcntl.LOCK_EX):
            if b"\n" in file.read():
                return
            file.truncate(0)
            _append(file, line)
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as error:
        raise Unreachable(f"the embedded chain cannot be made: {error.strerror}", where=str(path)) from error


@contextlib.contextmanager
def opened(path: Path, *, write: bool) -> Iterator[FileIO]:
    """The file, locked for one writer or for readers.

    `Unreachable` where it is missing or may not be opened, `Busy` where the lock stays taken or the disk fails.
    """
    try:
        file = _opened(path, os.O_RDWR if write else os.O_RDONLY)
    except OSError as error:
        raise Unreachable(
            f"the embedded chain cannot be opened: {error.strerror}",
            where=str(path),
            next_step="bring the file back, or make a new chain if there has never been one",
        ) from error
    try:
        with contextlib.closing(file), _locked(file, path, fcntl.LOCK_EX if write else fcntl.LOCK_SH):
            yield file
    except OSError as error:
        raise Busy(f"the embedded chain cannot be read or written: {error.strerror}", where=str(path)) from error


def position(file: FileIO) -> Position:
    """The beginning of this file."""
    status = os.fstat(file.fileno())
    return Position((status.st_dev, status.st_ino), 0)


def read(file: FileIO, after: Position, path: Path) -> tuple[list[Genesis | Entry], Position]:
    """The lines after a position, and where they end. `Unreadable` names the line that is none."""
    file.seek(after.offset)
    whole, _, _ = file.read().rpartition(b"\n")
    if not whole:
        return [], after
    found: list[Genesis | Entry] = []
    offset = after.offset
    for line in whole.split(b"\n"):
        found.append(_read_line(line, offset, file, path))
        offset += len(line) + 1
    return found, Position(after.file, offset)


def append(file: FileIO, at: Position, entry: Entry) -> Position:
    """Write a line where the last one ends, in place of what a killed writer left; durable when this returns."""
    file.truncate(at.offset)
    line = _line(asdict(entry))
    _append(file, line)
    return Position(at.file, at.offset + len(line))


def _append(file: FileIO, line: bytes) -> None:
    file.seek(0, os.SEEK_END)
    if file.write(line) != len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(file.fileno())


def _line(content: dict[str, object]) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"


def _read_line(line: bytes, offset: int, file: FileIO, path: Path) -> Genesis | Entry:
    try:
        content = json.loads(line)
        made: Genesis | Entry = Genesis(**content) if offset == 0 else Entry(**content)
    except (ValueError, TypeError) as error:
        file.seek(0)
        number = file.read(offset).count(b"\n") + 1
        raise _unreadable(f"line {number} of the file is damaged: it is no line of a chain", path) from error
    if isinstance(made, Genesis) and (made.format, made.version) != (_FORMAT, _VERSION):
        raise _unreadable(f"not an embedded chain of version {_VERSION}", path)
    return made


def _unreadable(message: str, path: Path) -> Unreadable:
    return Unreadable(message, where=str(path), next_step=REMEDY)


def _opened(path: Path, flags: int) -> FileIO:
    return FileIO(os.open(path, flags | os.O_CLOEXEC, 0o644), "r+" if flags & os.O_RDWR else "r")


@contextlib.contextmanager
def _locked(file: FileIO, path: Path, kind: int) -> Iterator[None]:
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
            break
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise Busy("another process holds the embedded chain", where=str(path)) from error
            time.sleep(_PAUSE_SECONDS)
    yield
