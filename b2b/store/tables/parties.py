"""Who trades: companies of the workspace, their partners, identities, channels, agreements and the guides of these."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from b2b.store.states import Direction, Role, Syntax
from b2b.store.tables.base import Row, check, one_of
from b2b.store.types import Instant, Json, OrderedJson


class Company(Row, table=True):
    """A legal entity of ours; `settings` is its whole TOML as a dict."""

    __tablename__ = "company"
    __table_args__ = (check("code", "code <> ''"),)

    id: str = Field(primary_key=True)
    code: str = Field(unique=True)
    name: str
    settings: dict[str, Any] = Field(sa_type=OrderedJson)
    created_at: dt.datetime = Field(sa_type=Instant)
    revision: int = 1


class Partner(Row, table=True):
    """A trading partner of one company; `settings` is the whole TOML of its newest revision."""

    __tablename__ = "partner"
    __table_args__ = (UniqueConstraint("company_id", "code"), one_of("role", Role), check("code", "code <> ''"))

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    code: str
    name: str
    role: str
    settings: dict[str, Any] = Field(sa_type=OrderedJson)
    revision: int = 1
    updated_at: dt.datetime = Field(sa_type=Instant)


class PartnerRevision(Row, table=True):
    """What a partner's settings were; appended, never changed."""

    __tablename__ = "partner_revision"
    __table_args__ = (UniqueConstraint("partner_id", "revision"),)

    id: str = Field(primary_key=True)
    partner_id: str = Field(foreign_key="partner.id")
    revision: int
    settings: dict[str, Any] = Field(sa_type=OrderedJson)
    created_at: dt.datetime = Field(sa_type=Instant)
    actor: str


class Identity(Row, table=True):
    """An address of X12 (ISA qualifier and id, GS code) or EDIFACT (qualifier and id of UNB with what routes behind it,
    code of UNG); an empty code is whatever the group says. No partner: it is our own.

    Within one company an address means one party; the same address may belong to partners of different companies.
    """

    __tablename__ = "identity"
    __table_args__ = (
        UniqueConstraint("company_id", "syntax", "qualifier", "value", "gs_id"),
        one_of("syntax", Syntax),
    )

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    partner_id: str | None = Field(default=None, foreign_key="partner.id", index=True)
    qualifier: str
    value: str
    gs_id: str = ""
    valid_from: dt.datetime = Field(sa_type=Instant)
    syntax: str = Syntax.X12.value
    routing: str = ""


class Channel(Row, table=True):
    """A way to and from a partner; `settings` is the channel's table of the partner TOML."""

    __tablename__ = "channel"

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    partner_id: str = Field(foreign_key="partner.id", index=True)
    name: str = Field(unique=True)
    kind: str
    settings: dict[str, Any] = Field(sa_type=OrderedJson)


class GuideRevision(Row, table=True):
    """What a guide says, with its bases: `texts` are [name, TOML] of the guide and of each base, the nearest first.

    `sha256` is of these texts; the same texts are the same revision. Appended, never changed.
    """

    __tablename__ = "guide_revision"
    __table_args__ = (
        UniqueConstraint("name", "revision"),
        UniqueConstraint("name", "sha256"),
        check("sha256", "length(sha256) = 64"),
    )

    id: str = Field(primary_key=True)
    name: str
    revision: int
    release: str
    sha256: str
    texts: list[Any] = Field(sa_type=Json)
    created_at: dt.datetime = Field(sa_type=Instant)
    actor: str


class Agreement(Row, table=True):
    """That a document is traded in one direction. A change makes a new row; `superseded_at` closes the old one.

    `guide_revision_id` is the guide that sets are held to, None: to the standard alone.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        one_of("direction", Direction),
        UniqueConstraint("partner_id", "document", "direction", "revision"),
        Index(
            "uq_agreement_current",
            "partner_id",
            "document",
            "direction",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    partner_id: str = Field(foreign_key="partner.id")
    document: str
    direction: str
    release: str
    channel_id: str | None = Field(default=None, foreign_key="channel.id")
    guide_revision_id: str | None = Field(default=None, foreign_key="guide_revision.id")
    test: bool = False
    settings: dict[str, Any] = Field(sa_type=OrderedJson)
    revision: int
    valid_from: dt.datetime = Field(sa_type=Instant)
    superseded_at: dt.datetime | None = Field(default=None, sa_type=Instant)
