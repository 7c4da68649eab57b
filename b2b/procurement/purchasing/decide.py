"""Decides whether an item is ordered again, and how much of it: a pure function of what was known.

What is free and what is on order count alike (the inventory position). At or below the reorder point the item is filled
up to its level, in whole packs of the supplier and at least its minimum. Nothing is guessed: without a stock figure
that is young enough, or without a price, there is no proposal but a reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from b2b.procurement.orders.prices import best
from b2b.procurement.orders.quantities import LIMIT, exact, storable
from b2b.procurement.orders.wording import figure, listed, price
from b2b.procurement.purchasing.snapshot import Need

STOCK_UNKNOWN = "reorder-stock-unknown"
STOCK_STALE = "reorder-stock-stale"
NO_PRICE = "reorder-no-price"
OTHER_CURRENCY = "reorder-other-currency"
OUT_OF_RANGE = "reorder-out-of-range"


@dataclass(frozen=True, slots=True)
class Enough:
    """Nothing is to be ordered; `text` says why."""

    text: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """It cannot be said what to order; `code` is the exception's."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """So much at this price of one unit, wanted on a day; `figures` are those a program reads, as decimal text."""

    quantity: Decimal
    price: Decimal
    wanted_on: dt.date
    text: str
    figures: Mapping[str, str]


def decide(need: Need, today: dt.date, now: dt.datetime, max_age: dt.timedelta) -> Proposal | Enough | Blocked:
    """What is to be ordered of an item. `today` is the day of the order and of its price."""
    stock, rule = need.stock, need.rule
    if stock is None:
        return Blocked(STOCK_UNKNOWN, f"nobody has said how much of {need.sku} is free")
    if now - stock.as_of > max_age:
        hours = int(max_age.total_seconds() // 3600)
        text = f"the stock of {need.sku} is of {_instant(stock.as_of)} from {stock.source}, older than {hours} h"
        return Blocked(STOCK_STALE, text)
    coming = sum((part.quantity for part in need.on_order), Decimal(0))
    position = stock.quantity + stock.arrived + coming
    if position > rule.point:
        return Enough(f"{_position(need, coming)}; above the reorder point {figure(rule.point)}")
    quantity = fill(position, need)
    if quantity is None or not storable(quantity):
        return Blocked(OUT_OF_RANGE, f"{need.sku}: packs of {figure(rule.pack)} give no quantity that can be kept")
    if quantity == 0:
        return Enough(f"{_position(need, coming)}; nothing is missing up to {figure(rule.up_to)}")
    return _priced(need, quantity, coming, today)


def fill(position: Decimal, need: Need) -> Decimal | None:
    """What brings `position` up to the rule's level: whole packs, at least the minimum; 0 where nothing is missing,
    None where it has no six decimals.
    """
    rule = need.rule
    missing = Fraction(rule.up_to) - Fraction(position)
    if missing <= 0:
        return Decimal(0)
    pack = Fraction(rule.pack)
    return exact(ceil(max(missing, Fraction(rule.minimum)) / pack) * pack)


def _priced(need: Need, quantity: Decimal, coming: Decimal, today: dt.date) -> Proposal | Blocked:
    found = best((row for row in need.prices if row.contract), quantity, today)
    if found is None:
        text = (
            f"{need.supplier} has no {need.currency} price of {need.sku} for {figure(quantity)} {need.unit} on {today}"
        )
        if need.other_currencies:
            others = listed(need.other_currencies)
            return Blocked(OTHER_CURRENCY, f"{text}, only one in {others}; nothing is converted")
        return Blocked(NO_PRICE, text)
    if found.price * quantity >= LIMIT:
        return Blocked(OUT_OF_RANGE, f"{need.sku}: {figure(quantity)} {need.unit} come to more than can be kept")
    assert need.stock is not None
    rule = need.rule
    packs = f", pack {figure(rule.pack)}" if rule.pack != 1 else ""
    least = f", at least {figure(rule.minimum)}" if rule.minimum else ""
    text = (
        f"{_position(need, coming)}, reorder point {figure(rule.point)}, up to {figure(rule.up_to)}{packs}{least}"
        f" -> {figure(quantity)} {need.unit} at {price(found.price, need.currency)}"
        f" (contract, from {figure(found.from_quantity)})"
    )
    figures = {
        "stock": figure(need.stock.quantity),
        "arrived": figure(need.stock.arrived),
        "on_order": figure(coming),
        "reorder_point": figure(rule.point),
        "order_up_to": figure(rule.up_to),
        "pack": figure(rule.pack),
        "minimum": figure(rule.minimum),
        "as_of": need.stock.as_of.isoformat(),
        "source": need.stock.source,
    }
    return Proposal(quantity, found.price, today + dt.timedelta(days=rule.lead_days), text, figures)


def _position(need: Need, coming: Decimal) -> str:
    """`stock 30 as of 2026-03-02 09:00 UTC from the ERP, on order 0`."""
    stock = need.stock
    assert stock is not None
    arrived = f", arrived since {figure(stock.arrived)}" if stock.arrived else ""
    orders = listed([part.order_number for part in need.on_order], 3) if need.on_order else ""
    on_order = f"on order {figure(coming)}" + (f" ({orders})" if orders else "")
    return f"stock {figure(stock.quantity)} as of {_instant(stock.as_of)} from {stock.source}{arrived}, {on_order}"


def _instant(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
