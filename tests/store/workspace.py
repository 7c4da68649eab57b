"""A workspace for a test: migrated, empty, with a clock that stands still.

An SQLite database is built once per process and copied, because making its tables takes longer than a small test, and
so is what a test sets up before anything happens (`set_up_once`); one on PostgreSQL is made by
`tests.postgresql.server.new_database`.
"""

from __future__ import annotations

import atexit
import datetime as dt
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.util import LRUCache

from b2b.ports import Clock
from b2b.store.engine import Store, open_store
from tests.clock import FixedClock
from tests.postgresql import server

START = FixedClock().at
URL = "sqlite:///b2b.db"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
# The params of a fixture whose tests hold on both databases.
ENGINES = [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.slow)]


SetUp = Callable[[Store, FixedClock], None]
_first: list[Store] = []


def lean(store: Store) -> Store:
    """The same store: with statements that are compiled once for all stores of this process, which is a third of the
    time of a small test, and without waiting for the disk, as no test cuts the power.
    """
    _first[:] = _first or [store]
    for name in ("_reading", "_writing"):
        engine, model = getattr(store, name), getattr(_first[0], name)
        if engine is model:
            engine._compiled_cache = LRUCache(5000)
        engine.dialect, engine._compiled_cache = model.dialect, model._compiled_cache
    event.listen(store._writing, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return store


@contextmanager
def lean_stores() -> Iterator[None]:
    """Every SQLite store that is opened in this process while the body runs is `lean`: for commands, which open one
    each.
    """
    opened = Store.__init__

    def open_lean(store: Store, *args: Any, **settings: Any) -> None:
        opened(store, *args, **settings)
        if store.is_sqlite:
            lean(store)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "__init__", open_lean)
        yield


def make_workspace(folder: Path, clock: Clock | None = None, *, database: str = URL) -> Store:
    """A migrated, empty workspace in `folder` (made if missing); `database` is a URL whose tables are made already."""
    folder.mkdir(parents=True, exist_ok=True)
    if database == URL:
        shutil.copyfile(_template(), folder / "b2b.db")
    (folder / "b2b.toml").write_text(f'[workspace]\nname = "test"\ndatabase = "{database}"\n')
    store = open_store(database, folder, clock or FixedClock())
    return lean(store) if database == URL else store


def set_up_once(folder: Path, clock: FixedClock, set_up: SetUp) -> Store:
    """A workspace in `folder` as `set_up` leaves it, on a clock that stands where that leaves it.

    It is called once in this process, where the clock has not been moved before: make it a function of a module.
    """
    if clock.at != START:
        store = make_workspace(folder, clock)
        set_up(store, clock)
        return store
    left, clock.at = _left_by(set_up)
    shutil.copytree(left, folder, dirs_exist_ok=True)
    return lean(open_store(URL, folder, clock))


def copy_of(store: Store, folder: Path, clock: Clock) -> Store:
    """What an SQLite workspace holds, in another folder. The store is closed, and can still be used."""
    store.close()
    shutil.copytree(store.folder, folder)
    return lean(open_store(URL, folder, clock))


@contextmanager
def workspace_on(engine: str, folder: Path, clock: Clock | None = None) -> Iterator[Store]:
    """A migrated, empty workspace on SQLite or on PostgreSQL while the body runs."""
    database = server.new_database() if engine == POSTGRESQL else URL
    store = make_workspace(folder, clock, database=database)
    try:
        yield store
    finally:
        store.close()
        if engine == POSTGRESQL:
            server.drop_database(database)


@cache
def _template() -> Path:
    folder = _scratch()
    store = open_store(URL, folder, FixedClock())
    store.migrate()
    store.close()
    assert not (folder / "b2b.db-wal").exists(), "the template must be one file"
    return folder / "b2b.db"


@cache
def _left_by(set_up: SetUp) -> tuple[Path, dt.datetime]:
    folder, clock = _scratch(), FixedClock()
    store = make_workspace(folder, clock)
    set_up(store, clock)
    store.close()
    assert not (folder / "b2b.db-wal").exists(), "the database must be one file"
    return folder, clock.at


def _scratch() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="b2b-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
