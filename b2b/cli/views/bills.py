"""Suppliers' invoices and credit notes: where each stands, how it was matched, what would unblock it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.views.naming import Names, names
from b2b.errors import NotFound
from b2b.procurement.matching import keep
from b2b.procurement.matching import service as matching
from b2b.procurement.matching.record import is_replayable, replay
from b2b.store import parties
from b2b.store.money import from_minor
from b2b.store.states import CaseState, PurchaseInvoiceState
from b2b.store.tables import ExceptionCase, Exchange, Match, PurchaseInvoice, SalesInvoice

RECEIVED = "received"


def bills(
    session: Session, *, state: PurchaseInvoiceState | None, partner_id: str | None, limit: int
) -> list[dict[str, Any]]:
    """The newest `limit` of them, newest first."""
    query = select(PurchaseInvoice)
    if state is not None:
        query = query.where(col(PurchaseInvoice.state) == state)
    if partner_id is not None:
        query = query.where(col(PurchaseInvoice.partner_id) == partner_id)
    called = names(session)
    return [_row(row, called) for row in session.exec(query.order_by(col(PurchaseInvoice.number).desc()).limit(limit))]


def find(session: Session, number: str, company_code: str) -> PurchaseInvoice | SalesInvoice:
    """The invoice of that number, one of ours or a supplier's; `bill:7` is a supplier's by our short number of it.

    NotFound: none, or more than one.
    """
    company_id = parties.company(session, company_code).id if company_code else None
    if number.startswith("bill:"):
        return matching.find(session, number, company_id)
    query = select(SalesInvoice).where(col(SalesInvoice.number) == number)
    if company_id is not None:
        query = query.where(col(SalesInvoice.company_id) == company_id)
    issued = session.exec(query).all()
    if len(issued) > 1:
        raise NotFound(
            f"several companies have an invoice {number!r}", where="invoices", next_step="name one: --company CODE"
        )
    try:
        received = matching.find(session, number, company_id)
    except NotFound:
        if issued:
            return issued[0]
        raise
    if issued:
        where = f"one of ours, and bill:{received.number} from a supplier"
        raise NotFound(
            f"two invoices go by {number}", where=where, next_step=f"b2b invoices show bill:{received.number}"
        )
    return received


def bill(session: Session, row: PurchaseInvoice) -> dict[str, Any]:
    """One of them with its newest match, its credit notes, and what blocks it."""
    called = names(session)
    exchange = session.get(Exchange, row.exchange_id) if row.exchange_id else None
    last = keep.last_match(session, row.id)
    credits = session.exec(select(PurchaseInvoice).where(col(PurchaseInvoice.credited_invoice_id) == row.id)).all()
    credited = session.get(PurchaseInvoice, row.credited_invoice_id) if row.credited_invoice_id else None
    query = select(ExceptionCase).where(col(ExceptionCase.row_id) == row.id, col(ExceptionCase.state) == CaseState.OPEN)
    open_cases = session.exec(query.order_by(col(ExceptionCase.number))).all()
    return {
        **_row(row, called),
        "document_number": exchange.number if exchange else None,
        "set": exchange.set_id if exchange else "",
        "names_invoice": row.preceding_invoice,
        "taken_off": credited.invoice_number if credited else "",
        "credit_notes": [_row(one, called) for one in credits],
        "exceptions": [f"exception {one.number}, {one.code}: {one.message}" for one in open_cases],
        "match": match(last) if last else None,
        "bill_to": billed_to(row.document),
        "document": row.document,
    }


def billed_to(document: Mapping[str, Any] | None) -> str:
    """Who gets an invoice beside its buyer, by his name, else his number; "" where nobody is named."""
    party = (document or {}).get("bill_to")
    return (party["name"] or ", ".join(one["value"] for one in party["ids"])) if party else ""


def match(row: Match) -> dict[str, Any]:
    """One match: verdict, each order line, reasons, ways out."""
    result = row.result
    return {
        "run": row.run,
        "at": row.matched_at,
        "by": row.actor,
        "verdict": row.verdict,
        "override": row.inputs["override"],
        "difference": Decimal(result["difference"]),
        "difference_vat": Decimal(result["difference_vat"]),
        "lines": [{name: _figure(name, value) for name, value in line.items()} for line in result["lines"]],
        "reasons": [{"code": one["code"], "text": one["text"]} for one in result["reasons"]],
        "unblocks": result["unblocks"],
    }


def replays(session: Session, row: PurchaseInvoice) -> list[dict[str, Any]]:
    """Every match of an invoice, made again from what it looked at: whether the same comes out."""
    query = select(Match).where(col(Match.purchase_invoice_id) == row.id)
    return [
        {
            "run": one.run,
            "at": one.matched_at,
            "verdict": one.verdict,
            "rules": one.rules,
            "same_rules": is_replayable(one),
            "same": replay(one) == one.result,
        }
        for one in session.exec(query.order_by(col(Match.run)))
    ]


def blocked_unseen(session: Session) -> list[dict[str, Any]]:
    """Blocked ones that do not merely wait for their goods, and whose exception somebody has closed."""
    open_cases = select(ExceptionCase.row_id).where(
        col(ExceptionCase.state) == CaseState.OPEN, col(ExceptionCase.table_name) == "purchase_invoice"
    )
    query = select(PurchaseInvoice).where(
        col(PurchaseInvoice.state) == PurchaseInvoiceState.BLOCKED, col(PurchaseInvoice.id).not_in(open_cases)
    )
    called = names(session)
    rows = session.exec(query.order_by(col(PurchaseInvoice.number))).all()
    return [_row(row, called) for row in rows if not waits_for_goods(session, row)]


def waits_for_goods(session: Session, row: PurchaseInvoice) -> bool:
    """Whether an invoice is blocked by nothing but that its goods have not come: the receipt will match it."""
    last = keep.last_match(session, row.id)
    return last is not None and all(one["code"] == "not-received" for one in last.result["reasons"])


def _figure(name: str, value: str) -> str | Decimal:
    return value if name in ("line_id", "order", "number", "sku", "unit") else Decimal(value)


def _row(row: PurchaseInvoice, called: Names) -> dict[str, Any]:
    return {
        "number": row.invoice_number,
        "bill": row.number,
        "way": RECEIVED,
        "company": called.company(row.company_id),
        "partner": called.partner(row.partner_id),
        "order": row.order_number,
        "kind": row.kind,
        "format": row.format,
        "date": row.date,
        "due": row.due,
        "currency": row.currency,
        "net": from_minor(row.net, row.currency),
        "vat": from_minor(row.vat, row.currency),
        "gross": from_minor(row.gross, row.currency),
        "payable": from_minor(row.payable, row.currency),
        "state": row.state,
        "at": row.received_at,
        "next": f"b2b invoices show bill:{row.number}" if row.state == PurchaseInvoiceState.BLOCKED else "",
    }
