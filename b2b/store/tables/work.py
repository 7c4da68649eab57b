"""Durable work: tasks, schedules and the slots they won, answers kept for idempotent callers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from b2b.store.states import TaskKind, TaskState
from b2b.store.tables.base import Row, check, one_of
from b2b.store.types import Instant, Json


class Task(Row, table=True):
    """A job outside the database: due only when no unfinished task of the same `lock_key` has a lower `sequence`.

    `key` is the idempotency key it is called with, `row_id` the row it works on; `result` is what the other side said.
    """

    __tablename__ = "task"
    __table_args__ = (
        one_of("kind", TaskKind),
        one_of("state", TaskState),
        check("attempts", "attempts >= 0"),
        Index(None, "state", "due_at"),
        Index(None, "lock_key", "sequence"),
        Index(None, "row_id"),
        Index(None, "done_at"),
    )

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    kind: str
    company_id: str = Field(foreign_key="company.id")
    row_id: str
    key: str = Field(unique=True)
    lock_key: str
    sequence: int
    state: str = TaskState.PENDING.value
    due_at: dt.datetime = Field(sa_type=Instant)
    lease_until: dt.datetime | None = Field(default=None, sa_type=Instant)
    attempts: int = 0
    result: dict[str, Any] | None = Field(default=None, sa_type=Json)
    error: str = ""
    created_at: dt.datetime = Field(sa_type=Instant)
    done_at: dt.datetime | None = Field(default=None, sa_type=Instant)


class Schedule(Row, table=True):
    """Something that happens again and again; a change raises `revision`, which the daemon watches."""

    __tablename__ = "schedule"

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    kind: str
    trigger: dict[str, Any] = Field(sa_type=Json)
    revision: int = 1
    enabled: bool = True


class ScheduleSlot(Row, table=True):
    """That a slot of a schedule was won: whoever inserts it runs it, nobody else does."""

    __tablename__ = "schedule_slot"

    schedule_id: str = Field(primary_key=True, foreign_key="schedule.id")
    slot: dt.datetime = Field(primary_key=True, sa_type=Instant)
    won_at: dt.datetime = Field(sa_type=Instant)


class Idempotency(Row, table=True):
    """The answer a client got for a key; the same key with another request is a conflict."""

    __tablename__ = "idempotency"

    client: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    request_sha256: str
    response: dict[str, Any] = Field(sa_type=Json)
    created_at: dt.datetime = Field(sa_type=Instant)
