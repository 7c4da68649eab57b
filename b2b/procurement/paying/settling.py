"""What happens to invoices and supplier when a payment moves on: accepted, booked, refused, returned.

The supplier gets its remittance advice (820) when the bank has accepted the payment, or has booked it without a word:
an advice of a payment that is refused would be wrong.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy
from sqlalchemy import exists
from sqlmodel import Session, col, select

from b2b.procurement import outgoing, parties
from b2b.procurement.matching import standing
from b2b.procurement.paying import file, gather, progress
from b2b.procurement.paying.approval import release
from b2b.procurement.paying.runs import items, payments, transfer_of
from b2b.store import audit, cases
from b2b.store.states import LinkKind, PaymentRunState, PaymentState, PurchaseInvoiceState, Severity
from b2b.store.tables import Payment, PaymentItem, PaymentRun

ADVICE = "820"
_RUNS = "payment runs"
_BOOKED_BEFORE = (PaymentState.BOOKED, PaymentState.RETURNED)
_LET_GO = (PaymentState.REJECTED, PaymentState.CANCELLED)


def run_of(session: Session, payment: Payment) -> PaymentRun:
    """The run that a payment is part of; read once in a unit of work, since its document may be long."""
    held: dict[str, PaymentRun] = session.info.setdefault(_RUNS, {})
    if payment.payment_run_id not in held:
        held[payment.payment_run_id] = session.get_one(PaymentRun, payment.payment_run_id)
    return held[payment.payment_run_id]


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


def obstacle(session: Session, now: dt.datetime, payment: Payment, *, by_hand: bool = False) -> str:
    """Why money that has left our account cannot be booked as this payment; empty: it can be.

    Where it was refused and its invoices have moved on, or its run was not approved, or cancelled and nobody has said
    `by_hand` that it is this one, an exception is opened too: no run pays the invoices before that is clear.
    """
    name = payment.end_to_end_id
    if payment.state in _BOOKED_BEFORE:
        return f"{name} is {payment.state}"
    if payment.state == PaymentState.CANCELLED and not by_hand:
        contradict(session, now, payment, "the bank has booked it although its run was cancelled: find out who sent it")
        return f"{name} was cancelled, and the bank has booked it all the same"
    run = run_of(session, payment)
    if run.state == PaymentRunState.PROPOSED:
        way = f"find out who sent its file; b2b payments cancel {run.number}, then match the movement by hand"
        contradict(session, now, payment, f"the bank has booked it although nobody has approved its run: {way}")
        return f"{name} was never sent"
    if payment.state in _LET_GO and not _can_take_back(session, payment):
        what = "what it had refused" if payment.state == PaymentState.REJECTED else "it although its run was cancelled"
        contradict(session, now, payment, f"the bank has booked {what}, and its invoices have moved on")
        return f"{name} was {payment.state}, and its invoices have moved on or are in another payment"
    return ""


def book(
    session: Session, now: dt.datetime, actor: str, payment: Payment, day: dt.date, *, by_hand: bool = False
) -> bool:
    """The money has left our account: its invoices are paid, its credit notes used up. False: an `obstacle`."""
    if obstacle(session, now, payment, by_hand=by_hand):
        return False
    if payment.state in _LET_GO:
        _take_back(session, now, actor, payment)
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
    settle_run(session, run_of(session, payment))
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
    # One look into the index a state, however many payments there are: it is asked after each of them.
    session.flush()
    there = (
        exists().where(col(Payment.payment_run_id) == run.id, col(Payment.state) == state) for state in PaymentState
    )
    found = session.connection().execute(sqlalchemy.select(*there)).one()
    states = [state for state, has in zip(PaymentState, found, strict=True) if has]
    run.state = progress.standing(PaymentRunState(run.state), states).value
    session.add(run)
    session.flush()


def _reopen(session: Session, now: dt.datetime, actor: str, payment: Payment) -> None:
    invoices = select(PaymentItem.purchase_invoice_id).where(col(PaymentItem.payment_id) == payment.id)
    standing.reopen(session, now, actor, invoices, run_of(session, payment).proposed_at)


def _can_take_back(session: Session, payment: Payment) -> bool:
    """Whether a payment that let go of its invoices can hold them again: none is in another payment or was settled
    otherwise, and of each the same amount is payable.
    """
    held = items(session, payment.id)
    ids = [invoice.id for _, invoice in held]
    busy = select(PaymentItem.id).where(col(PaymentItem.active), col(PaymentItem.purchase_invoice_id).in_(ids))
    still_open = all(
        invoice.state == PurchaseInvoiceState.MATCHED and invoice.payable == abs(item.amount) for item, invoice in held
    )
    return still_open and session.exec(busy).first() is None


def _take_back(session: Session, now: dt.datetime, actor: str, payment: Payment) -> None:
    """Hold the invoices of a refused or cancelled payment again, since its money has left."""
    if payment.state == PaymentState.REJECTED:
        contradict(session, now, payment, "the bank has booked what it had refused")
        code, resolution = gather.REJECTED, "it was booked all the same"
    else:
        code, resolution = gather.CONTRADICTED, "a person said that it was booked all the same"
    cases.resolve_about(session, payment.id, now=now, actor=actor, code=code, resolution=resolution)
    for item, _ in items(session, payment.id):
        item.active = True
        session.add(item)
    session.flush()


def _advise(session: Session, now: dt.datetime, payment: Payment) -> None:
    """The 820, once; a supplier that trades none is not told."""
    if payment.remittance_exchange_id is not None:
        return
    run = run_of(session, payment)
    paid = transfer_of(run, payment.end_to_end_id)
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
