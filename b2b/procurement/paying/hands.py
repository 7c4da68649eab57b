"""Who has had a hand in a payment before it is approved: nobody makes money leave alone.

Whoever proposed it, let a blocked invoice in it pass, or set the account that it goes to, is the first pair of eyes;
the approver is the second. So a run of the schedule, which nobody proposed, has two as well where a person decided.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from b2b.errors import NotAllowed
from b2b.procurement.paying.runs import invoices_of, payments
from b2b.store import parties
from b2b.store.settings import parse_partner
from b2b.store.states import MatchVerdict
from b2b.store.tables import Match, Partner, PartnerRevision, Payment, PaymentRun, PurchaseInvoice


def require_other_hands(session: Session, run: PaymentRun, approver: str) -> None:
    """NotAllowed where the approver has had a hand in the run, or a supplier is paid to another account by now."""
    for partner, payment in _paid(session, run):
        account = parties.partner_settings(partner).purchase.iban
        if account != payment.iban:
            raise NotAllowed(
                f"{payment.end_to_end_id} pays {payment.iban}, and {partner.code} is paid to {account or 'none'} now",
                where=f"payment run {run.number}",
                next_step=f"b2b payments cancel {run.number}, then: b2b payments propose",
            )
        if _who_set_account(session, payment) == approver:
            raise _own(run, approver, f"set the account of {partner.code}")
    for number in _let_pass(session, run, approver):
        raise _own(run, approver, f"let invoice {number} pass")


def _own(run: PaymentRun, approver: str, deed: str) -> NotAllowed:
    return NotAllowed(
        f"{approver} {deed}, so somebody else must approve it",
        where=f"payment run {run.number}",
        next_step="another user with the role payment-approver has to do this",
    )


def _paid(session: Session, run: PaymentRun) -> list[tuple[Partner, Payment]]:
    """Each supplier with one of its payments: all of a run go to the account that it had when the run was proposed."""
    first = {payment.partner_id: payment for payment in reversed(payments(session, run.id))}
    mine = select(Payment.partner_id).where(col(Payment.payment_run_id) == run.id)
    partners = session.exec(select(Partner).where(col(Partner.id).in_(mine)).order_by(col(Partner.code)))
    return [(partner, first[partner.id]) for partner in partners]


def _let_pass(session: Session, run: PaymentRun, name: str) -> Sequence[str]:
    """The invoices of a run that this user has let pass, by their newest match."""
    later = aliased(Match)
    newer = select(later.id).where(
        col(later.purchase_invoice_id) == col(Match.purchase_invoice_id), col(later.run) > col(Match.run)
    )
    query = (
        select(PurchaseInvoice.invoice_number)
        .join(Match, col(Match.purchase_invoice_id) == col(PurchaseInvoice.id))
        .where(
            col(PurchaseInvoice.id).in_(invoices_of(run.id)),
            col(Match.verdict) == MatchVerdict.OVERRIDDEN,
            col(Match.actor) == name,
            ~newer.exists(),
        )
    )
    return session.exec(query.order_by(col(PurchaseInvoice.number))).all()


def _who_set_account(session: Session, payment: Payment) -> str:
    """Who made the oldest of the newest revisions that all have the account."""
    query = select(PartnerRevision).where(col(PartnerRevision.partner_id) == payment.partner_id)
    who = ""
    for revision in session.exec(query.order_by(col(PartnerRevision.revision).desc())):
        if parse_partner(revision.settings, "partner").purchase.iban != payment.iban:
            break
        who = revision.actor
    return who
