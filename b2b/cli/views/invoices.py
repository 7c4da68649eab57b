"""Invoices: where each stands, what it holds, its files."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.views import bills
from b2b.cli.views.bills import RECEIVED
from b2b.cli.views.naming import Names, names
from b2b.errors import NotAllowed
from b2b.store import blobs, parties, sales
from b2b.store.engine import Store
from b2b.store.money import from_minor
from b2b.store.states import CaseState, PurchaseInvoiceState, SalesInvoiceState
from b2b.store.tables import ExceptionCase, Exchange, SalesInvoice, SalesOrder

ISSUED = "issued"
WAYS = (ISSUED, RECEIVED)
STATES = tuple(dict.fromkeys([*map(str, SalesInvoiceState), *map(str, PurchaseInvoiceState)]))


class Form(StrEnum):
    """The files of an invoice."""

    PDF = "pdf"
    UBL = "ubl"
    CII = "cii"


def invoices(
    session: Session, *, state: SalesInvoiceState | None, partner_id: str | None, limit: int
) -> list[dict[str, Any]]:
    """The newest `limit` invoices, newest first; a draft has no amounts yet."""
    query = select(SalesInvoice, SalesOrder).join(SalesOrder, col(SalesOrder.id) == col(SalesInvoice.sales_order_id))
    if state is not None:
        query = query.where(col(SalesInvoice.state) == state)
    if partner_id is not None:
        query = query.where(col(SalesInvoice.partner_id) == partner_id)
    called = names(session)
    found = session.exec(query.order_by(col(SalesInvoice.id).desc()).limit(limit))
    return [_row(row, order, called) for row, order in found]


def listed(session: Session, *, way: str, state: str, partner_id: str | None, limit: int) -> list[dict[str, Any]]:
    """The newest `limit` invoices of one way or both (empty), newest first."""
    rows: list[dict[str, Any]] = []
    if way != RECEIVED and (not state or state in set(SalesInvoiceState)):
        wanted = SalesInvoiceState(state) if state else None
        rows += invoices(session, state=wanted, partner_id=partner_id, limit=limit)
    if way != ISSUED and (not state or state in set(PurchaseInvoiceState)):
        asked = PurchaseInvoiceState(state) if state else None
        rows += bills.bills(session, state=asked, partner_id=partner_id, limit=limit)
    return sorted(rows, key=lambda row: row["date"], reverse=True)[:limit]


def _row(row: SalesInvoice, order: SalesOrder, called: Names) -> dict[str, Any]:
    amounts = row.state == SalesInvoiceState.ISSUED
    files = {Form.PDF: row.pdf_sha256, Form.UBL: row.ubl_sha256, Form.CII: row.cii_sha256}
    return {
        "number": row.number,
        "way": ISSUED,
        "company": called.company(row.company_id),
        "partner": called.partner(row.partner_id),
        "order": order.order_number,
        "kind": row.kind,
        "date": row.date,
        "due": row.due,
        "currency": row.currency,
        "net": from_minor(row.net, row.currency) if amounts else None,
        "vat": from_minor(row.vat, row.currency) if amounts else None,
        "gross": from_minor(row.gross, row.currency) if amounts else None,
        "state": row.state,
        "issued_at": row.issued_at,
        "files": [form.value for form, sha256 in files.items() if sha256],
        "next": {
            SalesInvoiceState.DRAFT.value: "b2b run --once",
            SalesInvoiceState.BLOCKED.value: f"b2b invoices show {row.number}",
        }.get(row.state, ""),
    }


def find(session: Session, number: str, company_code: str) -> SalesInvoice:
    """The invoice of that number, of the company named or of any. NotFound."""
    return sales.invoice(session, number, parties.company(session, company_code).id if company_code else None)


def invoice(session: Session, row: SalesInvoice) -> dict[str, Any]:
    """One invoice with its document and what blocks it."""
    order = session.get_one(SalesOrder, row.sales_order_id)
    head = _row(row, order, names(session))
    exchange = session.get(Exchange, row.exchange_id) if row.exchange_id else None
    query = select(ExceptionCase).where(col(ExceptionCase.row_id) == row.id, col(ExceptionCase.state) == CaseState.OPEN)
    case = session.exec(query.order_by(col(ExceptionCase.number))).first()
    if row.state == SalesInvoiceState.BLOCKED:
        head["next"] = f"b2b exceptions show {case.number}" if case else f"b2b invoices retry {row.number}"
    return {
        **head,
        "document_number": exchange.number if exchange else None,
        "document_set": exchange.set_id if exchange else None,
        "blocked_by": f"exception {case.number}, {case.code}: {case.message}" if case else None,
        "bill_to": bills.billed_to(row.document),
        "document": row.document,
    }


def file(session: Session, store: Store, row: SalesInvoice, form: Form) -> bytes:
    """One of the files of an issued invoice. NotAllowed: it has none yet."""
    sha256 = {Form.PDF: row.pdf_sha256, Form.UBL: row.ubl_sha256, Form.CII: row.cii_sha256}[form]
    if sha256 is None:
        raise NotAllowed(
            f"invoice {row.number} is {row.state}, so there is no {form} yet",
            where=f"invoice {row.number}",
            next_step=f"b2b invoices show {row.number}",
        )
    return blobs.get(session, store, sha256)
