"""Many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from b2b.store.tables.base import Row


def insert_rows(session: Session, table: type[Row], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of one table in one statement; each names the same columns.

    The ORM's own bulk insert makes a statement for each change between a value and NULL in a column.
    """
    if rows:
        name = table.__tablename__
        assert isinstance(name, str)
        session.connection().execute(insert(Row.metadata.tables[name]), list(rows))
