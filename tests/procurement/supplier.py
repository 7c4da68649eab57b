"""A supplier's workspace for tests: company ACME, customer NORTHWIND, the catalog of the demo, and orders that arrive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal as D
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from b2b.catalogs import read_catalog
from b2b.documents import ItemId, ItemScheme, Order, OrderLine, Quantity
from b2b.erp.memory import InMemoryErp
from b2b.ports import ErpStock
from b2b.procurement.catalog.service import import_catalog
from b2b.procurement.orders import service as orders
from b2b.procurement.orders.service import Outcome
from b2b.procurement.orders.settle import settle
from b2b.procurement.orders.terms import PricePolicy
from b2b.procurement.shipping import service as shipping
from b2b.procurement.shipping.service import Shipped
from b2b.store import apply_settings, catalog, counters, ids
from b2b.store.engine import Store
from b2b.store.settings import load_toml
from b2b.store.states import Direction, Processing, TaskKind, TaskState
from b2b.store.tables import ExceptionCase, Exchange, Item, Partner, SalesOrder, SalesOrderLine, Task, UomConversion
from tests.clock import FixedClock
from tests.store.workspace import set_up_once

FILES = Path(__file__).resolve().parents[2] / "b2b" / "demo" / "files"
ERP = '\n[company.erp]\nprofile = "reference"\nurl = "http://127.0.0.1:1/erp"\nallow_hosts = ["127.0.0.1"]\n'
STOCK = {"WIDGET-001": D(500), "WIDGET-002": D(60), "GASKET-10": D(0)}
DAY = dt.date(2026, 3, 2)


def line(sku: str, quantity: str | int, price: str | None = None, number: str = "1", unit: str = "EA") -> OrderLine:
    item = ItemId(ItemScheme.SUPPLIER, sku, "VP")
    return OrderLine(number, Quantity(D(quantity), unit), None if price is None else D(price), (item,))


def order(number: str, *lines: OrderLine, **fields: Any) -> Order:
    return replace(Order(number, DAY, lines, currency="EUR"), **fields)


FIRST = order("4500001001", line("WIDGET-001", 100, "11.80"), line("WIDGET-002", 20, "40.00", "2"))
SECOND = order("4500001002", line("WIDGET-001", 50, "11.00"))
THIRD = order("4500001003", line("WIDGET-002", 100, "40.00"))
FOURTH = order("4500001004", line("NOPE-1", 5, "9.99"), line("WIDGET-001", 15, "12.50", "2"))


@dataclass
class Supplier:
    """The workspace, with an ERP in memory where `erp` says so."""

    store: Store
    clock: FixedClock
    erp: InMemoryErp | None

    def apply_partner(self, **changes: str) -> None:
        """Apply the demo's partner with words of its file replaced (their names: `_WORDS`)."""
        text = (FILES / "partner.toml").read_text()
        for before, after in changes.items():
            assert _WORDS[before] in text
            text = text.replace(_WORDS[before], after)
        with self.store.write() as session:
            apply_settings.apply_partner(session, load_toml(text, "partner.toml"), now=self.clock.now(), actor="tests")

    def apply_company(self, *, without: str = "") -> None:
        """Apply the demo's company, without the lines that begin so."""
        text = (FILES / "company.toml").read_text() + (ERP if self.erp else "")
        text = "\n".join(row for row in text.splitlines() if not (without and row.startswith(without)))
        with self.store.write() as session:
            apply_settings.apply_company(session, load_toml(text, "company.toml"), now=self.clock.now(), actor="tests")

    def import_catalog(self) -> None:
        content = read_catalog((FILES / "catalog.toml").read_bytes(), file="catalog.toml")
        with self.store.write() as session:
            import_catalog(session, self.clock.now(), "tests", content, source="catalog.toml")

    def set_stock(self, sku: str, quantity: D) -> None:
        with self.store.write() as session:
            item = session.exec(select(Item).where(col(Item.sku) == sku)).one()
            catalog.set_stock(session, self.clock.now(), item, quantity, source="a count")

    def arrives(self, found: Order, *, test: bool = False) -> str:
        """The order's exchange, as the gateway leaves it after validation."""
        with self.store.write() as session:
            partner = session.exec(select(Partner)).one()
            exchange = Exchange(
                id=ids.new(self.clock.now()),
                number=counters.take(session, "exchange"),
                direction=Direction.IN.value,
                company_id=partner.company_id,
                partner_id=partner.id,
                set_id="850",
                document_type="850",
                processing=Processing.NEW.value,
                answer="awaited",
                test=test,
                created_at=self.clock.now(),
            )
            session.add(exchange)
            return exchange.id

    def read_stock(self, found: Order) -> tuple[Sequence[ErpStock], dt.datetime]:
        as_of = self.tick()
        with self.store.read() as session:
            partner = session.exec(select(Partner)).one()
            skus = orders.skus_needed(session, partner.id, found)
        return (self.erp.stock(skus) if self.erp and skus else ()), as_of

    def takes(self, found: Order, *, exchange_id: str = "") -> Outcome:
        """The order arrives and is decided, as the gateway does it."""
        exchange_id = exchange_id or self.arrives(found)
        stock, as_of = self.read_stock(found)
        return self.decides(found, exchange_id, stock, as_of)

    def decides(self, found: Order, exchange_id: str, stock: Sequence[ErpStock], as_of: dt.datetime) -> Outcome:
        self.tick()
        with self.store.write() as session:
            exchange = session.exec(select(Exchange).where(col(Exchange.id) == exchange_id)).one()
            now = self.clock.now()
            return orders.take(session, now, exchange, found, stock, as_of, "tests")

    def settles(self, exchange_id: str, policy: PricePolicy) -> None:
        self.tick()
        with self.store.write() as session:
            exchange = session.exec(select(Exchange).where(col(Exchange.id) == exchange_id)).one()
            settle(session, self.clock.now(), "pat", exchange, policy)

    def tick(self) -> dt.datetime:
        self.clock.advance(seconds=1)
        return self.clock.at

    def ships(self, order_number: str, quantities: dict[str, D] | None = None, **details: Any) -> Shipped:
        self.tick()
        with self.store.write() as session:
            row = _by_number(session, order_number)
            return shipping.ship(session, self.clock.at, "tests", row, quantities, **details)

    def add_unit(self, sku: str, unit: str, factor: D) -> None:
        with self.store.write() as session:
            item = session.exec(select(Item).where(col(Item.sku) == sku)).one()
            session.add(UomConversion(id=ids.new(self.clock.now()), item_id=item.id, unit=unit, factor=factor))

    def restock_erp(self, sku: str, quantity: D) -> None:
        """Goods arrive at the ERP's warehouse: so much lies there now."""
        assert self.erp
        self.erp._on_hand[sku] = Quantity(quantity, "EA")

    def run_erp(self, *, at_most: int = 1000) -> int:
        """Do what is due in the ERP, in order, and record it."""
        assert self.erp
        done = 0
        while done < at_most:
            with self.store.read() as session:
                kinds = [TaskKind.ERP_ORDER, TaskKind.ERP_SHIPMENT]
                query = select(Task).where(col(Task.state) == TaskState.PENDING, col(Task.kind).in_(kinds))
                task = session.exec(query.order_by(col(Task.number))).first()
                if task is None:
                    break
                if task.kind == TaskKind.ERP_ORDER:
                    booking = orders.erp_order(session, task.row_id)
                    self.erp.book_order(task.key, booking)
                else:
                    posting = shipping.erp_shipment(session, task.row_id)
                    self.erp.post_shipment(task.key, posting.notice, posting.issues, posting.customer)
            self.mark(task.id, TaskState.DONE)
            done += 1
        return done

    def mark(self, task_id: str, state: TaskState) -> None:
        with self.store.write() as session:
            task = session.exec(select(Task).where(col(Task.id) == task_id)).one()
            task.state = state.value
            task.done_at = self.tick() if state is TaskState.DONE else None
            session.add(task)

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        with self.store.read() as session:
            order_by = getattr(table, "number", None) or table.id
            return list(session.exec(select(table).where(*conditions).order_by(order_by)))

    def lines(self, order_number: str) -> list[SalesOrderLine]:
        with self.store.read() as session:
            query = select(SalesOrderLine).join(SalesOrder, col(SalesOrder.id) == col(SalesOrderLine.sales_order_id))
            found = session.exec(query.where(col(SalesOrder.order_number) == order_number))
            return sorted(found, key=lambda row: row.position)

    def open_codes(self) -> list[str]:
        return [row.code for row in self.rows(ExceptionCase, col(ExceptionCase.state) == "open")]


def _by_number(session: Session, order_number: str) -> SalesOrder:
    return session.exec(select(SalesOrder).where(col(SalesOrder.order_number) == order_number)).one()


_WORDS = {
    "price_policy": 'price_policy = "answer-ours"',
    "answer_agreement": 'document = "855"',
    "notice_agreement": 'document = "856"',
    "invoice_agreement": 'document = "810"',
    "back_orders": "back_orders = true",
    "partner_endpoint": 'endpoint = { scheme = "9930", value = "DE987654328" }\n',
    "vat_rate": 'vat_category = "S"\nvat_rate = "19"\n',
    "net_days": "net_days = 30\n",
    "address": 'address = { lines = ["Marktplatz 5"], city = "Hamburg", postal_code = "20095", country = "DE" }\n',
}


def _set_up(store: Store, clock: FixedClock, *, with_erp: bool) -> None:
    supplier = Supplier(store, clock, InMemoryErp({}) if with_erp else None)
    supplier.apply_company()
    supplier.apply_partner()
    supplier.import_catalog()
    if not with_erp:
        for sku, quantity in STOCK.items():
            supplier.set_stock(sku, quantity)


_SET_UP = {with_erp: partial(_set_up, with_erp=with_erp) for with_erp in (False, True)}


def make_supplier(folder: Path, *, with_erp: bool) -> Supplier:
    clock = FixedClock()
    erp = InMemoryErp({sku: Quantity(quantity, "EA") for sku, quantity in STOCK.items()}) if with_erp else None
    return Supplier(set_up_once(folder, clock, _SET_UP[with_erp]), clock, erp)
