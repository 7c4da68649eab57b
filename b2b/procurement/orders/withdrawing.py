"""A customer's order taken back, by us or by the customer: stock is free again, the ERP's booking is seen to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.documents import LineAnswer, LineStatus, OrderResponse, Quantity, ResponseStatus, json_form
from b2b.errors import NotAllowed
from b2b.procurement import outgoing, parties
from b2b.procurement.orders import keep
from b2b.procurement.orders.answer import own_unit
from b2b.procurement.orders.commitments import factor
from b2b.procurement.orders.wording import figure
from b2b.procurement.parties import Trade
from b2b.store import audit, cases, catalog, sales
from b2b.store.states import LinkKind, SalesOrderState, TaskKind, TaskState
from b2b.store.tables import Exchange, SalesOrder, SalesOrderLine, Task

IN_ERP = "erp-order-to-correct"
_NOT_BOOKED = (TaskState.PENDING, TaskState.FAILED)


def cancel(session: Session, now: dt.datetime, actor: str, order: SalesOrder, reason: str) -> Exchange | None:
    """Take back an order of which nothing was shipped: the 855 that tells the customer, None where none is traded.

    What was reserved is free again. A booking that the ERP has not made is called off; for one it has made, or may
    have, an exception asks a person to cancel it there. NotAllowed: something was shipped, it does not stand any more,
    or there is no reason.
    """
    rows = sales.lines(session, order.id)
    if not reason.strip():
        raise _refusal(order, "a cancellation needs a reason", 'say --reason "why"')
    if order.state != SalesOrderState.OPEN or any(row.shipped for row in rows):
        why = "something of it was shipped" if any(row.shipped for row in rows) else f"it is {order.state}"
        raise _refusal(order, f"{why}: it cannot be cancelled", f"b2b why order:{order.order_number}")
    trade = parties.trade(session, order.partner_id)
    for row in rows:
        reduce(session, now, actor, trade, row, Decimal(0), f"cancelled: {reason.strip()}")
        row.rejected, row.status = row.ordered, LineStatus.REJECTED.value
    close(session, now, actor, trade, order, reason.strip())
    response = _rejection(order, trade.partners_day(now), reason.strip())
    order.response = json_form.to_json(response)
    session.add(order)
    return outgoing.about_order(session, now, order, keep.SET, response, LinkKind.ANSWERS, order.exchange_id)


def close(session: Session, now: dt.datetime, actor: str, trade: Trade, order: SalesOrder, reason: str) -> None:
    """Mark an order cancelled whose lines stand for nothing any more, and see to its booking."""
    order.state = SalesOrderState.CANCELLED.value
    session.add(order)
    session.flush()
    details = {"order": order.order_number, "reason": reason}
    audit.record(session, now, actor, "cancelled", "sales_order", order.id, details)
    cases.resolve_about(session, order.id, now=now, actor=actor, resolution=f"the order was cancelled: {reason}")
    correct_in_erp(session, now, actor, trade, order, "cancelled", call_off=True)


def reduce(
    session: Session, now: dt.datetime, actor: str, trade: Trade, row: SalesOrderLine, wanted: Decimal, why: str
) -> None:
    """Let a line stand for `wanted` units of what it stood for, never less than was shipped: what comes later goes
    first. Reserved stock of the workspace's own is free again.
    """
    kept = max(row.shipped, min(row.confirmed, wanted))
    freed = row.confirmed - kept
    row.confirmed = kept
    row.back_ordered = min(row.back_ordered, max(Decimal(0), wanted - kept))
    row.rejected = min(row.rejected, max(Decimal(0), wanted - kept - row.back_ordered))
    row.reasons = [*row.reasons, {"code": "changed", "text": why, "figures": {"quantity": figure(wanted)}}]
    session.add(row)
    session.flush()
    if freed and trade.ours.erp is None and row.item_id is not None:
        stock = catalog.stock_of(session, [row.item_id]).get(row.item_id)
        if stock is not None:
            left = Quantity(stock.quantity + own_unit(freed, factor(row)), stock.unit)
            keep.leave_in_stock(session, now, actor, row.sales_order_id, {stock.item_id: stock}, {stock.item_id: left})


def correct_in_erp(
    session: Session, now: dt.datetime, actor: str, trade: Trade, order: SalesOrder, what: str, *, call_off: bool
) -> None:
    """See to what the ERP has or will have of an order that is `what` (changed, cancelled) here: with `call_off` a
    booking that was not made is never made; for any other a person corrects it there.
    """
    booking = select(Task).where(col(Task.row_id) == order.id, col(Task.kind) == TaskKind.ERP_ORDER)
    for task in session.exec(booking).all():
        if call_off and task.state in _NOT_BOOKED:
            cases.resolve_about(session, task.id, now=now, actor=actor, resolution=f"the order is {what}")
            audit.record(session, now, actor, "called off", "task", task.id, {"key": task.key})
            session.delete(task)
            continue
        number = str((task.result or {}).get("number", ""))
        booked = f"is booked in the ERP as {number}" if number else "is booked in the ERP, or will be, as it was"
        cases.open_case(
            session,
            now,
            IN_ERP,
            f"order {order.order_number} is {what} here and {booked}: correct it there",
            details={"order": order.order_number, "erp": number},
            company_id=trade.company.id,
            partner_id=trade.partner.id,
            table_name="sales_order",
            row_id=order.id,
        )
    session.flush()


def _rejection(order: SalesOrder, day: dt.date, reason: str) -> OrderResponse:
    """The answer that was given, as it is now: nothing of it comes."""
    assert order.response is not None, "an order that stands was answered"
    given = json_form.from_json(order.response)
    assert isinstance(given, OrderResponse)
    lines = [
        replace(line, answers=(LineAnswer(LineStatus.REJECTED, line.ordered, reason=reason),)) for line in given.lines
    ]
    return replace(given, date=day, status=ResponseStatus.REJECTED, lines=tuple(lines))


def _refusal(order: SalesOrder, text: str, next_step: str) -> NotAllowed:
    return NotAllowed(text, where=f"order {order.order_number}", next_step=next_step)
