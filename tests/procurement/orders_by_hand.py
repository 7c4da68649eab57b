"""Orders and snapshots written down in a few words, for tests of decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal as D

from b2b.documents import ItemId, ItemScheme, Order, OrderLine, Quantity
from b2b.procurement.orders.decision import LineDecision, OrderDecision
from b2b.procurement.orders.snapshot import OrderSnapshot, PriceRow, SnapshotItem, StockLevel
from b2b.procurement.orders.terms import OrderTerms, PackPolicy, PricePolicy

DAY = dt.date(2026, 3, 2)
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
TERMS = OrderTerms("EUR", D(2), PricePolicy.ANSWER_OURS, PackPolicy.ROUND_UP, back_orders=True)


def own(value: str) -> ItemId:
    return ItemId(ItemScheme.SUPPLIER, value, "VP")


def buyers(value: str) -> ItemId:
    return ItemId(ItemScheme.BUYER, value, "BP")


def gtin(value: str) -> ItemId:
    return ItemId(ItemScheme.GTIN, value, "UP")


def line(
    items: ItemId | Sequence[ItemId], quantity: str | int, price: str | None = None, unit: str = "EA", number: str = ""
) -> OrderLine:
    ids = (items,) if isinstance(items, ItemId) else tuple(items)
    return OrderLine(number, Quantity(D(quantity), unit), None if price is None else D(price), ids)


def order(*lines: OrderLine, number: str = "4500001001", currency: str | None = "EUR", date: dt.date = DAY) -> Order:
    """An order whose lines are numbered as they come, where they have no number of their own."""
    numbered = tuple(replace(line, number=line.number or str(n)) for n, line in enumerate(lines, start=1))
    return Order(number, date, numbered, currency=currency)


def item(
    sku: str,
    prices: Sequence[tuple[str, str] | PriceRow] = (),
    stock: str | None = "1000000",
    pack: str = "1",
    minimum: str = "0",
    unit: str = "EA",
    units: dict[str, str] | None = None,
    gtin: str = "",
    active: bool = True,
    promised: str = "0",
) -> SnapshotItem:
    rows = tuple(p if isinstance(p, PriceRow) else PriceRow(D(p[0]), D(p[1])) for p in prices)
    return SnapshotItem(
        id=f"id-{sku}",
        sku=sku,
        unit=unit,
        stock=StockLevel(None if stock is None else D(stock), D(promised), "the ERP"),
        description=f"About {sku}",
        gtin=gtin,
        pack=D(pack),
        minimum=D(minimum),
        active=active,
        units={name: D(factor) for name, factor in (units or {}).items()},
        prices=rows,
    )


def snapshot(*items: SnapshotItem, codes: dict[str, str] | None = None) -> OrderSnapshot:
    gtins: dict[str, tuple[str, ...]] = {}
    for found in items:
        if found.gtin:
            gtins[found.gtin] = (*gtins.get(found.gtin, ()), found.id)
    return OrderSnapshot(
        as_of=NOW,
        today=DAY,
        items={found.id: found for found in items},
        own_codes={found.sku: found.id for found in items},
        buyer_codes={code: f"id-{sku}" for code, sku in (codes or {}).items()},
        gtins=gtins,
    )


def answered(decision: OrderDecision) -> list[list[tuple[str, D]]]:
    """What each line is answered: [(ACK01, quantity)]."""
    assert decision.response is not None
    return [
        [(answer.status.value, answer.quantity.value) for answer in found.answers] for found in decision.response.lines
    ]


def codes(decision: OrderDecision) -> list[str]:
    """The exceptions' codes."""
    return [draft.code for draft in decision.exceptions]


def why(found: LineDecision) -> list[str]:
    return [reason.code for reason in found.reasons]
