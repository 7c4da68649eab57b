"""A workspace for a test: migrated, empty, with a clock that stands still until it is moved.

The database is built once per process and copied, because migrating costs a fifth of a second.
"""

from __future__ import annotations

import atexit
import datetime as dt
import shutil
import tempfile
from functools import cache
from pathlib import Path

from b2b.ports import Clock
from b2b.store.engine import Store, open_store

START = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
URL = "sqlite:///b2b.db"


class StillClock:
    """A clock that shows `at` until somebody moves it."""

    def __init__(self, at: dt.datetime = START) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        return self.at

    def move(self, by: dt.timedelta) -> dt.datetime:
        """Let time pass."""
        self.at += by
        return self.at


def make_workspace(folder: Path, clock: Clock | None = None) -> Store:
    """A migrated, empty workspace in `folder` (made if missing)."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_template(), folder / "b2b.db")
    (folder / "b2b.toml").write_text(f'[workspace]\nname = "test"\ndatabase = "{URL}"\n')
    return open_store(URL, folder, clock or StillClock())


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="b2b-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = open_store(URL, folder, StillClock())
    store.migrate()
    store.close()
    assert not (folder / "b2b.db-wal").exists(), "the template must be one file"
    return folder / "b2b.db"
