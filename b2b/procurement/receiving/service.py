"""Goods receipts on a session that the caller owns: counted on order and ship notice, differences shown to a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from b2b.documents import GoodsCondition, GoodsReceipt, json_form
from b2b.documents.same import normal_number
from b2b.errors import Conflict, NotAllowed, NotFound
from b2b.procurement.bulk import insert_rows
from b2b.procurement.matching import service as matching
from b2b.procurement.purchased.gather import NOT_GIVEN, Purchased, with_lines
from b2b.procurement.purchasing import open_quantity
from b2b.procurement.receiving import expected
from b2b.procurement.receiving.decide import ArrivedLine, Difference, DifferenceKind, Reading, differences, read
from b2b.procurement.receiving.shown import open_cases
from b2b.procurement.receiving.stock import put_on_shelf
from b2b.store import audit, counters, ids, purchases
from b2b.store.states import ExpectedState
from b2b.store.tables import ExpectedLine, ExpectedReceipt, PurchaseOrder, Receipt, ReceiptLine

_CLOCKS_DIFFER = dt.timedelta(hours=24)

# X12 element 353: what a receipt that is no new one asks for. To book it as it stands is to count goods twice.
_ORIGINAL, _COPY = ("00", ""), "07"
_ASKS = {
    "01": "takes an earlier receipt back",
    "04": "changes an earlier receipt",
    "05": "takes the place of an earlier receipt",
    "06": "confirms an earlier receipt",
    _COPY: "is a copy of an earlier receipt, which has not come",
}


@dataclass(frozen=True, slots=True)
class Posted:
    """A receipt that was booked, or had been (`duplicate`), and where it differed when it was."""

    receipt: Receipt
    differences: tuple[Difference, ...]
    duplicate: bool = False
    cases: tuple[int, ...] = ()


def post_receipt(session: Session, now: dt.datetime, actor: str, receipt: GoodsReceipt, company_id: str) -> Posted:
    """Book what arrived for an order of the company; suppliers' invoices that waited for it are matched again.

    A negative quantity takes an earlier receipt back. The ship notice is the one named, else the only one on its way
    that announces something of this order; none is needed. The same receipt again, a copy (purpose 07) too, gives the
    first answer. Raises Conflict for other content under the number, NotFound for an order or a line that is not there,
    NotAllowed where it cannot be booked: what by its purpose changes another receipt too, as only a person knows how.
    """
    before = _known(session, company_id, receipt)
    if before is not None:
        return _again(before, receipt)
    order = _order(session, company_id, receipt.order_number)
    _check(receipt, now)
    purchased = with_lines(session, [order])[0]
    reading = read(receipt, purchased.lines, _held(session, order.id))
    notice, notice_lines = _notice(session, purchased, receipt)
    found = tuple(_differences(reading, notice, notice_lines))
    row = _keep(session, now, actor, order, receipt, reading, notice, found)
    _count(session, now, order, reading)
    if notice is not None:
        announced = expected.by_order_line(notice_lines)
        for one in reading.lines:
            expected.book(announced.get(one.line.id, ()), one.quantity, one.sscc, one.lot)
        expected.stand(session, notice, notice_lines)
    put_on_shelf(session, now, order.company_id, receipt, reading)
    numbers = open_cases(session, now, actor, order, row, notice, reading, found)
    details = {"order": order.order_number, "receipt": receipt.number, "lines": len(reading.lines)}
    audit.record(session, now, actor, "received", "receipt", row.id, details)
    matching.rematch_order(session, now, actor, order.id)
    session.flush()
    return Posted(row, found, cases=numbers)


def _known(session: Session, company_id: str, receipt: GoodsReceipt) -> Receipt | None:
    """The receipt that came under this number before, or for this order under one that differs in its writing only."""
    mine = col(Receipt.company_id) == company_id
    exact = session.exec(select(Receipt).where(mine, col(Receipt.receipt_number) == receipt.number)).first()
    order = purchases.find_order(session, company_id, receipt.order_number)
    if exact is not None or order is None:
        return exact
    of_order = session.exec(select(Receipt).where(mine, col(Receipt.purchase_order_id) == order.id)).all()
    number = normal_number(receipt.number)
    return next((row for row in of_order if normal_number(row.receipt_number) == number), None)


def _again(row: Receipt, receipt: GoodsReceipt) -> Posted:
    stands = json_form.from_json(row.document)
    assert isinstance(stands, GoodsReceipt)
    purpose = stands.purpose if receipt.purpose == _COPY else receipt.purpose
    if stands != replace(receipt, number=row.receipt_number, purpose=purpose):
        raise Conflict(
            f"receipt {receipt.number} was posted with other content on {row.created_at:%Y-%m-%d %H:%M} UTC",
            where=f"receipt {receipt.number}",
            next_step=f"see b2b receipts show {row.number}; post a correction under another number",
        )
    return Posted(row, tuple(_read_difference(one) for one in row.differences), duplicate=True)


def _order(session: Session, company_id: str, number: str) -> PurchaseOrder:
    order = purchases.find_order(session, company_id, number)
    if order is None:
        raise NotFound(f"we have given no order {number!r}", where="orders", next_step="b2b orders list")
    if order.state in NOT_GIVEN:
        raise NotAllowed(
            f"order {number} is {order.state}, so nothing can come for it",
            where=f"order {number}",
            next_step=f"b2b orders show {number}",
        )
    return order


def _check(receipt: GoodsReceipt, now: dt.datetime) -> None:
    if not receipt.number.strip():
        raise NotAllowed("the receipt has no number", where="receipt", next_step="number receipts, each once")
    if receipt.purpose not in _ORIGINAL:
        asks = _ASKS.get(receipt.purpose, "is no new receipt")
        raise NotAllowed(
            f"by its purpose {receipt.purpose} it {asks}, and is not booked as a new one",
            where=f"receipt {receipt.number}",
            next_step="post what differs as a receipt under a number of its own; b2b receipts post ORDER --line "
            "N=QUANTITY does, a quantity below 0 takes back",
        )
    if receipt.received_at > now + _CLOCKS_DIFFER:
        raise NotAllowed(
            f"{receipt.received_at:%Y-%m-%d %H:%M} UTC is in the future",
            where=f"receipt {receipt.number}",
            next_step="post a receipt when the goods are there",
        )


def _held(session: Session, order_id: str) -> dict[tuple[str, GoodsCondition], Decimal]:
    """By line and condition, what arrived before."""
    query = (
        select(ReceiptLine.purchase_order_line_id, ReceiptLine.condition, func.sum(ReceiptLine.quantity))
        .join(Receipt, col(Receipt.id) == col(ReceiptLine.receipt_id))
        .where(col(Receipt.purchase_order_id) == order_id)
        .group_by(col(ReceiptLine.purchase_order_line_id), col(ReceiptLine.condition))
    )
    return {(line, GoodsCondition(condition)): total for line, condition, total in session.exec(query)}


def _notice(
    session: Session, purchased: Purchased, receipt: GoodsReceipt
) -> tuple[ExpectedReceipt | None, list[ExpectedLine]]:
    """The ship notice that a receipt is for, with its lines."""
    order = purchased.order
    query = select(ExpectedReceipt).where(
        col(ExpectedReceipt.company_id) == order.company_id, col(ExpectedReceipt.partner_id) == order.partner_id
    )
    if receipt.despatch_number:
        row = session.exec(query.where(col(ExpectedReceipt.despatch_number) == receipt.despatch_number)).first()
    else:
        mine = select(ExpectedLine.expected_receipt_id).where(
            col(ExpectedLine.purchase_order_line_id).in_([line.id for line in purchased.lines])
        )
        coming = [ExpectedState.EXPECTED.value, ExpectedState.PARTLY_RECEIVED.value]
        found = session.exec(query.where(col(ExpectedReceipt.id).in_(mine), col(ExpectedReceipt.state).in_(coming)))
        rows = list(found)
        row = rows[0] if len(rows) == 1 else None
    return row, list(expected.lines_of(session, row.id)) if row is not None else []


def _differences(
    reading: Reading, notice: ExpectedReceipt | None, lines: Sequence[ExpectedLine]
) -> Sequence[Difference]:
    announced: dict[str, Decimal] = {}
    for line in lines:
        id = line.purchase_order_line_id
        announced[id] = announced.get(id, Decimal(0)) + line.quantity
    number = notice.despatch_number if notice else ""
    return list(differences(reading, announced, expected.arrived(lines), number))


def _keep(
    session: Session,
    now: dt.datetime,
    actor: str,
    order: PurchaseOrder,
    receipt: GoodsReceipt,
    reading: Reading,
    notice: ExpectedReceipt | None,
    found: Sequence[Difference],
) -> Receipt:
    row = Receipt(
        id=ids.new(now),
        number=counters.take(session, "receipt"),
        company_id=order.company_id,
        partner_id=order.partner_id,
        purchase_order_id=order.id,
        expected_receipt_id=notice.id if notice else None,
        receipt_number=receipt.number,
        received_at=receipt.received_at,
        document=json_form.to_json(receipt),
        differences=[_difference_json(one) for one in found],
        posted_by=actor,
        created_at=now,
    )
    session.add(row)
    session.flush()
    insert_rows(session, ReceiptLine, [_line(now, row, n, one) for n, one in enumerate(reading.lines, 1)])
    return row


def _line(now: dt.datetime, row: Receipt, position: int, one: ArrivedLine) -> dict[str, Any]:
    return {
        "id": ids.new(now),
        "receipt_id": row.id,
        "position": position,
        "purchase_order_line_id": one.line.id,
        "quantity": one.quantity,
        "unit": one.line.unit,
        "condition": one.condition.value,
        "lot": one.lot,
        "sscc": one.sscc,
    }


def _count(session: Session, now: dt.datetime, order: PurchaseOrder, reading: Reading) -> None:
    """Only what is good counts as received; the order is closed by it, or opened again."""
    rows = {row.id: row for row in purchases.lines(session, order.id)}
    for one in reading.lines:
        if one.condition is GoodsCondition.GOOD:
            rows[one.line.id].received += one.quantity
    open_quantity.settle(order, rows.values(), now)
    session.add_all([order, *rows.values()])
    session.flush()


def _difference_json(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "line": one.line_number,
        "sku": one.sku,
        "expected": one.expected,
        "received": one.received,
        "message": one.message,
        "line_id": one.line_id,
        "of_notice": one.of_notice,
    }


def _read_difference(data: dict[str, Any]) -> Difference:
    return Difference(
        DifferenceKind(data["kind"]),
        data["line"],
        data["sku"],
        Decimal(data["expected"]),
        Decimal(data["received"]),
        data["message"],
        data["line_id"],
        data["of_notice"],
    )
