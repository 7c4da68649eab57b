"""Files that a person feeds in."""

from __future__ import annotations

import hashlib

from sqlmodel import col, select

from b2b.errors import NotFound
from b2b.gateway import receive
from b2b.gateway.bootstrap import Gateway
from b2b.ports import Arrival
from b2b.store.tables import Channel, Transmission


def channel_named(gateway: Gateway, name: str) -> Channel:
    """The channel of that name; none named: the only one. NotFound: no such, or several to choose from."""
    with gateway.store.read() as session:
        channels = session.exec(select(Channel).order_by(col(Channel.name))).all()
    if not channels:
        raise NotFound("no partner has a channel yet", next_step="b2b partner apply FILE with [partner.channel]")
    if not name and len(channels) == 1:
        return channels[0]
    for channel in channels:
        if channel.name == name:
            return channel
    known = ", ".join(channel.name for channel in channels)
    raise NotFound(
        f"there is no channel {name!r}" if name else "there are several channels",
        where=f"channels: {known}",
        next_step="name one: --channel NAME",
    )


def take_in(gateway: Gateway, channel: Channel, name: str, content: bytes) -> int:
    """Receive the bytes; the file's number. Each time by hand is an arrival of its own."""
    at = gateway.clock.now().isoformat()
    token = f"by-hand:{at}:{hashlib.sha256(content).hexdigest()}"
    id = receive.receive(gateway, channel, Arrival(name, content, token))
    with gateway.store.read() as session:
        return session.get_one(Transmission, id).number
