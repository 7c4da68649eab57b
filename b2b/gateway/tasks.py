"""Durable work: ERP calls and invoices, one after the other per order, each under its idempotency key; and the runs
that schedules begin.

A call is three steps: claim (commit), call (no transaction), record where state and attempt still match (commit).
Where the outcome of an earlier attempt is unknown the ERP is asked by key before anything is sent again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from b2b.errors import B2BError, ConfigError, IndeterminateError, LogicalError, Superseded, TechnicalError
from b2b.gateway import anchoring, outage, paying, reordering
from b2b.gateway.attempts import until_nothing_is_due
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import open_for, settle, unforeseen
from b2b.gateway.issuing import InvoiceBlocked, issue_invoice
from b2b.gateway.waiting import backoff
from b2b.ports import ErpAdapter, ErpReceipt
from b2b.procurement.billing import service as billing
from b2b.procurement.orders import service as orders
from b2b.procurement.shipping import service as shipping
from b2b.store.states import Severity, TaskKind, TaskState
from b2b.store.tables import Task

LEASE = dt.timedelta(minutes=10)
FAILED = "task-failed"
POSTPONED = "task-postponed"
_AT_A_TIME = 100


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

    @property
    def calls_erp(self) -> bool:
        """Whether it is a booking in the ERP, which others of the company wait for."""
        return self.kind in _CALLS


def run_due(gateway: Gateway) -> int:
    """Work tasks until none is due; the number of attempts made."""
    return until_nothing_is_due(gateway, _DUE_IDS, _claim, _work)


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


def _due() -> ColumnElement[bool]:
    """Waiting, its time come at `:now`, and nothing of the same order before it unfinished."""
    earlier = aliased(Task)
    blocked = exists().where(
        col(earlier.lock_key) == col(Task.lock_key),
        col(earlier.sequence) < col(Task.sequence),
        col(earlier.state) != TaskState.DONE,
    )
    waiting = col(Task.state).in_([TaskState.PENDING, TaskState.UNKNOWN])
    return and_(waiting, col(Task.due_at) <= bindparam("now"), ~blocked)


# Asked many times a pass, so put together once.
_DUE = select(Task).where(col(Task.id) == bindparam("id"), _due())
# What failed before stands behind what was not tried yet, so that one bad call does not hold up a company.
_DUE_IDS = (
    select(Task.id).where(_due()).order_by(col(Task.due_at), col(Task.attempts), col(Task.number)).limit(_AT_A_TIME)
)


def _claim(gateway: Gateway, task_id: str) -> Claim | None:
    now = gateway.clock.now()
    with gateway.store.write() as session:
        task = session.exec(_DUE, params={"id": task_id, "now": now}).first()
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
    except Exception as error:
        _fail(gateway, claim, unforeseen(error, f"task {claim.key}"))
    else:
        _finish(gateway, claim, result)


def _perform(gateway: Gateway, claim: Claim) -> dict[str, Any]:
    if not claim.calls_erp:
        return _OWN_WORK[TaskKind(claim.kind)](gateway, claim.row_id)
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

# Each may be repeated: what was done before is found done.
_OWN_WORK: dict[TaskKind, Callable[[Gateway, str], dict[str, Any]]] = {
    TaskKind.INVOICE_ISSUE: issue_invoice,
    TaskKind.CONTRACT_ANCHOR: anchoring.run,
    TaskKind.REORDER_RUN: reordering.scheduled,
    TaskKind.PAYMENT_RUN: paying.payment_run,
}


def _finish(gateway: Gateway, claim: Claim, result: dict[str, Any]) -> None:
    with gateway.store.write() as session:
        _record(session, claim, state=TaskState.DONE, result=result, error="", done_at=gateway.clock.now())
        if claim.attempt > 1:
            for code in (FAILED, POSTPONED):
                settle(gateway, session, code, claim.id, "done")
        if claim.calls_erp:
            outage.over(gateway, session, claim.company_id)


def _postpone(gateway: Gateway, claim: Claim, state: TaskState, problem: B2BError) -> None:
    """Try later; an ERP that does not answer one call is left alone by all of the company's tasks for a while."""
    due = gateway.clock.now() + backoff(claim.attempt)
    with gateway.store.write() as session:
        _record(session, claim, state=state, due_at=due, error=str(problem))
        if claim.calls_erp:
            outage.hold_tasks(gateway, session, claim.company_id, problem)
        else:
            _open(gateway, session, POSTPONED, claim, problem, Severity.WARNING)


def _fail(gateway: Gateway, claim: Claim, problem: LogicalError) -> None:
    with gateway.store.write() as session:
        _record(session, claim, state=TaskState.FAILED, error=str(problem))
        if not isinstance(problem, InvoiceBlocked):
            _open(gateway, session, FAILED, claim, problem, Severity.ERROR)


def _open(gateway: Gateway, session: Session, code: str, claim: Claim, problem: B2BError, severity: Severity) -> None:
    about = {"table": "task", "row_id": claim.id, "company_id": claim.company_id}
    open_for(gateway, session, code, problem, severity=severity, **about)


def _record(session: Session, claim: Claim, **values: Any) -> None:
    mine = and_(col(Task.id) == claim.id, col(Task.state) == TaskState.RUNNING, col(Task.attempts) == claim.attempt)
    if session.exec(update(Task).where(mine).values(lease_until=None, **values)).rowcount != 1:
        raise Superseded(where=f"task {claim.key}")
