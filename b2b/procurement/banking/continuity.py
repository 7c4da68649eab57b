"""Whether an account's statements follow each other without a gap: each opens with what the one before closed with."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session, col, select

from b2b.store import cases
from b2b.store.money import from_minor
from b2b.store.states import Severity
from b2b.store.tables import Statement

GAP = "statement-gap"


def watch(session: Session, now: dt.datetime, actor: str, row: Statement) -> None:
    """Look at a statement that has just come, and at the one after it, which may have come before: an exception where
    there is a gap, none any more where it is closed.
    """
    query = select(Statement).where(col(Statement.company_id) == row.company_id, col(Statement.iban) == row.iban)
    chain = sorted(session.exec(query), key=_place)
    at = next(n for n, one in enumerate(chain) if one.id == row.id)
    for n in (at, at + 1):
        if 0 < n < len(chain):
            _compare(session, now, actor, chain[n - 1], chain[n])


def _place(row: Statement) -> tuple[dt.date, int, int]:
    return row.date, row.sequence or 0, row.number


def _compare(session: Session, now: dt.datetime, actor: str, before: Statement, after: Statement) -> None:
    text = _gap(before, after)
    if not text:
        cases.resolve_about(session, after.id, now=now, actor=actor, code=GAP, resolution="the statements follow")
        return
    cases.open_case(
        session,
        now,
        GAP,
        f"between statements {before.statement_id} and {after.statement_id} of {after.iban}: {text}",
        severity=Severity.WARNING,
        company_id=after.company_id,
        partner_id=after.bank_id,
        exchange_id=after.exchange_id,
        table_name="statement",
        row_id=after.id,
    )


def _gap(before: Statement, after: Statement) -> str:
    if before.closing is not None and after.opening is not None and before.closing != after.opening:
        closing, opening = from_minor(before.closing, before.currency), from_minor(after.opening, after.currency)
        return f"one closes with {closing}, the next opens with {opening} {after.currency}: one is missing"
    numbered = before.sequence is not None and after.sequence is not None
    # The count begins again at 1 with the year.
    if numbered and after.sequence not in ((before.sequence or 0) + 1, before.sequence, 1):
        return f"numbers {before.sequence} and {after.sequence} do not follow each other: one is missing"
    return ""
