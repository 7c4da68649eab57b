"""Who may act: users with roles, and the nonces that a caller has used."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlmodel import Field

from b2b.store.tables.base import Row, check
from b2b.store.types import Instant, Json


class User(Row, table=True):
    """A person or program; `token_sha256` is the hash of a random token of 256 bits, which is shown once.

    `roles` are words of `b2b.store.states.UserRole`.
    """

    __tablename__ = "user"
    __table_args__ = (check("name", "name <> ''"), check("token", "length(token_sha256) = 64"))

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    token_sha256: str = Field(unique=True)
    roles: list[Any] = Field(sa_type=Json)
    active: bool = True
    created_at: dt.datetime = Field(sa_type=Instant)


class Nonce(Row, table=True):
    """A nonce that a caller has used (WS-Security UsernameToken); forgotten once its time has passed."""

    __tablename__ = "nonce"

    client: str = Field(primary_key=True)
    nonce: str = Field(primary_key=True)
    expires_at: dt.datetime = Field(sa_type=Instant, index=True)
