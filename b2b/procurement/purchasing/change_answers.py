"""Suppliers' answers to our changes (865) on a session that the caller owns, and changes that suppliers ask for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlmodel import Session

from b2b.documents import LineStatus, OrderChange, OrderChangeResponse, ResponseStatus, json_form
from b2b.procurement import outcomes, parties
from b2b.procurement.parties import Trade
from b2b.procurement.purchasing import changing
from b2b.procurement.purchasing.answers import UNKNOWN_ORDER, given
from b2b.store import exchanges, purchases
from b2b.store.states import LinkKind, PurchaseChangeState
from b2b.store.tables import Exchange, PurchaseChange, PurchaseOrder

REJECTED = "order-change-rejected"
DIFFERS = "order-change-differs"
UNKNOWN_CHANGE = "answer-to-unknown-change"
SUPPLIERS_OWN = "supplier-changes-order"
_SELLERS_CHANGE = "19"
_STANDS = (LineStatus.ACCEPTED, LineStatus.QUANTITY_CHANGED, LineStatus.DATE_CHANGED, LineStatus.CHANGED)


def take(session: Session, now: dt.datetime, exchange: Exchange, response: OrderChangeResponse, actor: str) -> None:
    """Put the change that a supplier agrees to in force, and set the exchange's processing. What it refuses, or agrees
    to otherwise than asked, changes nothing and becomes an exception; so does a change of the supplier's own.
    """
    assert exchange.partner_id is not None, "an answer is worked for a known partner"
    trade = parties.trade(session, exchange.partner_id)
    exchange.business_key = response.order_number
    order = given(session, trade, response.order_number)
    called = f"{trade.partner.code} answers a change of order {response.order_number}"
    if exchange.test:
        outcomes.done(session, now, exchange, "a test: nothing is kept of it")
    elif order is None:
        outcomes.set_aside(session, now, exchange, UNKNOWN_ORDER, f"{called}, which we have not given")
    elif response.status is None or response.purpose == _SELLERS_CHANGE:
        text = f"{trade.partner.code} asks to change order {order.order_number}"
        outcomes.set_aside(session, now, exchange, SUPPLIERS_OWN, text, order)
    elif (change := _asked(session, order, response)) is None:
        outcomes.set_aside(session, now, exchange, UNKNOWN_CHANGE, f"{called}; no such change waits for it", order)
    else:
        _answered(session, now, actor, trade, exchange, order, change, response)


def _asked(session: Session, order: PurchaseOrder, response: OrderChangeResponse) -> PurchaseChange | None:
    """The change that waits for an answer, if it is the one that is answered."""
    waiting = [row for row in purchases.changes(session, order.id) if row.state == PurchaseChangeState.ASKED]
    if not waiting or response.change_number not in ("", str(waiting[0].sequence)):
        return None
    return waiting[0]


def _answered(
    session: Session,
    now: dt.datetime,
    actor: str,
    trade: Trade,
    exchange: Exchange,
    order: PurchaseOrder,
    change: PurchaseChange,
    response: OrderChangeResponse,
) -> None:
    change.answer = json_form.to_json(response)
    session.add(change)
    if change.exchange_id is not None:
        exchanges.link(session, now, exchange.id, LinkKind.ANSWERS, to_exchange=change.exchange_id)
    document = json_form.from_json(change.document)
    assert isinstance(document, OrderChange)
    called = f"change {change.sequence} of order {order.order_number}"
    if response.status is ResponseStatus.REJECTED:
        change.state = PurchaseChangeState.REJECTED.value
        text = f"{trade.partner.code} refuses {called}: the order stands as it was"
        outcomes.set_aside(session, now, exchange, REJECTED, text, order)
    elif differing := _differs(document, response, back_orders=trade.theirs.purchase.accept_back_orders):
        change.state = PurchaseChangeState.REJECTED.value
        text = f"{trade.partner.code} agrees to {called} otherwise than asked ({differing}): nothing is changed"
        outcomes.set_aside(session, now, exchange, DIFFERS, text, order)
    else:
        changing.put_in_force(session, now, actor, order, change)
        outcomes.done(session, now, exchange, f"{called} is in force")


def _differs(asked: OrderChange, response: OrderChangeResponse, *, back_orders: bool) -> str:
    """In what the answer is not what was asked, empty where it agrees. Lines it does not speak of follow the whole;
    what follows later stands where the terms accept back-orders.
    """
    standing = {*_STANDS, LineStatus.BACK_ORDERED} if back_orders else {*_STANDS}
    wanted = {line.number: line for line in asked.lines}
    for line in response.lines:
        own = wanted.get(line.number)
        if own is None or own.ordered is None:
            return f"line {line.number or '?'} was not to be changed"
        if line.ordered is not None and line.ordered.value != own.ordered.value:
            return f"line {line.number}: {line.ordered.value} instead of {own.ordered.value}"
        if line.unit_price is not None and own.unit_price is not None and line.unit_price > own.unit_price:
            return f"line {line.number}: at {line.unit_price} instead of {own.unit_price}"
        stands = sum((a.quantity.value for a in line.answers if a.status in standing), Decimal(0))
        if line.answers and own.ordered.value and stands < own.ordered.value:
            return f"line {line.number}: only {stands} of {own.ordered.value} stand"
    return ""
