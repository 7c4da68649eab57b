"""Gathers what a decision looks at: items by every number the order names, prices of its day, units, stock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from sqlmodel import Session, col, select

from b2b.documents import ItemScheme, Order, Quantity
from b2b.documents.gtin import gtin14
from b2b.errors import Busy
from b2b.ports import ErpStock
from b2b.procurement.orders import commitments
from b2b.procurement.orders.quantities import PLACES, exact
from b2b.procurement.orders.snapshot import OrderSnapshot, PriceRow, SnapshotItem, StockLevel
from b2b.procurement.orders.terms import OrderTerms, PackPolicy, PricePolicy
from b2b.procurement.parties import Trade
from b2b.store import catalog
from b2b.store.tables import CatalogRevision, Item, Price, Stock

ERP = "the ERP"


@dataclass(frozen=True, slots=True)
class StockReading:
    """What the ERP said it has free, UTC `as_of` before it was asked. Items that it left out it does not know."""

    as_of: dt.datetime
    rows: Sequence[ErpStock] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """The items behind the numbers of an order: ids by our SKU, by the partner's code, by GTIN-14."""

    items: Mapping[str, Item]
    own_codes: Mapping[str, str]
    buyer_codes: Mapping[str, str]
    gtins: Mapping[str, tuple[str, ...]]


def terms_of(trade: Trade) -> OrderTerms:
    """The terms in force with a partner."""
    terms = trade.theirs.terms
    return OrderTerms(
        currency=terms.currency,
        price_tolerance_percent=terms.price_tolerance_percent,
        price_policy=PricePolicy(terms.price_policy),
        pack_policy=PackPolicy(terms.pack_policy),
        back_orders=terms.back_orders,
    )


def named(session: Session, trade: Trade, order: Order) -> Named:
    """The items that the order's lines may mean."""
    values: dict[ItemScheme, set[str]] = {scheme: set() for scheme in ItemScheme}
    for line in order.lines:
        for id in line.items:
            values[id.scheme].add(id.value.strip())
    gtins = {number for value in values[ItemScheme.GTIN] if (number := gtin14(value))}
    theirs = values[ItemScheme.BUYER] | values[ItemScheme.MANUFACTURER] | values[ItemScheme.OTHER]
    by_sku = catalog.items_by_sku(session, trade.company.id, values[ItemScheme.SUPPLIER])
    by_code = catalog.items_by_partner_code(session, trade.partner.id, theirs)
    by_gtin = catalog.items_by_gtin(session, trade.company.id, gtins)
    found = [*by_sku.values(), *by_code.values(), *(item for items in by_gtin.values() for item in items)]
    return Named(
        items={item.id: item for item in sorted(found, key=lambda item: item.sku)},
        own_codes={sku: item.id for sku, item in by_sku.items()},
        buyer_codes={code: item.id for code, item in by_code.items()},
        gtins={gtin: tuple(sorted(item.id for item in items)) for gtin, items in by_gtin.items()},
    )


def snapshot(
    session: Session,
    trade: Trade,
    order: Order,
    terms: OrderTerms,
    known: Named,
    counted: Mapping[str, Stock],
    stock: StockReading,
    now: dt.datetime,
) -> OrderSnapshot:
    """What is known at `now` of the items that are `known`; `stock` is the ERP's word, used where the company has one;
    else the workspace's own rows hold, those that are `counted`.

    Raises Busy where the reading is older than the catalog, or where it cannot be told whether a booking is in it: read
    the stock again.
    """
    units = catalog.conversions(session, known.items)
    currency = order.currency or terms.currency
    prices = catalog.prices_on(session, known.items, trade.partner.id, currency, order.date)
    levels = stock_levels(session, trade, known.items, units, counted, stock)
    return OrderSnapshot(
        as_of=stock.as_of if trade.ours.erp is not None else now,
        today=trade.partners_day(now),
        items={id: _item(item, units.get(id, {}), prices.get(id, []), levels[id]) for id, item in known.items.items()},
        own_codes=known.own_codes,
        buyer_codes=known.buyer_codes,
        gtins=known.gtins,
    )


def stock_levels(
    session: Session,
    trade: Trade,
    items: Mapping[str, Item],
    units: Mapping[str, Mapping[str, Decimal]],
    counted: Mapping[str, Stock],
    stock: StockReading,
) -> dict[str, StockLevel]:
    """Stock by item id, by the ERP's word where the company has one, else as `counted`; `units` are the conversions of
    the items.

    Two orders for the same item are decided one after the other, for there is one writer at a time. Raises Busy as
    `snapshot` does.
    """
    if trade.ours.erp is not None:
        return _erp_levels(session, trade, items, units, stock)
    return _own_levels(items, units, counted)


def counted(session: Session, trade: Trade, items: Mapping[str, Item]) -> Mapping[str, Stock]:
    """The workspace's own stock of items, by their ids; nothing where the company has an ERP, whose word holds."""
    return catalog.stock_of(session, items) if trade.ours.erp is None else {}


def known_levels(session: Session, items: Mapping[str, Item]) -> dict[str, StockLevel]:
    """Stock by item id, by the workspace's own rows."""
    return _own_levels(items, catalog.conversions(session, items), catalog.stock_of(session, items))


def _erp_levels(
    session: Session,
    trade: Trade,
    items: Mapping[str, Item],
    units: Mapping[str, Mapping[str, Decimal]],
    stock: StockReading,
) -> dict[str, StockLevel]:
    reported = {row.sku: row.available for row in stock.rows}
    missing = sorted(item.sku for item in items.values() if item.sku not in reported)
    if missing and _imported_since(session, trade, stock.as_of):
        raise Busy(
            f"the catalog has changed since the ERP was asked, and its stock of {missing[0]} may not have been read",
            where=f"company {trade.company.code}",
            next_step="nothing to do: stock is read again",
        )
    promised = commitments.unknown_to_erp(session, trade.company.id, items, stock.as_of)
    return {
        id: StockLevel(_in_own_unit(reported.get(item.sku), item, units), promised.get(id, Decimal(0)), ERP)
        for id, item in items.items()
    }


def _imported_since(session: Session, trade: Trade, at: dt.datetime) -> bool:
    newer = select(CatalogRevision.id).where(
        col(CatalogRevision.company_id) == trade.company.id, col(CatalogRevision.imported_at) >= at
    )
    return session.exec(newer.limit(1)).first() is not None


def _own_levels(
    items: Mapping[str, Item], units: Mapping[str, Mapping[str, Decimal]], rows: Mapping[str, Stock]
) -> dict[str, StockLevel]:
    """The workspace's stock rows are what is free: an order takes what it confirms off them."""
    levels = {}
    for id, item in items.items():
        row = rows.get(id)
        held = Quantity(row.quantity, row.unit) if row else None
        levels[id] = StockLevel(_in_own_unit(held, item, units), source=row.source if row else "the stock list")
    return levels


def _in_own_unit(stock: Quantity | None, item: Item, units: Mapping[str, Mapping[str, Decimal]]) -> Decimal | None:
    """Stock in the item's own unit, rounded down to six decimals; None: unknown, or in a unit that is not on file."""
    if stock is None:
        return None
    factor = Decimal(1) if stock.unit == item.unit else units.get(item.id, {}).get(stock.unit)
    if factor is None or not stock.value.is_finite():
        return None
    millionths = floor(Fraction(stock.value) * Fraction(factor) * 10**PLACES)
    return exact(Fraction(millionths, 10**PLACES))


def _item(item: Item, units: Mapping[str, Decimal], prices: Sequence[Price], stock: StockLevel) -> SnapshotItem:
    return SnapshotItem(
        id=item.id,
        sku=item.sku,
        unit=item.unit,
        stock=stock,
        description=item.description,
        gtin=item.gtin or "",
        pack=item.pack,
        minimum=item.minimum,
        active=item.active,
        units=dict(units),
        prices=tuple(
            PriceRow(row.from_quantity, row.price, row.partner_id is not None, row.valid_from, row.valid_to)
            for row in prices
        ),
    )
