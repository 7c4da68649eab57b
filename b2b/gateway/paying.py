"""Payment files between decision and bank: rendered, kept under their hash, rendered anew for the approval.

The same run gives the same bytes. What is sent is what was approved: bytes that differ are never sent, and the run
falls back to proposed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from b2b.documents import PaymentFile, json_form
from b2b.errors import NotAllowed, NotFound, NotWritable, Unreadable
from b2b.gateway.bootstrap import Gateway
from b2b.payments import pain001
from b2b.procurement.paying import approval, runs, settling
from b2b.procurement.paying.propose import Proposal, without
from b2b.procurement.paying.runs import Payer
from b2b.store import blobs, users
from b2b.store.states import Delivery, PaymentRunState, UserRole
from b2b.store.tables import Company, Exchange, PaymentRun, Transmission, User

# Asked many times a pass, so put together once.
_DELIVERED = (
    select(PaymentRun.id)
    .join(Exchange, col(Exchange.id) == col(PaymentRun.exchange_id))
    .join(Transmission, col(Transmission.id) == col(Exchange.transmission_id))
    .where(col(PaymentRun.state) == PaymentRunState.APPROVED, col(Transmission.delivery) == Delivery.DELIVERED)
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a run pays and leaves; `run` is None where nothing is to be paid."""

    proposal: Proposal
    run: PaymentRun | None


def render(document: PaymentFile) -> bytes:
    """The file's bytes, the same each time. NotWritable names the field that SEPA does not allow."""
    return pain001.write(document)


def propose(
    gateway: Gateway, company: Company, proposer: User, *, due_before: dt.date | None = None, dry_run: bool = False
) -> Proposed:
    """Propose the run of today. NotAllowed: the proposer is no payer. ConfigError: the company's settings lack some.

    With `dry_run` nothing is kept: the run that comes back shows what it would be.
    """
    users.require(proposer, UserRole.PAYER)
    return _propose(gateway, company, proposer.name, due_before, dry_run=dry_run)


def payment_run(gateway: Gateway, company_id: str) -> dict[str, Any]:
    """The run that a schedule asks for, proposed in the gateway's name; its number, 0 where nothing is due.

    Asked twice for one slot it proposes once: what the first has taken is in payment. Approval is a person's.
    """
    with gateway.store.read() as session:
        company = session.exec(select(Company).where(col(Company.id) == company_id)).one()
    run = _propose(gateway, company, gateway.actor, None, dry_run=False).run
    return {"number": run.number if run else 0, "duplicate": False}


def _propose(gateway: Gateway, company: Company, actor: str, due_before: dt.date | None, *, dry_run: bool) -> Proposed:
    with gateway.store.write(dry_run=dry_run) as session:
        now = gateway.clock.now()
        payer = runs.payer(session, company)
        proposal = _writable(session, now, payer, runs.look(session, now, payer, due_before))
        runs.report(session, now, actor, payer, proposal)
        run = None
        if proposal.transfers:
            document = runs.draft(session, now, payer, proposal)
            sha256 = blobs.put(session, gateway.store, render(document), now)
            run = runs.record(session, now, actor, payer, proposal, document, sha256)
            _keep_in_hand(session, run)
    return Proposed(proposal, run)


def _writable(session: Session, now: dt.datetime, payer: Payer, proposal: Proposal) -> Proposal:
    """The proposal without suppliers that no transfer can be written to, so that the others are paid.

    NotWritable: what is wrong is ours, such as our own address.
    """
    if not proposal.transfers:
        return proposal
    unwritable: dict[str, str] = {}
    with session.begin_nested() as trial:
        document = runs.draft(session, now, payer, proposal)
        trial.rollback()
    for planned, transfer in zip(proposal.transfers, document.transfers, strict=True):
        if planned.supplier in unwritable:
            continue
        try:
            render(replace(document, transfers=(transfer,)))
        except NotWritable as problem:
            if "creditor" not in problem.where and "transfer" not in problem.where:
                raise
            unwritable[planned.supplier] = f"{problem.message}; {problem.next_step}"
    return without(proposal, unwritable)


def approve(gateway: Gateway, number: int, approver: User, *, dry_run: bool = False) -> PaymentRun:
    """Approve run `number` by its bytes; its file goes to the bank with the next round. NotAllowed, ConfigError."""
    with gateway.store.write(dry_run=dry_run) as session:
        now = gateway.clock.now()
        run = runs.by_number(session, number)
        difference = changed(session, gateway, run)
        if difference:
            text = f"its file is not what was proposed: {difference}"
            raise NotAllowed(
                text,
                where=f"payment run {number}",
                next_step=f"b2b payments cancel {number}, then: b2b payments propose",
            )
        approval.approve(session, now, approver, run, _rendered_sha256(run))
        _keep_in_hand(session, run)
    return run


def _keep_in_hand(session: Session, run: PaymentRun) -> None:
    """The row stays readable after the unit of work, also where that is rolled back."""
    session.flush()
    session.refresh(run)
    session.expunge(run)


def changed(session: Session, gateway: Gateway, run: PaymentRun) -> str:
    """How the stored file differs from what the run pays, as a clause; empty: not a byte."""
    try:
        stored = blobs.get(session, gateway.store, run.file_sha256)
        rendered = _rendered_sha256(run)
    except (Unreadable, NotFound, NotWritable) as problem:
        return problem.message
    if hashlib.sha256(stored).hexdigest() != rendered:
        return "rendered anew it has other bytes"
    return ""


def _rendered_sha256(run: PaymentRun) -> str:
    return hashlib.sha256(render(document_of(run))).hexdigest()


def document_of(run: PaymentRun) -> PaymentFile:
    """The document that a run's file is rendered from."""
    document = json_form.from_json(run.document)
    assert isinstance(document, PaymentFile)
    return document


def file_of(gateway: Gateway, number: int) -> bytes:
    """The stored file of a run, as the bank gets it. Unreadable: it has changed."""
    with gateway.store.read() as session:
        return blobs.get(session, gateway.store, runs.by_number(session, number).file_sha256)


def require_approved(session: Session, gateway: Gateway, exchange: Exchange) -> None:
    """Before a payment file is handed to the channel: its bytes are those that were approved.

    NotAllowed where they are not, or nobody has approved them; an approval of other bytes is void from then on.
    """
    query = select(PaymentRun).where(col(PaymentRun.exchange_id) == exchange.id)
    run = session.exec(query).first()
    if run is None or run.state != PaymentRunState.APPROVED:
        raise NotAllowed(
            "no payment run that is approved has this file",
            where=f"document {exchange.number}",
            next_step="b2b payments list",
        )
    difference = changed(session, gateway, run)
    if not difference and not run.file_sha256 == run.approved_sha256 == exchange.blob_sha256:
        difference = "it is another file than the one that was approved"
    if difference:
        approval.void_approval(session, gateway.clock.now(), gateway.actor, run, difference)
        raise NotAllowed(
            f"the approval is void: {difference}",
            where=f"payment run {run.number}",
            next_step=f"b2b payments cancel {run.number}",
        )


def note_sent(gateway: Gateway) -> int:
    """Approved runs whose file has been delivered are sent; how many there were."""
    with gateway.store.read() as session:
        delivered = session.exec(_DELIVERED).all()
    for run_id in delivered:
        with gateway.store.write() as session:
            run = session.exec(select(PaymentRun).where(col(PaymentRun.id) == run_id)).one()
            if run.state == PaymentRunState.APPROVED:
                settling.note_sent(session, gateway.clock.now(), gateway.actor, run)
    return len(delivered)
