"""Receive: the bytes become a blob and a transmission in one transaction; only then is the file let go."""

from __future__ import annotations

from sqlmodel import col, select

from b2b.errors import B2BError
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import open_for, settle
from b2b.ports import Arrival
from b2b.store import audit, blobs, counters, ids
from b2b.store.states import Delivery, Direction
from b2b.store.tables import Channel, Transmission


def collect(gateway: Gateway) -> int:
    """Receive whatever lies ready on every channel; how many files came. One that fails does not hold up the others."""
    with gateway.store.read() as session:
        channels = session.exec(select(Channel).order_by(col(Channel.name))).all()
    return sum(_collect_channel(gateway, channel) for channel in channels)


def receive(gateway: Gateway, channel: Channel, arrival: Arrival) -> str:
    """Make one file durable; the id of its transmission. The same arrival a second time is the same transmission."""
    now = gateway.clock.now()
    blobs.stage(gateway.store, arrival.content)
    with gateway.store.write() as session:
        seen = select(Transmission.id).where(
            col(Transmission.channel_id) == channel.id, col(Transmission.token) == arrival.token
        )
        known = session.exec(seen).first()
        if known is not None:
            return known
        sha256 = blobs.put(session, gateway.store, arrival.content, now)
        transmission = Transmission(
            id=ids.new(now),
            number=counters.take(session, "transmission"),
            direction=Direction.IN,
            company_id=channel.company_id,
            partner_id=channel.partner_id,
            channel_id=channel.id,
            name=arrival.name,
            token=arrival.token,
            blob_sha256=sha256,
            size=len(arrival.content),
            delivery=Delivery.RECEIVED,
            created_at=now,
        )
        session.add(transmission)
        details = {"name": arrival.name, "channel": channel.name, "size": len(arrival.content)}
        audit.record(session, now, gateway.actor, "received", "transmission", transmission.id, details, sha256)
        return transmission.id


def _collect_channel(gateway: Gateway, channel: Channel) -> int:
    count = 0
    try:
        transport = gateway.transport(channel)
        for arrival in transport.collect():
            receive(gateway, channel, arrival)
            transport.release(arrival)
            count += 1
    except B2BError as problem:
        open_for(
            gateway,
            "channel-failed",
            problem,
            table="channel",
            row_id=channel.id,
            company_id=channel.company_id,
            partner_id=channel.partner_id,
        )
    else:
        settle(gateway, "channel-failed", channel.id, "files come in again")
    return count
