"""Exceptions: what a person must look at. The same thing is never opened twice while it is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, or_
from sqlmodel import Session, col, select

from b2b.errors import NotAllowed, NotFound
from b2b.store import audit, counters, ids
from b2b.store.states import CaseState, Severity
from b2b.store.tables import ExceptionCase

# Asked for every document and every delivery, so put together once.
_OPEN_ABOUT = (
    select(ExceptionCase)
    .where(
        col(ExceptionCase.state) == CaseState.OPEN,
        or_(
            col(ExceptionCase.subject) == bindparam("about"),
            col(ExceptionCase.row_id) == bindparam("about"),
            col(ExceptionCase.exchange_id) == bindparam("about"),
        ),
    )
    .order_by(col(ExceptionCase.number))
)
_OPEN_ABOUT_OF_CODE = _OPEN_ABOUT.where(col(ExceptionCase.code) == bindparam("code"))


def open_case(
    session: Session,
    now: dt.datetime,
    code: str,
    message: str,
    *,
    severity: str = Severity.ERROR,
    details: Mapping[str, Any] | None = None,
    company_id: str | None = None,
    partner_id: str | None = None,
    exchange_id: str | None = None,
    table_name: str | None = None,
    row_id: str | None = None,
    subject: str | None = None,
) -> ExceptionCase:
    """Open an exception, or return the one that is open for the same code and subject (its message and details are
    brought up to date).

    `code` is kebab-case and stable. The subject is what it is about: the row, else the exchange, else the company; pass
    one where several exceptions of a code may stand about the same row (such as one a line: `<row id>/<line>`).
    """
    about = subject or row_id or exchange_id or company_id or ""
    mine = col(ExceptionCase.code) == code, col(ExceptionCase.subject) == about
    case = session.exec(select(ExceptionCase).where(*mine, col(ExceptionCase.state) == CaseState.OPEN)).first()
    if case is None:
        case = ExceptionCase(
            id=ids.new(now),
            number=counters.take(session, "exception"),
            company_id=company_id,
            partner_id=partner_id,
            code=code,
            subject=about,
            severity=str(severity),
            message=message,
            details=dict(details or {}),
            exchange_id=exchange_id,
            table_name=table_name,
            row_id=row_id,
            opened_at=now,
        )
    else:
        case.message, case.details = message, dict(details or {})
    session.add(case)
    session.flush()
    return case


def by_number(session: Session, number: int) -> ExceptionCase:
    """The exception of this number. Raises NotFound."""
    query = select(ExceptionCase).where(col(ExceptionCase.number) == number)
    case = session.exec(query).first() if number <= counters.LARGEST else None
    if case is None:
        raise NotFound(f"there is no exception {number}", where="exceptions", next_step="b2b exceptions list")
    return case


def open_cases(session: Session, *, company_id: str | None = None) -> Sequence[ExceptionCase]:
    """What stands open, oldest first."""
    query = select(ExceptionCase).where(col(ExceptionCase.state) == CaseState.OPEN)
    if company_id is not None:
        query = query.where(col(ExceptionCase.company_id) == company_id)
    return session.exec(query.order_by(col(ExceptionCase.number))).all()


def open_about(session: Session, subject: str, code: str) -> ExceptionCase | None:
    """The exception of this code that stands open about a row, an exchange or whatever was named its subject."""
    mine = col(ExceptionCase.code) == code, col(ExceptionCase.subject) == subject
    return session.exec(select(ExceptionCase).where(*mine, col(ExceptionCase.state) == CaseState.OPEN)).first()


def resolve(session: Session, case: ExceptionCase, *, now: dt.datetime, actor: str, resolution: str) -> None:
    """Close an exception, audited. Raises NotAllowed where it is closed already."""
    if case.state != CaseState.OPEN:
        raise NotAllowed(
            f"exception {case.number} was resolved by {case.resolved_by}",
            where=f"exception {case.number}",
            next_step=f"b2b exceptions show {case.number}",
        )
    case.state = CaseState.RESOLVED.value
    case.resolved_at, case.resolved_by, case.resolution = now, actor, resolution
    session.add(case)
    audit.record(session, now, actor, "resolved", "exception", case.id, {"code": case.code, "resolution": resolution})
    session.flush()


def resolve_about(
    session: Session, about: str, *, now: dt.datetime, actor: str, resolution: str, code: str | None = None
) -> int:
    """Close every open exception about a row, an exchange or a subject (of one code, or of all); returns how many."""
    if code is None:
        found = session.exec(_OPEN_ABOUT, params={"about": about}).all()
    else:
        found = session.exec(_OPEN_ABOUT_OF_CODE, params={"about": about, "code": code}).all()
    for case in found:
        resolve(session, case, now=now, actor=actor, resolution=resolution)
    return len(found)
