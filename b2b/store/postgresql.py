"""PostgreSQL as b2b runs it: writers one after the other, readers on one read-only snapshot, waits that end.

The rooms above rely on one writer at a time, as SQLite has it. Here the turnstile is an advisory lock of the database:
a writer takes it with its first statement, and the server gives it back when the transaction ends or the connection is
gone. READ COMMITTED lets every statement after that one see what the writers before have committed.
"""

from __future__ import annotations

from typing import Any

from psycopg.types.string import StrDumperUnknown
from sqlalchemy import URL, Connection, Engine, create_engine, event

TURNSTILE = int.from_bytes(b"b2bwrite")
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
