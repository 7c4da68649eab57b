"""A person's word on a movement that nothing else told apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session, col, or_, select

from b2b.errors import NotAllowed, NotFound
from b2b.procurement.banking.service import ENTRY_OPEN, book_payments, matched
from b2b.procurement.paying import settling
from b2b.procurement.receivables import account
from b2b.store import audit, cases
from b2b.store.money import from_minor
from b2b.store.states import EntryState
from b2b.store.tables import Payment, PaymentRun, SalesInvoice, Statement, StatementEntry


def find(session: Session, place: str) -> tuple[StatementEntry, Statement]:
    """The movement at `3/2`: statement 3 by our number, position 2. NotFound."""
    number, _, position = place.partition("/")
    if all(part.isascii() and part.isdigit() and len(part) < 10 for part in (number, position)):
        query = (
            select(StatementEntry, Statement)
            .join(Statement, col(Statement.id) == col(StatementEntry.statement_id))
            .where(col(Statement.number) == int(number), col(StatementEntry.position) == int(position))
        )
        found = session.exec(query).first()
        if found is not None:
            return found
    raise NotFound(f"there is no bank entry {place!r}", where="bank entries", next_step="b2b bank list")


def match(session: Session, now: dt.datetime, actor: str, place: str, target: str) -> StatementEntry:
    """Say what a movement is: a payment of ours by its EndToEndId, all payments of a file by its MessageId, or an
    invoice of ours by its number, which the movement settles (or opens again, where money is taken back).

    NotFound, and NotAllowed where it is understood already, or is not that payment's amount or more than is owed.
    """
    entry, statement = find(session, place)
    _require_open(entry, place)
    query = select(Payment).join(PaymentRun, col(PaymentRun.id) == col(Payment.payment_run_id))
    of_company = col(PaymentRun.company_id) == statement.company_id
    named = or_(col(Payment.end_to_end_id) == target, col(PaymentRun.message_id) == target)
    payments = session.exec(query.where(named, of_company).order_by(col(Payment.end_to_end_id))).all()
    if payments:
        _to_payments(session, now, actor, entry, payments, target, place)
    else:
        invoice = account.issued(session, statement.company_id, [target]).get(target)
        if invoice is None or invoice.kind != account.INVOICE:
            raise NotFound(
                f"{target!r} is neither a payment or payment file nor an invoice of ours",
                where=f"bank entry {place}",
                next_step="b2b payments list and b2b receivables list show them",
            )
        _to_invoice(session, now, actor, entry, invoice, place)
    cases.resolve_about(session, entry.id, now=now, actor=actor, code=ENTRY_OPEN, resolution=f"it is {target}")
    audit.record(session, now, actor, "matched", "statement_entry", entry.id, {"entry": place, "with": target})
    return entry


def ignore(session: Session, now: dt.datetime, actor: str, place: str, reason: str) -> StatementEntry:
    """Say that a movement is none of b2b's business, such as a fee. NotFound, NotAllowed."""
    entry, _ = find(session, place)
    _require_open(entry, place)
    entry.state, entry.note = EntryState.IGNORED.value, reason
    session.add(entry)
    cases.resolve_about(session, entry.id, now=now, actor=actor, code=ENTRY_OPEN, resolution=reason)
    audit.record(session, now, actor, "ignored", "statement_entry", entry.id, {"entry": place, "reason": reason})
    return entry


def _require_open(entry: StatementEntry, place: str) -> None:
    if entry.state != EntryState.OPEN:
        raise NotAllowed(f"it is {entry.state}", where=f"bank entry {place}", next_step="b2b bank list --state open")


def _to_payments(
    session: Session,
    now: dt.datetime,
    actor: str,
    entry: StatementEntry,
    payments: Sequence[Payment],
    target: str,
    place: str,
) -> None:
    where, currency = f"bank entry {place}", payments[0].currency
    total = sum(payment.amount for payment in payments)
    if abs(entry.amount) != total or entry.currency != currency:
        amount = f"{from_minor(total, currency)} {currency}"
        raise NotAllowed(
            f"{target} is {amount}, not {from_minor(entry.amount, entry.currency)} {entry.currency}",
            where=where,
            next_step="ask the bank",
        )
    if entry.amount > 0:
        _give_back(session, now, actor, entry, payments, where)
    elif trouble := book_payments(session, now, actor, entry, payments, by_hand=True):
        raise NotAllowed(trouble, where=where, next_step="b2b payments list shows which run has the invoices now")


def _give_back(
    session: Session, now: dt.datetime, actor: str, entry: StatementEntry, payments: Sequence[Payment], where: str
) -> None:
    if len(payments) > 1:
        raise NotAllowed("several payments come back", where=where, next_step="name one by its EndToEndId")
    (payment,) = payments
    if not settling.give_back(session, now, actor, payment, "matched by hand"):
        text = f"{payment.end_to_end_id} is {payment.state}"
        raise NotAllowed(text, where=where, next_step="b2b payments list")
    matched(session, entry, payment.id)


def _to_invoice(
    session: Session, now: dt.datetime, actor: str, entry: StatementEntry, invoice: SalesInvoice, place: str
) -> None:
    found = account.position_of(session, invoice)
    if entry.currency != invoice.currency or entry.amount > found.open + found.advised:
        owed = f"{from_minor(max(0, found.open + found.advised), invoice.currency)} {invoice.currency}"
        raise NotAllowed(
            f"only {owed} of invoice {invoice.number} is not paid",
            where=f"bank entry {place}",
            next_step=f"ask the customer what the rest is for, then: b2b bank ignore {place} --reason TEXT",
        )
    trace = entry.end_to_end_id or entry.bank_reference or f"entry {place}"
    account.receive(session, now, actor, invoice, trace, entry.amount, entry)
    matched(session, entry)
