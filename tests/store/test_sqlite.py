"""SQLite's own: how connections are set up, and what happens when the file is locked, full, missing or something else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, func, select

from b2b.errors import Busy, ConfigError, Unreadable
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


def test_every_connection_is_set_up(tmp_path: Path, store: Store) -> None:
    store.close()
    opened = open_store(URL, tmp_path, FixedClock())
    with opened.write() as session:
        found = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000}
    with opened.read() as session:
        assert session.execute(text("PRAGMA query_only")).scalar() == 1
    opened.close()


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
    assert "write the file and its folder" in caught.value.next_step
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


def test_a_folder_with_special_characters(tmp_path: Path) -> None:
    store = make_workspace(tmp_path / "a b%20?#ü")
    with store.write() as session:
        session.add(company("A"))
    store.close()
    assert (tmp_path / "a b%20?#ü" / "b2b.db").stat().st_size > 0
