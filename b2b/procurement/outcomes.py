"""What became of an exchange that was worked, and what a person must see of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session

from b2b.procurement.orders.decision import ExceptionDraft
from b2b.store import cases
from b2b.store.states import Processing, Severity
from b2b.store.tables import Exchange, ExpectedReceipt, PurchaseOrder, SalesOrder

Beside = SalesOrder | PurchaseOrder | ExpectedReceipt


def done(session: Session, now: dt.datetime, exchange: Exchange, reason: str | None = None) -> None:
    """The exchange as done, for this reason where there is one to tell."""
    exchange.processing, exchange.done_at, exchange.due_at = Processing.DONE.value, now, None
    if reason is not None:
        exchange.reason = reason
    session.add(exchange)
    session.flush()


def failed(session: Session, now: dt.datetime, exchange: Exchange, code: str, message: str) -> None:
    """The exchange as failed, with an exception of that code about it."""
    exchange.processing, exchange.reason = Processing.FAILED.value, message
    session.add(exchange)
    complain(session, now, exchange, code, message)


def complain(
    session: Session,
    now: dt.datetime,
    exchange: Exchange,
    code: str,
    message: str,
    severity: Severity = Severity.ERROR,
) -> None:
    """An exception about what an exchange says."""
    cases.open_case(
        session,
        now,
        code,
        message,
        severity=severity,
        details={"document": exchange.number},
        company_id=exchange.company_id,
        partner_id=exchange.partner_id,
        exchange_id=exchange.id,
    )


def set_aside(
    session: Session, now: dt.datetime, exchange: Exchange, code: str, text: str, row: Beside | None = None
) -> None:
    """Done with an exchange that changes nothing, and an exception about it."""
    open_cases(session, now, exchange, [ExceptionDraft(code, Severity.ERROR, text)], row)
    done(session, now, exchange, text)


def open_cases(
    session: Session, now: dt.datetime, exchange: Exchange, drafts: Sequence[ExceptionDraft], row: Beside | None = None
) -> tuple[int, ...]:
    """Exceptions about an exchange that are shown with the row that it belongs to, where there is one; their numbers.

    They stay about the exchange, whatever becomes of the row.
    """
    return tuple(
        cases.open_case(
            session,
            now,
            draft.code,
            draft.message,
            severity=draft.severity,
            details=draft.details,
            company_id=exchange.company_id,
            partner_id=exchange.partner_id,
            exchange_id=exchange.id,
            table_name=str(row.__tablename__) if row is not None else "exchange",
            row_id=row.id if row is not None else exchange.id,
            subject=exchange.id,
        ).number
        for draft in drafts
    )
