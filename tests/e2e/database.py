"""The rows of a workspace's database, past everything that b2b would check: SQLite's file, or a database of PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from b2b.gateway.workspace import load

Execute = Callable[..., list[tuple[Any, ...]]]


@contextmanager
def connected(workspace: Path) -> Iterator[Execute]:
    """A function that runs one statement, with `?` where its parameters stand, and returns its rows.

    Committed at the end. Truth is 1 or 0, as SQLite has it.
    """
    url = make_url(load(workspace).database)
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(url.database), timeout=15)) as file, file:
            yield lambda statement, *parameters: file.execute(statement, parameters).fetchall()
        return
    import psycopg

    with psycopg.connect(
        host=url.host, port=url.port, user=url.username, password=url.password, dbname=url.database
    ) as connection:

        def execute(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
            cursor = connection.execute(statement.replace("?", "%s"), parameters or None)
            return [tuple(map(_plain, row)) for row in cursor.fetchall()] if cursor.description else []

        yield execute


def rows(workspace: Path, query: str) -> list[tuple[Any, ...]]:
    """What one query finds."""
    with connected(workspace) as execute:
        return execute(query)


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value
