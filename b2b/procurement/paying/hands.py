"""Who has had a hand in a payment before it is approved: nobody makes money leave alone.

Whoever proposed it, let a blocked invoice in it pass, or set the account that it goes to, is the first pair of eyes;
the approver is the second. So a run of the schedule, which nobody proposed, has two as well where a person decided.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session, col, select

from b2b.errors import NotAllowed
from b2b.procurement.matching.keep import last_match
from b2b.procurement.paying.runs import items, payments
from b2b.store import parties
from b2b.store.settings import parse_partner
from b2b.store.states import MatchVerdict
from b2b.store.tables import Partner, PartnerRevision, Payment, PaymentRun


def require_other_hands(session: Session, run: PaymentRun, approver: str) -> None:
    """NotAllowed where the approver has had a hand in the run, or a supplier is paid to another account by now."""
    for payment in payments(session, run.id):
        partner = session.exec(select(Partner).where(col(Partner.id) == payment.partner_id)).one()
        account = parties.partner_settings(partner).purchase.iban
        if account != payment.iban:
            raise NotAllowed(
                f"{payment.end_to_end_id} pays {payment.iban}, and {partner.code} is paid to {account or 'none'} now",
                where=f"payment run {run.number}",
                next_step=f"b2b payments cancel {run.number}, then: b2b payments propose",
            )
        for name, deed in _hands(session, payment, partner):
            if name == approver:
                raise NotAllowed(
                    f"{approver} {deed}, so somebody else must approve it",
                    where=f"payment run {run.number}",
                    next_step="another user with the role payment-approver has to do this",
                )


def _hands(session: Session, payment: Payment, partner: Partner) -> Iterator[tuple[str, str]]:
    yield _who_set_account(session, payment), f"set the account of {partner.code}"
    for _, invoice in items(session, payment.id):
        match = last_match(session, invoice.id)
        if match is not None and match.verdict == MatchVerdict.OVERRIDDEN:
            yield match.actor, f"let invoice {invoice.invoice_number} pass"


def _who_set_account(session: Session, payment: Payment) -> str:
    """Who made the oldest of the newest revisions that all have the account."""
    query = select(PartnerRevision).where(col(PartnerRevision.partner_id) == payment.partner_id)
    who = ""
    for revision in session.exec(query.order_by(col(PartnerRevision.revision).desc())):
        if parse_partner(revision.settings, "partner").purchase.iban != payment.iban:
            break
        who = revision.actor
    return who
