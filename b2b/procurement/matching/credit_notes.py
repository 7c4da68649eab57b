"""Suppliers' credit notes: taken off the invoice they name, or kept to be set off in a payment run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.documents.same import normal_number
from b2b.procurement.matching import gather, keep
from b2b.procurement.matching.amounts import wrong_sums
from b2b.procurement.matching.keep import CREDIT_NOTE, INVOICE, open_blocked
from b2b.procurement.orders.wording import price
from b2b.procurement.parties import Trade
from b2b.store import cases
from b2b.store.money import exponent, from_minor, to_minor
from b2b.store.states import PurchaseInvoiceState
from b2b.store.tables import PaymentItem, PurchaseInvoice

NOT_TAKEN = "credit-note-not-taken"
_OPEN = (PurchaseInvoiceState.BLOCKED, PurchaseInvoiceState.MATCHED, PurchaseInvoiceState.SETTLED)


def take(session: Session, now: dt.datetime, actor: str, trade: Trade, row: PurchaseInvoice) -> str:
    """Take a credit note off the invoice it names; what came of it in words.

    One to an invoice that is being paid or was paid is kept to be set off. It is blocked, with an exception, where it
    has problems, names no invoice, one that has not come or another currency's, or is more than is left of it.
    """
    invoice = named(session, row.company_id, row.partner_id, row.preceding_invoice)
    reasons = [*row.problems, *_problems(session, trade, row, invoice)]
    if reasons:
        open_blocked(session, now, row, NOT_TAKEN, "is not taken", reasons)
        return f"blocked: {reasons[0]}"
    assert invoice is not None
    row.preceding_invoice = invoice.invoice_number
    cases.resolve_about(session, row.id, now=now, actor=actor, code=NOT_TAKEN, resolution="its invoice is there")
    if invoice.state not in _OPEN:
        set_off(session, row)
        return f"invoice {invoice.invoice_number} is {invoice.state}: it is set off in the next payment run"
    row.credited_invoice_id, row.state, row.payable = invoice.id, PurchaseInvoiceState.SETTLED.value, 0
    session.add(row)
    session.flush()
    result = keep.match(session, now, actor, trade, invoice)
    return f"taken off invoice {invoice.invoice_number}, which is {keep.reason_line(result, invoice.currency)}"


def take_waiting(session: Session, now: dt.datetime, actor: str, trade: Trade, invoice: PurchaseInvoice) -> bool:
    """Take the credit notes that came before the invoice they name; whether there were any."""
    query = select(PurchaseInvoice).where(
        col(PurchaseInvoice.company_id) == invoice.company_id,
        col(PurchaseInvoice.partner_id) == invoice.partner_id,
        col(PurchaseInvoice.kind) == CREDIT_NOTE,
        col(PurchaseInvoice.state) == PurchaseInvoiceState.BLOCKED,
    )
    waiting = [
        row
        for row in session.exec(query.order_by(col(PurchaseInvoice.number)))
        if row.preceding_invoice and normal_number(row.preceding_invoice) == invoice.invoice_key
    ]
    for row in waiting:
        take(session, now, actor, trade, row)
    return bool(waiting)


def set_off(session: Session, row: PurchaseInvoice) -> None:
    """Keep a credit note for the next payment run."""
    row.state, row.payable = PurchaseInvoiceState.MATCHED.value, gives_back(row)
    session.add(row)
    session.flush()


def gives_back(row: PurchaseInvoice) -> int:
    """What a credit note is worth, in minor units: its amount due, which rounding may have made less than its total."""
    return max(0, min(to_minor(Decimal(row.document["payable"]), row.currency), row.gross))


def is_used(session: Session, row: PurchaseInvoice) -> bool:
    """Whether a credit note is or was set off in a payment, or was taken off an invoice that is being paid."""
    if row.kind == INVOICE:
        return False
    if row.state != PurchaseInvoiceState.SETTLED:
        held = select(PaymentItem.id).where(col(PaymentItem.purchase_invoice_id) == row.id, col(PaymentItem.active))
        return session.exec(held).first() is not None
    if row.credited_invoice_id is None:
        return True
    return session.get_one(PurchaseInvoice, row.credited_invoice_id).state not in _OPEN


def let_go(session: Session, row: PurchaseInvoice) -> PurchaseInvoice | None:
    """Take a credit note from the invoice it was taken off; that invoice."""
    if row.credited_invoice_id is None:
        return None
    invoice = session.get_one(PurchaseInvoice, row.credited_invoice_id)
    row.credited_invoice_id = None
    session.add(row)
    session.flush()
    return invoice


def orphan(session: Session, now: dt.datetime, invoice: PurchaseInvoice) -> None:
    """Credit notes to an invoice that was rejected wait for a person: nothing is paid that they could be taken off."""
    for row in gather.credits_to(session, invoice.id):
        row.credited_invoice_id, row.state = None, PurchaseInvoiceState.BLOCKED.value
        session.add(row)
        told = f"its invoice {invoice.invoice_number} was rejected"
        open_blocked(session, now, row, NOT_TAKEN, "is not taken", [told])


def named(session: Session, company_id: str, partner_id: str, number: str) -> PurchaseInvoice | None:
    """The supplier's invoice of this number, None where it has not come or no number is given."""
    if not number:
        return None
    query = select(PurchaseInvoice).where(
        col(PurchaseInvoice.company_id) == company_id,
        col(PurchaseInvoice.partner_id) == partner_id,
        col(PurchaseInvoice.kind) == INVOICE,
        col(PurchaseInvoice.invoice_key) == normal_number(number),
    )
    return session.exec(query).first()


def _problems(session: Session, trade: Trade, row: PurchaseInvoice, invoice: PurchaseInvoice | None) -> Iterator[str]:
    document = gather.document(row)
    yield from gather.party_problems(trade, document)
    if not row.problems:
        yield from wrong_sums(document, exponent(row.currency))
    if row.net < 0 or row.vat < 0:
        yield "its total without VAT, or its VAT, is below 0"
    if invoice is None:
        number = row.preceding_invoice
        yield f"invoice {number}, which it names, has not come" if number else "it names no invoice"
        return
    if invoice.state == PurchaseInvoiceState.REJECTED:
        yield f"its invoice {invoice.invoice_number} was rejected"
    if invoice.currency != row.currency:
        yield f"it is in {row.currency}, its invoice in {invoice.currency}"
    left = invoice.gross - sum(gives_back(one) for one in gather.credits_to(session, invoice.id) if one.id != row.id)
    if gives_back(row) > left:
        worth = price(from_minor(gives_back(row), row.currency), row.currency)
        rest = price(from_minor(left, invoice.currency), invoice.currency)
        yield f"its {worth} are more than the {rest} that are left of invoice {invoice.invoice_number}"
