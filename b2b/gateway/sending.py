"""Send: claim and commit, call the transport with the stored bytes, record the outcome of that attempt and commit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, update
from sqlmodel import Session, col, select

from b2b.errors import B2BError, IndeterminateError, Superseded, TechnicalError
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import open_for, settle
from b2b.gateway.waiting import backoff
from b2b.store import audit, blobs, ids
from b2b.store.states import AttemptOutcome, Delivery, Direction
from b2b.store.tables import Attempt, Channel, Transmission

LEASE = dt.timedelta(minutes=10)
GIVE_UP_AFTER = 12


@dataclass(frozen=True, slots=True)
class Claim:
    """A transmission taken for one attempt, with the bytes to send."""

    id: str
    attempt: int
    attempt_id: str
    name: str
    channel: Channel
    content: bytes


def send_due(gateway: Gateway) -> int:
    """Send until nothing is due; the number of attempts made."""
    attempts = 0
    while (claim := _claim(gateway)) is not None:
        _deliver(gateway, claim)
        attempts += 1
    return attempts


def recover(gateway: Gateway) -> None:
    """After a crash: what was being sent is sent again under the same name with the same bytes, which delivers once."""
    with gateway.store.write() as session:
        sending = col(Transmission.delivery) == Delivery.SENDING
        session.exec(update(Transmission).where(sending).values(delivery=Delivery.PENDING, due_at=gateway.clock.now()))


def _claim(gateway: Gateway) -> Claim | None:
    now = gateway.clock.now()
    due = and_(
        col(Transmission.direction) == Direction.OUT,
        col(Transmission.delivery) == Delivery.PENDING,
        col(Transmission.due_at) <= now,
    )
    with gateway.store.write() as session:
        row = session.exec(select(Transmission).where(due).order_by(col(Transmission.number)).limit(1)).first()
        if row is None:
            return None
        row.delivery, row.attempts, row.lease_until = Delivery.SENDING, row.attempts + 1, now + LEASE
        session.add(row)
        attempt = Attempt(id=ids.new(now), transmission_id=row.id, n=row.attempts, started_at=now)
        session.add(attempt)
        channel = session.exec(select(Channel).where(col(Channel.id) == row.channel_id)).one()
        content = blobs.get(session, gateway.store, row.blob_sha256)
        return Claim(row.id, row.attempts, attempt.id, row.name, channel, content)


def _deliver(gateway: Gateway, claim: Claim) -> None:
    try:
        gateway.transport(claim.channel).send(claim.name, claim.content)
    except TechnicalError as problem:
        last = claim.attempt >= GIVE_UP_AFTER
        _fail(gateway, claim, Delivery.FAILED if last else Delivery.PENDING, problem)
    except IndeterminateError as problem:
        _fail(gateway, claim, Delivery.UNKNOWN, problem)
    except B2BError as problem:
        _fail(gateway, claim, Delivery.FAILED, problem)
    else:
        _succeed(gateway, claim)


def _succeed(gateway: Gateway, claim: Claim) -> None:
    now = gateway.clock.now()
    with gateway.store.write() as session:
        _record(session, claim, delivery=Delivery.DELIVERED, delivered_at=now, error="")
        _end_attempt(session, claim, now, AttemptOutcome.DELIVERED, "")
        audit.record(session, now, gateway.actor, "delivered", "transmission", claim.id, {"name": claim.name})
    settle(gateway, "delivery-failed", claim.id, "delivered")


def _fail(gateway: Gateway, claim: Claim, delivery: Delivery, problem: B2BError) -> None:
    now = gateway.clock.now()
    with gateway.store.write() as session:
        _record(session, claim, delivery=delivery, due_at=now + backoff(claim.attempt), error=str(problem))
        outcome = AttemptOutcome.UNKNOWN if delivery is Delivery.UNKNOWN else AttemptOutcome.FAILED
        _end_attempt(session, claim, now, outcome, str(problem))
    if delivery is not Delivery.PENDING:
        open_for(
            gateway,
            "delivery-failed",
            problem,
            table="transmission",
            row_id=claim.id,
            company_id=claim.channel.company_id,
            partner_id=claim.channel.partner_id,
        )


def _record(session: Session, claim: Claim, **values: Any) -> None:
    mine = and_(
        col(Transmission.id) == claim.id,
        col(Transmission.delivery) == Delivery.SENDING,
        col(Transmission.attempts) == claim.attempt,
    )
    if session.exec(update(Transmission).where(mine).values(lease_until=None, **values)).rowcount != 1:
        raise Superseded(where=f"transmission {claim.name}")


def _end_attempt(session: Session, claim: Claim, now: dt.datetime, outcome: AttemptOutcome, message: str) -> None:
    values = {"ended_at": now, "outcome": outcome, "message": message}
    session.exec(update(Attempt).where(col(Attempt.id) == claim.attempt_id).values(**values))
