"""Invoices on a session that the caller owns: planned with the shipment, drafted when they are made, kept when issued.

Arithmetic, rules and files are the caller's: `prepare` gives it the draft, `record_issued` keeps the result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from b2b.documents import Invoice, Money, Order, Party, PartyId, Quantity, ShipNotice, json_form
from b2b.errors import NotAllowed, NotFound
from b2b.procurement import outgoing, parties, work
from b2b.procurement.billing import credit
from b2b.procurement.billing.decide import SET, Billable, BillableLine, draft
from b2b.procurement.billing.draft import Blocked, InvoiceDraft, Missing
from b2b.procurement.billing.planned import CREDIT_NOTE, planned
from b2b.procurement.orders.standing import standing
from b2b.procurement.parties import Trade
from b2b.store import audit, cases, sales
from b2b.store.money import to_minor
from b2b.store.settings.billing import X12
from b2b.store.states import LinkKind, SalesInvoiceState, TaskKind
from b2b.store.tables import Exchange, Item, SalesInvoice, SalesOrder, Shipment

# X12 element 66, and the ISO 6523 scheme that one of them stands for.
_ASSIGNED_BY_BUYER = "92"
_GLN = ("UL", "0088")
DATA_MISSING = "invoice-data-missing"


@dataclass(frozen=True, slots=True)
class Posting:
    """A receivable for the ERP: who owes how much by which invoice."""

    invoice: Invoice
    total: Money
    customer: Party


def plan(
    session: Session, now: dt.datetime, actor: str, trade: Trade, order: SalesOrder, shipment: Shipment
) -> SalesInvoice:
    """The draft's row for a shipment, with its number, and the task that will make it.

    The number is taken here and kept, whatever happens to the draft, so that the numbers run without a gap. Making an
    invoice waits for no ERP call of its order.
    """
    return planned(session, now, actor, trade, order, shipment_id=shipment.id)


def prepare(session: Session, now: dt.datetime, actor: str, invoice_id: str) -> InvoiceDraft | Blocked:
    """The draft of an invoice that is not issued yet, dated today in the company's zone; or, with an exception that
    names each setting and the command, what is missing for it: then the row is `blocked` until it is prepared again.

    Raises NotFound, and NotAllowed for an invoice that was issued.
    """
    row = _row(session, invoice_id)
    if row.state == SalesInvoiceState.ISSUED:
        raise NotAllowed(
            f"invoice {row.number} was issued on {row.date}",
            where=f"invoice {row.number}",
            next_step=f"b2b why {row.number}",
        )
    trade = parties.trade(session, row.partner_id)
    found = (
        credit.draft(session, now, trade, row)
        if row.kind == CREDIT_NOTE
        else draft(_billable(session, now, trade, row), trade.ours, trade.theirs)
    )
    if isinstance(found, InvoiceDraft):
        cases.resolve_about(
            session, row.id, now=now, actor=actor, code=DATA_MISSING, resolution="the data are complete"
        )
        if row.state == SalesInvoiceState.BLOCKED:
            row.state = SalesInvoiceState.DRAFT.value
        row.date, row.due = found.date, found.terms.due
        session.add(row)
        session.flush()
        return found
    names = "; ".join(str(one) for one in found)
    message = f"invoice {row.number} cannot be made, missing: {names}"
    case = block(session, now, actor, row.id, DATA_MISSING, message, {"missing": [_missing_json(one) for one in found]})
    return Blocked(row.id, row.number, found, case)


def block(
    session: Session,
    now: dt.datetime,
    actor: str,
    invoice_id: str,
    code: str,
    message: str,
    details: Mapping[str, Any] | None = None,
) -> int:
    """Keep a draft from being issued and open an exception that says why; its number."""
    row = _row(session, invoice_id)
    row.state = SalesInvoiceState.BLOCKED.value
    session.add(row)
    case = cases.open_case(
        session,
        now,
        code,
        message,
        details={"invoice": row.number, **(details or {})},
        company_id=row.company_id,
        partner_id=row.partner_id,
        table_name="sales_invoice",
        row_id=row.id,
    )
    audit.record(session, now, actor, "blocked", "sales_invoice", row.id, {"code": code})
    return case.number


def record_issued(
    session: Session,
    now: dt.datetime,
    actor: str,
    invoice_id: str,
    invoice: Invoice,
    *,
    ubl_sha256: str | None = None,
    cii_sha256: str | None = None,
    pdf_sha256: str | None = None,
) -> Exchange | None:
    """Keep the finished invoice: document and amounts, hashes of its files (blobs that are stored already),
    a document for the partner in every form agreed on (the first is returned; None: none is), the posting for the ERP;
    its order's lines count as invoiced. A credit note is taken off its invoice instead.

    Raises NotAllowed where it was issued before, or where `invoice` has another number or currency than the draft.
    """
    row = _row(session, invoice_id)
    where = f"invoice {row.number}"
    if row.state == SalesInvoiceState.ISSUED:
        raise NotAllowed("it was issued before", where=where, next_step=f"b2b why {row.number}")
    if (invoice.number, invoice.currency) != (row.number, row.currency):
        text = f"{invoice.number} in {invoice.currency} is not the draft {row.number} in {row.currency}"
        raise NotAllowed(text, where=where, next_step="prepare the draft again")
    row.document = json_form.to_json(invoice)
    row.net = to_minor(invoice.taxable_total, row.currency)
    row.vat = to_minor(invoice.vat_total, row.currency)
    row.gross = to_minor(invoice.gross_total, row.currency)
    row.ubl_sha256, row.cii_sha256, row.pdf_sha256 = ubl_sha256, cii_sha256, pdf_sha256
    row.date, row.due = invoice.date, invoice.terms.due
    row.state, row.issued_at = SalesInvoiceState.ISSUED.value, now
    session.add(row)
    session.flush()
    trade = parties.trade(session, row.partner_id)
    order = session.exec(select(SalesOrder).where(col(SalesOrder.id) == row.sales_order_id)).one()
    if row.kind == CREDIT_NOTE:
        credit.settle(session, now, actor, row)
    else:
        _count_invoiced(session, row, order)
    exchange = _send(session, now, trade, order, row, invoice)
    work.follow_order(session, now, TaskKind.ERP_INVOICE, trade, order, row_id=row.id, key=f"invoice:{row.id}")
    cases.resolve_about(session, row.id, now=now, actor=actor, resolution="the invoice was issued")
    amounts = {"number": row.number, "gross": invoice.gross_total, "currency": row.currency}
    audit.record(session, now, actor, "issued", "sales_invoice", row.id, amounts, pdf_sha256)
    return exchange


def erp_invoice(session: Session, invoice_id: str) -> Posting:
    """What the ERP is to post for an issued invoice. Raises NotFound, NotAllowed before it is issued."""
    row = _row(session, invoice_id)
    if row.document is None:
        raise NotAllowed("it is not issued yet", where=f"invoice {row.number}", next_step=f"b2b why {row.number}")
    invoice = json_form.from_json(row.document)
    assert isinstance(invoice, Invoice)
    return Posting(invoice, Money(invoice.payable, invoice.currency), invoice.buyer)


def _row(session: Session, invoice_id: str) -> SalesInvoice:
    row = session.exec(select(SalesInvoice).where(col(SalesInvoice.id) == invoice_id)).first()
    if row is None:
        raise NotFound(f"there is no invoice {invoice_id}", where="sales_invoice", next_step="b2b invoices list")
    return row


def _billable(session: Session, now: dt.datetime, trade: Trade, row: SalesInvoice) -> Billable:
    order = session.exec(select(SalesOrder).where(col(SalesOrder.id) == row.sales_order_id)).one()
    shipment = session.exec(select(Shipment).where(col(Shipment.id) == row.shipment_id)).one()
    bought, notice = json_form.from_json(order.document), json_form.from_json(shipment.document)
    assert isinstance(bought, Order)
    assert isinstance(notice, ShipNotice)
    lines = []
    for filled, line in sales.shipment_lines(session, shipment.id):
        item = session.exec(select(Item).where(col(Item.id) == line.item_id)).one()
        asked = bought.lines[line.position - 1]
        assert line.price is not None, "a line without a price is never confirmed"
        lines.append(
            BillableLine(
                sku=item.sku,
                quantity=Quantity(filled.quantity, line.unit),
                unit_price=line.price,
                description=item.description or asked.description,
                items=asked.items,
                order_line=line.line_number or str(line.position),
                vat_category=item.vat_category or "",
                vat_rate=item.vat_rate,
            )
        )
    return Billable(
        invoice_id=row.id,
        number=row.number,
        date=trade.our_day(now),
        currency=row.currency,
        order_number=bought.number,
        order_date=order.order_date,
        despatch_number=notice.number,
        delivery_date=trade.our_day(shipment.shipped_at),
        ship_to=notice.ship_to,
        bill_to=bought.bill_to,
        lines=lines,
        references=bought.references,
        supplier_ids=(*_one(bought.supplier, *_GLN), *_one(bought.supplier, _ASSIGNED_BY_BUYER)),
        buyer_ids=_one(bought.buyer, *_GLN) or _one(bought.buyer, _ASSIGNED_BY_BUYER),
    )


def _one(party: Party, *schemes: str) -> tuple[PartyId, ...]:
    """The first number of these schemes that the order names a party by, if any."""
    return tuple(one for one in party.ids if one.scheme in schemes)[:1]


def _missing_json(missing: Missing) -> dict[str, str]:
    return {"table": missing.table, "code": missing.code, "field": missing.field, "why": missing.why}


def _count_invoiced(session: Session, row: SalesInvoice, order: SalesOrder) -> None:
    assert row.shipment_id is not None
    for filled, line in sales.shipment_lines(session, row.shipment_id):
        line.invoiced += filled.quantity
        session.add(line)
    session.flush()
    order.state = standing(sales.lines(session, order.id)).value
    session.add(order)


def _send(
    session: Session, now: dt.datetime, trade: Trade, order: SalesOrder, row: SalesInvoice, invoice: Invoice
) -> Exchange | None:
    """Send it in every form that is agreed with the partner; the first of them is the one that the row names."""
    files = {"ubl": row.ubl_sha256, "cii": row.cii_sha256, "pdf": row.pdf_sha256}
    sent = [
        outgoing.about_order(
            session,
            now,
            order,
            SET if form == X12 else form,
            invoice,
            LinkKind.FOLLOWS,
            order.exchange_id,
            blob_sha256=files.get(form),
        )
        for form in trade.theirs.invoice.forms
    ]
    first = next((exchange for exchange in sent if exchange is not None), None)
    if first is not None:
        row.exchange_id = first.id
        session.add(row)
    return first
