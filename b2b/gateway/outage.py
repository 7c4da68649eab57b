"""An ERP that does not answer: one exception a company while it lasts, and growing pauses for all that needs it."""

from __future__ import annotations

from sqlalchemy import and_, func, or_, update
from sqlmodel import Session, col, select

from b2b.errors import B2BError
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import open_for, settle
from b2b.gateway.waiting import pause
from b2b.procurement.orders.service import WAITING_FOR_ERP
from b2b.procurement.orders.settle import HELD
from b2b.store.states import CaseState, Direction, Processing, Severity, TaskKind, TaskState
from b2b.store.tables import ExceptionCase, Exchange, Task

UNREACHABLE = "erp-unreachable"
ORDERS = frozenset({"850", "875"})  # kinds of document that cannot be worked without knowing the stock


def hold_orders(gateway: Gateway, session: Session, company_id: str, problem: B2BError) -> None:
    """Park every order of a company until its ERP can say what is in stock: all of them, so that nobody's overtakes."""
    now = gateway.clock.now()
    due = or_(
        col(Exchange.processing) == Processing.NEW,
        and_(col(Exchange.processing) == Processing.WAITING, col(Exchange.due_at) <= now),
        col(Exchange.reason) == WAITING_FOR_ERP,
    )
    orders = and_(
        col(Exchange.company_id) == company_id,
        col(Exchange.direction) == Direction.IN,
        col(Exchange.processing).in_([Processing.NEW, Processing.WAITING]),
        col(Exchange.document_type).in_(ORDERS),
        due,
    )
    oldest = session.exec(select(func.min(Exchange.created_at)).where(orders)).one()
    again = now + pause(oldest or now, now)
    held = and_(col(Exchange.processing) == Processing.WAITING, col(Exchange.reason).startswith(HELD))
    parked = {"processing": Processing.WAITING, "reason": WAITING_FOR_ERP, "due_at": again}
    session.exec(update(Exchange).where(orders, held).values(due_at=again))
    session.exec(update(Exchange).where(orders, ~held).values(**parked))
    _open(gateway, session, company_id, problem)


def hold_tasks(gateway: Gateway, session: Session, company_id: str, problem: B2BError) -> None:
    """Let every call of a company wait, the longer the longer none has gone through."""
    now = gateway.clock.now()
    here = and_(col(Task.company_id) == company_id, col(Task.kind) != TaskKind.INVOICE_ISSUE)
    waiting = and_(here, col(Task.state).in_([TaskState.PENDING, TaskState.UNKNOWN]))
    oldest = select(func.min(Task.created_at)).where(waiting, col(Task.attempts) > 0)
    newest = select(Task.done_at).where(here, col(Task.done_at).is_not(None)).order_by(col(Task.number).desc())
    since = [at for query in (oldest, newest.limit(1)) if (at := session.exec(query).first()) is not None]
    due = now + pause(max(since), now)
    session.exec(update(Task).where(waiting, col(Task.due_at) < due).values(due_at=due))
    _open(gateway, session, company_id, problem)


def over(gateway: Gateway, session: Session, company_id: str) -> None:
    """The ERP has answered: close the exception, unless a call that failed or an order still waits for it."""
    if not stands(session, company_id):
        return
    failed = and_(
        col(Task.company_id) == company_id,
        col(Task.kind) != TaskKind.INVOICE_ISSUE,
        col(Task.state).in_([TaskState.PENDING, TaskState.UNKNOWN]),
        col(Task.error) != "",
    )
    parked = and_(
        col(Exchange.company_id) == company_id,
        col(Exchange.processing) == Processing.WAITING,
        col(Exchange.reason) == WAITING_FOR_ERP,
    )
    waits = select(Task.id).where(failed).limit(1), select(Exchange.id).where(parked).limit(1)
    if not any(session.exec(query).first() for query in waits):
        settle(gateway, session, UNREACHABLE, company_id, "the ERP answers")


def stands(session: Session, company_id: str) -> bool:
    """Whether the exception stands open."""
    case = select(ExceptionCase.id).where(
        col(ExceptionCase.code) == UNREACHABLE,
        col(ExceptionCase.subject) == company_id,
        col(ExceptionCase.state) == CaseState.OPEN,
    )
    return session.exec(case).first() is not None


def _open(gateway: Gateway, session: Session, company_id: str, problem: B2BError) -> None:
    about = {"table": "company", "row_id": company_id, "company_id": company_id}
    open_for(gateway, session, UNREACHABLE, problem, severity=Severity.WARNING, **about)
