"""The history of the schema leads exactly to the tables, in one transaction, from wherever the package is installed."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine
from sqlalchemy.schema import CreateIndex, CreateTable

import b2b
from b2b.errors import ConfigError
from b2b.store import schema, sqlite
from b2b.store.engine import open_store
from b2b.store.schema import SchemaState
from b2b.store.tables import Company, Row
from tests.clock import FixedClock
from tests.store.workspace import START, URL, make_workspace


@pytest.fixture
def migrated(tmp_path: Path) -> Engine:
    """A database that has gone through every revision."""
    engine = sqlite.migrating(tmp_path / "b2b.db")
    with engine.begin() as connection:
        schema.upgrade(connection, "b2b.db")
    return engine


def test_tables_and_migrations_do_not_drift(migrated: Engine) -> None:
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, Row.metadata) == []
    migrated.dispose()


def test_not_one_constraint_drifts(migrated: Engine) -> None:
    """Alembic compares neither CHECKs nor names, so what SQLite keeps is compared with what the tables would make."""
    with migrated.connect() as connection:
        found = _written(connection)
    del found["alembic_version"]
    expected: dict[str, str] = {}
    for table in Row.metadata.sorted_tables:
        expected[table.name] = str(CreateTable(table).compile(migrated))
        for index in table.indexes:
            assert index.name
            expected[index.name] = str(CreateIndex(index).compile(migrated))
    migrated.dispose()
    assert {name: _lines(sql) for name, sql in found.items()} == {name: _lines(sql) for name, sql in expected.items()}


def test_an_empty_database_gets_at_once_what_the_revisions_lead_to(migrated: Engine, tmp_path: Path) -> None:
    made = sqlite.migrating(tmp_path / "made.db")
    schema.migrate(made, "made.db")
    with migrated.connect() as one, made.connect() as other:
        assert {name: _lines(sql) for name, sql in _written(one).items()} == {
            name: _lines(sql) for name, sql in _written(other).items()
        }
        assert schema.state(one) is schema.state(other) is SchemaState.CURRENT
        version = "SELECT * FROM alembic_version"
        assert list(one.exec_driver_sql(version)) == list(other.exec_driver_sql(version))
    for engine in (migrated, made):
        engine.dispose()


def _written(connection: Connection) -> dict[str, str]:
    """What SQLite keeps of each table and index."""
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    return dict(list(connection.exec_driver_sql(query)))


def _lines(sql: str) -> set[str]:
    """A table that was rebuilt keeps its name in quotes."""
    plain = re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", sql.strip())
    quoted = re.sub(r"^CREATE TABLE (\w+)", r'CREATE TABLE "\1"', plain)
    return {line.strip().rstrip(",") for line in quoted.splitlines()}


def test_revisions_are_a_line_named_by_their_files() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    walked = [revision.revision for revision in script.walk_revisions()]
    assert walked == schema.revisions()[::-1]
    assert walked[-1] == "0001"


def test_lines_of_which_a_booking_does_not_tell_all_are_marked(tmp_path: Path) -> None:
    """One was released from its back-order, one belongs to an order that is never booked; the third is as booked."""
    line = (
        "INSERT INTO sales_order_line (id, sales_order_id, position, line_number, sku, ordered, unit, confirmed,"
        " back_ordered, rejected, shipped, invoiced, status, reasons) VALUES (?, ?, 1, '', '', 1, 'EA', 1, 0, 0, 0, 0, 'IA', ?)"
    )
    booking = (
        "INSERT INTO task (id, number, kind, company_id, row_id, key, lock_key, sequence, state, due_at, attempts, error,"
        " created_at) VALUES (?, ?, 'erp.order', 'c', ?, ?, ?, 1, 'done', '', 1, '', '')"
    )
    engine = sqlite.migrating(tmp_path / "b2b.db")
    with engine.begin() as connection:
        _upgrade(connection, "0008")
        for n, (order, reasons) in enumerate([("a", '[{"code":"back-order-released"}]'), ("b", "[]"), ("c", "[]")]):
            connection.exec_driver_sql(line, (order, order, reasons))
            if order != "b":
                connection.exec_driver_sql(booking, (order, n, order, order, order))
        _upgrade(connection, "0009")
        marked = connection.exec_driver_sql("SELECT id, beyond_booking FROM sales_order_line ORDER BY id")
        assert list(marked) == [("a", 1), ("b", 1), ("c", 0)]
    engine.dispose()


def _upgrade(connection: Connection, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def test_an_empty_folder_is_missing_then_current(tmp_path: Path) -> None:
    store = open_store(URL, tmp_path, FixedClock())
    assert store.schema_state() is SchemaState.MISSING
    with pytest.raises(ConfigError, match="no database of b2b") as caught:
        store.require_current()
    assert caught.value.next_step.startswith("b2b doctor --fix")
    store.migrate()
    assert store.schema_state() is SchemaState.CURRENT
    store.require_current()
    with store.write() as session:
        session.add(Company(id="a", code="A", name="A", settings={}, created_at=START))
    store.migrate()
    assert store.schema_state() is SchemaState.CURRENT
    store.close()


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    store = make_workspace(tmp_path)
    with sqlite3.connect(tmp_path / "b2b.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert store.schema_state() is SchemaState.AHEAD
    with pytest.raises(ConfigError, match="newer version"):
        store.require_current()
    with pytest.raises(ConfigError, match="newer version"):
        store.migrate()
    store.close()


def test_a_database_of_an_older_program_is_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = make_workspace(tmp_path)
    known = schema.revisions()
    monkeypatch.setattr(schema, "revisions", lambda: [*known, "9998"])
    assert store.schema_state() is SchemaState.BEHIND
    with pytest.raises(ConfigError, match="older version") as caught:
        store.require_current()
    assert caught.value.next_step == "b2b doctor --fix"
    store.close()


@pytest.mark.parametrize(("kind", "what"), [("table", "seal (x)"), ("view", "seal AS SELECT 1")])
def test_a_migration_that_fails_changes_nothing(tmp_path: Path, kind: str, what: str) -> None:
    """Something is in the way of the last of them; the first ones are rolled back too."""
    with sqlite3.connect(tmp_path / "b2b.db") as connection:
        connection.execute(f"CREATE {kind} {what}")
    connection.close()
    store = open_store(URL, tmp_path, FixedClock())
    with pytest.raises(ConfigError, match=rf"{kind} seal already exists.*nothing was changed"):
        store.migrate()
    with sqlite3.connect(tmp_path / "b2b.db") as connection:
        assert connection.execute("SELECT type, name FROM sqlite_master").fetchall() == [(kind, "seal")]
    connection.close()


def test_rows_that_point_to_nothing_stop_a_migration(tmp_path: Path) -> None:
    store = make_workspace(tmp_path)
    with sqlite3.connect(tmp_path / "b2b.db") as connection:
        connection.execute(
            "INSERT INTO channel (id, company_id, partner_id, name, kind, settings) VALUES ('a', 'x', 'y', 'n', 'k', '{}')"
        )
    connection.close()
    with pytest.raises(ConfigError, match="rows point to nothing, the first in channel"):
        store.migrate()
    store.close()


INSTALLED = """
import sys
from pathlib import Path
import b2b
from b2b.store import schema, sqlite
from b2b.store.engine import open_store
from tests_clock import FixedClock
assert Path(b2b.__file__).is_relative_to(sys.argv[1]), b2b.__file__
store = open_store("sqlite:///b2b.db", Path.cwd(), FixedClock())
store.migrate()
print(store.schema_state(), "alembic" in sys.modules)
engine = sqlite.migrating(Path("old.db"))
with engine.begin() as connection:
    schema.upgrade(connection, "old.db")
    print(schema.state(connection))
"""


def test_an_installed_package_migrates_an_empty_folder(tmp_path: Path) -> None:
    """The package stands alone in a folder with a name that trips config files, and only what a wheel holds is there."""
    site = tmp_path / "site %(x)s packages"
    site.mkdir()
    source = Path(b2b.__file__).parent
    shutil.copytree(source, site / "b2b", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(source.parent / "tests" / "clock.py", site / "tests_clock.py")
    empty = tmp_path / "workspace"
    empty.mkdir()
    found = subprocess.run(
        [sys.executable, "-W", "error", "-c", INSTALLED, str(site)],
        cwd=empty,
        env={**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.stdout, found.stderr) == ("current False\ncurrent\n", "")
