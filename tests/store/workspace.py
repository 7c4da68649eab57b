"""A workspace for a test: migrated, empty, with a clock that stands still.

An SQLite database is built once per process and copied, because migrating costs a fifth of a second; one on PostgreSQL
is made by `tests.postgresql.server.new_database`.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from b2b.ports import Clock
from b2b.store.engine import Store, open_store
from tests.clock import FixedClock
from tests.postgresql import server

START = FixedClock().at
URL = "sqlite:///b2b.db"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
# The params of a fixture whose tests hold on both databases.
ENGINES = [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.slow)]


def make_workspace(folder: Path, clock: Clock | None = None, *, database: str = URL) -> Store:
    """A migrated, empty workspace in `folder` (made if missing); `database` is a URL whose tables are made already."""
    folder.mkdir(parents=True, exist_ok=True)
    if database == URL:
        shutil.copyfile(_template(), folder / "b2b.db")
    (folder / "b2b.toml").write_text(f'[workspace]\nname = "test"\ndatabase = "{database}"\n')
    return open_store(database, folder, clock or FixedClock())


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
    folder = Path(tempfile.mkdtemp(prefix="b2b-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = open_store(URL, folder, FixedClock())
    store.migrate()
    store.close()
    assert not (folder / "b2b.db-wal").exists(), "the template must be one file"
    return folder / "b2b.db"
