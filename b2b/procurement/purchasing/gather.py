"""Gathers what a reorder decision looks at: rules, stock, what is on order, the supplier's prices."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from sqlmodel import Session, col, or_, select

from b2b.procurement.orders.snapshot import PriceRow
from b2b.procurement.parties import Trade
from b2b.procurement.purchasing.open_quantity import to_come
from b2b.procurement.purchasing.snapshot import Need, OnOrder, Rule, StockFigure
from b2b.store import catalog
from b2b.store.states import CaseState, Condition, PurchaseOrderState
from b2b.store.tables import (
    ExceptionCase,
    Item,
    Price,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    ReceiptLine,
    Replenishment,
    Stock,
)

ANSWER_DIFFERS = "order-answer-differs"
_UNFINISHED = (PurchaseOrderState.AWAITING_APPROVAL, PurchaseOrderState.OPEN)
_PART = 500


def rules(session: Session, company_id: str, *, lock: bool = False) -> Sequence[tuple[Replenishment, Item]]:
    """The rules of a company's active items, by SKU; with `lock` nobody else decides on them before the commit."""
    query = select(Replenishment, Item).join(Item, col(Item.id) == col(Replenishment.item_id))
    query = query.where(col(Replenishment.company_id) == company_id, col(Item.active)).order_by(col(Item.sku))
    return session.exec(query.with_for_update() if lock else query).all()


def needs(
    session: Session, found: Sequence[tuple[Replenishment, Item]], trades: Mapping[str, Trade], today: dt.date
) -> Sequence[Need]:
    """What is known of each of these items; `trades` by the supplier's id."""
    ids = [item.id for _, item in found]
    stock = catalog.stock_of(session, ids)
    coming = _on_order(session, ids)
    counted_elsewhere = any(trade.ours.erp is not None for trade in trades.values())
    arrived = _arrived(session, stock) if counted_elsewhere else {}
    prices = contract_prices(session, ids, today)
    return [
        _need(
            rule,
            item,
            trades[rule.partner_id],
            stock.get(item.id),
            coming[item.id],
            arrived.get(item.id, Decimal(0)),
            prices,
        )
        for rule, item in found
    ]


def currency_of(trade: Trade) -> str:
    """The currency in which a supplier is ordered from: the agreed one, else that of our books."""
    return trade.theirs.terms.currency or trade.ours.currency


def contract_prices(
    session: Session, item_ids: Collection[str], day: dt.date
) -> Mapping[tuple[str, str], Sequence[Price]]:
    """The prices agreed with partners that hold on a day, by item and partner, in any currency."""
    found: dict[tuple[str, str], list[Price]] = defaultdict(list)
    listed = sorted(set(item_ids))
    for start in range(0, len(listed), _PART):
        query = select(Price).where(
            col(Price.item_id).in_(listed[start : start + _PART]),
            col(Price.partner_id).is_not(None),
            or_(col(Price.valid_from).is_(None), col(Price.valid_from) <= day),
            or_(col(Price.valid_to).is_(None), col(Price.valid_to) >= day),
        )
        for price in session.exec(query.order_by(col(Price.id))):
            assert price.partner_id is not None
            found[price.item_id, price.partner_id].append(price)
    return found


def price_row(price: Price) -> PriceRow:
    """A stored price as decisions see it."""
    return PriceRow(price.from_quantity, price.price, price.partner_id is not None, price.valid_from, price.valid_to)


def _need(
    rule: Replenishment,
    item: Item,
    trade: Trade,
    stock: Stock | None,
    coming: Sequence[OnOrder],
    arrived: Decimal,
    prices: Mapping[tuple[str, str], Sequence[Price]],
) -> Need:
    currency = currency_of(trade)
    agreed = prices.get((item.id, trade.partner.id), ())
    known = stock is not None and stock.unit == item.unit
    return Need(
        item_id=item.id,
        sku=item.sku,
        unit=item.unit,
        supplier=trade.partner.code,
        currency=currency,
        rule=Rule(rule.reorder_point, rule.order_up_to, rule.pack, rule.minimum, rule.lead_days),
        stock=StockFigure(stock.quantity, stock.as_of, stock.source, arrived) if stock and known else None,
        on_order=tuple(coming),
        prices=tuple(price_row(row) for row in agreed if row.currency == currency),
        other_currencies=tuple(sorted({row.currency for row in agreed if row.currency != currency})),
    )


def _on_order(session: Session, item_ids: Sequence[str]) -> Mapping[str, Sequence[OnOrder]]:
    """By item what orders still bring, those that wait for approval too.

    What a supplier has rejected counts as well until somebody has looked at it: else each run would order it anew.
    """
    found: dict[str, list[OnOrder]] = defaultdict(list)
    undecided = set(
        session.exec(
            select(ExceptionCase.row_id).where(
                col(ExceptionCase.code) == ANSWER_DIFFERS, col(ExceptionCase.state) == CaseState.OPEN
            )
        )
    )
    for start in range(0, len(item_ids), _PART):
        query = (
            select(PurchaseOrderLine, PurchaseOrder.order_number)
            .join(PurchaseOrder, col(PurchaseOrder.id) == col(PurchaseOrderLine.purchase_order_id))
            .where(
                col(PurchaseOrderLine.item_id).in_(item_ids[start : start + _PART]),
                col(PurchaseOrder.state).in_(_UNFINISHED),
            )
        )
        for line, number in session.exec(query.order_by(col(PurchaseOrder.number))):
            quantity = to_come(line) + (line.rejected if line.purchase_order_id in undecided else Decimal(0))
            if quantity:
                found[line.item_id].append(OnOrder(number, quantity))
    return found


def _arrived(session: Session, stock: Mapping[str, Stock]) -> Mapping[str, Decimal]:
    """By item what came in good order after its stock was counted: neither in that figure nor on order any more.

    Asked where an ERP counts; the workspace's own figures go up with each receipt.
    """
    found: dict[str, Decimal] = defaultdict(Decimal)
    listed = sorted(stock)
    for start in range(0, len(listed), _PART):
        query = (
            select(PurchaseOrderLine.item_id, ReceiptLine)
            .join(ReceiptLine, col(ReceiptLine.purchase_order_line_id) == col(PurchaseOrderLine.id))
            .join(Receipt, col(Receipt.id) == col(ReceiptLine.receipt_id))
            .join(Stock, col(Stock.item_id) == col(PurchaseOrderLine.item_id))
            .where(
                col(PurchaseOrderLine.item_id).in_(listed[start : start + _PART]),
                col(ReceiptLine.condition) == Condition.GOOD,
                col(Receipt.received_at) > col(Stock.as_of),
            )
        )
        for item_id, row in session.exec(query):
            found[item_id] += row.quantity
    return found
