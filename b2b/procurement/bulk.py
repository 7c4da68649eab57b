"""Many rows at once, and many keys."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from b2b.store.tables.base import Row

# SQLite allows so many parameters in a statement, and a few more.
_PART = 500


def parts(values: Collection[str]) -> Iterator[Sequence[str]]:
    """The values, each once, in parts that a statement takes."""
    listed = list(dict.fromkeys(values))
    return (listed[start : start + _PART] for start in range(0, len(listed), _PART))


def insert_rows(session: Session, table: type[Row], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of one table in one statement; each names the same columns.

    The ORM's own bulk insert makes a statement for each change between a value and NULL in a column.
    """
    if rows:
        name = table.__tablename__
        assert isinstance(name, str)
        session.connection().execute(insert(Row.metadata.tables[name]), list(rows))
