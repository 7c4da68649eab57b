"""Payment runs: what they pay and leave, who proposed and approved, what the bank says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.views.naming import Names, names
from b2b.procurement.paying import runs
from b2b.procurement.paying.propose import Proposal
from b2b.store.money import from_minor
from b2b.store.states import PaymentRunState, PaymentState
from b2b.store.tables import Exchange, Payment, PaymentRun

_NEXT = {
    PaymentRunState.PROPOSED.value: "b2b payments approve {number}",
    PaymentRunState.APPROVED.value: "b2b run --once",
}


def listed(session: Session, *, state: PaymentRunState | None, limit: int) -> list[dict[str, Any]]:
    """The newest runs, newest first."""
    query = select(PaymentRun)
    if state is not None:
        query = query.where(col(PaymentRun.state) == state)
    called = names(session)
    return [row(run, called) for run in session.exec(query.order_by(col(PaymentRun.number).desc()).limit(limit))]


def row(run: PaymentRun, called: Names) -> dict[str, Any]:
    """One run in a line; amounts are Decimals."""
    return {
        "number": run.number,
        "company": called.company(run.company_id),
        "bank": called.partner(run.bank_id),
        "message_id": run.message_id,
        "execution_date": run.execution_date,
        "count": run.count,
        "total": from_minor(run.control_sum, run.currency),
        "currency": run.currency,
        "state": run.state,
        "proposed_by": run.proposed_by,
        "proposed_at": run.proposed_at,
        "approved_by": run.approved_by,
        "approved_at": run.approved_at,
        "sha256": run.file_sha256,
        "next": _NEXT.get(run.state, "").format(number=run.number),
    }


def run(session: Session, found: PaymentRun) -> dict[str, Any]:
    """One run with its payments and their invoices."""
    called = names(session)
    exchange = session.get(Exchange, found.exchange_id) if found.exchange_id else None
    paid = [payment(session, one, called) for one in runs.payments(session, found.id)]
    return {
        **row(found, called),
        "document_number": exchange.number if exchange else None,
        "payments": paid,
        "accounts": _accounts(session, found, paid),
    }


def _accounts(session: Session, found: PaymentRun, paid: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What each account gets, and whether an earlier run was booked to it: who approves compares that."""
    booked = set(
        session.exec(
            select(Payment.iban).where(
                col(Payment.payment_run_id) != found.id, col(Payment.state) == PaymentState.BOOKED
            )
        )
    )
    sums: dict[tuple[str, str], Decimal] = {}
    for one in paid:
        account = (one["supplier"], one["iban"])
        sums[account] = sums.get(account, Decimal(0)) + one["amount"]
    return [
        {"supplier": supplier, "iban": iban, "amount": total, "currency": found.currency, "paid_before": iban in booked}
        for (supplier, iban), total in sums.items()
    ]


def payment(session: Session, found: Payment, called: Names) -> dict[str, Any]:
    """One payment with what it settles."""
    items = runs.items(session, found.id)
    return {
        "end_to_end_id": found.end_to_end_id,
        "supplier": called.partner(found.partner_id),
        "iban": found.iban,
        "amount": from_minor(found.amount, found.currency),
        "currency": found.currency,
        "state": found.state,
        "status": found.status_reason,
        "booked_on": found.booked_on,
        "settles": [
            {"invoice": invoice.invoice_number, "amount": from_minor(item.amount, invoice.currency)}
            for item, invoice in items
        ],
    }


def proposal(session: Session, found: Proposal) -> dict[str, Any]:
    """What a run pays and leaves, with the reason for each; suppliers by code."""
    called = names(session)
    return {
        "execution_date": found.execution_date,
        "due_before": found.due_before,
        "pays": [
            {
                "supplier": called.partner(transfer.supplier),
                "iban": transfer.invoices[0].our_iban,
                "invoices": [one.number for one in transfer.invoices],
                "set_off": [one.number for one in transfer.credits],
                "due": min(one.pay_by for one in transfer.invoices),
                "amount": from_minor(transfer.amount, transfer.invoices[0].currency),
                "currency": transfer.invoices[0].currency,
            }
            for transfer in found.transfers
        ],
        "leaves": [
            {
                "supplier": called.partner(left.payable.supplier),
                "invoice": left.payable.number,
                "due": None if left.payable.is_credit else left.payable.pay_by,
                "amount": from_minor(left.payable.amount, left.payable.currency),
                "currency": left.payable.currency,
                "because": left.because.value,
                "reason": left.text,
            }
            for left in found.left_out
        ],
    }


def date(text: str) -> dt.date | None:
    """A day as it is typed, None where nothing was. ValueError: it is none."""
    return dt.date.fromisoformat(text) if text else None
