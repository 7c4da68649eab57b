"""An invoice for the ERP: ours to a customer, or a supplier's with its match and payment; with its file on request."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.documents import Invoice, InvoiceLine, ItemScheme
from b2b.documents.json_form import from_json
from b2b.errors import NotFound
from b2b.procurement.matching.wording import in_form
from b2b.store import blobs, parties, sales
from b2b.store.engine import Store
from b2b.store.money import from_minor
from b2b.store.states import CaseState, PurchaseInvoiceState, SalesInvoiceState
from b2b.store.tables import (
    Company,
    ExceptionCase,
    Exchange,
    Match,
    Partner,
    PurchaseInvoice,
    SalesInvoice,
    SalesOrder,
    Settlement,
    Transmission,
)
from b2b.web.operations import GetInvoice, InvoiceFile, InvoiceStatus, StatusInvoiceLine, StatusVat

_MEDIA = {
    "ubl": ("application/xml", "xml"),
    "cii": ("application/xml", "xml"),
    "pdf": ("application/pdf", "pdf"),
    "x12": ("application/edi-x12", "edi"),
}
_PAYMENT = {
    PurchaseInvoiceState.IN_PAYMENT: "in-payment",
    PurchaseInvoiceState.PAID: "paid",
    PurchaseInvoiceState.SETTLED: "settled",
    PurchaseInvoiceState.REJECTED: "not-due",
}


def invoice_status(session: Session, store: Store, company: Company, call: GetInvoice) -> InvoiceStatus:
    """The invoice that the call names, with its file where a format is asked for. NotFound: no such invoice or file."""
    if call.supplier:
        return _of_supplier(session, store, company, call)
    return _of_ours(session, store, company, call)


def _of_ours(session: Session, store: Store, company: Company, call: GetInvoice) -> InvoiceStatus:
    row = sales.invoice(session, call.invoice_number, company.id)
    partner = session.get_one(Partner, row.partner_id)
    if call.customer and partner.code != parties.partner(session, call.customer, company.id).code:
        raise NotFound(
            f"invoice {row.number} is not to {call.customer}", where="invoices", next_step="leave the customer out"
        )
    document = _document(row.document)
    payable = document.payable if document else from_minor(row.gross, row.currency)
    return InvoiceStatus(
        invoice_number=row.number,
        role="supplier",
        partner=partner.code,
        kind=row.kind,
        date=row.date,
        due_date=row.due,
        order_number=session.get_one(SalesOrder, row.sales_order_id).order_number,
        currency=row.currency,
        net=from_minor(row.net, row.currency),
        vat=from_minor(row.vat, row.currency),
        gross=from_minor(row.gross, row.currency),
        payable=payable if row.state == SalesInvoiceState.ISSUED else Decimal(0),
        state=row.state,
        match_state="not-applicable",
        match_reasons=(),
        payment_state=_received(session, row, payable),
        lines=_lines(document, ItemScheme.SUPPLIER),
        vat_breakdown=_vat(document),
        file=_our_file(session, store, row, call.format) if call.format else None,
    )


def _of_supplier(session: Session, store: Store, company: Company, call: GetInvoice) -> InvoiceStatus:
    partner = parties.partner(session, call.supplier, company.id)
    query = select(PurchaseInvoice).where(
        col(PurchaseInvoice.company_id) == company.id,
        col(PurchaseInvoice.partner_id) == partner.id,
        col(PurchaseInvoice.invoice_number) == call.invoice_number,
    )
    # A supplier may use one number for an invoice and a credit note; the invoice comes first.
    row = session.exec(query.order_by(col(PurchaseInvoice.kind))).first()
    if row is None:
        raise NotFound(
            f"there is no invoice {call.invoice_number!r} of {partner.code}",
            where="invoices",
            next_step="take the number as it is printed on the invoice",
        )
    document = _document(row.document)
    return InvoiceStatus(
        invoice_number=row.invoice_number,
        role="buyer",
        partner=partner.code,
        kind=row.kind,
        date=row.date,
        due_date=row.due,
        order_number=row.order_number,
        currency=row.currency,
        net=from_minor(row.net, row.currency),
        vat=from_minor(row.vat, row.currency),
        gross=from_minor(row.gross, row.currency),
        payable=from_minor(row.payable, row.currency),
        state=row.state,
        match_state=_match(session, row),
        match_reasons=_reasons(session, row),
        payment_state=_PAYMENT.get(PurchaseInvoiceState(row.state), "open"),
        lines=_lines(document, ItemScheme.BUYER),
        vat_breakdown=_vat(document),
        file=_their_file(session, store, row, call.format) if call.format else None,
    )


def _received(session: Session, row: SalesInvoice, payable: Decimal) -> str:
    if row.state != SalesInvoiceState.ISSUED or row.kind == "381":
        return "not-due"
    amounts = session.exec(select(Settlement.amount).where(col(Settlement.sales_invoice_id) == row.id)).all()
    settled = from_minor(sum(amounts), row.currency)
    if settled >= payable:
        return "paid"
    return "part-paid" if settled > 0 else "open"


def _match(session: Session, row: PurchaseInvoice) -> str:
    query = select(Match.verdict).where(col(Match.purchase_invoice_id) == row.id).order_by(col(Match.run).desc())
    return session.exec(query).first() or "pending"


def _reasons(session: Session, row: PurchaseInvoice) -> tuple[str, ...]:
    query = select(ExceptionCase).where(col(ExceptionCase.state) == CaseState.OPEN, col(ExceptionCase.row_id) == row.id)
    cases = session.exec(query.order_by(col(ExceptionCase.number)))
    return tuple(f"{case.message}; b2b exceptions show {case.number}" for case in cases)


def _document(form: dict[str, object] | None) -> Invoice | None:
    if form is None:
        return None
    document = from_json(form)
    assert isinstance(document, Invoice)
    return document


def _lines(document: Invoice | None, ours: ItemScheme) -> tuple[StatusInvoiceLine, ...]:
    return tuple(
        StatusInvoiceLine(
            number=line.number,
            sku=_sku(line, ours),
            description=line.description,
            quantity=line.quantity,
            unit_price=line.unit_price,
            net=line.net_amount,
            vat_category=line.vat_category,
            vat_rate=line.vat_rate,
            order_line=line.order_line,
        )
        for line in (document.lines if document else ())
    )


def _sku(line: InvoiceLine, ours: ItemScheme) -> str:
    """Our number where the line has it, else the first number it has."""
    mine: Sequence[str] = [item.value for item in line.items if item.scheme is ours]
    return next(iter((*mine, *(item.value for item in line.items))), "")


def _vat(document: Invoice | None) -> tuple[StatusVat, ...]:
    return tuple(StatusVat(row.category, row.rate, row.taxable, row.tax) for row in (document.vat if document else ()))


def _our_file(session: Session, store: Store, row: SalesInvoice, format: str) -> InvoiceFile:
    if format == "original":
        return _as_it_travelled(session, store, row.exchange_id, "x12", row.number)
    sha256 = {"ubl": row.ubl_sha256, "cii": row.cii_sha256, "pdf": row.pdf_sha256}[format]
    if sha256 is None:
        raise NotFound(
            f"invoice {row.number} has no {format} yet: it is {row.state}",
            where="invoices",
            next_step=f"b2b invoices show {row.number}",
        )
    return _file(format, format, row.number, blobs.get(session, store, sha256))


def _their_file(session: Session, store: Store, row: PurchaseInvoice, format: str) -> InvoiceFile:
    if format not in ("original", row.format):
        raise NotFound(
            f"invoice {row.invoice_number} came {in_form(row.format)}, not as {format}",
            where="invoices",
            next_step="ask for the format original",
        )
    return _as_it_travelled(session, store, row.exchange_id, row.format, row.invoice_number, format)


def _as_it_travelled(
    session: Session, store: Store, exchange_id: str | None, kind: str, number: str, asked: str = "original"
) -> InvoiceFile:
    """The whole file that an invoice came or went in."""
    exchange = session.get(Exchange, exchange_id) if exchange_id else None
    transmission = (
        session.get(Transmission, exchange.transmission_id) if exchange and exchange.transmission_id else None
    )
    if transmission is None:
        raise NotFound(
            f"invoice {number} was not sent or received as a file",
            where="invoices",
            next_step="ask without a format, or for ubl, cii or pdf",
        )
    return _file(asked, kind, number, blobs.get(session, store, transmission.blob_sha256))


def _file(asked: str, kind: str, number: str, content: bytes) -> InvoiceFile:
    media_type, ending = _MEDIA[kind]
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in number)
    return InvoiceFile(asked, media_type, f"{safe}.{ending}", hashlib.sha256(content).hexdigest(), content)
