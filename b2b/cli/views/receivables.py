"""What customers owe: each invoice with what was paid, announced or credited of it."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.views.naming import Names, names
from b2b.errors import NotFound
from b2b.procurement.receivables import account
from b2b.procurement.receivables.position import Standing
from b2b.store.money import from_minor
from b2b.store.states import SalesInvoiceState
from b2b.store.tables import Exchange, SalesInvoice, Settlement, Statement, StatementEntry


def listed(session: Session, *, standing: Standing | None, partner_id: str | None, limit: int) -> list[dict[str, Any]]:
    """Issued invoices of one standing or of all, the earliest due first where they are open, else the newest first."""
    query = select(SalesInvoice).where(
        col(SalesInvoice.kind) == account.INVOICE, col(SalesInvoice.state) == SalesInvoiceState.ISSUED
    )
    if partner_id is not None:
        query = query.where(col(SalesInvoice.partner_id) == partner_id)
    order = [col(SalesInvoice.due), col(SalesInvoice.number)] if standing else [col(SalesInvoice.id).desc()]
    called = names(session)
    rows: list[dict[str, Any]] = []
    for found in session.exec(query.order_by(*order)):
        told = row(session, found, called)
        if standing is None or told["standing"] == standing:
            rows.append(told)
        if len(rows) == limit:
            break
    return rows


def row(session: Session, found: SalesInvoice, called: Names) -> dict[str, Any]:
    """One invoice in a line; amounts are Decimals."""
    position = account.position_of(session, found)

    def amount(units: int) -> Any:
        return from_minor(units, found.currency)

    return {
        "invoice": found.number,
        "company": called.company(found.company_id),
        "partner": called.partner(found.partner_id),
        "date": found.date,
        "due": found.due,
        "currency": found.currency,
        "gross": amount(position.gross),
        "credited": amount(position.credited),
        "advised": amount(position.advised),
        "paid": amount(position.confirmed),
        "open": amount(position.open),
        "standing": position.standing,
    }


def invoice(session: Session, found: SalesInvoice) -> dict[str, Any]:
    """One invoice with every settlement and where it came from. NotFound: it is a credit note, which nobody owes."""
    if found.credited_invoice_id is not None:
        credited = session.get_one(SalesInvoice, found.credited_invoice_id).number
        raise NotFound(
            f"{found.number} is a credit note, it is taken off {credited}",
            where="receivables",
            next_step=f"b2b receivables show {credited}",
        )
    return {
        **row(session, found, names(session)),
        "settlements": [_settlement(session, one) for one in account.settlements(session, found.id)],
    }


def _settlement(session: Session, one: Settlement) -> dict[str, Any]:
    exchange = session.get(Exchange, one.exchange_id) if one.exchange_id else None
    entry = session.get(StatementEntry, one.statement_entry_id) if one.statement_entry_id else None
    statement = session.get(Statement, entry.statement_id) if entry else None
    return {
        "at": one.at,
        "trace": one.trace,
        "amount": from_minor(one.amount, one.currency),
        "currency": one.currency,
        "state": one.state,
        "document": exchange.number if exchange else None,
        "entry": f"{statement.number}/{entry.position}" if entry and statement else None,
    }
