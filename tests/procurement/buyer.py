"""A buyer's workspace for tests: company NORTHWIND, supplier ACME, three items with reorder rules, stock as counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal as D
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from b2b.catalogs import read_catalog
from b2b.documents import (
    ItemId,
    ItemScheme,
    LineAnswer,
    LineStatus,
    Order,
    OrderResponse,
    Quantity,
    ResponseLine,
    ResponseStatus,
    json_form,
)
from b2b.procurement.catalog.service import import_catalog
from b2b.procurement.purchasing import approving, proposing
from b2b.procurement.purchasing.proposing import Proposed
from b2b.store import apply_settings, counters, ids, parties, purchases, users
from b2b.store import catalog as stored
from b2b.store.engine import Store
from b2b.store.states import Direction, Processing, UserRole
from b2b.store.tables import (
    Company,
    ExceptionCase,
    Exchange,
    Item,
    Partner,
    PurchaseOrder,
    PurchaseOrderLine,
    User,
)
from tests.clock import FixedClock
from tests.store.workspace import set_up_once

STOCK = {"WIDGET-001": D(30), "WIDGET-002": D(5), "BIG-7": D(0)}
DAY = dt.date(2026, 3, 2)
CATALOG = """
[catalog]
company = "NORTHWIND"
name = "bought"
currency = "EUR"

[[item]]
sku = "WIDGET-001"
description = "Widget, blue, 40 mm"
unit = "EA"
gtin = "04012345000016"
contract = [{ partner = "ACME", from = 1, price = "12.50" }, { partner = "ACME", from = 100, price = "11.80" }]
buyer_codes = [{ partner = "ACME", code = "W-1" }]
reorder = { supplier = "ACME", point = 50, up_to = 200, pack = 10, lead_days = 3 }

[[item]]
sku = "WIDGET-002"
description = "Widget, steel, 80 mm"
unit = "EA"
contract = [{ partner = "ACME", price = "40.00" }]
buyer_codes = [{ partner = "ACME", code = "W-2" }]
reorder = { supplier = "ACME", point = 20, up_to = 105 }

[[item]]
sku = "BIG-7"
description = "Press, large"
unit = "EA"
contract = [{ partner = "ACME", price = "2500.00" }]
reorder = { supplier = "ACME", point = 1, up_to = 3 }
"""
COMPANY: dict[str, Any] = {
    "code": "NORTHWIND",
    "name": "Northwind Retail GmbH",
    "currency": "EUR",
    "time_zone": "Europe/Berlin",
    "vat_id": "DE987654328",
    "address": {"lines": ["Marktplatz 5"], "city": "Hamburg", "postal_code": "20095", "country": "DE"},
    "identity": [{"qualifier": "ZZ", "id": "NORTHWIND", "gs_id": "NORTHWIND"}],
    "purchasing": {"approval_limit": "5000.00", "order_prefix": "45"},
}
PARTNER: dict[str, Any] = {
    "code": "ACME",
    "company": "NORTHWIND",
    "name": "Acme Supply GmbH",
    "role": "supplier",
    "time_zone": "Europe/Berlin",
    "identity": [{"qualifier": "ZZ", "id": "ACMESUPPLY", "gs_id": "ACMESUPPLY"}],
    "channel": {"name": "acme", "kind": "folder", "inbox": "channels/acme/in", "outbox": "channels/acme/out"},
    "purchase": {"accept_back_orders": True, "date_tolerance_days": 2},
    "agreement": [
        {"document": "850", "direction": "out", "expect_acknowledgment_hours": 24},
        {"document": "855", "direction": "in"},
        {"document": "860", "direction": "out", "expect_acknowledgment_hours": 24},
        {"document": "865", "direction": "in"},
        {"document": "846", "direction": "in"},
        {"document": "997", "direction": "in"},
    ],
}


@dataclass
class Buyer:
    """The workspace; `actor` names whoever runs proposals."""

    store: Store
    clock: FixedClock
    actor: str = "rita"

    def apply_company(self, change: Callable[[dict[str, Any]], None] = lambda company: None) -> None:
        company = {**COMPANY, "purchasing": dict(COMPANY["purchasing"])}
        change(company)
        with self.store.write() as session:
            apply_settings.apply_company(
                session, {"company": company}, now=self.clock.now(), actor="tests", where="company"
            )

    def apply_partner(self, change: Callable[[dict[str, Any]], None] = lambda partner: None) -> None:
        partner = {**PARTNER, "purchase": dict(PARTNER["purchase"]), "agreement": list(PARTNER["agreement"])}
        change(partner)
        with self.store.write() as session:
            apply_settings.apply_partner(
                session, {"partner": partner}, now=self.clock.now(), actor="tests", where="partner"
            )

    def import_catalog(self, text: str = CATALOG) -> None:
        content = read_catalog(text.encode(), file="bought.toml")
        with self.store.write() as session:
            import_catalog(session, self.clock.now(), "tests", content, source="bought.toml")

    def counts(self, stock: Mapping[str, D]) -> None:
        """Somebody counts what is free, now."""
        with self.store.write() as session:
            for sku, quantity in stock.items():
                item = session.exec(select(Item).where(col(Item.sku) == sku)).one()
                stored.set_stock(session, self.clock.now(), item, quantity, source="a count")

    def add_user(self, name: str, *roles: UserRole) -> User:
        with self.store.write() as session:
            user, _ = users.add(session, self.clock.now(), "tests", name, roles)
            return user

    def proposes(self) -> Sequence[Proposed]:
        self.tick()
        with self.store.write() as session:
            return proposing.propose(session, self.clock.at, self.actor, parties.company(session, "NORTHWIND"))

    def approves(self, user: User, number: str) -> None:
        self.tick()
        with self.store.write() as session:
            approving.approve(session, self.clock.at, user, purchases.order(session, number))

    def tick(self) -> dt.datetime:
        self.clock.advance(seconds=1)
        return self.clock.at

    def partner(self) -> Partner:
        with self.store.read() as session:
            return parties.partner(session, "ACME")

    def company(self) -> Company:
        with self.store.read() as session:
            return parties.company(session, "NORTHWIND")

    def arrives(self, set_id: str) -> str:
        """An inbound exchange as the gateway leaves it after validation."""
        with self.store.write() as session:
            partner = parties.partner(session, "ACME")
            exchange = Exchange(
                id=ids.new(self.tick()),
                number=counters.take(session, "exchange"),
                direction=Direction.IN.value,
                company_id=partner.company_id,
                partner_id=partner.id,
                set_id=set_id,
                document_type=set_id,
                processing=Processing.NEW.value,
                created_at=self.clock.now(),
            )
            session.add(exchange)
            return exchange.id

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        with self.store.read() as session:
            order_by = getattr(table, "number", None) or table.id
            return list(session.exec(select(table).where(*conditions).order_by(order_by)))

    def order_of(self, sku: str) -> PurchaseOrder:
        """The only order of an item."""
        with self.store.read() as session:
            query = select(PurchaseOrder).join(PurchaseOrderLine).where(col(PurchaseOrderLine.sku) == sku)
            return session.exec(query).one()

    def lines(self, order_number: str) -> Sequence[PurchaseOrderLine]:
        with self.store.read() as session:
            return purchases.lines(session, purchases.order(session, order_number).id)

    def order(self, order_number: str) -> PurchaseOrder:
        with self.store.read() as session:
            return purchases.order(session, order_number)

    def sent(self, set_id: str) -> list[Any]:
        """The documents of a kind that were put out, oldest first, by the number of their set in X12."""
        found = self.rows(Exchange, col(Exchange.direction) == "out", col(Exchange.document_type) == set_id)
        return [json_form.from_json(row.document) for row in found]

    def open_codes(self) -> list[str]:
        return [row.code for row in self.rows(ExceptionCase, col(ExceptionCase.state) == "open")]


def _set_up(store: Store, clock: FixedClock) -> None:
    buyer = Buyer(store, clock)
    buyer.apply_company()
    buyer.apply_partner()
    buyer.import_catalog()
    buyer.counts(STOCK)


def make_buyer(folder: Path) -> Buyer:
    clock = FixedClock()
    return Buyer(set_up_once(folder, clock, _set_up), clock)


Answers = Sequence[tuple[str, int | str]]


def response(
    order: Order, *answers: Answers, status: str = "AC", price: str | None = "same", **fields: Any
) -> OrderResponse:
    """An answer to an order: for each of its lines (ACK01, quantity) pairs, at the ordered price unless another is
    given.
    """
    lines = tuple(
        ResponseLine(
            number=line.number,
            ordered=line.quantity,
            unit_price=line.unit_price if price == "same" else None if price is None else D(price),
            items=line.items,
            answers=tuple(
                LineAnswer(LineStatus(code), Quantity(D(quantity), line.quantity.unit)) for code, quantity in given
            ),
        )
        for line, given in zip(order.lines, answers, strict=False)
    )
    made = {"date": DAY, "currency": order.currency or "", "number": "S-1", **fields}
    return OrderResponse(
        order_number=order.number, order_date=order.date, status=ResponseStatus(status), lines=lines, **made
    )


def named(scheme: ItemScheme, value: str) -> ItemId:
    return ItemId(scheme, value)
