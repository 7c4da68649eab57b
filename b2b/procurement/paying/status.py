"""The bank's answer to a payment file (pain.002): each payment moves on, by its EndToEndId."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.documents import PaymentStatus, TransactionStatus
from b2b.procurement import outcomes
from b2b.procurement.paying import settling
from b2b.procurement.paying.progress import Word, meaning, refuses_a_copy, step
from b2b.procurement.paying.runs import payments
from b2b.store import cases, exchanges
from b2b.store.money import from_minor
from b2b.store.states import (
    AcknowledgmentState,
    AttemptOutcome,
    LinkKind,
    PaymentRunState,
    PaymentState,
)
from b2b.store.tables import Attempt, Exchange, Payment, PaymentRun

UNKNOWN = "payment-unknown"
UNCLEAR = "payment-status-unclear"
OVERDUE = "acknowledgment-overdue"
_TAKEN = (PaymentState.ACCEPTED, PaymentState.BOOKED)
_OUT_OF_HAND = (PaymentRunState.PROPOSED, PaymentRunState.CANCELLED)


def take(session: Session, now: dt.datetime, exchange: Exchange, status: PaymentStatus, actor: str) -> None:
    """Work a status report: payments are accepted or rejected, what does not fit opens an exception.

    A report on a file that is not ours, or that has other payments than ours, changes nothing and can be worked again.
    """
    run = session.exec(
        select(PaymentRun).where(
            col(PaymentRun.message_id) == status.original_message_id, col(PaymentRun.bank_id) == exchange.partner_id
        )
    ).first()
    if run is None:
        outcomes.failed(session, now, exchange, UNKNOWN, f"no payment file of ours is {status.original_message_id}")
        return
    if difference := _other_file(run, status):
        outcomes.failed(
            session, now, exchange, UNCLEAR, f"the report on {run.message_id} does not fit it: {difference}"
        )
        return
    if run.exchange_id is not None:
        exchanges.link(session, now, exchange.id, LinkKind.ACKNOWLEDGES, to_exchange=run.exchange_id)
    mine = payments(session, run.id)
    said = status.outcomes(one.end_to_end_id for one in mine)
    if _of_a_copy(session, run, mine, said):
        exchange.reason = "it refuses a copy of the file: the first one stands"
        _done(session, now, exchange, run)
        return
    for payment in mine:
        if payment.end_to_end_id in said:
            _move(session, now, actor, run, payment, said[payment.end_to_end_id], status.created_at)
    strange = sorted({one.end_to_end_id for one in status.transactions} - {one.end_to_end_id for one in mine})
    if strange:
        text = f"the report on {run.message_id} names payments that are not in it: {', '.join(strange)}"
        outcomes.complain(session, now, exchange, UNKNOWN, text)
    _acknowledge(session, now, actor, run, mine)
    _done(session, now, exchange, run)


def _done(session: Session, now: dt.datetime, exchange: Exchange, run: PaymentRun) -> None:
    exchange.business_key = run.message_id
    outcomes.done(session, now, exchange)


def _of_a_copy(session: Session, run: PaymentRun, mine: list[Payment], said: Mapping[str, TransactionStatus]) -> bool:
    """Whether the report refuses the whole file as one that the bank has already, and the bank can have had it twice:
    it has taken it before, or a send whose outcome nobody knows was repeated. The first file is still to be paid.
    """
    words = said.values()
    if len(said) < len(mine) or not all(refuses_a_copy(w.status, {why.code for why in w.reasons}) for w in words):
        return False
    if all(one.state in _TAKEN for one in mine):
        return True
    sends = select(Attempt).join(Exchange, col(Exchange.transmission_id) == col(Attempt.transmission_id))
    found = session.exec(sends.where(col(Exchange.id) == run.exchange_id)).all()
    return len(found) > 1 and any(one.outcome in (None, AttemptOutcome.UNKNOWN) for one in found)


def _other_file(run: PaymentRun, status: PaymentStatus) -> str:
    if status.count is not None and status.count != run.count:
        return f"it speaks of {status.count} payments, the file has {run.count}"
    ours = from_minor(run.control_sum, run.currency)
    if status.control_sum is not None and status.control_sum != ours:
        return f"it speaks of {_figure(status.control_sum)}, the file's sum is {ours}"
    return ""


def _figure(amount: Decimal) -> str:
    return format(amount, "f")


def _move(
    session: Session,
    now: dt.datetime,
    actor: str,
    run: PaymentRun,
    payment: Payment,
    said: TransactionStatus,
    made: dt.datetime,
) -> None:
    late = payment.status_at is not None and made < payment.status_at
    word = meaning(said.status)
    if said.amount is not None and said.amount.amount != from_minor(payment.amount, payment.currency):
        settling.contradict(session, now, payment, f"the bank speaks of {said.amount}")
        return
    found = step(PaymentState(payment.state), word, approved=run.state not in _OUT_OF_HAND, late=late)
    if found.trouble:
        settling.contradict(session, now, payment, f"{found.trouble} ({reason(said)})")
    if not late and word is not Word.UNKNOWN:
        payment.status_at = made
        payment.status_reason = reason(said)
        session.add(payment)
    if found.state == payment.state:
        return
    if found.state is PaymentState.ACCEPTED:
        settling.accept(session, now, payment)
    else:
        settling.reject(session, now, actor, payment, reason(said))


def reason(said: TransactionStatus) -> str:
    """The status with its reasons, as people read it: `RJCT AC04 closed account number`."""
    return " ".join(part for why in said.reasons for part in (why.code, why.text) if part) or said.status


def _acknowledge(session: Session, now: dt.datetime, actor: str, run: PaymentRun, mine: list[Payment]) -> None:
    """The exchange that brought the file to the bank has its answer."""
    if run.exchange_id is None:
        return
    sent = session.exec(select(Exchange).where(col(Exchange.id) == run.exchange_id)).one()
    states = {one.state for one in mine}
    if states <= {PaymentState.REJECTED}:
        sent.acknowledgment = AcknowledgmentState.REJECTED.value
    elif not states & {PaymentState.PROPOSED, PaymentState.SENT}:
        sent.acknowledgment = AcknowledgmentState.ACCEPTED.value
    else:
        return
    sent.acknowledgment_due_at = None
    session.add(sent)
    cases.resolve_about(session, sent.id, now=now, actor=actor, code=OVERDUE, resolution="the bank has answered")
