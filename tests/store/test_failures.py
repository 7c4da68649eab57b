"""What a driver's error means: a name of our tree and a next step, or its own where it is not the database's fault."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from b2b.errors import B2BError, Busy, ConfigError, NotAllowed, NotFound, Unreachable, Unreadable
from b2b.store import failures


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Busy),
        (sqlite3.SQLITE_LOCKED, Busy),
        (sqlite3.SQLITE_FULL, Busy),
        (sqlite3.SQLITE_IOERR_FSYNC, Busy),
        (sqlite3.SQLITE_READONLY_DBMOVED, NotAllowed),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, ConfigError),
        (sqlite3.SQLITE_CORRUPT_VTAB, Unreadable),
        (sqlite3.SQLITE_NOTADB, Unreadable),
    ],
)
def test_each_failure_of_sqlite_has_a_name_and_a_next_step(code: int, kind: type[B2BError]) -> None:
    original = sqlite3.OperationalError("it failed")
    original.sqlite_errorcode = code
    found = failures.named(OperationalError("SELECT 1", {}, original), "b2b.db")
    assert type(found) is kind
    assert found.where == "b2b.db"
    assert found.next_step


class _PostgresError(Exception):
    def __init__(self, sqlstate: str | None, message: str = "") -> None:
        super().__init__(message)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("08006", Unreachable),
        (None, Unreachable),
        ("40001", Busy),
        ("40P01", Busy),
        ("55P03", Busy),
        ("57014", Busy),
        ("57P01", Unreachable),
        ("53100", Busy),
        ("25006", NotAllowed),
        ("42P01", ConfigError),
        ("42501", ConfigError),
    ],
)
def test_each_failure_of_postgresql_has_a_name_and_a_next_step(state: str | None, kind: type[B2BError]) -> None:
    found = failures.named(OperationalError("SELECT 1", {}, _PostgresError(state, "no route")), "db")
    assert type(found) is kind
    assert (found.where, bool(found.next_step)) == ("db", True)


@pytest.mark.parametrize(
    "said",
    [
        'FATAL:  password authentication failed for user "b2b"',
        "fe_sendauth: no password supplied",
        'FATAL:  database "b2b" does not exist',
        "FATAL:  no pg_hba.conf entry for host",
    ],
)
def test_a_connection_that_is_refused_is_a_setting_to_correct(said: str) -> None:
    found = failures.named(OperationalError("", {}, _PostgresError(None, f"connection failed: {said}\nmore")), "db")
    assert isinstance(found, ConfigError)
    assert found.message == f"the database refuses the connection ({said})"
    assert "b2b.toml" in found.next_step


def test_a_number_that_no_column_holds_is_not_found_by_a_reader() -> None:
    error = DBAPIError("SELECT", {}, _PostgresError("22003"))
    assert isinstance(failures.named(error, "db", reading=True), NotFound)
    assert failures.named(error, "db") is None


def test_what_is_not_the_databases_fault_keeps_its_own_error() -> None:
    bug = OperationalError("SELEC 1", {}, sqlite3.OperationalError('near "SELEC": syntax error'))
    assert failures.named(bug, "b2b.db") is None
    assert failures.named(IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE")), "b2b.db") is None
    assert failures.named(DBAPIError("INSERT", {}, _PostgresError("22012")), "db") is None
