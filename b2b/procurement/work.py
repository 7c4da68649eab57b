"""Tasks for the outside: an order's are done one after the other, each under its idempotency key."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func
from sqlmodel import Session, col, select

from b2b.procurement.parties import Trade
from b2b.store import counters, ids
from b2b.store.states import TaskKind
from b2b.store.tables import SalesOrder, Task


def schedule(
    session: Session, now: dt.datetime, kind: TaskKind, *, company_id: str, row_id: str, key: str, lock_key: str
) -> Task:
    """A task that is due now, after all earlier ones of the same lock key."""
    last = session.exec(select(func.max(col(Task.sequence))).where(col(Task.lock_key) == lock_key)).one()
    task = Task(
        id=ids.new(now),
        number=counters.take(session, "task"),
        kind=kind.value,
        company_id=company_id,
        row_id=row_id,
        key=key,
        lock_key=lock_key,
        sequence=(last or 0) + 1,
        due_at=now,
        created_at=now,
    )
    session.add(task)
    return task


def follow_order(
    session: Session, now: dt.datetime, kind: TaskKind, trade: Trade, order: SalesOrder, *, row_id: str, key: str
) -> None:
    """A task for the ERP about something that followed from an order, if the ERP was given the order: only then does it
    know what this belongs to.
    """
    booked = session.exec(
        select(Task.id).where(col(Task.row_id) == order.id, col(Task.kind) == TaskKind.ERP_ORDER)
    ).first()
    if trade.ours.erp is not None and booked:
        lock_key = trade.lock_key(order.order_number)
        schedule(session, now, kind, company_id=trade.company.id, row_id=row_id, key=key, lock_key=lock_key)
