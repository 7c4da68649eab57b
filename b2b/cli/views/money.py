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
from b2b.store.tables import Payment, PaymentRun, SalesInvoice

_SETTLED = {
    SettlementState.ADVISED: "announced by the customer",
    SettlementState.CONFIRMED: "paid",
    SettlementState.CREDITED: "credited",
}


def paid(session: Session, run: PaymentRun) -> Iterator[Event]:
    """A run from the proposal on, and what became of each of its payments."""
    for act in audit.history(session, "payment_run", run.id):
        what = f"payment run {run.number} {act.action} by {act.actor}"
        told = (*_payments(session, run),) if act.action == "proposed" else ()
        reason = str(act.details.get("why") or act.details.get("reason") or "")
        yield Event(act.at, what, (*told, *([reason] if reason else ())))
    for payment in runs.payments(session, run.id):
        for act in audit.history(session, "payment", payment.id):
            reason = str(act.details.get("reason") or "")
            yield Event(act.at, f"payment {payment.end_to_end_id} {act.action}", (reason,) if reason else ())


def _payments(session: Session, run: PaymentRun) -> Iterator[str]:
    for payment in runs.payments(session, run.id):
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
