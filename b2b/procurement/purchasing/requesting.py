"""An order that somebody asks for, a person or a program: checked, priced by contract, approved by rule or waiting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from b2b.documents import Quantity
from b2b.errors import NotAllowed, NotFound
from b2b.procurement import parties
from b2b.procurement.orders.prices import best
from b2b.procurement.orders.quantities import LIMIT, storable
from b2b.procurement.orders.wording import figure
from b2b.procurement.parties import Trade
from b2b.procurement.purchasing import approving, gather, making
from b2b.procurement.purchasing.making import NewLine
from b2b.store import catalog
from b2b.store.states import PurchaseOrderSource, Role
from b2b.store.tables import Exchange, Item, Partner, PurchaseOrder


@dataclass(frozen=True, slots=True)
class RequestedLine:
    """So much of an item of ours (by SKU). `price` is of one of the quantity's unit where the one who asks has agreed
    on one; None: the contract price of the day. A quantity without a unit counts the item's own. Without a `number` the
    line goes by its place, counted from 1; an order has all its numbers once.
    """

    sku: str
    quantity: Quantity
    price: Decimal | None = None
    wanted_on: dt.date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Requested:
    """The order that was made, and its 850: None while it waits for a person, or where the partner trades none."""

    order: PurchaseOrder
    exchange: Exchange | None


def request_order(
    session: Session,
    now: dt.datetime,
    actor: str,
    source: PurchaseOrderSource,
    partner: Partner,
    lines: Sequence[RequestedLine],
    order_number: str = "",
) -> Requested:
    """Make an order from a supplier in the name of `actor`; the rule approves it at once, or it waits for a person.

    It goes by `order_number`, which no other order of the company has; without one it gets the next.

    Called twice it orders twice: a caller that may call again keeps its own key. NotFound: an item that is not in the
    catalog. NotAllowed: the partner is no supplier, an item is not active, a quantity or price cannot be, or there is
    no price.
    """
    where = f"order from {partner.code}"
    if partner.role != Role.SUPPLIER:
        raise NotAllowed(f"{partner.code} is a {partner.role}", where=where, next_step="b2b partner list")
    if not lines:
        raise NotAllowed("an order needs a line", where=where, next_step="name items: --line SKU=QUANTITY")
    trade = parties.trade(session, partner.id)
    currency = gather.currency_of(trade)
    items = catalog.items_by_sku(session, trade.company.id, [line.sku for line in lines])
    made = [_line(session, now, trade, currency, line, _known(items, line, trade)) for line in lines]
    if sum(line.quantity * line.price for line in made) >= LIMIT:
        raise NotAllowed("the order comes to more than can be kept", where=where, next_step="split it")
    order = making.make(session, now, actor, trade, source, currency, made, order_number)
    return Requested(order, approving.by_rule(session, now, trade, order))


def _known(items: dict[str, Item], line: RequestedLine, trade: Trade) -> Item:
    item = items.get(line.sku)
    if item is None:
        raise NotFound(f"{trade.company.code} has no item {line.sku!r}", where="catalog", next_step="b2b catalog show")
    if not item.active:
        raise NotAllowed(
            f"{item.sku} is not active any more", where=f"item {item.sku}", next_step="b2b catalog import FILE"
        )
    return item


def _line(session: Session, now: dt.datetime, trade: Trade, currency: str, line: RequestedLine, item: Item) -> NewLine:
    where = f"order from {trade.partner.code}, item {item.sku}"
    factor = _factor(session, line, item, where)
    quantity = line.quantity.value * factor
    if not storable(line.quantity.value) or not storable(quantity) or quantity <= 0:
        raise NotAllowed(f"{line.quantity.value} cannot be ordered", where=where, next_step="order more than 0")
    if line.price is None:
        price, why = _contract_price(session, now, trade, currency, item, quantity, where), "contract"
    else:
        price, why = line.price / factor, "as asked for"
    if not storable(price) or price <= 0:
        raise NotAllowed(
            f"{line.price} is no price of one {item.unit}", where=where, next_step="name one above 0, or none"
        )
    if making.net_of(currency, [(quantity, price)]) <= 0:
        raise NotAllowed(
            f"{figure(quantity)} {item.unit} at {figure(price)} come to 0.00 {currency}",
            where=where,
            next_step="check quantity and price; a price is of one unit",
        )
    if line.wanted_on is not None and line.wanted_on < trade.our_day(now):
        raise NotAllowed(f"{line.wanted_on} is past", where=where, next_step="name today or a later day, or none")
    text = f"{figure(quantity)} {item.unit} were asked for; the price is {why}"
    return NewLine(item, quantity, price, line.wanted_on, {"text": text}, line.number)


def _factor(session: Session, line: RequestedLine, item: Item, where: str) -> Decimal:
    unit = line.quantity.unit
    if unit in ("", item.unit):
        return Decimal(1)
    known = catalog.conversions(session, [item.id]).get(item.id, {})
    if unit not in known:
        raise NotAllowed(
            f"it is not on file how many {item.unit} one {unit} is",
            where=where,
            next_step=f"order in {', '.join((item.unit, *known))}",
        )
    return known[unit]


def _contract_price(
    session: Session, now: dt.datetime, trade: Trade, currency: str, item: Item, quantity: Decimal, where: str
) -> Decimal:
    day = trade.our_day(now)
    prices = gather.contract_prices(session, [item.id], day).get((item.id, trade.partner.id), ())
    found = best((gather.price_row(row) for row in prices if row.currency == currency), quantity, day)
    if found is None:
        raise NotAllowed(
            f"{trade.partner.code} has no {currency} price for {figure(quantity)} {item.unit} on {day}",
            where=where,
            next_step="name the price: --line SKU=QUANTITY@PRICE; or import one as contract (b2b catalog import FILE)",
        )
    return found.price
