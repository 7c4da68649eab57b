"""Bytes and how they moved: blobs, transmissions, attempts; and the counters that number things."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from b2b.store.states import AttemptOutcome, Delivery, Direction
from b2b.store.tables.base import Row, check, one_of
from b2b.store.types import Instant


class Counter(Row, table=True):
    """The last number taken under a name."""

    __tablename__ = "counter"

    name: str = Field(primary_key=True)
    value: int = Field(sa_type=BigInteger)


class Blob(Row, table=True):
    """Bytes by their SHA-256 (hex); `content` here, or `path` relative to the workspace folder.

    Both are NULL once the bytes were erased.
    """

    __tablename__ = "blob"
    __table_args__ = (
        check("sha256", "length(sha256) = 64"),
        check("size", "size >= 0"),
        check("place", "content IS NULL OR path IS NULL"),
    )

    sha256: str = Field(primary_key=True)
    size: int = Field(sa_type=BigInteger)
    content: bytes | None = None
    path: str | None = None
    created_at: dt.datetime = Field(sa_type=Instant)


class Transmission(Row, table=True):
    """One file or message that came or goes; `token` is the arrival, so that a crash does not receive it twice."""

    __tablename__ = "transmission"
    __table_args__ = (
        one_of("direction", Direction),
        one_of("delivery", Delivery),
        check(
            "delivery_direction",
            "(direction = 'in') = (delivery IN ('received', 'processed'))",
        ),
        check("attempts", "attempts >= 0"),
        UniqueConstraint("channel_id", "token"),
        Index(None, "delivery", "due_at"),
        Index(None, "blob_sha256"),
    )

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    direction: str
    company_id: str | None = Field(default=None, foreign_key="company.id")
    partner_id: str | None = Field(default=None, foreign_key="partner.id")
    channel_id: str | None = Field(default=None, foreign_key="channel.id")
    name: str
    token: str | None = None
    blob_sha256: str = Field(foreign_key="blob.sha256")
    size: int = Field(sa_type=BigInteger)
    delivery: str
    due_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    lease_until: dt.datetime | None = Field(default=None, sa_type=Instant)
    attempts: int = 0
    error: str = ""
    created_at: dt.datetime = Field(sa_type=Instant)
    delivered_at: dt.datetime | None = Field(default=None, sa_type=Instant)


class Attempt(Row, table=True):
    """One try to send a transmission; without `ended_at` it is running, or its process died."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("transmission_id", "n"), one_of("outcome", AttemptOutcome))

    id: str = Field(primary_key=True)
    transmission_id: str = Field(foreign_key="transmission.id")
    n: int
    started_at: dt.datetime = Field(sa_type=Instant)
    ended_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    outcome: str | None = None
    message: str = ""
