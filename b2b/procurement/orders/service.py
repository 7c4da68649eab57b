"""Customers' orders on a session that the caller owns: decided, kept, answered, and handed on for booking.

The caller asks `skus_needed`, reads that stock from the ERP outside of any transaction, and passes it to `take`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from b2b.documents import Order, json_form
from b2b.errors import Busy, NotFound
from b2b.ports import ErpOrder, ErpStock
from b2b.procurement import outcomes, parties
from b2b.procurement.bulk import insert_rows
from b2b.procurement.orders import gather, keep, purposes, record, settle
from b2b.procurement.orders.answer import erp_lines
from b2b.procurement.orders.decide import decide
from b2b.procurement.orders.decision import ExceptionDraft, OrderDecision
from b2b.procurement.orders.gather import StockReading
from b2b.procurement.orders.keep import business_number
from b2b.procurement.parties import Trade
from b2b.store import cases, exchanges, sales
from b2b.store.states import Answer, Direction, LinkKind, Processing, SalesOrderState
from b2b.store.tables import Exchange, Partner, SalesOrder, SalesOrderLine

WAITING_FOR_ERP = "waiting for the ERP's stock"
READ_STOCK_AGAIN_AFTER = dt.timedelta(seconds=2)
LOOK_AGAIN_AFTER = dt.timedelta(hours=1)
CHANGE_SET = "860"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an order's exchange: the state it was set to, why in words, when it is due again where it waits,
    and the rows that were made; `cases` are the numbers of the exceptions opened.
    """

    processing: Processing
    reason: str
    due_at: dt.datetime | None = None
    sales_order_id: str | None = None
    response_id: str | None = None
    cases: tuple[int, ...] = ()


def skus_needed(session: Session, partner_id: str, order: Order, set_id: str = "850") -> Sequence[str]:
    """Our item numbers whose stock the ERP must be asked about before the order can be decided, sorted; `set_id` is the
    set that it came as.

    None where the company has no ERP, and where the set will not become an order.
    """
    trade = parties.trade(session, partner_id)
    if trade.ours.erp is None or purposes.not_an_order(order, "", _as_new(trade, set_id)):
        return ()
    used = _known(session, trade, order)
    if used is not None and not _may_come_again(used, order):
        return ()
    return sorted({item.sku for item in gather.named(session, trade, order).items.values()})


def take(
    session: Session,
    now: dt.datetime,
    exchange: Exchange,
    order: Order,
    stock: Sequence[ErpStock],
    as_of: dt.datetime,
    actor: str,
) -> Outcome:
    """Decide the order in an inbound exchange, keep everything that follows, and set the exchange's processing, all in
    the caller's transaction.

    `stock` is what the ERP said, `as_of` the instant before it was asked (both unused where the company has no ERP).
    The exchange waits where a person has to decide (what was said by `settle` stands before the terms), and where the
    stock has to be read again.
    """
    assert exchange.partner_id is not None, "an order is worked for a known partner"
    exchange.business_key = business_number(order)
    lines: list[dict[str, Any]] = []
    # What is asked on the way is not about its own rows, so these need not be written before.
    with session.no_autoflush:
        trade = parties.trade(session, exchange.partner_id)
        used = _known(session, trade, order)
        waiting = exchanges.waiting_about(session, trade.partner.id, exchange.business_key)
        if draft := _not_new(trade, exchange, order, used, waiting):
            outcome = _set_aside(session, now, trade, exchange, draft, used)
        else:
            outcome = _decide(session, now, actor, trade, exchange, order, StockReading(as_of, stock), lines)
            if outcome.sales_order_id:
                _goes_on(session, now, exchange, used, waiting)
    exchange.processing, exchange.reason, exchange.due_at = outcome.processing.value, outcome.reason, outcome.due_at
    exchange.done_at = now if outcome.processing is Processing.DONE else None
    session.add(exchange)
    session.flush()
    insert_rows(session, SalesOrderLine, lines)
    return outcome


def _decide(
    session: Session,
    now: dt.datetime,
    actor: str,
    trade: Trade,
    exchange: Exchange,
    order: Order,
    stock: StockReading,
    lines: list[dict[str, Any]],
) -> Outcome:
    """What is decided; the rows of the order's lines go to `lines`, for they come after the order."""
    terms = gather.terms_of(trade)
    if said := settle.word(session, exchange):
        terms = replace(terms, price_policy=said)
    known = gather.named(session, trade, order)
    counted = gather.counted(session, trade, known.items)
    try:
        snapshot = gather.snapshot(session, trade, order, terms, known, counted, stock, now)
    except Busy:
        return Outcome(Processing.WAITING, WAITING_FOR_ERP, due_at=now + READ_STOCK_AGAIN_AFTER)
    decision = decide(order, snapshot, terms)
    if exchange.processing == Processing.WAITING:
        cases.resolve_about(session, exchange.id, now=now, actor=actor, resolution="the order was decided anew")
    if decision.held:
        numbers = outcomes.open_cases(session, now, exchange, decision.exceptions)
        reason = f"{settle.HELD}{_why_held(decision)}"
        return Outcome(Processing.WAITING, reason, due_at=now + LOOK_AGAIN_AFTER, cases=numbers)
    row, answer = keep.keep(session, now, actor, trade, exchange, order, decision, snapshot, terms, counted)
    lines += keep.lines(row, trade, decision, now)
    numbers = outcomes.open_cases(session, now, exchange, decision.exceptions, row)
    untold = "" if answer else f"; {trade.partner.code} trades no 855, so no answer is sent"
    return Outcome(
        Processing.DONE,
        f"order {row.order_number} was decided{untold}",
        sales_order_id=row.id,
        response_id=answer.id if answer else None,
        cases=numbers,
    )


def _why_held(decision: OrderDecision) -> str:
    return next(reason.text for line in decision.lines if not line.answers for reason in line.reasons)


def erp_order(session: Session, sales_order_id: str) -> ErpOrder:
    """What the ERP is to book for an order: the lines as they were decided, whatever has happened since.

    The customer is the partner's code; the order carries the number it goes by, release included.
    """
    row = session.exec(select(SalesOrder).where(col(SalesOrder.id) == sales_order_id)).first()
    if row is None:
        raise NotFound(f"there is no sales order {sales_order_id}", where="sales_order", next_step="b2b orders list")
    order = json_form.from_json(row.document)
    assert isinstance(order, Order)
    snapshot = record.read_snapshot(row.decision["snapshot"])
    lines = erp_lines(record.read_lines(row.decision), snapshot)
    customer = session.get_one(Partner, row.partner_id).code
    return ErpOrder(customer, replace(order, number=row.order_number), row.currency, lines)


def _known(session: Session, trade: Trade, order: Order) -> SalesOrder | None:
    return sales.find_order(session, trade.company.id, trade.partner.id, business_number(order))


def _not_new(
    trade: Trade, exchange: Exchange, order: Order, used: SalesOrder | None, waiting: Sequence[Exchange]
) -> ExceptionDraft | None:
    """Why the set does not become an order: its purpose, its number, or an earlier one that waits for a person."""
    if draft := purposes.not_an_order(order, _held_of(used), _as_new(trade, exchange.set_id)):
        return draft
    if used is not None and not _may_come_again(used, order):
        same = used.document == json_form.to_json(order)
        return purposes.number_used(order, _held_of(used), same=same)
    for earlier in waiting:
        if earlier.number < exchange.number and earlier.set_id == exchange.set_id:
            same = earlier.document == exchange.document
            return purposes.number_used(order, f"document {earlier.number} waits under it", same=same)
    return None


def _goes_on(
    session: Session, now: dt.datetime, exchange: Exchange, used: SalesOrder | None, waiting: Sequence[Exchange]
) -> None:
    """What follows from an order that is there now: it takes the place of one that is gone, and changes of it that came
    too early are due.
    """
    if used is not None and used.exchange_id is not None:
        exchanges.link(session, now, exchange.id, LinkKind.FOLLOWS, to_exchange=used.exchange_id)
    for early in waiting:
        if early.document_type == CHANGE_SET:
            early.due_at = now
            session.add(early)


def _may_come_again(used: SalesOrder, order: Order) -> bool:
    """Whether a corrected order may take the number of one that was rejected in full or cancelled; a copy may not."""
    gone = used.state in (SalesOrderState.REJECTED, SalesOrderState.CANCELLED)
    return gone and used.document != json_form.to_json(order)


def _as_new(trade: Trade, set_id: str) -> tuple[str, ...]:
    """Which other purposes and kinds the partner sends for new orders, by its agreement on the set they come as."""
    agreement = trade.theirs.agreement(set_id, Direction.IN)
    return agreement.as_new if agreement else ()


def _held_of(used: SalesOrder | None) -> str:
    if used is None:
        return "we hold no order of that number"
    return f"it is our order {used.number}, received {used.received_at:%Y-%m-%d %H:%M} UTC, {used.state}"


def _set_aside(
    session: Session,
    now: dt.datetime,
    trade: Trade,
    exchange: Exchange,
    draft: ExceptionDraft,
    used: SalesOrder | None,
) -> Outcome:
    """No order, no answer: an exception. A copy is linked to the first and owes no answer of its own."""
    numbers = outcomes.open_cases(session, now, exchange, [draft], used)
    again = draft.code in ("order-number-used", "duplicate-announced", "copy-received")
    if used is not None and used.exchange_id is not None and used.exchange_id != exchange.id:
        kind = LinkKind.DUPLICATE_OF if again else LinkKind.FOLLOWS
        exchanges.link(session, now, exchange.id, kind, to_exchange=used.exchange_id)
    if again:
        exchange.answer = Answer.NOT_EXPECTED.value
    return Outcome(Processing.DONE, draft.message, cases=numbers)
