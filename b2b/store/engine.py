"""The store: units of work that read, and units of work that write.

A read is a transaction that sees one snapshot and waits for nobody. A write queues at the turnstile (SQLite: the file
`write.lock`; PostgreSQL: an advisory lock), so that there is one writer at a time; it commits when the body ends and
rolls back when the body raises. Services never commit.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, TimeoutError
from sqlmodel import Session

from b2b.errors import Busy, ConfigError, NotAllowed
from b2b.ports import Clock
from b2b.store import failures, schema, sqlite
from b2b.store.write_lock import write_lock


def open_store(
    url: str,
    folder: Path,
    clock: Clock,
    *,
    wait_seconds: float = sqlite.BUSY_SECONDS,
) -> Store:
    """The store of a workspace folder. `url` is an SQLAlchemy URL; a relative SQLite path is relative to the folder.

    Nothing is touched yet: a missing database shows at the first use, and `Store.migrate` makes it. A write waits
    `wait_seconds` for its turn. Raises ConfigError for a URL that cannot be used.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise _bad_url(url.partition("@")[0].partition(":")[0]) from error
    if parsed.drivername in ("postgresql", "postgresql+psycopg"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    elif parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
        parsed = URL.create("sqlite", database=str(folder.absolute() / parsed.database))
    else:
        raise _bad_url(parsed.render_as_string(hide_password=True))
    return Store(parsed, folder.absolute(), clock, wait_seconds)


def _bad_url(shown: str) -> ConfigError:
    return ConfigError(
        f"{shown!r} is not a database this program can use",
        where="b2b.toml, [workspace] database",
        next_step='write database = "sqlite:///b2b.db", or postgresql+psycopg://user@host/name',
    )


class Store:
    """One workspace's database. Safe to use from several threads and several processes; a fork opens its own files."""

    def __init__(self, url: URL, folder: Path, clock: Clock, wait_seconds: float) -> None:
        self.url = url
        self.folder = folder
        self.clock = clock
        self._wait_seconds = wait_seconds
        self._process = os.getpid()
        self._here = threading.local()
        self._reading, self._writing = self._engines()

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file beside the workspace."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path:
        """The database file (SQLite)."""
        assert self.url.database
        return Path(self.url.database)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A unit of work that sees one snapshot and cannot write (a write raises NotAllowed)."""
        self._mind_forks()
        with self._named(reading=True), Session(self._reading, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self, *, dry_run: bool = False) -> Iterator[Session]:
        """A unit of work that commits at its end, or rolls back and lets the error out; a dry run always rolls back.

        Keep it short, with no network inside. Raises Busy when its turn does not come or the disk is full, NotAllowed
        inside another write of the same thread.
        """
        self._mind_forks()
        if getattr(self._here, "writing", False):
            raise NotAllowed(
                "a write is open in this thread already",
                where=self._where,
                next_step="pass the session on; a unit of work is opened once, at the door",
            )
        with self._named(), self._turn():
            self._here.writing = True
            try:
                with Session(self._writing, expire_on_commit=False) as session:
                    session.connection()
                    yield session
                    if dry_run:
                        session.flush()
                        session.rollback()
                    else:
                        session.commit()
            finally:
                self._here.writing = False

    def migrate(self) -> None:
        """Bring the database to this program's schema, making it where there is none; one transaction, all or nothing.

        Raises ConfigError for a database that a newer program has migrated.
        """
        self._mind_forks()
        with self._named(), self._turn():
            engine = sqlite.migrating(self.path, self._wait_seconds) if self.is_sqlite else self._writing
            try:
                schema.migrate(engine, self._where)
            finally:
                engine.dispose()

    def schema_state(self) -> schema.SchemaState:
        """Whether the database is `missing`, `behind` this program, `current`, or `ahead` of it."""
        if self.is_sqlite and not self.path.exists():
            return schema.SchemaState.MISSING
        self._mind_forks()
        with self._named(), self._reading.connect() as connection:
            return schema.state(connection)

    def require_current(self) -> None:
        """Raise ConfigError, with the command to type, unless the schema is this program's."""
        schema.require_current(self.schema_state(), self._where)

    def close(self) -> None:
        """Close idle connections; the store can still be used and opens new ones."""
        for engine in (self._reading, self._writing):
            engine.dispose(close=self._process == os.getpid())

    def _engines(self) -> tuple[Engine, Engine]:
        if self.is_sqlite:
            return sqlite.reading(self.path, self._wait_seconds), sqlite.writing(self.path, self._wait_seconds)
        try:
            from b2b.store import postgresql
        except ImportError as error:
            raise ConfigError(
                f"the driver of this database is not installed ({error})",
                where=self._where,
                next_step="pip install 'b2b[postgresql]'",
            ) from error
        return postgresql.reading(self.url, self._wait_seconds), postgresql.writing(self.url, self._wait_seconds)

    def _turn(self) -> AbstractContextManager[None]:
        return write_lock(self.folder / "write.lock", self._wait_seconds) if self.is_sqlite else nullcontext()

    @contextmanager
    def _named(self, *, reading: bool = False) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            meaning = failures.named(error, self._where, reading=reading)
            if meaning is None:
                raise
            raise meaning from error
        except TimeoutError as error:
            raise Busy(
                f"no connection became free within {self._wait_seconds:g} seconds",
                where=self._where,
                next_step="try again; fewer threads, or units of work that end sooner",
            ) from error

    @property
    def _where(self) -> str:
        return self.url.database or "" if self.is_sqlite else self.url.render_as_string(hide_password=True)

    def _mind_forks(self) -> None:
        if self._process != os.getpid():
            self.close()
            self._process = os.getpid()
            self._here = threading.local()
