"""Files on their way out: the row by which one is sent."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from b2b.gateway.trade import Trade
from b2b.store import counters, ids
from b2b.store.states import Delivery, Direction
from b2b.store.tables import Transmission


def queue(
    session: Session, now: dt.datetime, trade: Trade, *, set_id: str, ending: str, sha256: str, size: int
) -> Transmission:
    """A stored file of so many bytes, to be sent at once through the partner's channel (which there is); its name is
    `SET_NUMBER.ENDING`.
    """
    assert trade.channel is not None, "who queues a file has seen that the partner has a channel"
    number = counters.take(session, "transmission")
    transmission = Transmission(
        id=ids.new(now),
        number=number,
        direction=Direction.OUT,
        company_id=trade.company.id,
        partner_id=trade.partner.id,
        channel_id=trade.channel.id,
        name=f"{set_id}_{number}.{ending}",
        blob_sha256=sha256,
        size=size,
        delivery=Delivery.PENDING,
        due_at=now,
        created_at=now,
    )
    session.add(transmission)
    session.flush()
    return transmission
