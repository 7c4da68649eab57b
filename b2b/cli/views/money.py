"""What happened to payments and receivables, as dated sentences with their reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from b2b.cli.views.events import Event
from b2b.procurement.paying import runs
from b2b.procurement.receivables import account
from b2b.store import audit
from b2b.store.money import from_minor
from b2b.store.states import SettlementState
from b2b.store.tables import Payment, PaymentItem, PaymentRun, PurchaseInvoice, SalesInvoice

_SETTLED = {
    SettlementState.ADVISED: "announced by the customer",
    SettlementState.CONFIRMED: "paid",
    SettlementState.CREDITED: "credited",
}


def paid(session: Session, run: PaymentRun) -> Iterator[Event]:
    """A run from the proposal on, and what became of each of its payments."""
    yield from _acts(session, run, runs.payments(session, run.id))


def paying(session: Session, bills: Sequence[PurchaseInvoice]) -> Iterator[Event]:
    """How suppliers' invoices were paid: the runs that held them, and what became of their own payments."""
    held = select(PaymentItem.payment_id).where(col(PaymentItem.purchase_invoice_id).in_([row.id for row in bills]))
    mine = session.exec(select(Payment).where(col(Payment.id).in_(held)).order_by(col(Payment.end_to_end_id))).all()
    query = select(PaymentRun).where(col(PaymentRun.id).in_({payment.payment_run_id for payment in mine}))
    for run in session.exec(query.order_by(col(PaymentRun.number))):
        yield from _acts(session, run, [payment for payment in mine if payment.payment_run_id == run.id])


def _acts(session: Session, run: PaymentRun, payments: Sequence[Payment]) -> Iterator[Event]:
    for act in audit.history(session, "payment_run", run.id):
        what = f"payment run {run.number} {act.action} by {act.actor}"
        told = tuple(_payments(session, payments)) if act.action == "proposed" else ()
        reason = str(act.details.get("why") or act.details.get("reason") or "")
        yield Event(act.at, what, (*told, *([reason] if reason else ())))
    for payment in payments:
        for act in audit.history(session, "payment", payment.id):
            reason = str(act.details.get("reason") or "")
            yield Event(act.at, f"payment {payment.end_to_end_id} {act.action}", (reason,) if reason else ())


def _payments(session: Session, payments: Sequence[Payment]) -> Iterator[str]:
    for payment in payments:
        settled = ", ".join(invoice.invoice_number for _, invoice in runs.items(session, payment.id))
        yield f"{payment.end_to_end_id}: {from_minor(payment.amount, payment.currency):,} {payment.currency}, {settled}"


def run_of(session: Session, text: str) -> PaymentRun | None:
    """The run by its number, its MessageId, or the EndToEndId of one of its payments."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return session.exec(select(PaymentRun).where(col(PaymentRun.number) == int(text))).first()
    named = session.exec(select(PaymentRun).where(col(PaymentRun.message_id) == text)).first()
    query = select(PaymentRun).join(Payment, col(Payment.payment_run_id) == col(PaymentRun.id))
    return named or session.exec(query.where(col(Payment.end_to_end_id) == text)).first()


def settled(session: Session, invoices: Sequence[SalesInvoice]) -> Iterator[Event]:
    """What closed invoices of ours, payment by payment."""
    for invoice in invoices:
        for one in account.settlements(session, invoice.id):
            amount = f"{from_minor(one.amount, one.currency):,} {one.currency}"
            word = _SETTLED[SettlementState(one.state)]
            yield Event(one.at, f"invoice {invoice.number}: {amount} {word}", (one.trace,))
