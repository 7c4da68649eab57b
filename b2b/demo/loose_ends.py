"""What of a company's work is not finished."""

from __future__ import annotations

from sqlmodel import Session, col, select

from b2b.store.states import AcknowledgmentState, Delivery, Processing, TaskState
from b2b.store.tables import Exchange, Task, Transmission


def loose_ends(session: Session) -> list[str]:
    """Everything that is not finished, in words."""
    unworked = col(Exchange.processing).in_([Processing.NEW, Processing.WAITING])
    awaited = col(Exchange.acknowledgment) == AcknowledgmentState.AWAITED
    arrived = col(Transmission.delivery).in_([Delivery.PROCESSED, Delivery.DELIVERED])
    undone = col(Task.state) != TaskState.DONE
    return [
        *(f"{row.set_id} {row.direction} {row.processing}" for row in session.exec(select(Exchange).where(unworked))),
        *(f"{row.set_id} is not acknowledged" for row in session.exec(select(Exchange).where(awaited))),
        *(f"{row.name} {row.delivery}" for row in session.exec(select(Transmission).where(~arrived))),
        *(f"{row.kind} {row.state} {row.error}" for row in session.exec(select(Task).where(undone))),
    ]
