"""What was announced and has not arrived in time, and invoices that are due while something blocks them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from b2b.procurement.orders.wording import figure
from b2b.procurement.receiving import expected
from b2b.procurement.receiving.shown import OVERDUE
from b2b.store import cases, parties
from b2b.store.states import ExpectedState, PurchaseInvoiceState, Severity
from b2b.store.tables import Company, ExceptionCase, ExpectedReceipt, PurchaseInvoice

DUE_BLOCKED = "invoice-due-and-blocked"
_COMING = (ExpectedState.EXPECTED, ExpectedState.PARTLY_RECEIVED)


def late(session: Session, company: Company, now: dt.datetime) -> Sequence[ExpectedReceipt]:
    """The company's expected receipts whose day has passed, in its zone, and that have not wholly arrived."""
    query = select(ExpectedReceipt).where(
        col(ExpectedReceipt.company_id) == company.id,
        col(ExpectedReceipt.state).in_(_COMING),
        col(ExpectedReceipt.expected_on) < _today(company, now),
    )
    return session.exec(query.order_by(col(ExpectedReceipt.number))).all()


def is_anything_overdue(session: Session, now: dt.datetime) -> bool:
    """Whether `raise_overdue` would open anything."""
    return next(_overdue(session, now), None) is not None


def raise_overdue(session: Session, now: dt.datetime) -> int:
    """Open an exception for each expected receipt that is late and each blocked invoice that is due, once in the life
    of each; how many were opened.
    """
    found = list(_overdue(session, now))
    for row in found:
        if isinstance(row, ExpectedReceipt):
            _open_late(session, now, row)
        else:
            _open_due(session, now, row)
    return len(found)


def _overdue(session: Session, now: dt.datetime) -> Iterator[ExpectedReceipt | PurchaseInvoice]:
    """What nobody has been told of yet."""
    for company in parties.companies(session):
        yield from (row for row in late(session, company, now) if not _was_told(session, OVERDUE, row.id))
        yield from (row for row in _due(session, company, now) if not _was_told(session, DUE_BLOCKED, row.id))


def _today(company: Company, now: dt.datetime) -> dt.date:
    return now.astimezone(ZoneInfo(parties.company_settings(company).time_zone)).date()


def _due(session: Session, company: Company, now: dt.datetime) -> Sequence[PurchaseInvoice]:
    query = select(PurchaseInvoice).where(
        col(PurchaseInvoice.company_id) == company.id,
        col(PurchaseInvoice.state) == PurchaseInvoiceState.BLOCKED,
        col(PurchaseInvoice.due) <= _today(company, now),
    )
    return session.exec(query.order_by(col(PurchaseInvoice.number))).all()


def _was_told(session: Session, code: str, subject: str) -> bool:
    """Whether somebody was told, even where the exception was closed by hand since."""
    query = select(ExceptionCase.id).where(col(ExceptionCase.code) == code, col(ExceptionCase.subject) == subject)
    return session.exec(query).first() is not None


def _open_late(session: Session, now: dt.datetime, row: ExpectedReceipt) -> None:
    missing = [line for line in expected.lines_of(session, row.id) if line.received < line.quantity]
    units = ", ".join(f"{figure(line.quantity - line.received)} {line.unit}" for line in missing[:3])
    cases.open_case(
        session,
        now,
        OVERDUE,
        f"ship notice {row.despatch_number} was to arrive on {row.expected_on}: {units} are missing",
        severity=Severity.WARNING,
        details={"notice": row.despatch_number, "expected_on": str(row.expected_on)},
        company_id=row.company_id,
        partner_id=row.partner_id,
        exchange_id=row.exchange_id,
        table_name="expected_receipt",
        row_id=row.id,
        subject=row.id,
    )


def _open_due(session: Session, now: dt.datetime, row: PurchaseInvoice) -> None:
    cases.open_case(
        session,
        now,
        DUE_BLOCKED,
        f"invoice {row.invoice_number} is due on {row.due} and still blocked",
        severity=Severity.WARNING,
        details={"bill": row.number},
        company_id=row.company_id,
        partner_id=row.partner_id,
        exchange_id=row.exchange_id,
        table_name="purchase_invoice",
        row_id=row.id,
        subject=row.id,
    )
