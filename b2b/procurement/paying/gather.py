"""What a company owes on a day: its suppliers' open invoices and credit notes, as a proposal looks at them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from b2b.procurement.matching.credit_notes import gives_back
from b2b.procurement.paying.propose import Deduction, Payable
from b2b.store import parties
from b2b.store.states import CaseState, PurchaseInvoiceState
from b2b.store.tables import Company, ExceptionCase, Partner, Payment, PaymentItem, PurchaseInvoice

REJECTED = "payment-rejected"
RETURNED = "payment-returned"
CONTRADICTED = "payment-status-contradicts"
CREDIT_NOTE = "381"
_OPEN = (PurchaseInvoiceState.MATCHED, PurchaseInvoiceState.BLOCKED)


def payables(session: Session, company: Company) -> list[Payable]:
    """Everything that is open and in no payment. ConfigError where a supplier's settings cannot be read."""
    mine = (
        col(PurchaseInvoice.company_id) == company.id,
        col(PurchaseInvoice.state).in_(_OPEN),
        col(PurchaseInvoice.id).not_in(select(PaymentItem.purchase_invoice_id).where(col(PaymentItem.active))),
    )
    rows = session.exec(select(PurchaseInvoice).where(*mine).order_by(col(PurchaseInvoice.number))).all()
    ibans = _ibans(session, company, {row.partner_id for row in rows})
    refused = refusals(session, select(PurchaseInvoice.id).where(*mine))
    deductions = _deductions(session, select(PurchaseInvoice.id).where(*mine))
    return [
        _payable(row, ibans[row.partner_id], refused.get(row.id, ""), deductions.get(row.id, ()))
        for row in rows
        if row.payable > 0 or row.state == PurchaseInvoiceState.BLOCKED
    ]


def _payable(row: PurchaseInvoice, our_iban: str, refused: str, deductions: Sequence[Deduction]) -> Payable:
    explained = sum(one.amount for one in deductions) == row.gross - row.payable
    return Payable(
        id=row.id,
        number=row.invoice_number,
        supplier=row.partner_id,
        amount=row.gross if row.state == PurchaseInvoiceState.BLOCKED else row.payable,
        currency=row.currency,
        date=row.date,
        due=row.due,
        is_credit=row.kind == CREDIT_NOTE,
        blocked=row.state == PurchaseInvoiceState.BLOCKED,
        our_iban=our_iban,
        their_iban=re.sub(r"\s", "", str(row.document.get("iban") or "")).upper(),
        refused=refused,
        deductions=tuple(deductions) if explained else (),
    )


def _ibans(session: Session, company: Company, partner_ids: set[str]) -> dict[str, str]:
    partners = session.exec(select(Partner).where(col(Partner.company_id) == company.id))
    return {row.id: parties.partner_settings(row).purchase.iban for row in partners if row.id in partner_ids}


def _deductions(session: Session, invoices: SelectOfScalar[str]) -> dict[str, list[Deduction]]:
    """By invoice, the credit notes that were taken off it."""
    query = select(PurchaseInvoice).where(col(PurchaseInvoice.credited_invoice_id).in_(invoices))
    found: dict[str, list[Deduction]] = {}
    for row in session.exec(query.order_by(col(PurchaseInvoice.number))):
        assert row.credited_invoice_id is not None
        deduction = Deduction(row.invoice_number, row.date, gives_back(row))
        found.setdefault(row.credited_invoice_id, []).append(deduction)
    return found


def refusals(session: Session, invoices: SelectOfScalar[str]) -> dict[str, str]:
    """By invoice: that its last payment failed, or may not have, and nobody has settled the exception about it yet."""
    query = (
        select(PaymentItem.purchase_invoice_id, Payment.state, ExceptionCase.number)
        .join(Payment, col(Payment.id) == col(PaymentItem.payment_id))
        .join(ExceptionCase, col(ExceptionCase.row_id) == col(Payment.id))
        .where(
            col(PaymentItem.purchase_invoice_id).in_(invoices),
            col(PaymentItem.active).is_(False),
            col(ExceptionCase.code).in_([REJECTED, RETURNED, CONTRADICTED]),
            col(ExceptionCase.state) == CaseState.OPEN,
        )
    )
    return {
        invoice_id: f"its payment was {state}, exception {number} is open: b2b exceptions show {number}"
        for invoice_id, state, number in session.exec(query.order_by(col(ExceptionCase.number)))
    }
