"""What of a workspace's work is not finished, whoever is looking."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import col, select

from b2b.gateway.bootstrap import open_gateway
from b2b.store.states import AcknowledgmentState, Delivery, Processing, TaskState
from b2b.store.tables import Exchange, Task, Transmission


def loose_ends(workspace: Path) -> list[str]:
    """Everything that is not finished, in words."""
    gateway = open_gateway(workspace)
    try:
        with gateway.store.read() as session:
            unworked = col(Exchange.processing).in_([Processing.NEW, Processing.WAITING])
            awaited = col(Exchange.acknowledgment) == AcknowledgmentState.AWAITED
            delivered = col(Transmission.delivery).in_([Delivery.PROCESSED, Delivery.DELIVERED])
            return [
                *(
                    f"{row.set_id} {row.direction} {row.processing}: {row.reason}"
                    for row in session.exec(select(Exchange).where(unworked))
                ),
                *(f"{row.set_id} is not acknowledged" for row in session.exec(select(Exchange).where(awaited))),
                *(f"{row.name} {row.delivery}" for row in session.exec(select(Transmission).where(~delivered))),
                *(
                    f"{row.kind} {row.state}: {row.error}"
                    for row in session.exec(select(Task).where(col(Task.state) != TaskState.DONE))
                ),
            ]
    finally:
        gateway.close()
