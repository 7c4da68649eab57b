"""What was anchored on a contract: batches of exchanges, one salted leaf each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from b2b.store.states import AnchorState
from b2b.store.tables.base import Row, check, one_of
from b2b.store.types import Instant, Json


class AnchorBatch(Row, table=True):
    """A Merkle tree over `size` leaves; `receipt` is what the chain said (transaction, block, registry, submitter)."""

    __tablename__ = "anchor_batch"
    __table_args__ = (
        one_of("state", AnchorState),
        check("size", "size > 0"),
        check("root", "length(root) = 64"),
        check("anchored", "(state = 'anchored') = (receipt IS NOT NULL)"),
    )

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    company_id: str = Field(foreign_key="company.id")
    root: str = Field(unique=True)
    size: int
    state: str = AnchorState.PENDING.value
    receipt: dict[str, Any] | None = Field(default=None, sa_type=Json)
    created_at: dt.datetime = Field(sa_type=Instant)
    anchored_at: dt.datetime | None = Field(default=None, sa_type=Instant)


class AnchorLeaf(Row, table=True):
    """One exchange's bytes in a batch: their SHA-256 and the salt, both hex."""

    __tablename__ = "anchor_leaf"
    __table_args__ = (UniqueConstraint("batch_id", "position"), check("sha256", "length(sha256) = 64"))

    id: str = Field(primary_key=True)
    batch_id: str = Field(foreign_key="anchor_batch.id")
    position: int
    exchange_id: str = Field(foreign_key="exchange.id", unique=True)
    sha256: str
    salt: str
