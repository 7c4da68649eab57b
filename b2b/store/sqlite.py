"""SQLite as b2b runs it: write-ahead log, every commit on disk, foreign keys on, transactions begun by us."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event

BUSY_SECONDS = 15.0


def reading(path: Path, seconds: float = BUSY_SECONDS) -> Engine:
    """An engine whose connections cannot write, and whose transactions wait for nobody (BEGIN, deferred)."""
    return _engine(path, "rw", "BEGIN", seconds, ("PRAGMA query_only=ON",))


def writing(path: Path, seconds: float = BUSY_SECONDS) -> Engine:
    """An engine whose transactions hold the database's write lock from their first moment (BEGIN IMMEDIATE)."""
    return _engine(path, "rw", "BEGIN IMMEDIATE", seconds, ("PRAGMA journal_mode=WAL", "PRAGMA foreign_keys=ON"))


def migrating(path: Path, seconds: float = BUSY_SECONDS) -> Engine:
    """Like `writing`, but it makes the file where there is none, and leaves foreign keys unchecked: a migration that
    rebuilds a table drops the old one in between.
    """
    return _engine(path, "rwc", "BEGIN IMMEDIATE", seconds, ("PRAGMA journal_mode=WAL", "PRAGMA foreign_keys=OFF"))


def _engine(path: Path, mode: str, begin: str, seconds: float, pragmas: tuple[str, ...]) -> Engine:
    address = f"file:{quote(str(path))}?mode={mode}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(address, uri=True, timeout=seconds, isolation_level=None, check_same_thread=False)
        try:
            for pragma in ("PRAGMA synchronous=FULL", *pragmas):
                connection.execute(pragma)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    engine = create_engine(URL.create("sqlite", database=str(path)), creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def rows_without_parent(connection: Connection) -> list[Any]:
    """What PRAGMA foreign_key_check finds: (table, rowid, parent, key) of each row whose parent is missing."""
    return list(connection.exec_driver_sql("PRAGMA foreign_key_check"))
