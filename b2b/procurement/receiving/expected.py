"""The rows of what we expect: lines of ship notices, how much of each has arrived, and what orders have announced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from b2b.documents import GoodsReceipt, json_form
from b2b.procurement.bulk import insert_rows
from b2b.procurement.purchased.gather import rows_by_id
from b2b.procurement.receiving.notice import AnnouncedLine
from b2b.store import ids
from b2b.store.states import ExpectedState
from b2b.store.tables import ExpectedLine, ExpectedReceipt, PurchaseOrderLine, Receipt, ReceiptLine

_NONE = Decimal(0)


def lines_of(session: Session, expected_receipt_id: str) -> Sequence[ExpectedLine]:
    """The lines of a notice in their order."""
    query = select(ExpectedLine).where(col(ExpectedLine.expected_receipt_id) == expected_receipt_id)
    return session.exec(query.order_by(col(ExpectedLine.position))).all()


def arrived(lines: Iterable[ExpectedLine]) -> dict[str, Decimal]:
    """By order line, what has arrived of these."""
    found: dict[str, Decimal] = {}
    for line in lines:
        if line.received > 0:
            found[line.purchase_order_line_id] = found.get(line.purchase_order_line_id, _NONE) + line.received
    return found


def insert(
    session: Session,
    now: dt.datetime,
    row: ExpectedReceipt,
    lines: Sequence[AnnouncedLine],
    came: Mapping[str, Decimal],
) -> None:
    """The lines of a notice; what `came`, by order line, under the notice that this one replaces stays arrived."""
    left = dict(came)
    found: list[dict[str, Any]] = []
    for one in lines:
        received = min(one.quantity, left.get(one.line.id, _NONE))
        left[one.line.id] = left.get(one.line.id, _NONE) - received
        found.append(_line(now, row, found, one.line.id, one.quantity, one.line.unit, received, one.sscc, one.lot))
    rows = rows_by_id(session, [*left])
    for id, rest in left.items():
        if rest > 0:
            found.append(_line(now, row, found, id, rest, rows[id].unit, rest))
    insert_rows(session, ExpectedLine, found)
    for line in found:
        rows[line["purchase_order_line_id"]].announced += line["quantity"]
    session.add_all(rows.values())
    session.flush()


def _line(
    now: dt.datetime,
    row: ExpectedReceipt,
    before: Sequence[object],
    order_line: str,
    quantity: Decimal,
    unit: str,
    received: Decimal,
    sscc: str = "",
    lot: str = "",
) -> dict[str, Any]:
    return {
        "id": ids.new(now),
        "expected_receipt_id": row.id,
        "position": len(before) + 1,
        "purchase_order_line_id": order_line,
        "quantity": quantity,
        "unit": unit,
        "sscc": sscc,
        "lot": lot,
        "received": received,
    }


def withdraw(session: Session, lines: Sequence[ExpectedLine], *, wholly: bool) -> None:
    """Take back what these lines announced: wholly, or as far as it has not arrived."""
    rows = rows_by_id(session, [line.purchase_order_line_id for line in lines])
    for line in lines:
        row = rows[line.purchase_order_line_id]
        gone = line.quantity if wholly else max(_NONE, line.quantity - line.received)
        row.announced = max(_NONE, row.announced - gone)
        if wholly or line.received <= 0:
            session.delete(line)
        else:
            line.quantity = line.received
            session.add(line)
    session.add_all(rows.values())
    session.flush()


def by_order_line(lines: Iterable[ExpectedLine]) -> dict[str, list[ExpectedLine]]:
    """The lines of a notice, by the order line that they announce."""
    found: dict[str, list[ExpectedLine]] = {}
    for line in lines:
        found.setdefault(line.purchase_order_line_id, []).append(line)
    return found


def book(lines: Iterable[ExpectedLine], quantity: Decimal, sscc: str = "", lot: str = "") -> None:
    """Count what arrived of an order line, in good order or not, on the `lines` that announced it: those of the same
    pack and lot first. Below 0 it is taken back, as far as something had arrived.
    """
    mine = sorted(
        lines, key=lambda line: (bool(sscc) and line.sscc != sscc, bool(lot) and line.lot != lot, line.position)
    )
    left = quantity
    for line in mine:
        fits = min(left, max(_NONE, line.quantity - line.received)) if left > 0 else max(left, -line.received)
        line.received += fits
        left -= fits
    if left > 0 and mine:
        mine[-1].received += left


def stand(session: Session, row: ExpectedReceipt, lines: Sequence[ExpectedLine]) -> None:
    """How much of a notice has arrived, as its state says it; one that was cancelled comes back with its goods."""
    if lines and all(line.received >= line.quantity for line in lines):
        row.state = ExpectedState.RECEIVED.value
    elif any(line.received > 0 for line in lines):
        row.state = ExpectedState.PARTLY_RECEIVED.value
    elif row.state != ExpectedState.CANCELLED:
        row.state = ExpectedState.EXPECTED.value
    session.add(row)
    session.add_all(lines)
    session.flush()


def take_receipts_before(session: Session, row: ExpectedReceipt, order_ids: Sequence[str]) -> None:
    """Goods may be faster than their notice: receipts that named it count on it now."""
    query = select(Receipt).where(
        col(Receipt.purchase_order_id).in_(order_ids), col(Receipt.expected_receipt_id).is_(None)
    )
    lines = lines_of(session, row.id)
    announced = by_order_line(lines)
    for receipt in session.exec(query.order_by(col(Receipt.number))):
        document = json_form.from_json(receipt.document)
        if isinstance(document, GoodsReceipt) and document.despatch_number == row.despatch_number:
            receipt.expected_receipt_id = row.id
            session.add(receipt)
            for line in session.exec(select(ReceiptLine).where(col(ReceiptLine.receipt_id) == receipt.id)):
                book(announced.get(line.purchase_order_line_id, ()), line.quantity, line.sscc, line.lot)
    stand(session, row, lines)


def promised(session: Session, line_ids: Sequence[str]) -> dt.date | None:
    """The last day that the supplier, or else we ourselves, named for these order lines."""
    days = [_day(row) for row in rows_by_id(session, line_ids).values()]
    return max((day for day in days if day is not None), default=None)


def _day(row: PurchaseOrderLine) -> dt.date | None:
    return row.promised_on or row.requested_on
