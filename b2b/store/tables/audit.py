"""Who did what, and the seals that chain it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field

from b2b.store.tables.base import Row, check
from b2b.store.types import Instant, Json

# Only INTEGER counts by itself on SQLite, where it is 64 bits wide anyway.
_Sequence = BigInteger().with_variant(Integer, "sqlite")


class Audit(Row, table=True):
    """One act. Appended unchained; a payload is named by its hash, so that it can be erased and the act stays."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "table_name", "row_id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True, sa_type=_Sequence)
    at: dt.datetime = Field(sa_type=Instant)
    actor: str
    action: str
    table_name: str
    row_id: str
    details: dict[str, Any] = Field(default={}, sa_type=Json)
    payload_sha256: str | None = None


class Seal(Row, table=True):
    """A run of audit rows in order of id, chained to the seal before: `hash` covers all other columns.

    `entries` lists (id, SHA-256) of each audit row, so that a check can say which one was touched.
    """

    __tablename__ = "seal"
    __table_args__ = (check("rows", "first_audit <= last_audit AND row_count > 0"),)

    seq: int = Field(primary_key=True)
    first_audit: int = Field(sa_type=BigInteger)
    last_audit: int = Field(unique=True, sa_type=BigInteger)
    row_count: int
    entries: list[Any] = Field(sa_type=Json)
    previous_hash: str
    hash: str
    at: dt.datetime = Field(sa_type=Instant)
