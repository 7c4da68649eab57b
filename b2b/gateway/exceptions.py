"""Exceptions that the flow itself opens and closes, in the unit of work that makes them true or moot."""

from __future__ import annotations

import datetime as dt
import logging

from sqlmodel import Session

from b2b.errors import B2BError, LogicalError
from b2b.gateway.bootstrap import Gateway
from b2b.store import cases
from b2b.store.states import Severity
from b2b.store.tables import ExceptionCase, Exchange

_log = logging.getLogger(__name__)


def open_for(
    gateway: Gateway,
    session: Session,
    code: str,
    problem: B2BError,
    *,
    table: str,
    row_id: str,
    company_id: str | None = None,
    partner_id: str | None = None,
    severity: Severity = Severity.ERROR,
) -> ExceptionCase:
    """Open an exception about a row, with what the error says; one that stands open is brought up to date."""
    return cases.open_case(
        session,
        gateway.clock.now(),
        code,
        str(problem),
        severity=severity,
        details={"next_step": problem.next_step},
        company_id=company_id,
        partner_id=partner_id,
        table_name=table,
        row_id=row_id,
    )


def open_about_document(
    session: Session,
    now: dt.datetime,
    exchange: Exchange,
    code: str,
    message: str,
    *,
    next_step: str = "",
    severity: Severity = Severity.ERROR,
    subject: str | None = None,
) -> None:
    """Open an exception about a document; `subject` is the id of a row that it is about in place of the document's."""
    session.add(exchange)
    cases.open_case(
        session,
        now,
        code,
        message,
        severity=severity,
        details={"next_step": next_step, "document": exchange.number} if next_step else {"document": exchange.number},
        company_id=exchange.company_id,
        partner_id=exchange.partner_id,
        exchange_id=exchange.id,
        subject=subject,
    )


def settle(gateway: Gateway, session: Session, code: str, about: str, resolution: str) -> None:
    """Close the exceptions of a code about a row, if any stands open."""
    now = gateway.clock.now()
    cases.resolve_about(session, about, code=code, now=now, actor=gateway.actor, resolution=resolution)


def unforeseen(error: Exception, what: str) -> LogicalError:
    """An error nobody foresaw, named and logged: it fails the one thing it happened to, and not the process."""
    _log.error("%s", what, exc_info=error)
    says = next(iter(str(error).splitlines()), "")
    return LogicalError(
        f"something unforeseen happened ({type(error).__name__}{': ' if says else ''}{says})",
        where=what,
        next_step="report it with the log of b2b run; the others are worked without it",
    )
