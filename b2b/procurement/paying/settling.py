"""What happens to invoices and supplier when a payment moves on: accepted, booked, refused, returned.

The supplier gets its remittance advice (820) when the bank has accepted the payment, or has booked it without a word:
an advice of a payment that is refused would be wrong.
"""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session, col, select

from b2b.documents import PaymentFile, json_form
from b2b.procurement import outgoing, parties
from b2b.procurement.matching import standing
from b2b.procurement.paying import file, gather, progress
from b2b.procurement.paying.approval import release
from b2b.procurement.paying.runs import items, payments
from b2b.store import audit, cases
from b2b.store.states import LinkKind, PaymentRunState, PaymentState, PurchaseInvoiceState, Severity
from b2b.store.tables import Payment, PaymentItem, PaymentRun

ADVICE = "820"
_BOOKABLE = (PaymentState.PROPOSED, PaymentState.SENT, PaymentState.ACCEPTED, PaymentState.REJECTED)


def run_of(session: Session, payment: Payment) -> PaymentRun:
    """The run that a payment is part of."""
    return session.exec(select(PaymentRun).where(col(PaymentRun.id) == payment.payment_run_id)).one()


def note_sent(session: Session, now: dt.datetime, actor: str, run: PaymentRun) -> None:
    """The bank has the file of an approved run."""
    for payment in payments(session, run.id):
        if payment.state == PaymentState.PROPOSED:
            payment.state = PaymentState.SENT.value
            session.add(payment)
    audit.record(session, now, actor, "sent", "payment_run", run.id, {"number": run.number}, run.file_sha256)
    settle_run(session, run)


def accept(session: Session, now: dt.datetime, payment: Payment) -> None:
    """The bank will pay it: the supplier is told."""
    payment.state = PaymentState.ACCEPTED.value
    session.add(payment)
    session.flush()
    _advise(session, now, payment)
    settle_run(session, run_of(session, payment))


def reject(session: Session, now: dt.datetime, actor: str, payment: Payment, reason: str) -> None:
    """The bank will not pay it: its invoices are open again, in no run before somebody has settled the exception."""
    release(session, payment, PaymentState.REJECTED, reason)
    _reopen(session, now, actor, payment)
    _failed(
        session, now, actor, payment, gather.REJECTED, f"the bank refuses to pay {_what(session, payment)}: {reason}"
    )


def book(session: Session, now: dt.datetime, actor: str, payment: Payment, day: dt.date) -> bool:
    """The money has left our account: its invoices are paid, its credit notes used up.

    False where it cannot be: it was booked before or never sent, or it was refused and its invoices have moved on; the
    latter opens an exception, so that no run pays them again before that is clear.
    """
    run = run_of(session, payment)
    if payment.state not in _BOOKABLE or run.state in (PaymentRunState.PROPOSED, PaymentRunState.CANCELLED):
        return False
    if payment.state == PaymentState.REJECTED:
        if not _taken_back(session, payment):
            contradict(session, now, payment, "the bank has booked what it had refused, and its invoices have moved on")
            return False
        contradict(session, now, payment, "the bank has booked what it had refused")
        cases.resolve_about(
            session, payment.id, now=now, actor=actor, code=gather.REJECTED, resolution="it was booked all the same"
        )
    for item, invoice in items(session, payment.id):
        if item.amount < 0:
            invoice.state, invoice.payable = PurchaseInvoiceState.SETTLED.value, 0
        else:
            invoice.state = PurchaseInvoiceState.PAID.value
        session.add(invoice)
    payment.state, payment.booked_on = PaymentState.BOOKED.value, day
    session.add(payment)
    session.flush()
    _advise(session, now, payment)
    details = {"end_to_end_id": payment.end_to_end_id, "on": day}
    audit.record(session, now, actor, "booked", "payment", payment.id, details)
    settle_run(session, run)
    return True


def give_back(session: Session, now: dt.datetime, actor: str, payment: Payment, reason: str) -> bool:
    """Booked money has come back: the invoices are open again, as after a rejection. False where it was not booked."""
    if payment.state != PaymentState.BOOKED:
        return False
    release(session, payment, PaymentState.RETURNED, reason)
    _reopen(session, now, actor, payment)
    _failed(
        session, now, actor, payment, gather.RETURNED, f"the payment of {_what(session, payment)} came back: {reason}"
    )
    return True


def contradict(session: Session, now: dt.datetime, payment: Payment, trouble: str) -> None:
    """Open the exception that bank and books disagree on a payment."""
    _case(session, now, payment, gather.CONTRADICTED, f"payment {payment.end_to_end_id}: {trouble}", Severity.ERROR)


def settle_run(session: Session, run: PaymentRun) -> None:
    """Bring a run's state up to date with its payments."""
    states = [PaymentState(one.state) for one in payments(session, run.id)]
    run.state = progress.standing(PaymentRunState(run.state), states).value
    session.add(run)
    session.flush()


def _reopen(session: Session, now: dt.datetime, actor: str, payment: Payment) -> None:
    invoices = select(PaymentItem.purchase_invoice_id).where(col(PaymentItem.payment_id) == payment.id)
    standing.reopen(session, now, actor, invoices, run_of(session, payment).proposed_at)


def _taken_back(session: Session, payment: Payment) -> bool:
    """Hold the invoices of a refused payment again; False where one is in another payment, was settled otherwise, or
    another amount of it is payable by now.
    """
    held = items(session, payment.id)
    ids = [invoice.id for _, invoice in held]
    busy = select(PaymentItem.id).where(col(PaymentItem.active), col(PaymentItem.purchase_invoice_id).in_(ids))
    still_open = all(
        invoice.state == PurchaseInvoiceState.MATCHED and invoice.payable == abs(item.amount) for item, invoice in held
    )
    if not still_open or session.exec(busy).first() is not None:
        return False
    for item, _ in held:
        item.active = True
        session.add(item)
    session.flush()
    return True


def _advise(session: Session, now: dt.datetime, payment: Payment) -> None:
    """The 820, once; a supplier that trades none is not told."""
    if payment.remittance_exchange_id is not None:
        return
    run = run_of(session, payment)
    document = json_form.from_json(run.document)
    assert isinstance(document, PaymentFile)
    paid = next(one for one in document.transfers if one.end_to_end_id == payment.end_to_end_id)
    orders = {invoice.invoice_number: invoice.order_number for _, invoice in items(session, payment.id)}
    ours = parties.trade(session, payment.partner_id).ours
    exchange = outgoing.enqueue(
        session,
        now,
        company_id=run.company_id,
        partner_id=payment.partner_id,
        set_id=ADVICE,
        document=file.remittance(paid, run.execution_date, ours, orders),
        business_key=payment.end_to_end_id,
        link=LinkKind.FOLLOWS,
        to_exchange=run.exchange_id,
    )
    if exchange is not None:
        payment.remittance_exchange_id = exchange.id
        session.add(payment)
        session.flush()


def _failed(session: Session, now: dt.datetime, actor: str, payment: Payment, code: str, message: str) -> None:
    _case(session, now, payment, code, message, Severity.ERROR)
    details = {"end_to_end_id": payment.end_to_end_id, "reason": payment.status_reason}
    audit.record(session, now, actor, payment.state, "payment", payment.id, details)
    settle_run(session, run_of(session, payment))


def _case(session: Session, now: dt.datetime, payment: Payment, code: str, message: str, severity: Severity) -> None:
    run = run_of(session, payment)
    cases.open_case(
        session,
        now,
        code,
        message,
        severity=severity,
        details={"end_to_end_id": payment.end_to_end_id, "run": run.number},
        company_id=run.company_id,
        partner_id=payment.partner_id,
        table_name="payment",
        row_id=payment.id,
    )


def _what(session: Session, payment: Payment) -> str:
    return ", ".join(invoice.invoice_number for item, invoice in items(session, payment.id) if item.amount > 0)
