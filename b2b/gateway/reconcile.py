"""Reconcile: a partner's 997 closes what we sent; what nobody has answered in time becomes an exception."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_
from sqlmodel import Session, col, select

from b2b.documents import Acknowledgment, SetAcknowledgment
from b2b.errors import NotFound
from b2b.gateway.bootstrap import Gateway
from b2b.store import cases, ids
from b2b.store.states import AcknowledgmentState, Answer, Direction, LinkKind, Severity
from b2b.store.tables import Exchange, Group, Interchange, Link

OVERDUE_ACKNOWLEDGMENT = "acknowledgment-overdue"
OVERDUE_ANSWER = "answer-overdue"
REJECTED = "rejected-by-partner"
_ACCEPTED_CODES = frozenset("AE")


def acknowledge(session: Session, gateway: Gateway, exchange: Exchange, acknowledgment: Acknowledgment) -> None:
    """Apply a 997 or 999 that came in `exchange` to the sets it answers. NotFound: we sent no such group."""
    group = _our_group(session, exchange, acknowledgment)
    sent = session.exec(select(Exchange).where(col(Exchange.group_id) == group.id)).all()
    by_number = {answer.control_number: answer for answer in acknowledgment.sets}
    for one in sent:
        answer = by_number.get(one.control_number)
        if answer is not None:
            _apply(session, gateway, exchange, one, answer.code in _ACCEPTED_CODES, answer)
        elif not acknowledgment.sets:
            _apply(session, gateway, exchange, one, acknowledgment.group.code in _ACCEPTED_CODES, None)
    group.acknowledgment = _together(sent)
    session.add(group)


def overdue(gateway: Gateway) -> int:
    """Open an exception for each acknowledgment and each business answer that is overdue; how many there were."""
    now = gateway.clock.now()
    late_acknowledgment = and_(
        col(Exchange.acknowledgment) == AcknowledgmentState.AWAITED, col(Exchange.acknowledgment_due_at) < now
    )
    late_answer = and_(col(Exchange.answer) == Answer.AWAITED, col(Exchange.answer_due_at) < now)
    with gateway.store.read() as session:
        if session.exec(select(Exchange.id).where(late_acknowledgment | late_answer).limit(1)).first() is None:
            return 0
    with gateway.store.write() as session:
        unacknowledged = session.exec(select(Exchange).where(late_acknowledgment)).all()
        for exchange in unacknowledged:
            exchange.acknowledgment = AcknowledgmentState.OVERDUE.value
            named = f"{exchange.set_id} {exchange.business_key or exchange.control_number}"
            _open(session, gateway, exchange, OVERDUE_ACKNOWLEDGMENT, f"{named}: the partner has not acknowledged it")
        unanswered = session.exec(select(Exchange).where(late_answer)).all()
        for exchange in unanswered:
            exchange.answer = Answer.OVERDUE.value
            named = f"{exchange.set_id} {exchange.business_key or exchange.control_number}"
            _open(session, gateway, exchange, OVERDUE_ANSWER, f"{named}: our answer to it is overdue")
        return len(unacknowledged) + len(unanswered)


def _our_group(session: Session, exchange: Exchange, acknowledgment: Acknowledgment) -> Group:
    """The newest group of that number that we sent to this partner: numbers begin again after 999,999,999."""
    answered = acknowledgment.group
    query = (
        select(Group)
        .join(Interchange, col(Group.interchange_id) == col(Interchange.id))
        .where(
            col(Interchange.direction) == Direction.OUT,
            col(Interchange.partner_id) == exchange.partner_id,
            col(Interchange.test) == exchange.test,
            col(Group.functional_id) == answered.functional_id,
            col(Group.control_number) == answered.control_number.lstrip("0"),
        )
        .order_by(col(Group.id).desc())
    )
    group = session.exec(query).first()
    if group is None:
        raise NotFound(
            f"the partner acknowledges {answered.functional_id} group {answered.control_number}, which we did not send",
            where=f"{exchange.set_id} {exchange.control_number}",
            next_step="ask the partner which message is meant; then: b2b exceptions resolve",
        )
    return group


def _apply(
    session: Session,
    gateway: Gateway,
    by: Exchange,
    sent: Exchange,
    accepted: bool,
    answer: SetAcknowledgment | None,
) -> None:
    now = gateway.clock.now()
    session.add(Link(id=ids.new(now), from_exchange=by.id, to_exchange=sent.id, kind=LinkKind.ACKNOWLEDGES))
    state = AcknowledgmentState.ACCEPTED if accepted else AcknowledgmentState.REJECTED
    sent.acknowledgment = state.value
    session.add(sent)
    cases.resolve_about(
        session, sent.id, code=OVERDUE_ACKNOWLEDGMENT, now=now, actor=gateway.actor, resolution="acknowledged"
    )
    if not accepted:
        notes = "; ".join(answer.notes) if answer and answer.notes else "it does not say why"
        named = f"{sent.set_id} {sent.business_key or sent.control_number}"
        _open(session, gateway, sent, REJECTED, f"the partner rejected {named}: {notes}")


def _together(sent: Sequence[Exchange]) -> str:
    states = {exchange.acknowledgment for exchange in sent}
    for state in (AcknowledgmentState.REJECTED, AcknowledgmentState.OVERDUE, AcknowledgmentState.AWAITED):
        if state.value in states:
            return state.value
    return AcknowledgmentState.ACCEPTED.value


def _open(session: Session, gateway: Gateway, exchange: Exchange, code: str, message: str) -> None:
    session.add(exchange)
    cases.open_case(
        session,
        gateway.clock.now(),
        code,
        message,
        severity=Severity.ERROR if code == REJECTED else Severity.WARNING,
        details={"document": exchange.number},
        company_id=exchange.company_id,
        partner_id=exchange.partner_id,
        exchange_id=exchange.id,
    )
