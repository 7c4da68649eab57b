"""PostgreSQL as b2b runs it: writers one after the other, readers on one read-only snapshot, waits that end.

The rooms above rely on one writer at a time, as SQLite has it. Here the turnstile is an advisory lock of the database:
a writer takes it with its first statement, and the server gives it back when the transaction ends or the connection is
gone. READ COMMITTED lets every statement after that one see what the writers before have committed.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

from psycopg.types.string import StrDumperUnknown
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from b2b.errors import Busy
from b2b.store import failures

TURNSTILE = int.from_bytes(b"b2bwrite")
JOBS = int.from_bytes(b"b2b jobs")
# A writer that says nothing for so long has died with its machine: the others go on.
SILENT_MINUTES = 5


def reading(url: URL, seconds: float) -> Engine:
    """An engine whose transactions see one snapshot, cannot write, and wait for nobody."""
    return _engine(url, seconds, isolation_level="REPEATABLE READ", postgresql_readonly=True)


def writing(url: URL, seconds: float) -> Engine:
    """An engine whose transactions hold the turnstile; who waits for it, or for a lock, gives up after `seconds`."""
    engine = _engine(url, seconds, isolation_level="READ COMMITTED")
    begin = (
        f"SET LOCAL lock_timeout = {max(1, round(seconds * 1000))};"
        f"SET LOCAL idle_in_transaction_session_timeout = '{SILENT_MINUTES}min';"
        f"SELECT pg_advisory_xact_lock({TURNSTILE})"
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _engine(url: URL, seconds: float, **options: Any) -> Engine:
    standard = {"connect_timeout": max(2, round(seconds)), "fallback_application_name": "b2b"}
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=seconds,
        execution_options=options,
        connect_args={name: value for name, value in standard.items() if name not in url.query},
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        connection.adapters.register_dumper(str, _Text)

    return engine


class _Text(StrDumperUnknown):
    """PostgreSQL's text has no NUL, but a partner's file may: it is kept, and looked for, as the picture of it."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\x00", "\N{SYMBOL FOR NULL}"))


class JobLock:
    """The right to run the jobs of a database, on a connection of its own: the server takes it back when that ends."""

    def __init__(self, url: URL, folder: Path) -> None:
        self._where = url.render_as_string(hide_password=True)
        # Of at most 63 bytes, so that pg_stat_activity shows who it is.
        name = f"b2b run {os.getpid()} on {socket.gethostname()} in {folder}".encode()[:63].decode(errors="ignore")
        options = {"connect_timeout": 10, "application_name": name, "keepalives_idle": 30}
        self._engine = create_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={key: value for key, value in options.items() if key not in url.query},
        )
        self._connection: Connection | None = None

    def confirm(self) -> None:
        """Hold the lock, as before or anew. Busy: another process has it. Unreachable: the database is not there."""
        if self._connection is not None:
            try:
                self._connection.exec_driver_sql("SELECT 1")
                return
            except DBAPIError:
                self.close()
        try:
            self._take()
        except DBAPIError as error:
            self.close()
            raise failures.named(error, self._where) or error from error

    def close(self) -> None:
        """Give the lock back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()

    def _take(self) -> None:
        self._connection = self._engine.connect()
        if self._connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({JOBS})").scalar_one():
            return
        holder = jobs_holder(self._connection)
        self.close()
        raise Busy(
            f"another process already runs the jobs of this database ({holder or 'it has just begun'})",
            where=self._where,
            next_step="nothing to do: it finds what you have written; a database belongs to one workspace folder",
        )


def jobs_holder(connection: Connection) -> str | None:
    """Who holds the right to run the jobs of the database, as its connection calls itself; None: nobody."""
    query = text(
        "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE locktype = 'advisory' AND granted AND objsubid = 1"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND classid::bigint = :high AND objid::bigint = :low"
    )
    found = connection.execute(query, {"high": JOBS >> 32, "low": JOBS & 0xFFFFFFFF}).scalar()
    return None if found is None else str(found)
