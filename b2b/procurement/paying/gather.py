"""What a company owes on a day: its suppliers' open invoices and credit notes, as a proposal looks at them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlmodel import Session, col, select

from b2b.procurement.paying.propose import Deduction, Payable
from b2b.store import parties
from b2b.store.states import CaseState, PaymentState, PurchaseInvoiceState
from b2b.store.tables import Company, ExceptionCase, Partner, Payment, PaymentItem, PurchaseInvoice

REJECTED = "payment-rejected"
RETURNED = "payment-returned"
CONTRADICTED = "payment-status-contradicts"
CREDIT_NOTE = "381"
_OPEN = (PurchaseInvoiceState.MATCHED, PurchaseInvoiceState.BLOCKED)


def payables(session: Session, company: Company) -> list[Payable]:
    """Everything that is open and in no payment. ConfigError where a supplier's settings cannot be read."""
    held = select(PaymentItem.purchase_invoice_id).where(col(PaymentItem.active))
    query = select(PurchaseInvoice).where(
        col(PurchaseInvoice.company_id) == company.id,
        col(PurchaseInvoice.state).in_(_OPEN),
        col(PurchaseInvoice.id).not_in(held),
    )
    rows = session.exec(query.order_by(col(PurchaseInvoice.number))).all()
    ibans = _ibans(session, company, {row.partner_id for row in rows})
    refused = _refused(session, [row.id for row in rows])
    return [
        _payable(session, row, ibans[row.partner_id], refused.get(row.id, ""))
        for row in rows
        if row.payable > 0 or row.state == PurchaseInvoiceState.BLOCKED
    ]


def _payable(session: Session, row: PurchaseInvoice, our_iban: str, refused: str) -> Payable:
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
        deductions=_deductions(session, row),
    )


def _ibans(session: Session, company: Company, partner_ids: set[str]) -> dict[str, str]:
    query = select(Partner).where(col(Partner.company_id) == company.id, col(Partner.id).in_(partner_ids))
    return {row.id: parties.partner_settings(row).purchase.iban for row in session.exec(query)}


def _deductions(session: Session, row: PurchaseInvoice) -> tuple[Deduction, ...]:
    """The credit notes that explain, to the cent, why less than the gross is payable; none where they do not."""
    missing = row.gross - row.payable
    if row.kind == CREDIT_NOTE or not missing or not row.payable:
        return ()
    query = select(PurchaseInvoice).where(
        col(PurchaseInvoice.company_id) == row.company_id,
        col(PurchaseInvoice.partner_id) == row.partner_id,
        col(PurchaseInvoice.kind) == CREDIT_NOTE,
        col(PurchaseInvoice.preceding_invoice) == row.invoice_number,
        col(PurchaseInvoice.currency) == row.currency,
        col(PurchaseInvoice.state) != PurchaseInvoiceState.REJECTED,
        col(PurchaseInvoice.payable) < col(PurchaseInvoice.gross),
    )
    found = tuple(
        Deduction(credit.invoice_number, credit.date, credit.gross - credit.payable)
        for credit in session.exec(query.order_by(col(PurchaseInvoice.number)))
    )
    return found if sum(one.amount for one in found) == missing else ()


def _refused(session: Session, invoice_ids: Sequence[str]) -> dict[str, str]:
    """By invoice: that its last payment failed and nobody has settled the exception about it yet."""
    query = (
        select(PaymentItem.purchase_invoice_id, Payment.state, ExceptionCase.number)
        .join(Payment, col(Payment.id) == col(PaymentItem.payment_id))
        .join(ExceptionCase, col(ExceptionCase.row_id) == col(Payment.id))
        .where(
            col(PaymentItem.purchase_invoice_id).in_(invoice_ids),
            col(Payment.state).in_([PaymentState.REJECTED, PaymentState.RETURNED]),
            col(ExceptionCase.code).in_([REJECTED, RETURNED, CONTRADICTED]),
            col(ExceptionCase.state) == CaseState.OPEN,
        )
    )
    return {
        invoice_id: f"its payment was {state}, exception {number} is open: b2b exceptions show {number}"
        for invoice_id, state, number in session.exec(query.order_by(col(ExceptionCase.number)))
    }
