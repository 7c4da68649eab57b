"""Before money leaves: whether everything that a run pays may still be paid."""

from __future__ import annotations

from sqlmodel import Session, col, select

from b2b.errors import NotAllowed
from b2b.procurement.matching import standing
from b2b.procurement.orders.wording import price
from b2b.procurement.paying import gather
from b2b.procurement.paying.runs import invoices_of
from b2b.store.money import from_minor
from b2b.store.states import CaseState, PurchaseInvoiceState
from b2b.store.tables import ExceptionCase, Payment, PaymentItem, PaymentRun, PurchaseInvoice

_PAYABLE = (PurchaseInvoiceState.IN_PAYMENT, PurchaseInvoiceState.MATCHED)


def require_still_payable(session: Session, run: PaymentRun) -> None:
    """NotAllowed unless every invoice of a proposed run is payable with the amount that the file pays of it: nobody has
    rejected it, its goods are still here, and no earlier payment of it may still leave; nor has the bank booked it.
    """
    _require_not_booked(session, run)
    anew = f"b2b payments cancel {run.number}, then: b2b payments propose"
    held = (
        select(PaymentItem, PurchaseInvoice)
        .join(PurchaseInvoice, col(PurchaseInvoice.id) == col(PaymentItem.purchase_invoice_id))
        .join(Payment, col(Payment.id) == col(PaymentItem.payment_id))
        .where(col(Payment.payment_run_id) == run.id)
    )
    for item, invoice in session.exec(held.order_by(col(PurchaseInvoice.number))):
        if invoice.payable != abs(item.amount) or invoice.state not in _PAYABLE:
            now_payable = price(from_minor(invoice.payable, invoice.currency), invoice.currency)
            raise _stale(run, invoice, f"{invoice.state} now, {now_payable} of it payable", anew)
    for invoice, why in standing.fallen(session, invoices_of(run.id), run.proposed_at):
        raise _stale(run, invoice, f"not payable as it was any more, {why}", anew)
    for invoice_id, why in gather.refusals(session, invoices_of(run.id)).items():
        settle = f"settle the exception first, or give this run up: b2b payments cancel {run.number}"
        raise _stale(run, session.get_one(PurchaseInvoice, invoice_id), f"not clear, {why}", settle)


def _require_not_booked(session: Session, run: PaymentRun) -> None:
    about = (
        select(Payment.end_to_end_id, ExceptionCase.number)
        .join(ExceptionCase, col(ExceptionCase.row_id) == col(Payment.id))
        .where(
            col(Payment.payment_run_id) == run.id,
            col(ExceptionCase.code) == gather.CONTRADICTED,
            col(ExceptionCase.state) == CaseState.OPEN,
        )
    )
    for payment, case in session.exec(about.order_by(col(ExceptionCase.number))):
        raise NotAllowed(
            f"the bank speaks of payment {payment} already, exception {case} is open",
            where=f"payment run {run.number}",
            next_step=f"b2b exceptions show {case}",
        )


def _stale(run: PaymentRun, invoice: PurchaseInvoice, what: str, next_step: str) -> NotAllowed:
    text = f"invoice {invoice.invoice_number} is {what}"
    return NotAllowed(text, where=f"payment run {run.number}", next_step=next_step)
