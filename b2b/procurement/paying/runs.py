"""Payment runs on a session that the caller owns: looked at, drafted, kept as proposed.

What a file looks like is the caller's: `draft` gives it the document, `record` keeps the run under the hash of the
bytes.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from b2b.documents import CreditTransfer, PaymentFile, json_form
from b2b.errors import ConfigError, NotFound, Superseded
from b2b.procurement.bulk import insert_rows
from b2b.procurement.paying import file, gather, propose
from b2b.procurement.paying.propose import NEEDS_SOMEBODY, Payable, Proposal, Transfer
from b2b.store import audit, cases, counters, ids, parties
from b2b.store.settings import CompanySettings, PartnerSettings, PaymentSettings
from b2b.store.states import CaseState, PaymentState, PurchaseInvoiceState, Role
from b2b.store.tables import Company, ExceptionCase, Partner, Payment, PaymentItem, PaymentRun, PurchaseInvoice


@dataclass(frozen=True, slots=True)
class Payer:
    """A company that pays through b2b, and the bank that gets its files."""

    company: Company
    ours: CompanySettings
    terms: PaymentSettings
    bank: Partner

    def day(self, at: dt.datetime) -> dt.date:
        """The day in the company's zone."""
        return at.astimezone(ZoneInfo(self.ours.time_zone)).date()


def payer(session: Session, company: Company) -> Payer:
    """The company as a payer. ConfigError names what its settings lack for that."""
    ours = parties.company_settings(company)
    where = f"company {company.code}"
    if ours.payments is None:
        raise ConfigError(
            "it pays nothing through b2b",
            where=where,
            next_step='add [company.payments] with bank = "CODE" to its file, then: b2b company apply FILE',
        )
    if not ours.iban:
        raise ConfigError("it has no account to pay from", where=where, next_step="b2b company set iban=IBAN")
    bank = parties.find_partner(session, company.id, ours.payments.bank)
    if bank is None or bank.role != Role.BANK:
        text = f"its bank {ours.payments.bank} is no partner with role = 'bank'"
        raise ConfigError(text, where=where, next_step="b2b partner apply FILE")
    return Payer(company, ours, ours.payments, bank)


def look(session: Session, now: dt.datetime, found: Payer, due_before: dt.date | None = None) -> Proposal:
    """What a run of today would pay, and what not; nothing is changed."""
    payables = gather.payables(session, found.company)
    return propose.propose(payables, found.day(now), found.terms.run_every_days, due_before)


def draft(session: Session, now: dt.datetime, found: Payer, proposal: Proposal) -> PaymentFile:
    """The file's document, with its MessageId and EndToEndIds; the numbers are taken. The proposal pays something."""
    name = found.company.code[:15].replace("_", "-")
    message_id = f"{name}-R{counters.take(session, 'payment file'):07d}"
    first = counters.take(session, "payment", len(proposal.transfers))
    suppliers = _suppliers(session, found, {one.supplier for one in proposal.transfers})
    transfers = [
        file.transfer(one, f"{name}-{number:08d}", suppliers[one.supplier])
        for number, one in enumerate(proposal.transfers, start=first)
    ]
    return file.payment_file(message_id, now, proposal.execution_date, found.ours, transfers)


def _suppliers(session: Session, found: Payer, partner_ids: set[str]) -> dict[str, PartnerSettings]:
    partners = session.exec(select(Partner).where(col(Partner.company_id) == found.company.id))
    return {row.id: parties.partner_settings(row) for row in partners if row.id in partner_ids}


def record(
    session: Session,
    now: dt.datetime,
    actor: str,
    found: Payer,
    proposal: Proposal,
    document: PaymentFile,
    sha256: str,
) -> PaymentRun:
    """Keep the run that `draft` made of the proposal; its invoices are in payment from now on, in this one only.

    `sha256` is of the bytes, which are stored already. What somebody must look at opens an exception.
    """
    run = PaymentRun(
        id=ids.new(now),
        number=counters.take(session, "payment run"),
        company_id=found.company.id,
        bank_id=found.bank.id,
        message_id=document.message_id,
        currency=propose.CURRENCY,
        execution_date=document.execution_date,
        count=document.count,
        control_sum=sum(one.amount for one in proposal.transfers),
        document=json_form.to_json(document),
        file_sha256=sha256,
        proposed_by=actor,
        proposed_at=now,
    )
    session.add(run)
    session.flush()
    _keep(session, now, run, list(zip(proposal.transfers, document.transfers, strict=True)))
    details = {"number": run.number, "count": run.count, "total": document.control_sum, "currency": run.currency}
    audit.record(session, now, actor, "proposed", "payment_run", run.id, details, sha256)
    return run


def _keep(session: Session, now: dt.datetime, run: PaymentRun, made: Sequence[tuple[Transfer, CreditTransfer]]) -> None:
    payments: list[dict[str, Any]] = []
    items: list[dict[str, Any]] = []
    for planned, written in made:
        payment_id = ids.new(now)
        payments.append(
            {
                "id": payment_id,
                "payment_run_id": run.id,
                "partner_id": planned.supplier,
                "end_to_end_id": written.end_to_end_id,
                "amount": planned.amount,
                "currency": run.currency,
                "iban": written.account.iban,
            }
        )
        for payable in (*planned.invoices, *planned.credits):
            amount = -payable.amount if payable.is_credit else payable.amount
            items.append(
                {"id": ids.new(now), "payment_id": payment_id, "purchase_invoice_id": payable.id, "amount": amount}
            )
    insert_rows(session, Payment, [{**_AT_FIRST, **one} for one in payments])
    insert_rows(session, PaymentItem, [{"active": True, **one} for one in items])
    _hold(session, run, sum(1 for one in items if one["amount"] > 0))


_AT_FIRST: Mapping[str, Any] = {
    "state": PaymentState.PROPOSED.value,
    "status_reason": "",
    "remittance_exchange_id": None,
    "status_at": None,
    "booked_on": None,
}


def _hold(session: Session, run: PaymentRun, count: int) -> None:
    """The run's invoices are in payment. Superseded: one of them is not payable any more."""
    statement = (
        update(PurchaseInvoice)
        .where(
            col(PurchaseInvoice.id).in_(invoices_of(run.id).where(col(PaymentItem.amount) > 0)),
            col(PurchaseInvoice.state) == PurchaseInvoiceState.MATCHED,
        )
        .values(state=PurchaseInvoiceState.IN_PAYMENT.value)
    )
    held = session.execute(statement)
    assert isinstance(held, CursorResult)
    if held.rowcount != count:
        raise Superseded(
            f"{count - held.rowcount} of its invoices are not payable any more",
            where=f"payment run {run.number}",
            next_step="propose again: b2b payments propose",
        )


def report(session: Session, now: dt.datetime, actor: str, found: Payer, proposal: Proposal) -> None:
    """Open an exception for each invoice that somebody must look at, and close those that have become true again."""
    fine = {one.id for transfer in proposal.transfers for one in (*transfer.invoices, *transfer.credits)}
    told = select(ExceptionCase).where(
        col(ExceptionCase.company_id) == found.company.id,
        col(ExceptionCase.state) == CaseState.OPEN,
        col(ExceptionCase.code).in_(NEEDS_SOMEBODY),
    )
    for case in session.exec(told.order_by(col(ExceptionCase.number))).all():
        if case.subject in fine:
            cases.resolve(session, case, now=now, actor=actor, resolution="it is in a run now")
    for left in proposal.left_out:
        if left.because in NEEDS_SOMEBODY:
            message = f"invoice {left.payable.number} is not paid: {left.text}"
            _open(session, now, left.payable, left.because, message, found)


def _open(session: Session, now: dt.datetime, payable: Payable, code: str, message: str, found: Payer) -> None:
    cases.open_case(
        session,
        now,
        code,
        message,
        company_id=found.company.id,
        partner_id=payable.supplier,
        table_name="purchase_invoice",
        row_id=payable.id,
    )


def by_number(session: Session, number: int) -> PaymentRun:
    """The run of this number. NotFound."""
    query = select(PaymentRun).where(col(PaymentRun.number) == number)
    row = session.exec(query).first() if 0 < number <= counters.LARGEST else None
    if row is None:
        raise NotFound(f"there is no payment run {number}", where="payment runs", next_step="b2b payments list")
    return row


def payments(session: Session, run_id: str) -> list[Payment]:
    """The payments of a run, in the order of its file."""
    query = select(Payment).where(col(Payment.payment_run_id) == run_id)
    return list(session.exec(query.order_by(col(Payment.end_to_end_id))))


def transfer_of(run: PaymentRun, end_to_end_id: str) -> CreditTransfer:
    """One transfer of a run's file, without reading the others."""
    written: Sequence[Any] = run.document["transfers"]
    # In the order of their numbers, as `draft` has given them.
    place = bisect_left(written, end_to_end_id, key=lambda one: str(one["end_to_end_id"]))
    document = json_form.from_json({**run.document, "transfers": [written[place]]})
    assert isinstance(document, PaymentFile)
    assert document.transfers[0].end_to_end_id == end_to_end_id
    return document.transfers[0]


def invoices_of(run_id: str) -> SelectOfScalar[str]:
    """The ids of the invoices and credit notes that a run settles, or was to settle."""
    return (
        select(PaymentItem.purchase_invoice_id)
        .join(Payment, col(Payment.id) == col(PaymentItem.payment_id))
        .where(col(Payment.payment_run_id) == run_id)
    )


def items(session: Session, payment_id: str) -> list[tuple[PaymentItem, PurchaseInvoice]]:
    """What a payment settles, invoices first."""
    query = (
        select(PaymentItem, PurchaseInvoice)
        .join(PurchaseInvoice, col(PurchaseInvoice.id) == col(PaymentItem.purchase_invoice_id))
        .where(col(PaymentItem.payment_id) == payment_id)
        .order_by(col(PurchaseInvoice.kind), col(PurchaseInvoice.number))
    )
    return list(session.exec(query).all())
