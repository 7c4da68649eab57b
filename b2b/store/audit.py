"""Who did what: appended inside the unit of work that does it; `b2b.store.seals` chains it afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from b2b.store.tables import Audit


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
    session.add(
        Audit(
            at=now,
            actor=actor,
            action=action,
            table_name=table_name,
            row_id=row_id,
            details=dict(details or {}),
            payload_sha256=payload_sha256,
        )
    )


def history(session: Session, table_name: str, row_id: str) -> Sequence[Audit]:
    """What was done to a row, oldest first."""
    query = select(Audit).where(col(Audit.table_name) == table_name, col(Audit.row_id) == row_id)
    return session.exec(query.order_by(col(Audit.id))).all()
