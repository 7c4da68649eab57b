"""One line of an order, decided against a small catalog."""

from __future__ import annotations

import datetime as dt

from b2b.documents import ItemId
from b2b.procurement.orders.decide import decide
from b2b.procurement.orders.decision import OrderDecision
from b2b.procurement.orders.snapshot import SnapshotItem
from b2b.procurement.orders.terms import OrderTerms
from tests.procurement.orders_by_hand import DAY, TERMS, item, line, order, snapshot

UPC, GTIN = "036000291452", "00036000291452"
A = item("A", [("1", "10")], gtin=GTIN)
B = item("B", [("1", "20")])


def one(
    ids: ItemId | list[ItemId],
    quantity: str = "10",
    price: str | None = "10",
    *,
    unit: str = "EA",
    terms: OrderTerms = TERMS,
    items: tuple[SnapshotItem, ...] = (A, B),
    currency: str | None = "EUR",
    day: dt.date = DAY,
) -> OrderDecision:
    known = snapshot(*items, codes={"N-A": "A", "N-B": "B"})
    return decide(order(line(ids, quantity, price, unit), currency=currency, date=day), known, terms)
