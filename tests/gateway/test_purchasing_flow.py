"""A buyer's gateway and a supplier's, each with its own workspace: orders, answers and changes go between them in X12 or
EDIFACT.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Self

import pytest
from sqlmodel import col

from b2b.documents import OrderChange
from b2b.edi.validation import validate_bytes
from b2b.gateway import dispatcher, receive
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.workspace import load
from b2b.procurement.orders import withdrawing
from b2b.procurement.purchasing import changing
from b2b.procurement.purchasing.changing import LineChange
from b2b.store import purchases, sales
from b2b.store.tables import Exchange, SalesOrder, SalesOrderLine
from b2b.transport.memory import MemoryTransport
from tests.clock import FixedClock
from tests.e2e.buyers import in_edifact
from tests.gateway.desk import Desk
from tests.gateway.edifact import speak
from tests.procurement.buyer import CATALOG, Buyer, make_buyer
from tests.store.workspace import copy_of

WIDGETS, STEEL = "4500000002", "4500000003"


class Market:
    """The two of them, and the files between them: every file is validated on its way."""

    def __init__(self, folder: Path) -> None:
        self.supplier = Desk(folder / "acme")
        self.supplier.sell()
        self.buyer: Buyer = make_buyer(folder / "northwind")
        self.buyer.tick()
        self.buyer.import_catalog(CATALOG.replace('"W-', '"WIDGET-00'))
        self.channel = MemoryTransport()
        self.gateway = self._gateway()
        self.carried: set[tuple[str, str]] = set()

    def _gateway(self) -> Gateway:
        store = self.buyer.store
        return Gateway(load(store.folder), store, transports=lambda row: self.channel)

    def twin(self, folder: Path) -> Self:
        """The two of them in another folder, where all stands as it stands here: for what many tests begin with."""
        twin = copy.copy(self)
        twin.supplier = self.supplier.twin(folder / "acme")
        clock = FixedClock(self.buyer.clock.at)
        twin.buyer = replace(self.buyer, store=copy_of(self.buyer.store, folder / "northwind", clock), clock=clock)
        twin.channel, twin.carried = copy.deepcopy(self.channel), set(self.carried)
        twin.gateway = twin._gateway()
        return twin

    def trade(self) -> None:
        """Both work until neither has anything to say."""
        for _ in range(6):
            dispatcher.run_once(self.gateway)
            self.supplier.run()
            if not (
                self.carry(self.channel, self.supplier.channel, "b")
                | self.carry(self.supplier.channel, self.channel, "s")
            ):
                return
            self.buyer.clock.advance(seconds=1)
            self.supplier.clock.advance(seconds=1)
            receive.collect(self.gateway)
            receive.collect(self.supplier.gateway)

    def carry(self, one: MemoryTransport, other: MemoryTransport, whose: str) -> bool:
        new = [(name, content) for name, content in one.sent.items() if (whose, name) not in self.carried]
        for name, content in new:
            assert validate_bytes(content).result.verdict.accepted, content
            self.carried.add((whose, name))
            other.put(name, content)
        return bool(new)

    def lines(self, number: str) -> list[SalesOrderLine]:
        with self.supplier.store.read() as session:
            row = sales.order(session, number)
            return list(sales.lines(session, row.id))


@pytest.fixture(scope="module", params=["x12", "edifact"])
def ordered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Market:
    """Two orders have gone and were answered."""
    market = Market(tmp_path_factory.mktemp("market"))
    if request.param == "edifact":
        speak(market.supplier)
        market.buyer.apply_company(in_edifact)
        market.buyer.apply_partner(in_edifact)
    market.buyer.proposes()
    market.trade()
    return market


@pytest.fixture
def market(ordered: Market, tmp_path: Path) -> Market:
    return ordered.twin(tmp_path)


def test_orders_are_answered_and_acknowledged(market: Market) -> None:
    assert [(row.order_number, row.state) for row in market.supplier.rows(SalesOrder)] == [
        (WIDGETS, "open"),
        (STEEL, "open"),
    ]
    (widgets,) = market.buyer.lines(WIDGETS)
    (steel,) = market.buyer.lines(STEEL)
    assert (widgets.confirmed, widgets.status) == (170, "IA")
    assert (steel.confirmed, steel.back_ordered, steel.status) == (60, 40, "IA+IB")
    assert market.buyer.open_codes() == []
    sent = market.buyer.rows(Exchange, col(Exchange.direction) == "out", col(Exchange.document_type) == "850")
    assert [row.acknowledgment for row in sent] == ["accepted", "accepted"]
    answers = market.buyer.rows(Exchange, col(Exchange.direction) == "in", col(Exchange.document_type) == "855")
    assert [(row.processing, row.business_key) for row in answers] == [("done", WIDGETS), ("done", STEEL)]


def test_a_change_and_its_answer(market: Market) -> None:
    with market.buyer.store.write() as session:
        order = purchases.order(session, STEEL)
        changing.change(session, market.buyer.tick(), "kim", order, [LineChange("1", Decimal(70))], "less")
    market.trade()
    assert isinstance(market.buyer.sent("860")[0], OrderChange)
    (line,) = market.lines(STEEL)
    assert (line.ordered, line.confirmed, line.back_ordered) == (70, 60, 10)
    (ours,) = market.buyer.lines(STEEL)
    assert (ours.cancelled, ours.confirmed, ours.back_ordered) == (30, 60, 10)
    assert market.buyer.open_codes() == []


def test_a_cancellation_and_its_answer(market: Market) -> None:
    with market.buyer.store.write() as session:
        order = purchases.order(session, STEEL)
        changing.cancel(session, market.buyer.tick(), "kim", order, "not needed")
    market.trade()
    assert market.buyer.order(STEEL).state == "cancelled"
    assert [row.state for row in market.supplier.rows(SalesOrder)] == ["open", "cancelled"]
    assert market.supplier.open_cases() == []


def test_the_suppliers_cancellation_reaches_the_buyer(market: Market) -> None:
    with market.supplier.store.write() as session:
        order = sales.order(session, STEEL)
        withdrawing.cancel(session, market.supplier.clock.now(), "pat", order, "no more of it")
    market.trade()
    (line,) = market.buyer.lines(STEEL)
    assert (line.rejected, line.status) == (100, "IR")
    assert market.buyer.open_codes() == ["order-answer-differs"]
