"""What was said: interchanges, functional groups, exchanges (transaction sets), the links between them, exceptions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from b2b.store.states import AcknowledgmentState, Answer, CaseState, Direction, LinkKind, Processing, Severity, Verdict
from b2b.store.tables.base import Row, check, one_of
from b2b.store.types import Instant, Json


class Interchange(Row, table=True):
    """An ISA to IEA. `identity_key` stands only on the first of its kind; duplicates point to it."""

    __tablename__ = "interchange"
    __table_args__ = (
        one_of("direction", Direction),
        one_of("verdict", Verdict),
        check("duplicate", "duplicate_of IS NULL OR identity_key IS NULL"),
        Index(None, "sender", "receiver", "control_number"),
    )

    id: str = Field(primary_key=True)
    transmission_id: str = Field(foreign_key="transmission.id", index=True)
    direction: str
    company_id: str | None = Field(default=None, foreign_key="company.id")
    partner_id: str | None = Field(default=None, foreign_key="partner.id")
    sender_qualifier: str
    sender: str
    receiver_qualifier: str
    receiver: str
    control_number: str
    version: str
    test: bool = False
    epoch: int = 0
    date: str = ""
    verdict: str | None = None
    findings: list[dict[str, Any]] = Field(default=[], sa_type=Json)
    duplicate_of: str | None = Field(default=None, foreign_key="interchange.id")
    identity_key: str | None = Field(default=None, unique=True)
    content_sha256: str
    offset: int = Field(default=0, sa_type=BigInteger)
    length: int = Field(default=0, sa_type=BigInteger)


class Group(Row, table=True):
    """A functional group (GS to GE); `position` counts from 1 in its interchange."""

    __tablename__ = "grp"
    __table_args__ = (
        one_of("verdict", Verdict),
        one_of("acknowledgment", AcknowledgmentState),
        UniqueConstraint("interchange_id", "position"),
        Index(None, "functional_id", "control_number"),
    )

    id: str = Field(primary_key=True)
    interchange_id: str = Field(foreign_key="interchange.id")
    position: int
    functional_id: str
    control_number: str
    version: str
    sender_code: str
    receiver_code: str
    verdict: str | None = None
    acknowledgment: str = AcknowledgmentState.NOT_EXPECTED.value
    findings: list[dict[str, Any]] = Field(default=[], sa_type=Json)
    counts: dict[str, Any] = Field(default={}, sa_type=Json)


class Exchange(Row, table=True):
    """One transaction set, in or out: its place in the bytes, its verdict, its meaning, and how far it is worked.

    `document` is the JSON form of a canonical document; `body` the segments of an outbound set that has none (a 997);
    `blob_sha256` the bytes of an outbound document that is a file by itself (an XML invoice, a payment file). It was
    checked by the schema of `schema_hash`, and by the guide of `guide_revision_id` where there is one.
    """

    __tablename__ = "exchange"
    __table_args__ = (
        one_of("direction", Direction),
        one_of("verdict", Verdict),
        one_of("acknowledgment", AcknowledgmentState),
        one_of("processing", Processing),
        one_of("answer", Answer),
        Index(None, "processing", "due_at"),
        Index(None, "direction", "processing", "number"),
        Index(None, "business_key"),
        Index(None, "acknowledgment", "acknowledgment_due_at"),
        Index(None, "answer", "answer_due_at"),
    )

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    direction: str
    transmission_id: str | None = Field(default=None, foreign_key="transmission.id", index=True)
    interchange_id: str | None = Field(default=None, foreign_key="interchange.id", index=True)
    group_id: str | None = Field(default=None, foreign_key="grp.id", index=True)
    company_id: str | None = Field(default=None, foreign_key="company.id")
    partner_id: str | None = Field(default=None, foreign_key="partner.id", index=True)
    agreement_id: str | None = Field(default=None, foreign_key="agreement.id")
    agreement_revision: int | None = None
    schema_hash: str = ""
    guide_revision_id: str | None = Field(default=None, foreign_key="guide_revision.id")
    set_id: str
    document_type: str = ""
    control_number: str = ""
    position: int = 0
    offset: int = Field(default=0, sa_type=BigInteger)
    length: int = Field(default=0, sa_type=BigInteger)
    verdict: str | None = None
    findings: list[dict[str, Any]] = Field(default=[], sa_type=Json)
    acknowledgment: str = AcknowledgmentState.NOT_EXPECTED.value
    processing: str = Processing.NEW.value
    answer: str = Answer.NOT_EXPECTED.value
    test: bool = False
    document: dict[str, Any] | None = Field(default=None, sa_type=Json)
    leftovers: list[Any] = Field(default=[], sa_type=Json)
    body: list[Any] | None = Field(default=None, sa_type=Json)
    blob_sha256: str | None = Field(default=None, foreign_key="blob.sha256")
    business_key: str | None = None
    reason: str = ""
    due_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    answer_due_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    acknowledgment_due_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    created_at: dt.datetime = Field(sa_type=Instant)
    done_at: dt.datetime | None = Field(default=None, sa_type=Instant)


class Link(Row, table=True):
    """What an exchange is to another exchange, or to a business row (`table_name`, `row_id`)."""

    __tablename__ = "link"
    __table_args__ = (
        one_of("kind", LinkKind),
        check("target", "to_exchange IS NOT NULL OR (table_name IS NOT NULL AND row_id IS NOT NULL)"),
        Index(
            "uq_link_exchange",
            "from_exchange",
            "kind",
            "to_exchange",
            unique=True,
        ),
        Index(
            "uq_link_row",
            "from_exchange",
            "kind",
            "table_name",
            "row_id",
            unique=True,
            sqlite_where=text("to_exchange IS NULL"),
            postgresql_where=text("to_exchange IS NULL"),
        ),
        Index(None, "table_name", "row_id"),
    )

    id: str = Field(primary_key=True)
    from_exchange: str = Field(foreign_key="exchange.id")
    to_exchange: str | None = Field(default=None, foreign_key="exchange.id", index=True)
    kind: str
    table_name: str | None = None
    row_id: str | None = None


class ExceptionCase(Row, table=True):
    """Something a person must look at. One stays open per code and thing it is about (`subject` names that thing)."""

    __tablename__ = "exception"
    __table_args__ = (
        one_of("severity", Severity),
        one_of("state", CaseState),
        check("resolved", "(state = 'resolved') = (resolved_at IS NOT NULL)"),
        Index(
            "uq_exception_open",
            "code",
            "subject",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(None, "state", "opened_at"),
        Index(None, "table_name", "row_id"),
    )

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    company_id: str | None = Field(default=None, foreign_key="company.id")
    partner_id: str | None = Field(default=None, foreign_key="partner.id")
    code: str
    subject: str
    severity: str = Severity.ERROR.value
    message: str
    details: dict[str, Any] = Field(default={}, sa_type=Json)
    exchange_id: str | None = Field(default=None, foreign_key="exchange.id", index=True)
    table_name: str | None = None
    row_id: str | None = None
    state: str = CaseState.OPEN.value
    opened_at: dt.datetime = Field(sa_type=Instant)
    resolved_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    resolved_by: str | None = None
    resolution: str = ""
