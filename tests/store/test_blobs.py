"""Bytes are kept once, found by their hash, and durable before their row is."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from b2b.errors import Busy, NotFound, Unreadable
from b2b.store import blobs
from b2b.store.engine import Store
from b2b.store.tables import Blob
from tests.clock import FixedClock
from tests.store.workspace import ENGINES, workspace_on

BIG = bytes(range(256)) * (blobs.LARGEST_INLINE // 256) + b"x"


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with workspace_on(request.param, tmp_path, FixedClock(dt.datetime.now(dt.UTC))) as made:
        yield made


def put(store: Store, content: bytes) -> str:
    with store.write() as session:
        return blobs.put(session, store, content, store.clock.now())


def get(store: Store, sha256: str) -> bytes:
    with store.read() as session:
        return blobs.get(session, store, sha256)


@pytest.mark.parametrize("content", [b"", b"ISA*00*", BIG])
def test_bytes_come_back(content: bytes, store: Store) -> None:
    sha256 = put(store, content)
    assert put(store, content) == sha256
    assert get(store, sha256) == content
    with store.read() as session:
        assert session.exec(select(Blob.size)).all() == [len(content)]


def test_only_big_ones_are_files(store: Store) -> None:
    small, big = put(store, BIG[:-1]), put(store, BIG)
    files = [path for path in (store.folder / "blobs").rglob("*") if path.is_file()]
    assert files == [store.folder / "blobs" / big[:2] / big]
    with store.read() as session:
        assert session.get_one(Blob, small).path is None
        assert session.get_one(Blob, big).content is None


def test_a_file_and_its_folder_are_synced_before_the_row(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    sync = os.fsync

    def fsync(handle: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        sync(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with store.write() as session:
        sha256 = blobs.put(session, store, BIG, store.clock.now())
        folder = store.folder / "blobs"
        assert Path(synced[0]).parent == folder / sha256[:2]
        assert synced[1:] == [str(folder / sha256[:2]), str(folder), str(store.folder)]


def test_a_staged_payload_is_not_written_again(store: Store) -> None:
    blobs.stage(store, BIG)
    blobs.stage(store, b"small")
    (path,) = [path for path in (store.folder / "blobs").rglob("*") if path.is_file()]
    before = path.stat().st_ino
    assert get(store, put(store, BIG)) == BIG
    assert path.stat().st_ino == before


def test_what_is_not_there_or_damaged_is_named(store: Store) -> None:
    with pytest.raises(NotFound, match="no payload"):
        get(store, "0" * 64)
    big = put(store, BIG)
    path = store.folder / "blobs" / big[:2] / big
    path.write_bytes(BIG[:-1] + b"y")
    with pytest.raises(Unreadable, match="damaged"):
        get(store, big)
    path.unlink()
    with pytest.raises(Unreadable, match="No such file"):
        get(store, big)


def test_erased_bytes_leave_their_hash_and_can_come_again(store: Store) -> None:
    sha256 = put(store, b"personal")
    with store.write() as session:
        session.get_one(Blob, sha256).content = None
    with pytest.raises(NotFound, match="erased"):
        get(store, sha256)
    assert get(store, put(store, b"personal")) == b"personal"


def test_leftovers_of_a_crash_are_swept_when_they_are_old(store: Store) -> None:
    kept = put(store, BIG)
    with store.write(dry_run=True) as session:
        blobs.put(session, store, BIG + b"!", store.clock.now())
    blobs.stage(store, BIG + b"?")
    assert blobs.sweep(store) == []
    assert len(blobs.sweep(store, dt.timedelta(seconds=-60))) == 2
    assert get(store, kept) == BIG


def test_a_folder_that_cannot_be_written_is_named(store: Store) -> None:
    (store.folder / "blobs").write_text("a file is in the way")
    with pytest.raises(Busy, match="could not be written") as caught:
        put(store, BIG)
    assert caught.value.next_step
