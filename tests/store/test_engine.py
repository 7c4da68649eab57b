"""Units of work: reads see a snapshot and cannot write, writes commit whole or not at all, failures have names."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session, func, select

from b2b.errors import B2BError, Busy, ConfigError, NotAllowed, Unreachable, Unreadable
from b2b.store import failures
from b2b.store.engine import Store, open_store
from b2b.store.tables import Company
from tests.clock import FixedClock
from tests.store.workspace import START, URL, make_workspace


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_workspace(tmp_path)
    yield made
    made.close()


def company(code: str) -> Company:
    return Company(id=code, code=code, name=code, settings={}, created_at=START)


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Company)).one()


def test_a_write_is_seen_by_the_next_read(store: Store) -> None:
    with store.write() as session:
        session.add(company("A"))
    with store.read() as session:
        found = session.exec(select(Company)).one()
    assert (found.code, found.created_at) == ("A", START)


def test_a_write_that_fails_leaves_nothing_and_the_next_one_works(store: Store) -> None:
    def fail(session: Session) -> None:
        session.add(company("A"))
        session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.write() as session:
        fail(session)
    with store.write() as session:
        assert count(session) == 0
        session.add(company("B"))
    with store.read() as session:
        assert session.exec(select(Company.code)).all() == ["B"]


def test_a_broken_constraint_reaches_the_caller_and_rolls_back(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as session:
        session.add_all([company("A"), Company(id="x", code="A", name="", settings={}, created_at=START)])
    with store.read() as session:
        assert count(session) == 0


def test_a_savepoint_fails_alone(store: Store) -> None:
    with store.write() as session:
        for code in ("A", "A", "B"):
            try:
                with session.begin_nested():
                    session.add(
                        Company(id=f"{code}{count(session)}", code=code, name="", settings={}, created_at=START)
                    )
            except IntegrityError:
                continue
    with store.read() as session:
        assert session.exec(select(Company.code).order_by(Company.code)).all() == ["A", "B"]


def test_a_dry_run_is_checked_and_rolled_back(store: Store) -> None:
    with store.write(dry_run=True) as session:
        session.add(company("A"))
    with pytest.raises(IntegrityError), store.write(dry_run=True) as session:
        session.add_all([company("A"), Company(id="x", code="A", name="", settings={}, created_at=START)])
    with store.read() as session:
        assert count(session) == 0


def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(NotAllowed, match="cannot write"), store.read() as session:
        session.execute(text("DELETE FROM company"))
    with store.read() as session:
        assert count(session) == 0


def test_a_read_sees_one_snapshot_and_waits_for_nobody(store: Store) -> None:
    with store.read() as before:
        assert count(before) == 0
        with store.write() as session:
            session.add(company("A"))
            session.flush()
            with store.read() as beside:
                assert count(beside) == 0
        assert count(before) == 0
    with store.read() as after:
        assert count(after) == 1


def test_a_write_inside_a_write_is_refused_and_the_outer_one_goes_on(store: Store) -> None:
    with store.write() as session:
        session.add(company("A"))
        with pytest.raises(NotAllowed, match="open in this thread"), store.write():
            pytest.fail("must not open")
    with store.read() as session:
        assert count(session) == 1


def test_threads_write_one_after_the_other(store: Store) -> None:
    def work(name: str) -> None:
        for n in range(5):
            with store.write() as session:
                total = count(session)
                session.add(company(f"{name}{n}"))
                session.flush()
                assert count(session) == total + 1

    threads = [threading.Thread(target=work, args=(name,)) for name in "ABCD"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as session:
        assert count(session) == 20


def test_rows_stay_readable_after_the_commit(store: Store) -> None:
    with store.write() as session:
        row = company("A")
        session.add(row)
    assert row.name == "A"


def test_every_connection_is_set_up(store: Store) -> None:
    with store.write() as session:
        found = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000}
    with store.read() as session:
        assert session.execute(text("PRAGMA query_only")).scalar() == 1


def test_a_restored_backup_gets_its_write_ahead_log_back(store: Store) -> None:
    store.close()
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    connection.close()
    with store.write() as session:
        session.add(company("A"))
    with store.read() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"


def test_a_foreign_writer_makes_a_write_busy(tmp_path: Path) -> None:
    make_workspace(tmp_path).close()
    store = open_store(URL, tmp_path, FixedClock(), wait_seconds=0.05)
    with sqlite3.connect(tmp_path / "b2b.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="locked") as caught, store.write():
            pytest.fail("must not open")
        assert caught.value.retryable
        other.execute("ROLLBACK")
    other.close()
    with store.write() as session:
        session.add(company("A"))


def test_a_full_disk_rolls_back_and_says_so(store: Store) -> None:
    def fill_up(session: Session) -> None:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count={pages}"))
        row = company("A")
        row.settings = {"text": "x" * 1_000_000}
        session.add(row)

    with pytest.raises(Busy, match="disk is full") as caught, store.write() as session:
        fill_up(session)
    assert "free" in caught.value.next_step
    with store.read() as session:
        assert count(session) == 0


def test_a_missing_database_says_how_to_make_one(tmp_path: Path) -> None:
    store = open_store(URL, tmp_path, FixedClock())
    with pytest.raises(ConfigError, match="cannot be opened") as caught, store.read() as session:
        count(session)
    assert "b2b init" in caught.value.next_step
    assert not (tmp_path / "b2b.db").exists()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "b2b.db").write_bytes(b"ISA*00*" * 1000)
    with (
        pytest.raises(Unreadable, match="damaged") as caught,
        open_store(URL, tmp_path, FixedClock()).read() as session,
    ):
        count(session)
    assert caught.value.where == str(tmp_path / "b2b.db")


def test_a_database_without_our_tables_is_named(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "b2b.db").execute("CREATE TABLE other (x)").connection.close()
    with (
        pytest.raises(ConfigError, match="no such table") as caught,
        open_store(URL, tmp_path, FixedClock()).read() as session,
    ):
        count(session)
    assert caught.value.next_step == "b2b doctor --fix"


@pytest.mark.parametrize("url", ["", "b2b.db", "sqlite://", "sqlite:///:memory:", "mysql://localhost/x", "nonsense://"])
def test_a_url_that_cannot_be_used_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not a database"):
        open_store(url, tmp_path, FixedClock())


def test_a_folder_with_special_characters(tmp_path: Path) -> None:
    store = make_workspace(tmp_path / "a b%20?#ü")
    with store.write() as session:
        session.add(company("A"))
    store.close()
    assert (tmp_path / "a b%20?#ü" / "b2b.db").stat().st_size > 0


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
        ("53100", Busy),
        ("25006", NotAllowed),
        ("42P01", ConfigError),
    ],
)
def test_each_failure_of_postgresql_has_a_name_and_a_next_step(state: str | None, kind: type[B2BError]) -> None:
    found = failures.named(OperationalError("SELECT 1", {}, _PostgresError(state, "could not connect")), "db")
    assert type(found) is kind
    assert found.next_step


def test_what_is_not_the_databases_fault_keeps_its_own_error() -> None:
    bug = OperationalError("SELEC 1", {}, sqlite3.OperationalError('near "SELEC": syntax error'))
    assert failures.named(bug, "b2b.db") is None
    assert failures.named(IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE")), "b2b.db") is None
    assert failures.named(DBAPIError("INSERT", {}, _PostgresError("22012")), "db") is None


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_child_opens_its_own_files(store: Store) -> None:
    with store.write() as session:
        session.add(company("A"))
    with store.read() as session:
        assert count(session) == 1
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with store.write() as session:
                session.add(company("B"))
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    with store.write() as session:
        assert session.exec(select(Company.code).order_by(Company.code)).all() == ["A", "B"]


def test_the_clock_is_the_stores(tmp_path: Path) -> None:
    clock = FixedClock()
    store = make_workspace(tmp_path, clock)
    clock.advance(hours=1)
    assert store.clock.now() == START + dt.timedelta(hours=1)
