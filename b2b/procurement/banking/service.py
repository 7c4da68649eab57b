"""Bank statements on a session that the caller owns: taken in once, each movement told apart or left to a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, and_, col, select

from b2b.documents import BankStatement, json_form
from b2b.procurement import outcomes
from b2b.procurement.banking import continuity, customers
from b2b.procurement.banking.assign import Candidate, booked, returned
from b2b.procurement.banking.movements import Movement, currency_of, is_whole, movements, problem
from b2b.procurement.paying import settling
from b2b.procurement.paying.runs import items
from b2b.store import audit, cases, counters, exchanges, ids, parties
from b2b.store.money import from_minor, to_minor
from b2b.store.states import EntryState, LinkKind, PaymentRunState, PaymentState, Severity
from b2b.store.tables import Company, Exchange, Payment, PaymentRun, Statement, StatementEntry

ACCOUNT_UNKNOWN = "statement-account-unknown"
SUMS_WRONG = "statement-sums-wrong"
CONFLICT = "statement-conflict"
ENTRY_OPEN = "bank-entry-open"


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a statement is worked with."""

    exchange: Exchange
    statement: BankStatement
    company: Company
    actor: str


def take(session: Session, now: dt.datetime, exchange: Exchange, statement: BankStatement, actor: str) -> None:
    """Work a statement of one of our accounts: every movement once. One that is not ours, that does not add up, or that
    says something else than before under the same number, books nothing and can be worked again.
    """
    company = session.exec(select(Company).where(col(Company.id) == exchange.company_id)).one()
    label = f"statement {statement.statement_id} of {statement.account.label}"
    exchange.business_key = statement.statement_id
    if not statement.account.iban or statement.account.iban != parties.company_settings(company).iban:
        text = f"{label}: {company.code} has no such account"
        outcomes.failed(session, now, exchange, ACCOUNT_UNKNOWN, text)
        return
    if wrong := problem(statement):
        outcomes.failed(session, now, exchange, SUMS_WRONG, f"{label}: {wrong}")
        return
    before = _row(session, company.id, statement)
    if before is not None:
        _again(session, now, exchange, statement, before, label)
        return
    _book(session, now, _Taken(exchange, statement, company, actor))
    outcomes.done(session, now, exchange)


def _key(statement: BankStatement) -> str:
    """A statement's number, with its page where it has several."""
    return statement.statement_id if is_whole(statement) else f"{statement.statement_id} page {statement.page}"


def _row(session: Session, company_id: str, statement: BankStatement) -> Statement | None:
    return session.exec(
        select(Statement).where(
            col(Statement.company_id) == company_id,
            col(Statement.iban) == statement.account.iban,
            col(Statement.statement_id) == _key(statement),
        )
    ).first()


def _again(
    session: Session, now: dt.datetime, exchange: Exchange, statement: BankStatement, before: Statement, label: str
) -> None:
    first = document_of(session, before)
    if first is not None and (first.entries, first.balances) != (statement.entries, statement.balances):
        outcomes.failed(
            session, now, exchange, CONFLICT, f"{label} came before with other content; nothing of it is booked"
        )
        return
    if before.exchange_id is not None and before.exchange_id != exchange.id:
        exchanges.link(session, now, exchange.id, LinkKind.DUPLICATE_OF, to_exchange=before.exchange_id)
    outcomes.done(session, now, exchange, "this statement came before")


def document_of(session: Session, row: Statement) -> BankStatement | None:
    """The statement as it came; None where its document is not kept."""
    exchange = session.get(Exchange, row.exchange_id) if row.exchange_id else None
    if exchange is None or exchange.document is None:
        return None
    document = json_form.from_json(exchange.document)
    return document if isinstance(document, BankStatement) else None


def _book(session: Session, now: dt.datetime, taken: _Taken) -> None:
    statement = taken.statement
    found = movements(statement)
    currency = currency_of(statement)
    assert taken.exchange.partner_id is not None
    row = Statement(
        id=ids.new(now),
        number=counters.take(session, "statement"),
        company_id=taken.company.id,
        bank_id=taken.exchange.partner_id,
        statement_id=_key(statement),
        sequence=statement.sequence,
        iban=statement.account.iban,
        currency=currency,
        opening=to_minor(statement.opening.amount, currency) if statement.opening else None,
        closing=to_minor(statement.closing.amount, currency) if statement.closing else None,
        date=_date(statement, now),
        exchange_id=taken.exchange.id,
    )
    session.add(row)
    session.flush()
    details = {"number": row.number, "entries": len(found)}
    audit.record(session, now, taken.actor, "taken", "statement", row.id, details)
    continuity.watch(session, now, taken.actor, row)
    entries = [_entry(session, now, row, movement) for movement in found]
    for entry, movement in zip(entries, found, strict=True):
        settle(session, now, taken.actor, taken.company.id, entry, movement)
    reconsider(session, now, taken.actor, taken.company.id)


def _date(statement: BankStatement, now: dt.datetime) -> dt.date:
    """The day that a statement closes: its closing balance's, else the last that it speaks of."""
    closing = next((one.date for one in statement.balances if one.kind == "CLBD" and one.date), None)
    days = [one.booking_date for one in statement.booked if one.booking_date]
    made = statement.period_end or statement.created_at or now
    return closing or max(days, default=made.date())


def _entry(session: Session, now: dt.datetime, row: Statement, movement: Movement) -> StatementEntry:
    entry = StatementEntry(
        id=ids.new(now),
        statement_id=row.id,
        position=movement.position,
        amount=movement.amount,
        currency=movement.currency,
        booked_on=movement.booked_on,
        bank_reference=movement.bank_reference,
        end_to_end_id=movement.end_to_end_id,
        counterparty=movement.counterparty,
        counterparty_iban=movement.counterparty_iban,
        text=movement.text,
    )
    session.add(entry)
    session.flush()
    return entry


def settle(
    session: Session, now: dt.datetime, actor: str, company_id: str, entry: StatementEntry, movement: Movement
) -> bool:
    """Tell a movement apart and do what follows from it; False where it stays open, with an exception."""
    note = _decide(session, now, actor, company_id, entry, movement)
    if note:
        entry.note = note
        session.add(entry)
        _open_entry(session, now, company_id, entry)
        return False
    cases.resolve_about(session, entry.id, now=now, actor=actor, code=ENTRY_OPEN, resolution="it is clear now")
    return True


def _decide(
    session: Session, now: dt.datetime, actor: str, company_id: str, entry: StatementEntry, movement: Movement
) -> str:
    if movement.amount > 0 and not movement.is_return:
        note = customers.settle(session, now, actor, company_id, entry, movement)
        if not note:
            matched(session, entry)
        return note
    candidates = _candidates(session, company_id, movement)
    if movement.amount > 0:
        found = returned(movement, candidates)
        for one in found.payments:
            settling.give_back(session, now, actor, session.get_one(Payment, one.id), movement.why or "no reason given")
            matched(session, entry, one.id)
        return found.note
    if movement.is_return:
        return "money that had come to us is taken back"
    debit = booked(movement, candidates)
    payments = [session.get_one(Payment, one.id) for one in debit.payments]
    return debit.note or book_payments(session, now, actor, entry, payments)


def book_payments(
    session: Session,
    now: dt.datetime,
    actor: str,
    entry: StatementEntry,
    payments: Sequence[Payment],
    *,
    by_hand: bool = False,
) -> str:
    """Book the payments that a movement is; a batch that was booked in one sum becomes an entry for each, which add up
    to it. All are booked or none: what is returned is why not.
    """
    troubles = [settling.obstacle(session, now, payment, by_hand=by_hand) for payment in payments]
    if any(troubles):
        return "; ".join(trouble for trouble in troubles if trouble)
    for number, payment in enumerate(payments):
        settling.book(session, now, actor, payment, entry.booked_on, by_hand=by_hand)
        part = entry if number == 0 else _part(session, now, entry)
        part.amount, part.end_to_end_id = -payment.amount, payment.end_to_end_id
        matched(session, part, payment.id)
    return ""


def _part(session: Session, now: dt.datetime, entry: StatementEntry) -> StatementEntry:
    last = session.exec(
        select(StatementEntry.position)
        .where(col(StatementEntry.statement_id) == entry.statement_id)
        .order_by(col(StatementEntry.position).desc())
    ).first()
    return StatementEntry(
        id=ids.new(now),
        statement_id=entry.statement_id,
        position=(last or 0) + 1,
        amount=entry.amount,
        currency=entry.currency,
        booked_on=entry.booked_on,
        bank_reference=entry.bank_reference,
        text=entry.text,
    )


def matched(session: Session, entry: StatementEntry, payment_id: str | None = None) -> None:
    """The movement is understood."""
    entry.state, entry.payment_id, entry.note = EntryState.MATCHED.value, payment_id, ""
    session.add(entry)
    session.flush()


def _candidates(session: Session, company_id: str, movement: Movement) -> list[Candidate]:
    """The payments of the company that a movement may be: the one it names, else those of the files it names, else
    those that are alike, with the numbers of their invoices. Each is asked by an index of its own.
    """
    named = col(Payment.end_to_end_id) == movement.end_to_end_id
    of_file = col(PaymentRun.message_id).in_(movement.batch)
    alike = and_(col(Payment.iban) == movement.counterparty_iban, col(Payment.amount) == abs(movement.amount))
    for by, told in ((named, movement.end_to_end_id), (of_file, movement.batch), (alike, movement.counterparty_iban)):
        query = (
            select(Payment, PaymentRun.message_id, PaymentRun.state)
            .join(PaymentRun, col(PaymentRun.id) == col(Payment.payment_run_id))
            .where(col(PaymentRun.company_id) == company_id, by)
            .order_by(col(Payment.end_to_end_id))
        )
        found = session.exec(query).all() if told else ()
        if found:
            return [_candidate(session, *row, with_numbers=by is alike) for row in found]
    return []


def _candidate(session: Session, payment: Payment, file: str, run_state: str, *, with_numbers: bool) -> Candidate:
    paid = items(session, payment.id) if with_numbers else ()
    return Candidate(
        id=payment.id,
        end_to_end_id=payment.end_to_end_id,
        file=file,
        amount=payment.amount,
        currency=payment.currency,
        iban=payment.iban,
        numbers=tuple(invoice.invoice_number for _, invoice in paid),
        state=PaymentState(payment.state),
        sent=run_state not in (PaymentRunState.PROPOSED, PaymentRunState.CANCELLED),
    )


def reconsider(session: Session, now: dt.datetime, actor: str, company_id: str) -> int:
    """Look at open movements again, since others have become known, until none is clear any more; how many were."""
    clear = 0
    while found := _reconsider(session, now, actor, company_id):
        clear += found
    return clear


def _reconsider(session: Session, now: dt.datetime, actor: str, company_id: str) -> int:
    query = (
        select(StatementEntry, Statement)
        .join(Statement, col(Statement.id) == col(StatementEntry.statement_id))
        .where(col(Statement.company_id) == company_id, col(StatementEntry.state) == EntryState.OPEN)
        .order_by(col(Statement.number), col(StatementEntry.position))
    )
    clear = 0
    known: dict[str, Mapping[int, Movement]] = {}
    for entry, row in session.exec(query).all():
        if row.id not in known:
            document = document_of(session, row)
            known[row.id] = {one.position: one for one in movements(document)} if document else {}
        movement = known[row.id].get(entry.position)
        clear += movement is not None and settle(session, now, actor, company_id, entry, movement)
    return clear


def _open_entry(session: Session, now: dt.datetime, company_id: str, entry: StatementEntry) -> None:
    row = session.exec(select(Statement).where(col(Statement.id) == entry.statement_id)).one()
    place = f"{row.number}/{entry.position}"
    amount = f"{from_minor(entry.amount, entry.currency)} {entry.currency}"
    who = f" {'from' if entry.amount > 0 else 'to'} {entry.counterparty}" if entry.counterparty else ""
    cases.open_case(
        session,
        now,
        ENTRY_OPEN,
        f"{amount}{who} on {entry.booked_on} (bank entry {place}): {entry.note}",
        severity=Severity.WARNING,
        details={
            "entry": place,
            "choices": [f"b2b bank match {place} PAYMENT", f"b2b bank ignore {place} --reason TEXT"],
        },
        company_id=company_id,
        partner_id=row.bank_id,
        exchange_id=row.exchange_id,
        table_name="statement_entry",
        row_id=entry.id,
    )
