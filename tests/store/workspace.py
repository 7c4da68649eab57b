"""A workspace for a test: migrated, empty, with a clock that stands still.

The database is built once per process and copied, because migrating costs a fifth of a second.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from b2b.ports import Clock
from b2b.store.engine import Store, open_store
from tests.clock import FixedClock

START = FixedClock().at
URL = "sqlite:///b2b.db"


def make_workspace(folder: Path, clock: Clock | None = None) -> Store:
    """A migrated, empty workspace in `folder` (made if missing)."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_template(), folder / "b2b.db")
    (folder / "b2b.toml").write_text(f'[workspace]\nname = "test"\ndatabase = "{URL}"\n')
    return open_store(URL, folder, clock or FixedClock())


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="b2b-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = open_store(URL, folder, FixedClock())
    store.migrate()
    store.close()
    assert not (folder / "b2b.db-wal").exists(), "the template must be one file"
    return folder / "b2b.db"
