"""Exceptions that the flow itself opens and closes, each in a unit of work of its own."""

from __future__ import annotations

from b2b.errors import B2BError
from b2b.gateway.bootstrap import Gateway
from b2b.store import cases
from b2b.store.states import Severity


def open_for(
    gateway: Gateway,
    code: str,
    problem: B2BError,
    *,
    table: str,
    row_id: str,
    company_id: str | None = None,
    partner_id: str | None = None,
    severity: Severity = Severity.ERROR,
) -> None:
    """Open an exception about a row, with what the error says."""
    with gateway.store.write() as session:
        cases.open_case(
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


def settle(gateway: Gateway, code: str, about: str, resolution: str) -> None:
    """Close the exceptions of a code about a row, if any stands open; nothing is written where none does."""
    with gateway.store.read() as session:
        if not any(case.code == code and case.subject == about for case in cases.open_cases(session)):
            return
    with gateway.store.write() as session:
        now = gateway.clock.now()
        cases.resolve_about(session, about, code=code, now=now, actor=gateway.actor, resolution=resolution)
