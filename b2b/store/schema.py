"""Which schema a database has, and how it gets this program's: an empty one gets the tables as they are today, an older
one the Alembic revisions in `b2b/store/migrations/` that it lacks. Tests hold that both lead to the same.

Alembic itself is imported only to upgrade; looking needs no more than one row and the names of the revision files.
"""

from __future__ import annotations

from enum import StrEnum
from importlib import resources
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError

from b2b.errors import ConfigError
from b2b.store import failures, sqlite

MIGRATIONS = Path(str(resources.files("b2b.store"))) / "migrations"

# As Alembic writes it.
_VERSION = """
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)
"""


class SchemaState(StrEnum):
    """How a database stands to this program."""

    MISSING = "missing"
    BEHIND = "behind"
    CURRENT = "current"
    AHEAD = "ahead"


def revisions() -> list[str]:
    """The revisions this program knows, oldest first; a file `0002_what.py` is revision `0002`."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def state(connection: Connection) -> SchemaState:
    """How the database behind a connection stands to this program."""
    if not inspect(connection).has_table("alembic_version"):
        return SchemaState.MISSING
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    known = revisions()
    if found is None:
        return SchemaState.MISSING
    if found not in known:
        return SchemaState.AHEAD
    return SchemaState.CURRENT if found == known[-1] else SchemaState.BEHIND


def require_current(found: SchemaState, where: str) -> None:
    """Raise ConfigError, with what to do, unless the schema is this program's."""
    if found is SchemaState.MISSING:
        raise ConfigError(
            "there is no database of b2b here",
            where=where,
            next_step="b2b doctor --fix makes an empty one; if there was one, restore its last backup instead",
        )
    if found is SchemaState.BEHIND:
        raise ConfigError("the database was made by an older version", where=where, next_step="b2b doctor --fix")
    if found is SchemaState.AHEAD:
        raise _ahead(where)


def migrate(engine: Engine, where: str) -> None:
    """Bring a database to the newest revision in one transaction, also an empty one. Raises ConfigError where it is
    ahead or broken.
    """
    with engine.begin() as connection:
        there = inspect(connection)
        if not there.get_table_names() and not there.get_view_names():
            _make(connection)
        elif state(connection) is SchemaState.AHEAD:
            raise _ahead(where)
        else:
            upgrade(connection, where)


def _make(connection: Connection) -> None:
    """All tables, and the row by which Alembic knows that there is nothing to upgrade."""
    from b2b.store.tables import Row

    Row.metadata.create_all(connection)
    connection.exec_driver_sql(_VERSION)
    connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{revisions()[-1]}')")  # noqa: S608 - a file name


def upgrade(connection: Connection, where: str) -> None:
    """Run the revisions that a database lacks, all of them where it is empty. Raises ConfigError where one fails, and
    where rows point to nothing; the caller's transaction takes back what was done.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except DBAPIError as error:
        raise failures.named(error, where) or ConfigError(
            f"this database cannot become b2b's ({error.orig}); nothing was changed",
            where=where,
            next_step="name an empty database in b2b.toml, or restore the last backup",
        ) from error
    if connection.dialect.name == "sqlite" and (orphans := sqlite.rows_without_parent(connection)):
        table, _, parent, _ = orphans[0]
        raise ConfigError(
            f"{len(orphans)} rows point to nothing, the first in {table} to {parent}; nothing was changed",
            where=where,
            next_step="restore a backup that passes: sqlite3 b2b.db 'PRAGMA foreign_key_check'",
        )


def _ahead(where: str) -> ConfigError:
    return ConfigError(
        "the database was made by a newer version of b2b", where=where, next_step="pip install --upgrade b2b"
    )
