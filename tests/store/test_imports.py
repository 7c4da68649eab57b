"""Reading settings costs no database library, and using the database costs no migration library."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("b2b.store", ["sqlmodel", "sqlalchemy", "pydantic", "alembic"]),
        ("b2b.store.settings", ["sqlmodel", "sqlalchemy", "pydantic", "alembic", "lxml"]),
        ("b2b.store.engine", ["alembic", "lxml"]),
        ("b2b.store.tables", ["alembic", "lxml"]),
    ],
)
def test_imports_stay_light(module: str, unwanted: list[str]) -> None:
    code = f"import sys, {module}; print(*[name for name in {unwanted!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "\n"
