"""Durable work for the outside: ERP calls and invoices, one after the other per order, each under its idempotency key.

A call is three steps: claim (commit), call (no transaction), record where state and attempt still match (commit).
Where the outcome of an earlier attempt is unknown the ERP is asked by key before anything is sent again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from b2b.errors import B2BError, ConfigError, IndeterminateError, LogicalError, Superseded, TechnicalError
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import open_for, settle
from b2b.gateway.issuing import InvoiceBlocked, issue_invoice
from b2b.gateway.waiting import backoff
from b2b.ports import ErpAdapter, ErpReceipt
from b2b.procurement.billing import service as billing
from b2b.procurement.orders import service as orders
from b2b.procurement.shipping import service as shipping
from b2b.store.states import Severity, TaskKind, TaskState
from b2b.store.tables import Task

LEASE = dt.timedelta(minutes=10)
UNREACHABLE = "erp-unreachable"
FAILED = "task-failed"


@dataclass(frozen=True, slots=True)
class Claim:
    """A task taken for one attempt; `ask_first` where an earlier attempt may have gone through."""

    id: str
    kind: str
    company_id: str
    row_id: str
    key: str
    attempt: int
    ask_first: bool


def run_due(gateway: Gateway) -> int:
    """Work tasks until none is due; the number of attempts made."""
    attempts = 0
    while (claim := _claim(gateway)) is not None:
        _work(gateway, claim)
        attempts += 1
    return attempts


def recover(gateway: Gateway) -> None:
    """After a crash: what was running has an unknown outcome. For the process that runs jobs, at its start."""
    with gateway.store.write() as session:
        running = col(Task.state) == TaskState.RUNNING
        session.exec(update(Task).where(running).values(state=TaskState.UNKNOWN, due_at=gateway.clock.now()))


def retry(session: Session, now: dt.datetime, company_id: str | None = None) -> int:
    """Make every task that waits or failed due at once; how many there were."""
    stuck = col(Task.state).in_([TaskState.PENDING, TaskState.UNKNOWN, TaskState.FAILED])
    chosen = stuck if company_id is None else and_(stuck, col(Task.company_id) == company_id)
    ids = session.exec(select(Task.id).where(chosen)).all()
    failed = and_(chosen, col(Task.state) == TaskState.FAILED)
    session.exec(update(Task).where(failed).values(state=TaskState.UNKNOWN, due_at=now))
    session.exec(update(Task).where(chosen).values(due_at=now))
    return len(ids)


def _due(now: dt.datetime) -> ColumnElement[bool]:
    earlier = aliased(Task)
    blocked = (
        select(func.count())
        .select_from(earlier)
        .where(
            earlier.lock_key == Task.lock_key,
            earlier.sequence < Task.sequence,
            earlier.state != TaskState.DONE,
        )
        .correlate(Task)
        .scalar_subquery()
    )
    waiting = col(Task.state).in_([TaskState.PENDING, TaskState.UNKNOWN])
    return and_(waiting, col(Task.due_at) <= now, blocked == 0)


def _claim(gateway: Gateway) -> Claim | None:
    now = gateway.clock.now()
    with gateway.store.write() as session:
        task = session.exec(select(Task).where(_due(now)).order_by(col(Task.due_at), col(Task.number)).limit(1)).first()
        if task is None:
            return None
        ask_first = task.state == TaskState.UNKNOWN
        task.state, task.attempts, task.lease_until = TaskState.RUNNING, task.attempts + 1, now + LEASE
        session.add(task)
        return Claim(task.id, task.kind, task.company_id, task.row_id, task.key, task.attempts, ask_first)


def _work(gateway: Gateway, claim: Claim) -> None:
    try:
        result = _perform(gateway, claim)
    except IndeterminateError as problem:
        _postpone(gateway, claim, TaskState.UNKNOWN, problem)
    except TechnicalError as problem:
        _postpone(gateway, claim, TaskState.PENDING if not claim.ask_first else TaskState.UNKNOWN, problem)
    except LogicalError as problem:
        _fail(gateway, claim, problem)
    else:
        _finish(gateway, claim, result)


def _perform(gateway: Gateway, claim: Claim) -> dict[str, Any]:
    if claim.kind == TaskKind.INVOICE_ISSUE:
        return issue_invoice(gateway, claim.row_id)
    erp = gateway.erp(claim.company_id)
    if erp is None:
        raise ConfigError("the company has no ERP any more", next_step="b2b company apply FILE with [company.erp]")
    receipt = erp.find(claim.key) if claim.ask_first else None
    receipt = receipt or _CALLS[TaskKind(claim.kind)](gateway, erp, claim)
    return {"number": receipt.number, "duplicate": receipt.duplicate}


def _book_order(gateway: Gateway, erp: ErpAdapter, claim: Claim) -> ErpReceipt:
    with gateway.store.read() as session:
        order = orders.erp_order(session, claim.row_id)
    return erp.book_order(claim.key, order)


def _post_shipment(gateway: Gateway, erp: ErpAdapter, claim: Claim) -> ErpReceipt:
    with gateway.store.read() as session:
        shipment = shipping.erp_shipment(session, claim.row_id)
    return erp.post_shipment(claim.key, shipment.notice, shipment.issues, shipment.customer)


def _post_invoice(gateway: Gateway, erp: ErpAdapter, claim: Claim) -> ErpReceipt:
    with gateway.store.read() as session:
        posting = billing.erp_invoice(session, claim.row_id)
    return erp.post_invoice(claim.key, posting.invoice, posting.total, posting.customer)


_CALLS: dict[TaskKind, Callable[[Gateway, ErpAdapter, Claim], ErpReceipt]] = {
    TaskKind.ERP_ORDER: _book_order,
    TaskKind.ERP_SHIPMENT: _post_shipment,
    TaskKind.ERP_INVOICE: _post_invoice,
}


def _finish(gateway: Gateway, claim: Claim, result: dict[str, Any]) -> None:
    with gateway.store.write() as session:
        _record(session, claim, state=TaskState.DONE, result=result, error="", done_at=gateway.clock.now())
    settle(gateway, FAILED, claim.id, "done")
    if claim.kind != TaskKind.INVOICE_ISSUE:
        settle(gateway, UNREACHABLE, claim.company_id, "the ERP answers")


def _postpone(gateway: Gateway, claim: Claim, state: TaskState, problem: B2BError) -> None:
    """Try later; an ERP that does not answer one call is left alone by all of the company's tasks until then."""
    due = gateway.clock.now() + backoff(claim.attempt)
    with gateway.store.write() as session:
        _record(session, claim, state=state, due_at=due, error=str(problem))
        if claim.kind != TaskKind.INVOICE_ISSUE:
            same_erp = and_(
                col(Task.company_id) == claim.company_id,
                col(Task.kind) != TaskKind.INVOICE_ISSUE,
                col(Task.state).in_([TaskState.PENDING, TaskState.UNKNOWN]),
                col(Task.due_at) < due,
            )
            session.exec(update(Task).where(same_erp).values(due_at=due))
    if claim.kind != TaskKind.INVOICE_ISSUE:
        _open(gateway, UNREACHABLE, problem, "company", claim.company_id, claim.company_id, Severity.WARNING)


def _fail(gateway: Gateway, claim: Claim, problem: LogicalError) -> None:
    with gateway.store.write() as session:
        _record(session, claim, state=TaskState.FAILED, error=str(problem))
    if not isinstance(problem, InvoiceBlocked):
        _open(gateway, FAILED, problem, "task", claim.id, claim.company_id, Severity.ERROR)


def _open(
    gateway: Gateway, code: str, problem: B2BError, table: str, row_id: str, company_id: str, severity: Severity
) -> None:
    open_for(gateway, code, problem, table=table, row_id=row_id, company_id=company_id, severity=severity)


def _record(session: Session, claim: Claim, **values: Any) -> None:
    mine = and_(col(Task.id) == claim.id, col(Task.state) == TaskState.RUNNING, col(Task.attempts) == claim.attempt)
    if session.exec(update(Task).where(mine).values(lease_until=None, **values)).rowcount != 1:
        raise Superseded(where=f"task {claim.key}")
