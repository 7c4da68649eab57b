"""A pair of folders as a channel: the partner drops files into one, we write into the other (docs/interfaces.md,
Folder protocol).
"""

from __future__ import annotations

import datetime as dt
import errno
import glob
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from b2b.errors import B2BError, Busy, ConfigError, Conflict, TechnicalError, Unreachable
from b2b.ports import Arrival, Clock, Settling

UNFINISHED = (".tmp", ".part", ".filepart")
DONE = "done"
_FIND_IT = "mount it again, or move it back; to make an empty one: b2b doctor --fix"


class FolderTransport:
    """A file counts once it has not changed for `settle_seconds`.

    `largest` caps what is read, in bytes: a bigger file stays where it is and raises. A folder that is not there is
    made, or, without `make_inbox` and `make_outbox`, raises: one that has been in use is lost, such as by a mount.
    """

    def __init__(
        self,
        inbox: Path,
        outbox: Path,
        *,
        clock: Clock,
        settle_seconds: float = 2,
        largest: int = 1 << 30,
        make_inbox: bool = True,
        make_outbox: bool = True,
    ) -> None:
        self.inbox = inbox
        self.outbox = outbox
        self._clock = clock
        self._settle = settle_seconds
        self._largest = largest
        self._make_inbox = make_inbox
        self._make_outbox = make_outbox

    def settling(self) -> list[Settling]:
        """Files that have changed within `settle_seconds`, the next to count first."""
        now = self._clock.now()
        found = [
            Settling(path.name, dt.datetime.fromtimestamp(seen.st_mtime, dt.UTC) + dt.timedelta(seconds=self._settle))
            for path, seen in self._files()
        ]
        return sorted((one for one in found if one.counts_at > now), key=lambda one: (one.counts_at, one.name))

    def collect(self) -> Iterator[Arrival]:
        """Complete files, oldest first, read one at a time; links, folders and unfinished files are left alone.

        One that cannot be read, or is above `largest`, stays where it is; the first of these raises after all the
        others have come.
        """
        problem: B2BError | None = None
        for path, seen in self._candidates():
            try:
                content = self._content(path, seen)
            except B2BError as error:
                problem = problem or error
                continue
            if content is not None:
                yield Arrival(path.name, content, _token(path.name, seen))
        if problem is not None:
            raise problem

    def _content(self, path: Path, seen: os.stat_result) -> bytes | None:
        if seen.st_size > self._largest:
            raise ConfigError(
                f"the file has {seen.st_size:,} bytes, more than the {self._largest:,} that a channel takes",
                where=str(path),
                next_step="move it away and ask for smaller files, or set largest_mb in [partner.channel] and apply it",
            )
        with _named(path):
            return _read_unchanged(path, seen)

    def release(self, arrival: Arrival) -> None:
        """Move the file to `done/`; a file that has since been replaced under the same name stays (it is a new
        arrival).
        """
        source = self.inbox / arrival.name
        with _named(source):
            try:
                if _token(arrival.name, source.lstat()) != arrival.token:
                    return
            except FileNotFoundError:
                return
            done = self.inbox / DONE
            done.mkdir(exist_ok=True)
            os.rename(source, _free_name(done, arrival.name))
            _sync_folder(done)
            _sync_folder(self.inbox)

    def send(self, name: str, content: bytes) -> None:
        """Publish whole or not at all; the same name with the same bytes is already delivered, with others a
        `Conflict`. What a crash left unfinished under that name is removed.
        """
        if not name or name != Path(name).name or name.startswith(".") or name.endswith(UNFINISHED):
            raise ConfigError(f"{name!r} is not a name for an outgoing file", where=str(self.outbox))
        target = self.outbox / name
        with _named(target):
            if self._make_outbox:
                self.outbox.mkdir(parents=True, exist_ok=True)
            for leftover in self.outbox.glob(f".{glob.escape(name)}.*.tmp"):
                leftover.unlink(missing_ok=True)
            if _holds(target, content):
                return
            staging = self.outbox / f".{name}.{secrets.token_hex(6)}.tmp"
            try:
                _write_durably(staging, content)
                try:
                    os.link(staging, target)
                except FileExistsError:
                    _holds(target, content)
            finally:
                staging.unlink(missing_ok=True)
            _sync_folder(self.outbox)

    def _candidates(self) -> list[tuple[Path, os.stat_result]]:
        now = self._clock.now().timestamp()
        settled = [(path, seen) for path, seen in self._files() if seen.st_mtime + self._settle <= now]
        return sorted(settled, key=lambda pair: (pair[1].st_mtime_ns, pair[0].name))

    def _files(self) -> list[tuple[Path, os.stat_result]]:
        """What may come in one day: no links, no folders, nothing that its name calls unfinished."""
        found = []
        with _named(self.inbox):
            if self._make_inbox:
                self.inbox.mkdir(parents=True, exist_ok=True)
            with os.scandir(self.inbox) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or entry.name.endswith(UNFINISHED):
                        continue
                    seen = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(seen.st_mode):
                        found.append((Path(entry.path), seen))
        return found


class _named:
    """Turns an OSError into the right error of ours, naming the path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        if not isinstance(problem, OSError):
            return
        where = str(self.path)
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Busy("no space left", where=where, next_step="make room; it is tried again by itself") from problem
        if problem.errno in (errno.ENOENT, errno.ENOTDIR, errno.EHOSTDOWN, errno.ESTALE, errno.ENXIO):
            raise Unreachable("the folder is not there", where=where, next_step=_FIND_IT) from problem
        if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise Unreachable(
                f"not permitted: {problem.strerror}", where=where, next_step="give b2b's user read and write rights"
            ) from problem
        raise TechnicalError(f"file system error: {problem.strerror}", where=where) from problem


def _token(name: str, seen: os.stat_result) -> str:
    return f"{name}|{seen.st_ino}|{seen.st_size}|{seen.st_mtime_ns}"


def _read_unchanged(path: Path, seen: os.stat_result) -> bytes | None:
    """The file's bytes, None where it vanished or changed under our eyes (then it comes again)."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    with os.fdopen(handle, "rb") as file:
        content = file.read()
        after = os.fstat(file.fileno())
    unchanged = _token(path.name, after) == _token(path.name, seen) and len(content) == seen.st_size
    return content if unchanged else None


def _holds(target: Path, content: bytes) -> bool:
    """True where the name holds these bytes, False where it is free; other bytes are a `Conflict`."""
    try:
        present = target.read_bytes()
    except FileNotFoundError:
        return False
    if present == content:
        return True
    raise Conflict("a file of that name with other content is there already", where=str(target))


def _write_durably(path: Path, content: bytes) -> None:
    with open(path, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _free_name(folder: Path, name: str) -> Path:
    candidate, n = folder / name, 1
    while candidate.exists():
        n += 1
        candidate = folder / f"{name}.{n}"
    return candidate
