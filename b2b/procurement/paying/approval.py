"""The word of a second person: a run is approved, loses its approval, is cancelled.

An approval holds for the bytes of one hash, which the caller renders from the run anew.
"""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session, col, select

from b2b.documents import PaymentFile, json_form
from b2b.errors import ConfigError, NotAllowed
from b2b.procurement import outgoing
from b2b.procurement.matching import standing
from b2b.procurement.paying.hands import require_other_hands
from b2b.procurement.paying.runs import invoices_of, items, payments
from b2b.procurement.paying.still_payable import require_still_payable
from b2b.store import agreements, audit, cases, exchanges, users
from b2b.store.states import (
    Direction,
    LinkKind,
    PaymentRunState,
    PaymentState,
    Processing,
    PurchaseInvoiceState,
    UserRole,
)
from b2b.store.tables import Exchange, Partner, Payment, PaymentRun, User

SET = "pain.001"
FILE_CHANGED = "payment-file-changed"
# What a payment makes of an invoice; a person may have made something else of it meanwhile, which stays.
_HELD = (PurchaseInvoiceState.IN_PAYMENT, PurchaseInvoiceState.PAID, PurchaseInvoiceState.SETTLED)
_NOT_SENT = (Processing.NEW, Processing.FAILED, Processing.QUARANTINED)


def approve(session: Session, now: dt.datetime, approver: User, run: PaymentRun, rendered_sha256: str) -> Exchange:
    """Approve the bytes of this hash: rendered from the run anew, they must be the file that was proposed. Returns the
    exchange that takes them to the bank.

    NotAllowed: the approver lacks the role or had a hand in the run, it is not proposed any more, its file has changed,
    or one of its invoices or accounts has. ConfigError: the bank gets no payment files.
    """
    where = f"payment run {run.number}"
    users.require(approver, UserRole.PAYMENT_APPROVER)
    if approver.name == run.proposed_by:
        text = f"{approver.name} proposed it, so somebody else must approve it"
        raise NotAllowed(text, where=where, next_step="another user with the role payment-approver has to do this")
    if run.state != PaymentRunState.PROPOSED:
        raise NotAllowed(f"it is {run.state}", where=where, next_step=f"b2b payments show {run.number}")
    if rendered_sha256 != run.file_sha256:
        text = "its file is not what was proposed"
        raise NotAllowed(text, where=where, next_step=f"b2b payments cancel {run.number}, then: b2b payments propose")
    require_still_payable(session, run)
    require_other_hands(session, run, approver.name)
    if agreements.current_agreement(session, run.bank_id, SET, Direction.OUT) is None:
        bank = session.exec(select(Partner.code).where(col(Partner.id) == run.bank_id)).one()
        text = f"{SET} out is not agreed with {bank}"
        raise ConfigError(text, where=where, next_step="add it to the bank's agreements, then: b2b partner apply FILE")
    exchange = _to_bank(session, now, run)
    exchanges.transition(
        session,
        PaymentRun,
        run.id,
        "state",
        PaymentRunState.PROPOSED,
        PaymentRunState.APPROVED,
        approved_by=approver.name,
        approved_sha256=rendered_sha256,
        approved_at=now,
        exchange_id=exchange.id,
    )
    session.refresh(run)
    cases.resolve_about(
        session, run.id, now=now, actor=approver.name, code=FILE_CHANGED, resolution="approved once more"
    )
    audit.record(
        session, now, approver.name, "approved", "payment_run", run.id, {"number": run.number}, rendered_sha256
    )
    return exchange


def _to_bank(session: Session, now: dt.datetime, run: PaymentRun) -> Exchange:
    document = json_form.from_json(run.document)
    assert isinstance(document, PaymentFile)
    exchange = outgoing.enqueue(
        session,
        now,
        company_id=run.company_id,
        partner_id=run.bank_id,
        set_id=SET,
        document=document,
        business_key=run.message_id,
        link=LinkKind.FOLLOWS,
        to_exchange=None,
        blob_sha256=run.file_sha256,
    )
    assert exchange is not None
    exchanges.link(session, now, exchange.id, LinkKind.FOLLOWS, table_name="payment_run", row_id=run.id)
    return exchange


def void_approval(session: Session, now: dt.datetime, actor: str, run: PaymentRun, why: str) -> None:
    """An approved run whose file is not the approved one is proposed again, with an exception; nothing was sent."""
    exchanges.transition(
        session,
        PaymentRun,
        run.id,
        "state",
        PaymentRunState.APPROVED,
        PaymentRunState.PROPOSED,
        approved_by=None,
        approved_sha256=None,
        approved_at=None,
        exchange_id=None,
    )
    cases.open_case(
        session,
        now,
        FILE_CHANGED,
        f"the approval of payment run {run.number} is void: {why}",
        details={"next_step": f"b2b payments cancel {run.number}"},
        company_id=run.company_id,
        partner_id=run.bank_id,
        table_name="payment_run",
        row_id=run.id,
    )
    audit.record(session, now, actor, "approval voided", "payment_run", run.id, {"number": run.number, "why": why})


def cancel(session: Session, now: dt.datetime, actor: str, run: PaymentRun, reason: str) -> None:
    """Give a run up that the bank has not got; its invoices can be paid by another. NotAllowed: it is on its way."""
    where = f"payment run {run.number}"
    before = (PaymentRunState.PROPOSED, PaymentRunState.APPROVED)
    if run.state not in before:
        raise NotAllowed(f"it is {run.state}", where=where, next_step=f"b2b payments show {run.number}")
    if run.exchange_id is not None:
        exchange = session.exec(select(Exchange).where(col(Exchange.id) == run.exchange_id)).one()
        if exchange.processing not in _NOT_SENT or exchange.transmission_id is not None:
            text = "its file is on its way to the bank"
            raise NotAllowed(text, where=where, next_step="ask the bank to cancel it; its answer settles the run")
        exchange.processing, exchange.done_at = Processing.DONE, now
        exchange.reason = "the payment run was cancelled before it was sent"
        session.add(exchange)
    exchanges.transition(session, PaymentRun, run.id, "state", before, PaymentRunState.CANCELLED)
    for payment in payments(session, run.id):
        release(session, payment, PaymentState.CANCELLED)
    standing.reopen(session, now, actor, invoices_of(run.id), run.proposed_at)
    cases.resolve_about(session, run.id, now=now, actor=actor, resolution="the run was cancelled")
    audit.record(session, now, actor, "cancelled", "payment_run", run.id, {"number": run.number, "reason": reason})


def release(session: Session, payment: Payment, state: PaymentState, reason: str = "") -> None:
    """A payment that moves no money (cancelled, rejected, returned) lets go of its invoices: they are open again, for
    the caller to match anew.
    """
    for item, invoice in items(session, payment.id):
        item.active = False
        session.add(item)
        if invoice.state in _HELD:
            invoice.state = PurchaseInvoiceState.MATCHED.value
            invoice.payable = abs(item.amount)
            session.add(invoice)
    payment.state, payment.status_reason = state.value, reason
    session.add(payment)
    session.flush()
