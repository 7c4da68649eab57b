"""The same migrations lead to the same tables on PostgreSQL, in one transaction, whoever comes first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from b2b.errors import ConfigError
from b2b.store import schema
from b2b.store.engine import Store, open_store
from b2b.store.schema import SchemaState
from b2b.store.tables import Row
from tests.clock import FixedClock
from tests.postgresql.server import drop_database, new_database, server
from tests.store.workspace import POSTGRESQL, workspace_on

pytestmark = pytest.mark.slow

COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, column_default
    FROM information_schema.columns WHERE table_schema = 'public'
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"


@pytest.fixture
def empty() -> Iterator[str]:
    """The URL of a database without tables."""
    url = new_database(migrated=False)
    yield url
    drop_database(url)


def test_not_one_column_constraint_or_index_drifts(empty: str) -> None:
    engine = create_engine(empty)
    Row.metadata.create_all(engine)
    engine.dispose()
    made, migrated = empty.rpartition("/")[2], "migrated"
    for query in (COLUMNS, CONSTRAINTS, INDEXES):
        found = [row for row in server().execute(query, database=migrated) if row[0] != "alembic_version"]
        assert sorted(found, key=repr) == sorted(server().execute(query, database=made), key=repr)
        assert found


def test_an_empty_database_gets_at_once_what_the_revisions_lead_to(empty: str, tmp_path: Path) -> None:
    store = open_store(empty, tmp_path, FixedClock())
    store.migrate()
    store.close()
    made = empty.rpartition("/")[2]
    for query in (COLUMNS, CONSTRAINTS, INDEXES, "SELECT * FROM alembic_version"):
        found = [sorted(server().execute(query, database=name), key=repr) for name in (made, "migrated")]
        assert found[0] == found[1]


def test_alembic_finds_nothing_to_change(tmp_path: Path) -> None:
    with workspace_on(POSTGRESQL, tmp_path) as store:
        engine = create_engine(store.url)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Row.metadata) == []
        engine.dispose()


def test_two_that_migrate_at_once_both_find_it_done(empty: str, tmp_path: Path) -> None:
    stores = [open_store(empty, tmp_path, FixedClock()) for _ in range(2)]
    threads = [threading.Thread(target=store.migrate) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        assert store.schema_state() is SchemaState.CURRENT
        store.close()


def test_a_migration_that_fails_changes_nothing(empty: str, tmp_path: Path) -> None:
    name = empty.rpartition("/")[2]
    server().execute("CREATE TABLE seal (x int)", database=name)
    store = open_store(empty, tmp_path, FixedClock())
    with pytest.raises(ConfigError, match=r'relation "seal" already exists.*nothing was changed'):
        store.migrate()
    store.close()
    assert server().execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database=name) == [("seal",)]


def test_older_and_newer_databases_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace_on(POSTGRESQL, tmp_path) as store:
        assert store.schema_state() is SchemaState.CURRENT
        known = schema.revisions()
        monkeypatch.setattr(schema, "revisions", lambda: [*known, "9998"])
        assert store.schema_state() is SchemaState.BEHIND
        newer(store)
        assert store.schema_state() is SchemaState.AHEAD
        with pytest.raises(ConfigError, match="newer version"):
            store.migrate()


def newer(store: Store) -> None:
    server().execute("UPDATE alembic_version SET version_num = '9999'", database=str(store.url.database))
