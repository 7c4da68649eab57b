"""Puts a decided order into the tables, with its reasons, its answer, its booking and what a person must see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from b2b.documents import Order, OrderResponse, Quantity, ResponseStatus, json_form
from b2b.procurement import outgoing, work
from b2b.procurement.orders import record
from b2b.procurement.orders.decision import LineDecision, OrderDecision
from b2b.procurement.orders.quantities import storable
from b2b.procurement.orders.snapshot import OrderSnapshot
from b2b.procurement.orders.terms import OrderTerms
from b2b.procurement.parties import Trade
from b2b.store import audit, counters, ids
from b2b.store.canonical import plain
from b2b.store.states import Answer, LinkKind, SalesOrderState, TaskKind
from b2b.store.tables import Exchange, SalesOrder, Stock

SET = "855"


def business_number(order: Order) -> str:
    """The number an order goes by: the buyer's, with the release of a blanket order behind it."""
    return f"{order.number}/{order.release_number}" if order.release_number else order.number


def keep(
    session: Session,
    now: dt.datetime,
    actor: str,
    trade: Trade,
    exchange: Exchange,
    order: Order,
    decision: OrderDecision,
    snapshot: OrderSnapshot,
    terms: OrderTerms,
    counted: Mapping[str, Stock],
) -> tuple[SalesOrder, Exchange | None]:
    """The order's row and the 855 that answers it (None where the partner does not trade it), both yet to be flushed;
    then come its `lines`. What it takes of the workspace's own stock goes off the rows that are `counted`.
    """
    assert decision.response is not None
    number = counters.take(session, "sales_order")
    response = _signed(decision.response, trade, number)
    row = SalesOrder(
        id=ids.new(now),
        number=number,
        company_id=trade.company.id,
        partner_id=trade.partner.id,
        exchange_id=exchange.id,
        order_number=business_number(order),
        order_date=order.date,
        purpose=order.purpose,
        currency=decision.currency,
        state=_state(decision.status).value,
        document=json_form.to_json(order),
        decision=plain(record.written(decision, snapshot, terms)),
        response=json_form.to_json(response),
        received_at=exchange.created_at,
        decided_at=now,
    )
    session.add(row)
    _reserve(session, now, actor, trade, row, decision, snapshot, counted)
    details = {"order": row.order_number, "status": str(decision.status), "lines": len(decision.lines)}
    audit.record(session, now, actor, "decided", "sales_order", row.id, details)
    answer = outgoing.about_order(session, now, row, SET, response, LinkKind.ANSWERS, exchange.id, test=exchange.test)
    if answer is not None:
        exchange.answer = Answer.RECEIVED.value
    return row, answer


def lines(row: SalesOrder, trade: Trade, decision: OrderDecision, now: dt.datetime) -> list[dict[str, Any]]:
    """The rows of an order's lines, as `insert_rows` takes them."""
    never_booked = trade.ours.erp is None
    return [{**_line(row.id, line, now), "beyond_booking": never_booked} for line in decision.lines]


def _signed(response: OrderResponse, trade: Trade, number: int) -> OrderResponse:
    """The answer with our number, and with who we are where the buyer did not say."""
    supplier = response.supplier if response.supplier.name or response.supplier.ids else trade.ours.party
    return replace(response, number=str(number), supplier=supplier)


def _state(status: ResponseStatus | None) -> SalesOrderState:
    return SalesOrderState.REJECTED if status is ResponseStatus.REJECTED else SalesOrderState.OPEN


def _line(order_id: str, line: LineDecision, now: dt.datetime) -> dict[str, Any]:
    """A figure that cannot be kept is 0 here, or no price; the document and the reason hold it as it came."""
    ordered_price = line.ordered_price
    return {
        "id": ids.new(now),
        "sales_order_id": order_id,
        "position": line.position,
        "line_number": line.number,
        "item_id": line.item_id,
        "sku": line.sku,
        "ordered": line.ordered.value if storable(line.ordered.value) else Decimal(0),
        "unit": line.ordered.unit,
        "ordered_price": ordered_price if ordered_price is not None and storable(ordered_price) else None,
        "price": line.price,
        "confirmed": line.confirmed,
        "back_ordered": line.back_ordered,
        "rejected": line.rejected if storable(line.rejected) else Decimal(0),
        "shipped": Decimal(0),
        "invoiced": Decimal(0),
        "status": line.status,
        "reasons": [record.reason_json(reason) for reason in line.reasons],
    }


def _reserve(
    session: Session,
    now: dt.datetime,
    actor: str,
    trade: Trade,
    row: SalesOrder,
    decision: OrderDecision,
    snapshot: OrderSnapshot,
    counted: Mapping[str, Stock],
) -> None:
    """The ERP reserves when it books; without one the workspace's own stock rows go down by what is confirmed."""
    if trade.ours.erp is not None:
        if decision.erp_lines:
            work.schedule(
                session,
                now,
                TaskKind.ERP_ORDER,
                company_id=trade.company.id,
                row_id=row.id,
                key=f"order:{row.id}",
                lock_key=trade.lock_key(row.order_number),
            )
        return
    left = {}
    for item_id, used in decision.stock_used.items():
        item = snapshot.items[item_id]
        assert item.stock.reported is not None, "nothing is confirmed of stock that nobody knows"
        left[item_id] = Quantity(item.stock.reported - used, item.unit)
    leave_in_stock(session, now, actor, row.id, counted, left)


def leave_in_stock(
    session: Session,
    now: dt.datetime,
    actor: str,
    order_id: str,
    counted: Mapping[str, Stock],
    left: Mapping[str, Quantity],
) -> None:
    """Change the workspace's own stock of items, as it is `counted`, to what an order has left of it."""
    acts = []
    for item_id, quantity in left.items():
        stock = counted[item_id]
        acts.append({"item": item_id, "from": str(Quantity(stock.quantity, stock.unit)), "to": str(quantity)})
        stock.quantity, stock.unit = quantity.value, quantity.unit
        session.add(stock)
    audit.record_each(session, now, actor, "reserved", "sales_order", order_id, acts)
