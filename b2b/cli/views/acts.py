"""The audit trail as rows."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.views import cases
from b2b.store.tables import Audit


def acts(session: Session, *, action: str, actor: str, limit: int) -> list[dict[str, Any]]:
    """The newest `limit` acts, newest first."""
    query = select(Audit)
    if action:
        query = query.where(col(Audit.action) == action)
    if actor:
        query = query.where(col(Audit.actor) == actor)
    return [
        {
            "id": row.id,
            "at": row.at,
            "actor": row.actor,
            "action": row.action,
            "about": cases.thing(session, row.table_name, row.row_id) or row.table_name,
            "table": row.table_name,
            "row": row.row_id,
            "details": row.details,
            "payload_sha256": row.payload_sha256,
        }
        for row in session.exec(query.order_by(col(Audit.id).desc()).limit(limit))
    ]
