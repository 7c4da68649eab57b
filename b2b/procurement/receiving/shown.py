"""What a person must see of a receipt; a difference that a later receipt makes good closes by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlmodel import Session, col, select

from b2b.procurement.bulk import parts
from b2b.procurement.orders.wording import figure
from b2b.procurement.receiving.decide import Difference, DifferenceKind, Reading
from b2b.store import cases
from b2b.store.canonical import plain
from b2b.store.states import CaseState, ExpectedState, PurchaseOrderState, Severity
from b2b.store.tables import ExceptionCase, ExpectedReceipt, PurchaseOrder, Receipt

OVERDUE = "receipt-overdue"
_CODES: Mapping[DifferenceKind, str] = {
    DifferenceKind.SHORT: "receipt-short",
    DifferenceKind.OVER: "receipt-over",
    DifferenceKind.DAMAGED: "receipt-damaged",
    DifferenceKind.UNEXPECTED: "receipt-unexpected",
}


def open_cases(
    session: Session,
    now: dt.datetime,
    actor: str,
    order: PurchaseOrder,
    receipt: Receipt,
    notice: ExpectedReceipt | None,
    reading: Reading,
    found: Sequence[Difference],
) -> tuple[int, ...]:
    """Open an exception a difference, close those that are no more; the numbers of those opened.

    Less than was ordered is none without a ship notice: the rest is still to come.
    """
    shown = [one for one in found if one.of_notice or one.kind is not DifferenceKind.SHORT]
    subjects = {(one.kind, _subject(one.kind, one.line_id or one.sku, order, receipt, notice)): one for one in shown}
    shown_now = {(_CODES[kind], subject) for kind, subject in subjects}
    counted = {_subject(DifferenceKind.SHORT, one.line.id, order, receipt, notice) for one in reading.lines}
    for case in _open_about(session, counted):
        if (case.code, case.subject) not in shown_now:
            text = f"made good by receipt {receipt.receipt_number}"
            cases.resolve(session, case, now=now, actor=actor, resolution=text)
    numbers = [
        _open(session, now, order, receipt, _CODES[kind], one.message, subject, _details(one))
        for (kind, subject), one in subjects.items()
    ]
    if order.state == PurchaseOrderState.CANCELLED:
        text = f"goods came for order {order.order_number}, which was cancelled"
        numbers.append(_open(session, now, order, receipt, "receipt-order-cancelled", text, receipt.id, {}))
    if notice is not None and notice.state == ExpectedState.RECEIVED:
        cases.resolve_about(session, notice.id, now=now, actor=actor, resolution="it has arrived", code=OVERDUE)
    return tuple(numbers)


def _open_about(session: Session, subjects: Collection[str]) -> Iterator[ExceptionCase]:
    """What stands open of counts that differ."""
    for part in parts(subjects):
        query = select(ExceptionCase).where(
            col(ExceptionCase.state) == CaseState.OPEN,
            col(ExceptionCase.code).in_([_CODES[DifferenceKind.SHORT], _CODES[DifferenceKind.OVER]]),
            col(ExceptionCase.subject).in_(part),
        )
        yield from session.exec(query.order_by(col(ExceptionCase.number))).all()


def _subject(
    kind: DifferenceKind, what: str, order: PurchaseOrder, receipt: Receipt, notice: ExpectedReceipt | None
) -> str:
    """Counts stand about the notice or the order, the state of goods about the one receipt."""
    if kind in (DifferenceKind.SHORT, DifferenceKind.OVER):
        return f"{notice.id if notice else order.id}/{what}"
    return f"{receipt.id}/{what}"


def _details(one: Difference) -> dict[str, str]:
    return {
        "line": one.line_number,
        "item": one.sku,
        "expected": figure(one.expected),
        "received": figure(one.received),
    }


def _open(
    session: Session,
    now: dt.datetime,
    order: PurchaseOrder,
    receipt: Receipt,
    code: str,
    text: str,
    subject: str,
    details: Mapping[str, str],
) -> int:
    return cases.open_case(
        session,
        now,
        code,
        text,
        severity=Severity.WARNING,
        details=plain({"order": order.order_number, "receipt": receipt.receipt_number, **details}),
        company_id=order.company_id,
        partner_id=order.partner_id,
        table_name="receipt",
        row_id=receipt.id,
        subject=subject,
    ).number
