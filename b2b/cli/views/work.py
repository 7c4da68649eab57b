"""Tasks for the outside, and documents that wait for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from b2b.cli.views import cases
from b2b.cli.views.naming import names
from b2b.gateway import tasks as flow
from b2b.procurement.orders.service import WAITING_FOR_ERP
from b2b.store import audit
from b2b.store.states import Direction, Processing, TaskState
from b2b.store.tables import Exchange, Task

WORDS = {
    "erp.order": "book order",
    "erp.shipment": "goods issue",
    "erp.invoice": "receivable",
    "invoice.issue": "invoice",
}


def tasks(session: Session, *, company_id: str | None, everything: bool) -> list[dict[str, Any]]:
    """Tasks that are not done (or all), oldest first."""
    query = select(Task)
    if company_id is not None:
        query = query.where(col(Task.company_id) == company_id)
    if not everything:
        query = query.where(col(Task.state) != TaskState.DONE)
    called = names(session)
    return [
        {
            "number": row.number,
            "kind": row.kind,
            "company": called.company(row.company_id),
            "about": cases.thing(session, "task", row.id),
            "state": row.state,
            "attempts": row.attempts,
            "due_at": None if row.state == TaskState.DONE else row.due_at,
            "done_at": row.done_at,
            "error": row.error,
            "result": row.result,
            "next": "b2b erp retry" if row.state in (TaskState.FAILED, TaskState.UNKNOWN) or row.error else "",
        }
        for row in session.exec(query.order_by(col(Task.number)))
    ]


def retry(session: Session, now: dt.datetime, actor: str, company_id: str | None) -> dict[str, int]:
    """Make waiting tasks, and documents that wait for the ERP's stock, due now; how many of each."""
    waiting = [
        col(Exchange.direction) == Direction.IN,
        col(Exchange.processing) == Processing.WAITING,
        col(Exchange.reason) == WAITING_FOR_ERP,
    ]
    if company_id is not None:
        waiting.append(col(Exchange.company_id) == company_id)
    documents = len(session.exec(select(Exchange.id).where(*waiting)).all())
    session.exec(update(Exchange).where(*waiting).values(due_at=now))
    count = flow.retry(session, now, company_id)
    details = {"tasks": count, "documents": documents}
    if any(details.values()):
        audit.record(session, now, actor, "retried", "task", company_id or "", details)
    return details
