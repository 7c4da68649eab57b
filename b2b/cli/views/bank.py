"""Movements on our accounts: what each was understood as, and which wait for a person."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from b2b.store.money import from_minor
from b2b.store.states import EntryState
from b2b.store.tables import Payment, SalesInvoice, Settlement, Statement, StatementEntry


def entries(session: Session, *, state: EntryState | None, limit: int) -> list[dict[str, Any]]:
    """The newest movements, the newest statement first."""
    query = select(StatementEntry, Statement).join(Statement, col(Statement.id) == col(StatementEntry.statement_id))
    if state is not None:
        query = query.where(col(StatementEntry.state) == state)
    ordered = query.order_by(col(Statement.number).desc(), col(StatementEntry.position)).limit(limit)
    return [entry(session, found, statement) for found, statement in session.exec(ordered)]


def entry(session: Session, found: StatementEntry, statement: Statement) -> dict[str, Any]:
    """One movement; `amount` is negative where money left us."""
    place = f"{statement.number}/{found.position}"
    return {
        "entry": place,
        "statement": statement.statement_id,
        "iban": statement.iban,
        "booked_on": found.booked_on,
        "amount": from_minor(found.amount, found.currency),
        "currency": found.currency,
        "counterparty": found.counterparty or found.counterparty_iban,
        "text": found.text,
        "end_to_end_id": found.end_to_end_id,
        "state": found.state,
        "understood_as": _meaning(session, found),
        "note": found.note,
        "next": f"b2b bank match {place} PAYMENT-OR-INVOICE" if found.state == EntryState.OPEN else "",
    }


def _meaning(session: Session, found: StatementEntry) -> str:
    if found.payment_id is not None:
        payment = session.get_one(Payment, found.payment_id)
        return f"{'return of ' if found.amount > 0 else ''}payment {payment.end_to_end_id}"
    query = (
        select(SalesInvoice.number)
        .join(Settlement, col(Settlement.sales_invoice_id) == col(SalesInvoice.id))
        .where(col(Settlement.statement_entry_id) == found.id)
    )
    numbers = session.exec(query.order_by(col(SalesInvoice.number))).all()
    return f"paid for {', '.join(numbers)}" if numbers else ""
