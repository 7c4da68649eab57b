"""Back-orders are released when there is stock: oldest order first, each line in the steps it was ordered in.

What was released is shipped with the next ship notice; the buyer gets no second answer. The ERP booked the order with
the quantity back-ordered and learns of the rest by the goods issue, so until then the release counts as our promise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlmodel import Session, col, select

from b2b.documents import Quantity
from b2b.ports import ErpStock
from b2b.procurement import parties
from b2b.procurement.orders import gather, keep, quantities
from b2b.procurement.orders.answer import own_unit
from b2b.procurement.orders.commitments import RELEASED, factor
from b2b.procurement.orders.gather import StockReading
from b2b.procurement.orders.terms import PackPolicy
from b2b.procurement.orders.wording import figure
from b2b.procurement.parties import Trade
from b2b.store import audit, catalog
from b2b.store.states import SalesOrderState
from b2b.store.tables import Item, SalesOrder, SalesOrderLine


@dataclass(frozen=True, slots=True)
class Released:
    """A back-ordered quantity that can be shipped now; `left` of the line is still back-ordered."""

    order_number: str
    line_number: str
    sku: str
    quantity: Quantity
    left: Decimal


def skus_back_ordered(session: Session, company_id: str) -> Sequence[str]:
    """Our item numbers that customers wait for, sorted."""
    return sorted({line.sku for line, _ in _waiting(session, company_id)})


def release(
    session: Session, now: dt.datetime, actor: str, company_id: str, stock: Sequence[ErpStock], as_of: dt.datetime
) -> Sequence[Released]:
    """Confirm what can be confirmed now of every back-ordered line of a company, oldest order first.

    `stock` and `as_of` are as for `orders.service.take`. Raises Busy where the stock must be read again.
    """
    waiting = _waiting(session, company_id)
    if not waiting:
        return ()
    items, trades = _items(session, waiting), _trades(session, waiting)
    trade = next(iter(trades.values()))
    units, counted = catalog.conversions(session, items), gather.counted(session, trade, items)
    levels = gather.stock_levels(session, trade, items, units, counted, StockReading(as_of, stock))
    free = {id: level.free for id, level in levels.items()}
    found = [
        _confirm(session, now, actor, order, line, taken)
        for line, order, taken in _confirmable(waiting, items, trades, free)
    ]
    if trade.ours.erp is None:
        left = {id: Quantity(free[id], item.unit) for id, item in items.items() if free[id] != levels[id].free}
        keep.leave_in_stock(session, now, actor, company_id, counted, left)
    session.flush()
    return found


def releasable(session: Session, company_id: str) -> Sequence[Released]:
    """What could be released by the stock that the workspace knows; nothing is changed. Where the company has an ERP,
    only stock that was told after the order was decided counts: `release` asks the ERP itself.
    """
    waiting = _waiting(session, company_id)
    items, trades = _items(session, waiting), _trades(session, waiting)
    if any(trade.ours.erp is not None for trade in trades.values()):
        told = {id: row.as_of for id, row in catalog.stock_of(session, items).items()}
        waiting = [(line, order) for line, order in waiting if _told_since(told.get(line.item_id or ""), order)]
    free = {id: level.free for id, level in gather.known_levels(session, items).items()}
    return [
        Released(order.order_number, line.line_number, line.sku, Quantity(taken, line.unit), line.back_ordered - taken)
        for line, order, taken in _confirmable(waiting, items, trades, free)
    ]


def _told_since(as_of: dt.datetime | None, order: SalesOrder) -> bool:
    return as_of is not None and order.decided_at is not None and as_of > order.decided_at


_Waiting = tuple[SalesOrderLine, SalesOrder]


def _items(session: Session, waiting: Sequence[_Waiting]) -> dict[str, Item]:
    ids = {line.item_id for line, _ in waiting}
    return {item.id: item for item in session.exec(select(Item).where(col(Item.id).in_(ids)))}


def _trades(session: Session, waiting: Sequence[_Waiting]) -> dict[str, Trade]:
    return {order.partner_id: parties.trade(session, order.partner_id) for _, order in waiting}


def _confirmable(
    waiting: Sequence[_Waiting], items: Mapping[str, Item], trades: Mapping[str, Trade], free: dict[str, Decimal]
) -> Iterator[tuple[SalesOrderLine, SalesOrder, Decimal]]:
    """How much of each line can go, in its unit, oldest order first; `free` goes down by it."""
    for line, order in waiting:
        assert line.item_id is not None
        step = _step(line, items[line.item_id], trades[order.partner_id])
        taken = quantities.confirmable(line.back_ordered, factor(line), step, free[line.item_id])
        if taken:
            free[line.item_id] -= own_unit(taken, factor(line))
            yield line, order, taken


def _waiting(session: Session, company_id: str) -> Sequence[_Waiting]:
    query = (
        select(SalesOrderLine, SalesOrder)
        .join(SalesOrder, col(SalesOrder.id) == col(SalesOrderLine.sales_order_id))
        .where(
            col(SalesOrder.company_id) == company_id,
            col(SalesOrder.state) == SalesOrderState.OPEN,
            col(SalesOrderLine.back_ordered) > 0,
        )
    )
    return session.exec(query.order_by(col(SalesOrder.number), col(SalesOrderLine.position))).all()


def _step(line: SalesOrderLine, item: Item, trade: Trade) -> Fraction:
    foreign = line.unit != item.unit
    return quantities.step(item.pack, factor(line), foreign, PackPolicy(trade.theirs.terms.pack_policy))


def _confirm(
    session: Session, now: dt.datetime, actor: str, order: SalesOrder, line: SalesOrderLine, taken: Decimal
) -> Released:
    line.confirmed += taken
    line.back_ordered -= taken
    line.beyond_booking = True
    text = f"{figure(taken)} {line.unit} are in stock now; {figure(line.back_ordered)} {line.unit} are still to come"
    line.reasons = [*line.reasons, {"code": RELEASED, "text": text, "figures": {"quantity": figure(taken)}}]
    session.add(line)
    details = {"order": order.order_number, "sku": line.sku, "quantity": figure(taken), "unit": line.unit}
    audit.record(session, now, actor, "released", "sales_order", order.id, details)
    return Released(order.order_number, line.line_number, line.sku, Quantity(taken, line.unit), line.back_ordered)
