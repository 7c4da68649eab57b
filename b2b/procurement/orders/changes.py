"""Customers' changes of their orders (860) on a session that the caller owns.

By rule a change is taken where nothing of its lines was shipped, and it is no more than a quantity or a day at the
price that holds: what is added is back-ordered. Anything else is for a person.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from b2b.documents import (
    ChangedLine,
    ChangeResponseLine,
    LineAnswer,
    LineStatus,
    OrderChange,
    OrderChangeResponse,
    Quantity,
    ResponseStatus,
)
from b2b.documents.order_change import CHANGE, DECREASE, DELETE, INCREASE, NO_CHANGE, RESCHEDULE
from b2b.procurement import outcomes, outgoing, parties
from b2b.procurement.orders import purposes
from b2b.procurement.orders.answer import own_unit
from b2b.procurement.orders.commitments import factor
from b2b.procurement.orders.prices import best
from b2b.procurement.orders.quantities import storable
from b2b.procurement.orders.snapshot import PriceRow
from b2b.procurement.orders.standing import standing
from b2b.procurement.orders.withdrawing import close, correct_in_erp, reduce
from b2b.procurement.orders.wording import figure
from b2b.procurement.parties import Trade
from b2b.store import audit, catalog, exchanges, sales
from b2b.store.states import Answer, LinkKind, Processing, SalesOrderState
from b2b.store.tables import Exchange, Item, SalesOrder, SalesOrderLine

SET = "865"
REQUESTED = "change-requested"
CANCELLATION_REQUESTED = "cancellation-requested"
UNKNOWN_ORDER = "change-to-unknown-order"
_CANCELLATION, _CHANGE = "01", "04"
_BY_RULE = (DELETE, DECREASE, INCREASE, RESCHEDULE, CHANGE, NO_CHANGE)
_LOOK_AGAIN = dt.timedelta(minutes=10)
_WAIT_AT_MOST = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class _Wish:
    """A line of ours and what it shall become."""

    row: SalesOrderLine
    line: ChangedLine
    wanted: Decimal


def take(session: Session, now: dt.datetime, exchange: Exchange, change: OrderChange, actor: str) -> None:
    """Take a customer's change by rule and answer it (865), or open an exception; sets the exchange's processing.

    A change that comes before its order waits for it, a day at most.
    """
    assert exchange.partner_id is not None, "a change is worked for a known partner"
    trade = parties.trade(session, exchange.partner_id)
    number = f"{change.order_number}/{change.release_number}" if change.release_number else change.order_number
    exchange.business_key = number
    if exchange.test:
        outcomes.done(session, now, exchange, "a test: nothing is changed")
        return
    order = sales.find_order(session, trade.company.id, trade.partner.id, number, change.order_date)
    if order is None:
        _wait(session, now, trade, exchange, number)
        return
    if order.exchange_id is not None:
        exchanges.link(session, now, exchange.id, LinkKind.FOLLOWS, to_exchange=order.exchange_id)
    wishes = _wishes(session, trade, order, change)
    if isinstance(wishes, str):
        _for_a_person(session, now, trade, exchange, order, change, wishes)
        return
    answers = [_apply(session, now, actor, trade, wish) for wish in wishes]
    _stand(session, now, actor, trade, order, change)
    _answer(session, now, trade, exchange, order, change, answers)
    outcomes.done(session, now, exchange, f"change {change.number or '(without a number)'} of order {number} is taken")


def _wishes(session: Session, trade: Trade, order: SalesOrder, change: OrderChange) -> Sequence[_Wish] | str:
    """What each line shall become, else why a person has to look."""
    rows = sales.lines(session, order.id)
    if order.state != SalesOrderState.OPEN:
        return f"the order is {order.state}"
    if purposes.is_of_no_order(change.kind):
        return f"its kind is {change.kind}"
    if change.purpose == _CANCELLATION:
        shipped = [row for row in rows if row.shipped]
        if shipped:
            return f"{figure(shipped[0].shipped)} {shipped[0].unit} of {shipped[0].sku} were shipped"
        nothing = {row.line_number: ChangedLine(row.line_number, DELETE) for row in rows}
        said = {line.number: line for line in change.lines}
        return [_Wish(row, said.get(row.line_number, nothing[row.line_number]), Decimal(0)) for row in rows]
    if change.purpose != _CHANGE or not change.lines:
        return f"its purpose is {change.purpose}"
    wishes = []
    named = Counter(line.number for line in change.lines)
    for line in change.lines:
        found = [row for row in rows if row.line_number == line.number and line.number]
        if len(found) != 1:
            return f"line {line.number or '?'} is not in the order"
        if named[line.number] > 1:
            return f"line {line.number} is named twice"
        wish = _Wish(found[0], line, _wanted(found[0], line))
        if why := _not_by_rule(session, trade, order, wish):
            return f"line {line.number}: {why}"
        wishes.append(wish)
    return wishes


def _wanted(row: SalesOrderLine, line: ChangedLine) -> Decimal:
    if line.change == DELETE:
        return Decimal(0)
    return row.ordered if line.ordered is None else line.ordered.value


def _not_by_rule(session: Session, trade: Trade, order: SalesOrder, wish: _Wish) -> str:
    row, line = wish.row, wish.line
    if line.change not in _BY_RULE or line.other_price:
        return f"what is asked ({line.change}) is more than a quantity or a day"
    if row.shipped or row.item_id is None or row.price is None:
        return f"{figure(row.shipped)} {row.unit} were shipped" if row.shipped else "nothing of it was taken"
    if line.ordered is not None and line.ordered.unit not in ("", row.unit):
        return f"it is in {line.ordered.unit}, and was ordered in {row.unit}"
    if not storable(wish.wanted) or wish.wanted < 0:
        return f"{wish.wanted} is no quantity"
    if line.unit_price is not None and line.unit_price not in (row.price, row.ordered_price):
        return f"the price is {figure(line.unit_price)}, and {figure(row.price)} holds"
    if not wish.wanted:
        return ""
    item = session.get_one(Item, row.item_id)
    own = own_unit(wish.wanted, factor(row))
    if trade.theirs.terms.pack_policy != "accept" and (own % item.pack or own < item.minimum):
        return f"{figure(own)} {item.unit} are no whole packs of {figure(item.pack)}, or below {figure(item.minimum)}"
    if _tier(session, trade, order, item, own) != _tier(
        session, trade, order, item, own_unit(row.ordered, factor(row))
    ):
        return f"another price holds for {figure(wish.wanted)} {row.unit}"
    return ""


def _tier(session: Session, trade: Trade, order: SalesOrder, item: Item, own: Decimal) -> Decimal | None:
    prices = catalog.prices_on(session, [item.id], trade.partner.id, order.currency, order.order_date)
    rows = [
        PriceRow(row.from_quantity, row.price, row.partner_id is not None, row.valid_from, row.valid_to)
        for row in prices.get(item.id, ())
    ]
    found = best(rows, own, order.order_date)
    return found.price if found else None


def _apply(session: Session, now: dt.datetime, actor: str, trade: Trade, wish: _Wish) -> ChangeResponseLine:
    """The line as it stands from now on, and how it is answered."""
    row, line = wish.row, wish.line
    text = f"the customer has changed it from {figure(row.ordered)} to {figure(wish.wanted)} {row.unit}"
    added = wish.wanted - row.confirmed - row.back_ordered - row.rejected
    reduce(session, now, actor, trade, row, wish.wanted, text)
    if added > 0 and trade.theirs.terms.back_orders:
        row.back_ordered += added
    elif added > 0:
        row.rejected += added
    row.ordered = wish.wanted
    parts = (
        (LineStatus.ACCEPTED, row.confirmed),
        (LineStatus.BACK_ORDERED, row.back_ordered),
        (LineStatus.REJECTED, row.rejected),
    )
    answers = tuple(LineAnswer(status, Quantity(amount, row.unit)) for status, amount in parts if amount)
    row.status = "+".join(answer.status.value for answer in answers)
    session.add(row)
    return ChangeResponseLine(
        number=line.number,
        change=line.change,
        ordered=Quantity(wish.wanted, row.unit),
        to_receive=wish.wanted,
        unit_price=row.price,
        items=line.items,
        answers=answers,
        references=line.references,
    )


def _stand(
    session: Session, now: dt.datetime, actor: str, trade: Trade, order: SalesOrder, change: OrderChange
) -> None:
    rows = sales.lines(session, order.id)
    details = {"order": order.order_number, "purpose": change.purpose, "change": change.number}
    audit.record(session, now, actor, "changed", "sales_order", order.id, details)
    if not any(row.confirmed or row.back_ordered for row in rows):
        close(session, now, actor, trade, order, "the customer has cancelled it")
        return
    order.state = standing(rows).value
    session.add(order)
    correct_in_erp(session, now, actor, trade, order, "changed", call_off=False)


def _answer(
    session: Session,
    now: dt.datetime,
    trade: Trade,
    exchange: Exchange,
    order: SalesOrder,
    change: OrderChange,
    lines: Sequence[ChangeResponseLine],
) -> None:
    plain = all(answer.status is LineStatus.ACCEPTED for line in lines for answer in line.answers)
    document = OrderChangeResponse(
        order_number=change.order_number,
        order_date=change.order_date or order.order_date,
        date=trade.partners_day(now),
        status=ResponseStatus.ACCEPTED if plain else ResponseStatus.ACCEPTED_WITH_CHANGES,
        lines=tuple(lines) if change.lines else (),
        change_number=change.number,
        change_date=change.date,
        number=str(order.number),
        release_number=change.release_number,
        currency=order.currency,
        buyer=change.buyer,
        supplier=trade.ours.party,
        references=change.references,
    )
    answer = outgoing.about_order(session, now, order, SET, document, LinkKind.ANSWERS, exchange.id)
    if answer is not None:
        exchange.answer = Answer.RECEIVED.value


def _wait(session: Session, now: dt.datetime, trade: Trade, exchange: Exchange, number: str) -> None:
    """A change may overtake its order; after a day nobody expects that any more."""
    if now - exchange.created_at < _WAIT_AT_MOST:
        exchange.processing, exchange.reason = Processing.WAITING.value, f"waiting for order {number}"
        exchange.due_at = now + _LOOK_AGAIN
        session.add(exchange)
        session.flush()
        return
    text = f"{trade.partner.code} changes order {number}, which has not come"
    outcomes.set_aside(session, now, exchange, UNKNOWN_ORDER, text)


def _for_a_person(
    session: Session,
    now: dt.datetime,
    trade: Trade,
    exchange: Exchange,
    order: SalesOrder,
    change: OrderChange,
    why: str,
) -> None:
    cancels = change.purpose == _CANCELLATION
    code, asks = (CANCELLATION_REQUESTED, "cancel") if cancels else (REQUESTED, "change")
    text = f"{trade.partner.code} asks to {asks} order {order.order_number}, and not by rule: {why}"
    outcomes.set_aside(session, now, exchange, code, text, order)
