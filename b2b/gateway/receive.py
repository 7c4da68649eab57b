"""Receive: the bytes become a blob and a transmission in one transaction; only then is the file let go."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import and_
from sqlmodel import col, select

from b2b.errors import B2BError, LogicalError
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import open_for, settle, unforeseen
from b2b.ports import Arrival, Settling, Transport
from b2b.store import audit, blobs, channels, counters, exchanges, ids
from b2b.store.states import CaseState, Delivery, Direction
from b2b.store.tables import Channel, ExceptionCase, Transmission

FAILED = "channel-failed"


def collect(gateway: Gateway) -> int:
    """Receive whatever lies ready on every channel; how many files came. One that fails does not hold up the others."""
    stands_open = and_(col(ExceptionCase.code) == FAILED, col(ExceptionCase.state) == CaseState.OPEN)
    with gateway.store.read() as session:
        rows = session.exec(select(Channel).order_by(col(Channel.name))).all()
        failed = set(session.exec(select(ExceptionCase.subject).where(stands_open)))
    count = 0
    for channel in rows:
        received, problem = _collect_channel(gateway, channel)
        count += received
        if channels.is_new(channel, "inbox") and (problem is None or received):
            with gateway.store.write() as session:
                channels.note_use(session, channel.id, "inbox")
        if problem is not None or channel.id in failed:
            _report(gateway, channel, problem)
    return count


def settling(gateway: Gateway) -> list[tuple[str, Settling]]:
    """Files that lie on a channel and do not count yet, with the channel's name; the next to count first.

    A channel that cannot be looked at has none: `collect` has opened an exception about it.
    """
    with gateway.store.read() as session:
        rows = session.exec(select(Channel).order_by(col(Channel.name))).all()
    found: list[tuple[str, Settling]] = []
    for channel in rows:
        with suppress(B2BError):
            found += [(channel.name, one) for one in gateway.transport(channel).settling()]
    return sorted(found, key=lambda pair: pair[1].counts_at)


def receive(gateway: Gateway, channel: Channel, arrival: Arrival) -> str:
    """Make one file durable; the id of its transmission. The same arrival a second time is the same transmission."""
    now = gateway.clock.now()
    name, token = _storable(arrival.name), _storable(arrival.token)
    blobs.stage(gateway.store, arrival.content)
    with gateway.store.write() as session:
        known = exchanges.arrived(session, channel.id, token)
        if known is not None:
            return known.id
        sha256 = blobs.put(session, gateway.store, arrival.content, now)
        transmission = Transmission(
            id=ids.new(now),
            number=counters.take(session, "transmission"),
            direction=Direction.IN,
            company_id=channel.company_id,
            partner_id=channel.partner_id,
            channel_id=channel.id,
            name=name,
            token=token,
            blob_sha256=sha256,
            size=len(arrival.content),
            delivery=Delivery.RECEIVED,
            created_at=now,
        )
        session.add(transmission)
        details = {"name": name, "channel": channel.name, "size": len(arrival.content)}
        audit.record(session, now, gateway.actor, "received", "transmission", transmission.id, details, sha256)
        return transmission.id


def _collect_channel(gateway: Gateway, channel: Channel) -> tuple[int, B2BError | None]:
    """How many files came, and what went wrong: with the channel, or with one file while the others came."""
    count, problem = 0, None
    try:
        transport = gateway.transport(channel)
        for arrival in transport.collect():
            failed = _take(gateway, channel, transport, arrival)
            count += failed is None
            problem = failed or problem
    except B2BError as error:
        problem = error
    except Exception as error:
        problem = unforeseen(error, f"channel {channel.name}")
    return count, problem


def _take(gateway: Gateway, channel: Channel, transport: Transport, arrival: Arrival) -> B2BError | None:
    """Receive one file and let it go; what kept it from that. A store that cannot write now raises."""
    try:
        receive(gateway, channel, arrival)
    except LogicalError as problem:
        return problem
    try:
        transport.release(arrival)
    except B2BError as problem:
        return problem
    return None


def _report(gateway: Gateway, channel: Channel, problem: B2BError | None) -> None:
    with gateway.store.write() as session:
        if problem is None:
            settle(gateway, session, FAILED, channel.id, "files come in again")
            return
        open_for(
            gateway,
            session,
            FAILED,
            problem,
            table="channel",
            row_id=channel.id,
            company_id=channel.company_id,
            partner_id=channel.partner_id,
        )


def _storable(text: str) -> str:
    """A file name may hold bytes that are no text; the database takes text only."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
