"""What is overdue becomes an exception: acknowledgments, business answers, expected goods, blocked invoices."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import and_, update
from sqlmodel import Session, col, select

from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import open_about_document
from b2b.procurement.receiving import overdue as goods
from b2b.store.states import AcknowledgmentState, Answer, Severity
from b2b.store.tables import Exchange, Group

OVERDUE_ACKNOWLEDGMENT = "acknowledgment-overdue"
OVERDUE_ANSWER = "answer-overdue"


def open_overdue(gateway: Gateway) -> int:
    """Open an exception for each acknowledgment, business answer, expected receipt and blocked invoice that is overdue;
    how many there were.
    """
    return _overdue_documents(gateway) + _overdue_goods(gateway)


def _overdue_goods(gateway: Gateway) -> int:
    now = gateway.clock.now()
    with gateway.store.read() as session:
        if not goods.is_anything_overdue(session, now):
            return 0
    with gateway.store.write() as session:
        return goods.raise_overdue(session, now)


def _overdue_documents(gateway: Gateway) -> int:
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
            _open(session, now, exchange, OVERDUE_ACKNOWLEDGMENT, "the partner has not acknowledged it")
        session.flush()
        late = select(Exchange.group_id).where(col(Exchange.acknowledgment) == AcknowledgmentState.OVERDUE)
        awaited = and_(col(Group.acknowledgment) == AcknowledgmentState.AWAITED, col(Group.id).in_(late))
        session.exec(update(Group).where(awaited).values(acknowledgment=AcknowledgmentState.OVERDUE.value))
        unanswered = session.exec(select(Exchange).where(late_answer)).all()
        for exchange in unanswered:
            exchange.answer = Answer.OVERDUE.value
            _open(session, now, exchange, OVERDUE_ANSWER, "our answer to it is overdue")
        return len(unacknowledged) + len(unanswered)


def _open(session: Session, now: dt.datetime, exchange: Exchange, code: str, problem: str) -> None:
    named = f"{exchange.set_id} {exchange.business_key or exchange.control_number}"
    open_about_document(session, now, exchange, code, f"{named}: {problem}", severity=Severity.WARNING)
