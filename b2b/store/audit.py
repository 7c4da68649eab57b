"""Who did what: appended inside the unit of work that does it; `b2b.store.seals` chains it afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from b2b.store.tables import Audit

_ACTS = Audit.metadata.tables["audit"]


def record(
    session: Session,
    now: dt.datetime,
    actor: str,
    action: str,
    table_name: str,
    row_id: str,
    details: Mapping[str, Any] | None = None,
    payload_sha256: str | None = None,
) -> None:
    """Append one act. `actor` is a person or a process by name; `details` hold what has no payload of its own, and
    never a secret; a payload is named by its hash.
    """
    record_each(session, now, actor, action, table_name, row_id, [details or {}], payload_sha256)


def record_each(
    session: Session,
    now: dt.datetime,
    actor: str,
    action: str,
    table_name: str,
    row_id: str,
    details: Sequence[Mapping[str, Any]],
    payload_sha256: str | None = None,
) -> None:
    """Append an act of the same kind for each of these details, in their order."""
    act = {
        "at": now,
        "actor": actor,
        "action": action,
        "table_name": table_name,
        "row_id": row_id,
        "payload_sha256": payload_sha256,
    }
    if details:
        # Past the session, which would insert them one by one to learn numbers that nobody asks for.
        session.connection().execute(insert(_ACTS), [{**act, "details": dict(one)} for one in details])


def history(session: Session, table_name: str, row_id: str) -> Sequence[Audit]:
    """What was done to a row, oldest first."""
    query = select(Audit).where(col(Audit.table_name) == table_name, col(Audit.row_id) == row_id)
    return session.exec(query.order_by(col(Audit.id))).all()
