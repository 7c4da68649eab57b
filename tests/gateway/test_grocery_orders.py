"""An order of the grocery trade (875) is decided, answered and booked as any other, and waits for the ERP as any other."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from b2b.erp.memory import InMemoryErp
from b2b.errors import Unreachable
from b2b.store.tables import SalesOrder
from tests.gateway.desk import Desk, stock
from tests.gateway.orders import interchange, orders
from tests.gateway.test_purchasing_flow import WIDGETS, Market

GROCERIES = [
    "G50*N*20260302*PO1", "N1*BY*Northwind*92*NW", "G68*10*EA*12.5**VP*WIDGET-001", "N9*BV*1", "G76*10*EA",
]  # fmt: skip


class AbsentErp(InMemoryErp):
    """An ERP that is away while `away`."""

    away = False

    def _fail(self, *, after: bool) -> None:
        if self.away and not after:
            raise Unreachable("connection refused", where="http://127.0.0.1:1/erp")
        super()._fail(after=after)


@pytest.fixture
def erp() -> AbsentErp:
    return AbsentErp(stock())


@pytest.fixture
def grocer(with_erp: Desk) -> Desk:
    """A customer who orders with 875 as well."""

    def agree(partner: dict[str, Any]) -> None:
        partner["agreement"].append({"document": "875", "direction": "in"})

    with_erp.change_partner(agree)
    return with_erp


def send(desk: Desk, control: int, purpose: str = "N") -> None:
    groceries = [GROCERIES[0].replace("*N*", f"*{purpose}*"), *GROCERIES[1:]]
    desk.put(interchange(control, [groceries], set_id="875", functional_id="OG"))
    desk.run()


def test_an_875_is_an_order(grocer: Desk, erp: AbsentErp) -> None:
    send(grocer, 1)
    assert [(row.order_number, row.currency) for row in grocer.rows(SalesOrder)] == [("PO1", "EUR")]
    assert [entry.document for entry in erp.entries] == ["PO1"]
    assert [exchange.set_id for exchange in grocer.exchanges("out")] == ["997", "855"]


def test_it_waits_for_the_erp_in_its_turn(grocer: Desk, erp: AbsentErp) -> None:
    erp.away = True
    send(grocer, 1)
    grocer.clock.advance(seconds=1)
    grocer.put(orders(2, "PO2"))
    grocer.run()
    assert [(one.set_id, one.processing) for one in grocer.exchanges()] == [("875", "waiting"), ("850", "waiting")]
    assert grocer.open_cases() == ["erp-unreachable"]
    erp.away = False
    grocer.clock.advance(minutes=10)
    grocer.run()
    assert [row.order_number for row in grocer.rows(SalesOrder)] == ["PO1", "PO2"]


@pytest.mark.parametrize(("agreed", "orders"), [("850", []), ("875", ["PO1"])])
def test_what_else_is_a_new_order_is_agreed_on_for_the_set_it_comes_as(
    grocer: Desk, agreed: str, orders: list[str]
) -> None:
    def agree(partner: dict[str, Any]) -> None:
        partner["agreement"].append({"document": "875", "direction": "in"})
        for one in partner["agreement"]:
            if one["direction"] == "in" and one["document"] == agreed:
                one["as_new"] = ["04"]

    grocer.change_partner(agree)
    send(grocer, 1, purpose="R")
    assert [row.order_number for row in grocer.rows(SalesOrder)] == orders
    assert grocer.open_cases() == ([] if orders else ["change-requested"])


def test_orders_of_our_own_go_as_875_where_no_850_is_agreed(tmp_path: Path) -> None:
    market = Market(tmp_path)

    def buy(partner: dict[str, Any]) -> None:
        partner["agreement"] = [
            {**one, "document": "875"} if one["document"] == "850" else one for one in partner["agreement"]
        ]
        partner["terms"] = {"currency": "EUR"}

    def sell(partner: dict[str, Any]) -> None:
        partner["agreement"].append({"document": "875", "direction": "in"})

    market.buyer.apply_partner(buy)
    market.supplier.change_partner(sell)
    market.buyer.proposes()
    market.trade()
    assert market.buyer.open_codes() == []
    assert [row.set_id for row in market.supplier.exchanges() if row.set_id != "997"] == ["875", "875"]
    (order,) = [row for row in market.supplier.rows(SalesOrder) if row.order_number == WIDGETS]
    (line,) = market.buyer.lines(WIDGETS)
    asked = market.buyer.order(WIDGETS).document["lines"][0]["requested_date"]
    assert order.document["requested_date"] == asked
    assert (line.confirmed, line.status) == (Decimal(170), "IA")
