"""The settlements of our invoices: read, added, confirmed. An advice and its money are one settlement, whichever comes
first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from b2b.procurement.orders.wording import price
from b2b.procurement.receivables.position import Position, position
from b2b.store import audit, cases, ids
from b2b.store.money import from_minor
from b2b.store.states import SalesInvoiceState, SettlementState, Severity
from b2b.store.tables import Exchange, SalesInvoice, Settlement, StatementEntry

OVERPAID = "receivable-overpaid"
INVOICE, CREDIT_NOTE = "380", "381"


def settlements(session: Session, invoice_id: str) -> Sequence[Settlement]:
    """What closes an invoice, oldest first."""
    query = select(Settlement).where(col(Settlement.sales_invoice_id) == invoice_id)
    return session.exec(query.order_by(col(Settlement.at), col(Settlement.id))).all()


def position_of(session: Session, invoice: SalesInvoice) -> Position:
    """Where an invoice stands."""
    return position(invoice.gross, ((one.state, one.amount) for one in settlements(session, invoice.id)))


def issued(
    session: Session, company_id: str, numbers: Collection[str], partner_id: str | None = None
) -> dict[str, SalesInvoice]:
    """Issued invoices and credit notes by number, of one customer or of all."""
    query = select(SalesInvoice).where(
        col(SalesInvoice.company_id) == company_id,
        col(SalesInvoice.number).in_(numbers),
        col(SalesInvoice.state) == SalesInvoiceState.ISSUED,
    )
    if partner_id is not None:
        query = query.where(col(SalesInvoice.partner_id) == partner_id)
    return {row.number: row for row in session.exec(query)}


def of_trace(session: Session, company_id: str, trace: str) -> Sequence[Settlement]:
    """The settlements of one payment, over all invoices of the company; a credit note's are not a payment's."""
    query = (
        select(Settlement)
        .join(SalesInvoice, col(SalesInvoice.id) == col(Settlement.sales_invoice_id))
        .where(
            col(SalesInvoice.company_id) == company_id,
            col(Settlement.trace) == trace,
            col(Settlement.state) != SettlementState.CREDITED,
        )
    )
    return session.exec(query.order_by(col(Settlement.id))).all()


def advise(
    session: Session, now: dt.datetime, actor: str, invoice: SalesInvoice, trace: str, amount: int, exchange: Exchange
) -> bool:
    """An 820 says that a payment settles so much of an invoice. False, and nothing changed, where the account knows
    this payment with another amount.
    """
    mine = settlements(session, invoice.id)
    known = next((one for one in mine if one.trace == trace), None)
    if known is None:
        known = next((one for one in mine if _money_without_advice(one) and one.amount == amount), None)
    if known is not None:
        if known.amount != amount:
            return False
        known.trace, known.exchange_id = trace, known.exchange_id or exchange.id
        session.add(known)
        session.flush()
        return True
    _add(session, now, actor, invoice, trace, amount, SettlementState.ADVISED, exchange_id=exchange.id)
    return True


def _money_without_advice(one: Settlement) -> bool:
    return one.state == SettlementState.CONFIRMED and one.exchange_id is None


def confirm(session: Session, now: dt.datetime, actor: str, settlement: Settlement, entry: StatementEntry) -> None:
    """The money of an advised settlement is on the account."""
    settlement.state, settlement.statement_entry_id = SettlementState.CONFIRMED.value, entry.id
    session.add(settlement)
    session.flush()
    details = {"trace": settlement.trace, "on": entry.booked_on}
    audit.record(session, now, actor, "paid", "sales_invoice", settlement.sales_invoice_id, details)


def receive(
    session: Session,
    now: dt.datetime,
    actor: str,
    invoice: SalesInvoice,
    trace: str,
    amount: int,
    entry: StatementEntry,
) -> None:
    """Money on the account settles so much of an invoice; it confirms an advice of the same amount, where there is
    one, and is a settlement of its own otherwise.
    """
    mine = settlements(session, invoice.id)
    advised = [one for one in mine if one.state == SettlementState.ADVISED and one.amount == amount]
    if advised:
        confirm(session, now, actor, advised[0], entry)
        return
    taken = {one.trace for one in mine}
    own = trace if trace not in taken else f"{trace}/{entry.id[-12:]}"
    _add(session, now, actor, invoice, own, amount, SettlementState.CONFIRMED, entry_id=entry.id)


def credit(
    session: Session, now: dt.datetime, actor: str, invoice: SalesInvoice, note: SalesInvoice, amount: int
) -> None:
    """A credit note of ours takes what it gives back off its invoice."""
    _add(
        session,
        now,
        actor,
        invoice,
        note.number,
        amount,
        SettlementState.CREDITED,
        exchange_id=note.exchange_id,
    )


def _add(
    session: Session,
    now: dt.datetime,
    actor: str,
    invoice: SalesInvoice,
    trace: str,
    amount: int,
    state: SettlementState,
    *,
    exchange_id: str | None = None,
    entry_id: str | None = None,
) -> None:
    session.add(
        Settlement(
            id=ids.new(now),
            sales_invoice_id=invoice.id,
            trace=trace,
            amount=amount,
            currency=invoice.currency,
            state=state.value,
            exchange_id=exchange_id,
            statement_entry_id=entry_id,
            at=now,
        )
    )
    session.flush()
    details = {"trace": trace, "amount": from_minor(amount, invoice.currency), "currency": invoice.currency}
    audit.record(session, now, actor, str(state), "sales_invoice", invoice.id, details)
    _watch(session, now, actor, invoice)


def _watch(session: Session, now: dt.datetime, actor: str, invoice: SalesInvoice) -> None:
    """More than was billed is somebody's to look at, unless a credit note explains it."""
    found = position_of(session, invoice)
    if found.open < 0 and found.open + found.credited < 0:
        too_much = from_minor(-found.open, invoice.currency)
        cases.open_case(
            session,
            now,
            OVERPAID,
            f"invoice {invoice.number}: {price(too_much, invoice.currency)} more than is owed was paid or announced",
            severity=Severity.WARNING,
            company_id=invoice.company_id,
            partner_id=invoice.partner_id,
            table_name="sales_invoice",
            row_id=invoice.id,
        )
    elif found.open >= 0:
        cases.resolve_about(session, invoice.id, now=now, actor=actor, code=OVERPAID, resolution="it is even again")
