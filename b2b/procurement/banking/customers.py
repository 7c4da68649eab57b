"""Money that a customer has paid: told apart by the trace of its advice, or by the invoices it names."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from b2b.procurement.banking.assign import words
from b2b.procurement.banking.movements import Movement
from b2b.procurement.receivables import account
from b2b.procurement.receivables.split import Bill, Line, split
from b2b.store.money import to_minor
from b2b.store.states import SettlementState
from b2b.store.tables import SalesInvoice, StatementEntry

NOBODY = "no invoice of ours fits"


def settle(
    session: Session, now: dt.datetime, actor: str, company_id: str, entry: StatementEntry, movement: Movement
) -> str:
    """Settle what a credit pays; why a person must look where that is not certain, else nothing."""
    if movement.end_to_end_id:
        known = account.of_trace(session, company_id, movement.end_to_end_id)
        if known:
            advised = [one for one in known if one.state == SettlementState.ADVISED]
            if not advised:
                return f"{movement.end_to_end_id} was received before"
            if sum(one.amount for one in advised) != movement.amount:
                return f"the advice of {movement.end_to_end_id} says another amount"
            for one in advised:
                account.confirm(session, now, actor, one, entry)
            return ""
    parts = _by_documents(session, company_id, movement) or _by_text(session, company_id, movement)
    trace = movement.end_to_end_id or movement.bank_reference or f"entry {entry.id[-12:]}"
    for invoice, amount in parts:
        account.receive(session, now, actor, invoice, trace, amount, entry)
    return "" if parts else NOBODY


def _by_documents(session: Session, company_id: str, movement: Movement) -> list[tuple[SalesInvoice, int]]:
    """By structured remittance: only where all of it is known and adds up to the payment."""
    if not movement.documents:
        return []
    numbers = {one.number for one in movement.documents}
    known = account.issued(session, company_id, numbers)
    bills = {
        row.number: Bill(row.id, row.number, row.currency, row.credited_invoice_id or "") for row in known.values()
    }
    try:
        lines = [Line(one.number, to_minor(one.signed_amount, movement.currency)) for one in movement.documents]
    except ValueError:
        return []
    found = split(lines, movement.currency, bills)
    if found.unknown or found.other_currency or sum(found.parts.values()) != movement.amount:
        return []
    return [(session.get_one(SalesInvoice, id), amount) for id, amount in found.parts.items()]


def _by_text(session: Session, company_id: str, movement: Movement) -> list[tuple[SalesInvoice, int]]:
    """By numbers in the text: one invoice that is open for at least as much, or several that it pays in full."""
    named = account.issued(session, company_id, words(f"{movement.text} {movement.end_to_end_id}"))
    due = [
        (row, _due(session, row))
        for row in sorted(named.values(), key=lambda row: row.number)
        if row.kind == account.INVOICE and row.currency == movement.currency
    ]
    due = [(row, amount) for row, amount in due if amount > 0]
    if len(due) == 1 and movement.amount <= due[0][1]:
        return [(due[0][0], movement.amount)]
    if due and sum(amount for _, amount in due) == movement.amount:
        return due
    return []


def _due(session: Session, invoice: SalesInvoice) -> int:
    """What no money has come for: an advice is not money."""
    found = account.position_of(session, invoice)
    return found.open + found.advised
