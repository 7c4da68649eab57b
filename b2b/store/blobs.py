"""Payloads, by their SHA-256: in the database up to 8 MiB, above that as a file under `blobs/`.

A file is on disk, and its name too, before the row that points to it is committed. A file without a row is the leftover
of a crash, and `sweep` removes it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from pathlib import Path

from sqlalchemy import update
from sqlmodel import Session, col, select

from b2b.errors import Busy, NotFound, Unreadable
from b2b.store.engine import Store
from b2b.store.tables import Blob

LARGEST_INLINE = 8 * 1024 * 1024


def put(session: Session, store: Store, content: bytes, now: dt.datetime) -> str:
    """Keep these bytes and return their SHA-256 in hex; the same bytes are kept once.

    For more than 8 MiB call `stage` before the unit of work begins, so that nobody waits for the disk.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = _write_file(store.folder, sha256, content) if len(content) > LARGEST_INLINE else None
    inline = content if path is None else None
    found = session.exec(select(Blob.content, Blob.path).where(col(Blob.sha256) == sha256)).first()
    if found is None:
        session.add(Blob(sha256=sha256, size=len(content), content=inline, path=path, created_at=now))
        session.flush()
    elif found == (None, None):
        session.execute(update(Blob).where(col(Blob.sha256) == sha256).values(content=inline, path=path))
    return sha256


def stage(store: Store, content: bytes) -> None:
    """Write the file of a big payload ahead of `put`; small ones are left alone."""
    if len(content) > LARGEST_INLINE:
        _write_file(store.folder, hashlib.sha256(content).hexdigest(), content)


def get(session: Session, store: Store, sha256: str) -> bytes:
    """The bytes behind a hash. Raises NotFound where there are none (any more), Unreadable where they have changed."""
    found = session.exec(select(Blob.content, Blob.path).where(col(Blob.sha256) == sha256)).first()
    if found is None:
        raise NotFound(f"no payload {sha256}", where="blob", next_step="b2b doctor")
    content, path = found
    if content is None:
        if path is None:
            raise NotFound(f"payload {sha256} was erased", where="blob", next_step="only its hash is kept")
        content = _read_file(store.folder / path)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Unreadable(
            f"payload {sha256} is damaged", where=path or "blob", next_step="restore it from the last backup"
        )
    return content


def sweep(store: Store, older_than: dt.timedelta = dt.timedelta(hours=1)) -> list[Path]:
    """Remove files that no row points to and that are older than this; returns what was removed."""
    folder = store.folder / "blobs"
    before = (store.clock.now() - older_than).timestamp()
    files = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime < before]
    if not files:
        return []
    with store.write() as session:
        kept = set(session.exec(select(Blob.path).where(col(Blob.path).is_not(None))))
        orphans = [path for path in files if str(path.relative_to(store.folder)) not in kept]
        for path in orphans:
            path.unlink(missing_ok=True)
    return orphans


def _write_file(folder: Path, sha256: str, content: bytes) -> str:
    relative = Path("blobs") / sha256[:2] / sha256
    path = folder / relative
    try:
        if path.exists() and path.stat().st_size == len(content):
            os.utime(path)
            return str(relative)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        for parent in (path.parent, folder / "blobs", folder):
            _sync_folder(parent)
    except OSError as error:
        raise Busy(
            f"the payload could not be written: {error.strerror}",
            where=str(path),
            next_step="check the disk and its free space (df -h), then try again",
        ) from error
    return str(relative)


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(
            f"the file of a payload cannot be read: {error.strerror}",
            where=str(path),
            next_step="restore it from the last backup",
        ) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
