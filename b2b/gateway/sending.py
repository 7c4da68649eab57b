"""Send: claim and commit, call the transport with the stored bytes, record the outcome of that attempt and commit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, func, update
from sqlmodel import Session, col, select

from b2b.errors import B2BError, IndeterminateError, Superseded, TechnicalError
from b2b.gateway.attempts import until_nothing_is_due
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import open_for, settle, unforeseen
from b2b.gateway.waiting import backoff, pause
from b2b.store import audit, blobs, channels, ids
from b2b.store.states import AttemptOutcome, Delivery, Direction, Severity
from b2b.store.tables import Attempt, Channel, Transmission

LEASE = dt.timedelta(minutes=10)
SAY_SO_AFTER = 6  # attempts, two minutes
GIVE_UP_AFTER = dt.timedelta(hours=24)
FAILED = "delivery-failed"
_AT_A_TIME = 100
_IS_DUE = and_(
    col(Transmission.direction) == Direction.OUT,
    col(Transmission.delivery) == Delivery.PENDING,
    col(Transmission.due_at) <= bindparam("now"),
)
# Asked many times a pass, so put together once.
_DUE = select(Transmission).where(col(Transmission.id) == bindparam("id"), _IS_DUE)
# What failed before stands behind what was not tried yet, so that one bad file does not hold up a channel.
_DUE_IDS = (
    select(Transmission.id)
    .where(_IS_DUE)
    .order_by(col(Transmission.due_at), col(Transmission.attempts), col(Transmission.number))
    .limit(_AT_A_TIME)
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A transmission taken for one attempt; `last` where there will be no other by itself."""

    id: str
    attempt: int
    attempt_id: str
    name: str
    sha256: str
    channel: Channel
    last: bool


def send_due(gateway: Gateway) -> int:
    """Send until nothing is due; the number of attempts made."""
    return until_nothing_is_due(gateway, _DUE_IDS, _claim, _deliver)


def recover(gateway: Gateway) -> None:
    """After a crash: what was being sent is sent again under the same name with the same bytes, which delivers once."""
    with gateway.store.write() as session:
        sending = col(Transmission.delivery) == Delivery.SENDING
        session.exec(update(Transmission).where(sending).values(delivery=Delivery.PENDING, due_at=gateway.clock.now()))


def _claim(gateway: Gateway, transmission_id: str) -> Claim | None:
    now = gateway.clock.now()
    with gateway.store.write() as session:
        row = session.exec(_DUE, params={"id": transmission_id, "now": now}).first()
        if row is None:
            return None
        row.delivery, row.attempts, row.lease_until = Delivery.SENDING, row.attempts + 1, now + LEASE
        session.add(row)
        attempt = Attempt(id=ids.new(now), transmission_id=row.id, n=row.attempts, started_at=now)
        session.add(attempt)
        channel = session.exec(select(Channel).where(col(Channel.id) == row.channel_id)).one()
        last = now - row.created_at >= GIVE_UP_AFTER
        return Claim(row.id, row.attempts, attempt.id, row.name, row.blob_sha256, channel, last)


def _deliver(gateway: Gateway, claim: Claim) -> None:
    try:
        with gateway.store.read() as session:
            content = blobs.get(session, gateway.store, claim.sha256)
        gateway.transport(claim.channel).send(claim.name, content)
    except TechnicalError as problem:
        _fail(gateway, claim, Delivery.FAILED if claim.last else Delivery.PENDING, problem)
    except IndeterminateError as problem:
        _fail(gateway, claim, Delivery.UNKNOWN, problem)
    except B2BError as problem:
        _fail(gateway, claim, Delivery.FAILED, problem)
    except Exception as error:
        _fail(gateway, claim, Delivery.UNKNOWN, unforeseen(error, f"delivery of {claim.name}"))
    else:
        _succeed(gateway, claim)


def _succeed(gateway: Gateway, claim: Claim) -> None:
    now = gateway.clock.now()
    with gateway.store.write() as session:
        _record(session, claim, delivery=Delivery.DELIVERED, delivered_at=now, error="")
        _end_attempt(session, claim, now, AttemptOutcome.DELIVERED, "")
        audit.record(session, now, gateway.actor, "delivered", "transmission", claim.id, {"name": claim.name})
        settle(gateway, session, FAILED, claim.id, "delivered")
        channels.note_use(session, claim.channel.id, "outbox")


def _fail(gateway: Gateway, claim: Claim, delivery: Delivery, problem: B2BError) -> None:
    now = gateway.clock.now()
    with gateway.store.write() as session:
        _record(session, claim, delivery=delivery, due_at=now + backoff(claim.attempt), error=str(problem))
        outcome = AttemptOutcome.UNKNOWN if delivery is Delivery.UNKNOWN else AttemptOutcome.FAILED
        _end_attempt(session, claim, now, outcome, str(problem))
        if delivery is Delivery.PENDING:
            _hold_channel(session, claim.channel, now)
        if delivery is not Delivery.PENDING or claim.attempt >= SAY_SO_AFTER:
            open_for(
                gateway,
                session,
                FAILED,
                problem,
                table="transmission",
                row_id=claim.id,
                company_id=claim.channel.company_id,
                partner_id=claim.channel.partner_id,
                severity=Severity.WARNING if delivery is Delivery.PENDING else Severity.ERROR,
            )


def _hold_channel(session: Session, channel: Channel, now: dt.datetime) -> None:
    """A channel that fails is left alone by all that waits for it, the longer the longer it has not worked."""
    here = and_(col(Transmission.channel_id) == channel.id, col(Transmission.direction) == Direction.OUT)
    waiting = and_(here, col(Transmission.delivery) == Delivery.PENDING)
    oldest = select(func.min(Transmission.created_at)).where(waiting, col(Transmission.attempts) > 0)
    delivered = select(Transmission.delivered_at).where(here, col(Transmission.delivered_at).is_not(None))
    newest = delivered.order_by(col(Transmission.number).desc()).limit(1)
    since = [at for query in (oldest, newest) if (at := session.exec(query).first()) is not None]
    due = now + pause(max(since), now)
    session.exec(update(Transmission).where(waiting, col(Transmission.due_at) < due).values(due_at=due))


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
