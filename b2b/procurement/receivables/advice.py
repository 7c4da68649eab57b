"""A customer's remittance advice (820): which invoices a payment settles, told before or after the money comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from sqlmodel import Session, col, select

from b2b.documents import Adjustment, Remittance
from b2b.procurement import outcomes
from b2b.procurement.receivables import account
from b2b.procurement.receivables.split import Bill, Deducted, Line, Split, split
from b2b.store import cases, exchanges
from b2b.store.money import to_minor
from b2b.store.states import EntryState, LinkKind, SettlementState, Severity
from b2b.store.tables import Exchange, SalesInvoice, Settlement, Statement, StatementEntry

SUMS_WRONG = "remittance-sums-wrong"
CONFLICT = "remittance-conflict"
UNKNOWN = "remittance-unknown-invoice"
CURRENCY = "remittance-wrong-currency"
DEDUCTION = "remittance-deduction"
ENTRY_OPEN = "bank-entry-open"


def take(session: Session, now: dt.datetime, exchange: Exchange, advice: Remittance, actor: str) -> None:
    """Work an 820: its invoices are advised, or confirmed where the money is there. The same advice again changes
    nothing; one whose sums are wrong, or that says something else than before, neither. What it names and we do not
    know opens an exception; the rest is taken.
    """
    assert exchange.company_id is not None
    exchange.business_key = advice.trace
    if exchange.test:
        outcomes.done(session, now, exchange, "a test: nothing is settled")
        return
    try:
        lines, total = _lines(advice)
    except ValueError as problem:
        outcomes.failed(session, now, exchange, SUMS_WRONG, f"remittance {advice.trace}: {problem}")
        return
    if lines and total != sum(line.paid for line in lines) + _loose(advice):
        text = f"remittance {advice.trace}: its lines do not add up to {advice.total} {advice.currency}"
        outcomes.failed(session, now, exchange, SUMS_WRONG, text)
        return
    bills = _bills(session, exchange, lines)
    found = split(lines, advice.currency, bills)
    before = [
        one
        for one in account.of_trace(session, exchange.company_id, advice.trace)
        if one.exchange_id not in (None, exchange.id)
    ]
    if before and not _same(before, found):
        text = f"remittance {advice.trace} came before with other amounts; nothing of this one is taken"
        outcomes.failed(session, now, exchange, CONFLICT, text)
        return
    differing = _advise(session, now, actor, exchange, advice.trace, found)
    if before:
        first = before[0].exchange_id
        assert first is not None
        exchanges.link(session, now, exchange.id, LinkKind.DUPLICATE_OF, to_exchange=first)
        exchange.reason = "this remittance came before"
    _meet_money(session, now, actor, exchange.company_id, advice.trace, total)
    _complain(session, now, exchange, advice.trace, found, differing)
    outcomes.done(session, now, exchange)


def _lines(advice: Remittance) -> tuple[list[Line], int]:
    """The lines in minor units. ValueError: an amount has more decimals than its currency."""
    currency = advice.currency
    lines = [
        Line(item.number, to_minor(item.paid, currency), tuple(_deducted(item.adjustments, currency)))
        for item in advice.items
    ]
    return lines, to_minor(advice.total, currency)


def _deducted(adjustments: Iterable[Adjustment], currency: str) -> Iterable[Deducted]:
    """What lowers a payment; an addition needs no explanation, its line is paid in full."""
    for one in adjustments:
        if one.amount < 0:
            yield Deducted(to_minor(-one.amount, currency), one.number, one.reason)


def _loose(advice: Remittance) -> int:
    return sum(to_minor(one.amount, advice.currency) for one in advice.adjustments)


def _bills(session: Session, exchange: Exchange, lines: Iterable[Line]) -> dict[str, Bill]:
    assert exchange.company_id is not None
    numbers = {line.number for line in lines} | {one.number for line in lines for one in line.deducted}
    found = account.issued(session, exchange.company_id, numbers, exchange.partner_id)
    return {row.number: Bill(row.id, row.number, row.currency, row.credited_invoice_id or "") for row in found.values()}


def _same(before: list[Settlement], found: Split) -> bool:
    """Everything that was advised then is advised now with the same amount; more may have become known since."""
    return all(found.parts.get(one.sales_invoice_id) == one.amount for one in before)


def _advise(session: Session, now: dt.datetime, actor: str, exchange: Exchange, trace: str, found: Split) -> list[str]:
    """Advise each part; the numbers of the invoices whose account knows this payment with another amount."""
    differing = []
    for invoice_id, amount in found.parts.items():
        invoice = session.exec(select(SalesInvoice).where(col(SalesInvoice.id) == invoice_id)).one()
        if not account.advise(session, now, actor, invoice, trace, amount, exchange):
            differing.append(invoice.number)
    return differing


def _meet_money(session: Session, now: dt.datetime, actor: str, company_id: str, trace: str, total: int) -> None:
    """Money that came before its advice, and that nothing else told apart, is this payment's."""
    query = (
        select(StatementEntry)
        .join(Statement, col(Statement.id) == col(StatementEntry.statement_id))
        .where(
            col(Statement.company_id) == company_id,
            col(StatementEntry.state) == EntryState.OPEN,
            col(StatementEntry.end_to_end_id) == trace,
            col(StatementEntry.amount) == total,
        )
    )
    entry = session.exec(query.order_by(col(StatementEntry.id))).first()
    advised = [one for one in account.of_trace(session, company_id, trace) if one.state == SettlementState.ADVISED]
    if entry is None or sum(one.amount for one in advised) != total:
        return
    for one in advised:
        account.confirm(session, now, actor, one, entry)
    entry.state, entry.note = EntryState.MATCHED.value, f"remittance {trace}"
    session.add(entry)
    cases.resolve_about(session, entry.id, now=now, actor=actor, code=ENTRY_OPEN, resolution=f"remittance {trace} came")


def _complain(
    session: Session, now: dt.datetime, exchange: Exchange, trace: str, found: Split, differing: list[str]
) -> None:
    said: Mapping[str, tuple[Iterable[str], str]] = {
        UNKNOWN: (found.unknown, "names invoices that we have not issued to this customer"),
        CURRENCY: (found.other_currency, "pays invoices that are in another currency"),
        DEDUCTION: (found.deductions, "deducts what no credit note of ours explains, so that stays open"),
        CONFLICT: (differing, "says other amounts than the account shows"),
    }
    for code, (what, words) in said.items():
        named = ", ".join(what)
        if named:
            severity = Severity.WARNING if code == DEDUCTION else Severity.ERROR
            outcomes.complain(session, now, exchange, code, f"remittance {trace} {words}: {named}", severity)
