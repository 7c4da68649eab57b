"""What is on its way to us, and what has arrived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.views.naming import Names, names
from b2b.documents import GoodsCondition, Quantity, ReceivedLine
from b2b.errors import ConfigError, NotAllowed, NotFound
from b2b.procurement.receiving import expected as stored
from b2b.procurement.receiving.overdue import late
from b2b.store import parties
from b2b.store.states import ExpectedState
from b2b.store.tables import (
    Exchange,
    ExpectedLine,
    ExpectedReceipt,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    ReceiptLine,
)

_COMING = (ExpectedState.EXPECTED, ExpectedState.PARTLY_RECEIVED)
_LARGEST = Decimal(10) ** 12


def coming(session: Session, now: dt.datetime, *, partner_id: str | None) -> list[dict[str, Any]]:
    """Ship notices that have not wholly arrived, the earliest first, and which of them are late."""
    query = select(ExpectedReceipt).where(col(ExpectedReceipt.state).in_(_COMING))
    if partner_id is not None:
        query = query.where(col(ExpectedReceipt.partner_id) == partner_id)
    rows = session.exec(query.order_by(col(ExpectedReceipt.expected_on), col(ExpectedReceipt.number))).all()
    overdue = {row.id for company in parties.companies(session) for row in late(session, company, now)}
    called = names(session)
    return [{**_notice(session, row, called), "late": row.id in overdue} for row in rows]


def arrived(session: Session, *, partner_id: str | None, limit: int) -> list[dict[str, Any]]:
    """The newest `limit` receipts, newest first."""
    query = select(Receipt, PurchaseOrder).join(PurchaseOrder, col(PurchaseOrder.id) == col(Receipt.purchase_order_id))
    if partner_id is not None:
        query = query.where(col(Receipt.partner_id) == partner_id)
    called = names(session)
    found = session.exec(query.order_by(col(Receipt.number).desc()).limit(limit)).all()
    return [_receipt(row, order, called) for row, order in found]


def find(session: Session, number: str) -> Receipt | ExpectedReceipt:
    """A receipt by the number it goes by or our short one, or a ship notice by the supplier's number. NotFound."""
    receipts = list(session.exec(select(Receipt).where(col(Receipt.receipt_number) == number)))
    if not receipts and number.isascii() and number.isdigit() and len(number) < 10:
        receipts = list(session.exec(select(Receipt).where(col(Receipt.number) == int(number))))
    notices = list(session.exec(select(ExpectedReceipt).where(col(ExpectedReceipt.despatch_number) == number)))
    if not receipts and not notices:
        raise NotFound(
            f"there is no receipt and no ship notice {number!r}", where="receipts", next_step="b2b receipts list"
        )
    if len(receipts) > 1 or (not receipts and len(notices) > 1):
        raise NotFound(f"several receipts or ship notices go by {number}", next_step="b2b receipts list")
    return receipts[0] if receipts else notices[0]


def shown(session: Session, row: Receipt | ExpectedReceipt) -> dict[str, Any]:
    """A receipt or a ship notice with its lines."""
    called = names(session)
    if isinstance(row, ExpectedReceipt):
        return {**_notice(session, row, called), "lines": _notice_lines(session, row), "document": row.document}
    order = session.get_one(PurchaseOrder, row.purchase_order_id)
    notice = session.get(ExpectedReceipt, row.expected_receipt_id) if row.expected_receipt_id else None
    query = (
        select(ReceiptLine, PurchaseOrderLine)
        .join(PurchaseOrderLine, col(PurchaseOrderLine.id) == col(ReceiptLine.purchase_order_line_id))
        .where(col(ReceiptLine.receipt_id) == row.id)
    )
    return {
        **_receipt(row, order, called),
        "notice": notice.despatch_number if notice else "",
        "lines": [
            {
                "line": line.line_number,
                "sku": line.sku,
                "quantity": one.quantity,
                "unit": one.unit,
                "condition": one.condition,
                "lot": one.lot,
                "sscc": one.sscc,
            }
            for one, line in session.exec(query.order_by(col(ReceiptLine.position)))
        ],
    }


def lines_typed(texts: Sequence[str], condition: str, lot: str, sscc: str) -> tuple[ReceivedLine, ...]:
    """`1=58` as typed, below 0 to take back. ConfigError: it is not that."""
    return tuple(
        ReceivedLine(Quantity(amount, ""), number, condition=GoodsCondition(condition), lot=lot, sscc=sscc)
        for number, amount in map(_typed, texts)
    )


def announced(session: Session, order: PurchaseOrder, despatch: str) -> tuple[ReceivedLine, ...]:
    """Everything that ship notices announce of an order and that has not arrived, of one notice where it is named.

    NotAllowed: nothing is announced.
    """
    query = (
        select(ExpectedLine, PurchaseOrderLine)
        .join(PurchaseOrderLine, col(PurchaseOrderLine.id) == col(ExpectedLine.purchase_order_line_id))
        .join(ExpectedReceipt, col(ExpectedReceipt.id) == col(ExpectedLine.expected_receipt_id))
        .where(
            col(PurchaseOrderLine.purchase_order_id) == order.id,
            col(ExpectedLine.received) < col(ExpectedLine.quantity),
            col(ExpectedReceipt.state).in_(_COMING),
        )
    )
    if despatch:
        query = query.where(col(ExpectedReceipt.despatch_number) == despatch)
    found = session.exec(query.order_by(col(ExpectedReceipt.number), col(ExpectedLine.position))).all()
    if not found:
        raise NotAllowed(
            f"nothing more is announced of order {order.order_number}",
            where=f"order {order.order_number}",
            next_step="say what came: --line 1=58",
        )
    return tuple(
        ReceivedLine(Quantity(one.quantity - one.received, one.unit), line.line_number, lot=one.lot, sscc=one.sscc)
        for one, line in found
    )


def _typed(text: str) -> tuple[str, Decimal]:
    line, equals, amount = text.rpartition("=")
    try:
        value = Decimal(amount)
    except InvalidOperation:
        value = Decimal("NaN")
    exponent = value.as_tuple().exponent
    if not (equals and line) or not value.is_finite() or abs(value) >= _LARGEST:
        raise ConfigError(f"{text!r} is not a line and a quantity", where="--line", next_step="write --line 1=58")
    if not isinstance(exponent, int) or exponent < -6:
        raise ConfigError(f"{amount} has more than six decimals", where="--line", next_step="round it")
    return line, value


def _notice(session: Session, row: ExpectedReceipt, called: Names) -> dict[str, Any]:
    exchange = session.get(Exchange, row.exchange_id) if row.exchange_id else None
    lines = _notice_lines(session, row)
    return {
        "notice": row.despatch_number,
        "partner": called.partner(row.partner_id),
        "orders": list(dict.fromkeys(line["order"] for line in lines)),
        "shipped_at": row.shipped_at,
        "expected_on": row.expected_on,
        "state": row.state,
        "missing": sum((max(Decimal(0), line["announced"] - line["arrived"]) for line in lines), Decimal(0)),
        "document_number": exchange.number if exchange else None,
        "next": f"b2b receipts show {row.despatch_number}",
    }


def _notice_lines(session: Session, row: ExpectedReceipt) -> list[dict[str, Any]]:
    found = []
    for one in stored.lines_of(session, row.id):
        line = session.get_one(PurchaseOrderLine, one.purchase_order_line_id)
        order = session.get_one(PurchaseOrder, line.purchase_order_id)
        found.append(
            {
                "order": order.order_number,
                "line": line.line_number,
                "sku": line.sku,
                "announced": one.quantity,
                "arrived": one.received,
                "unit": one.unit,
                "sscc": one.sscc,
                "lot": one.lot,
            }
        )
    return found


def _receipt(row: Receipt, order: PurchaseOrder, called: Names) -> dict[str, Any]:
    return {
        "number": row.number,
        "receipt": row.receipt_number,
        "partner": called.partner(row.partner_id),
        "order": order.order_number,
        "received_at": row.received_at,
        "posted_by": row.posted_by,
        "line_count": len(row.document.get("lines", ())),
        "differences": [
            {"kind": one["kind"], "line": one["line"], "message": one["message"]} for one in row.differences
        ],
    }
