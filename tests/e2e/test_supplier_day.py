"""The supplier's day: a buyer's orders are acknowledged, decided, booked, shipped and invoiced; once in X12 and once in
EDIFACT, with the same expected values, which are literals.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal as D
from pathlib import Path

import pytest

from tests.e2e.buyers import EDIFACT, X12, Buyer
from tests.e2e.conftest import a_world
from tests.e2e.world import DAY_ONE, World

RESPONSES = {
    ("4500001001", "1"): (D("11.80"), [("IA", D(100))]),
    ("4500001001", "2"): (D("40.00"), [("IA", D(20))]),
    ("4500001002", "1"): (D("12.50"), [("IP", D(50))]),
    ("4500001003", "1"): (D("40.00"), [("IA", D(40)), ("IB", D(60))]),
    ("4500001004", "1"): (D("9.99"), [("IR", D(5))]),
    ("4500001004", "2"): (D("12.50"), [("IQ", D(20))]),
}
INVOICES = {  # order: net, VAT, gross
    "4500001001": ("1980.00", "376.20", "2356.20"),
    "4500001002": ("625.00", "118.75", "743.75"),
    "4500001003": ("1600.00", "304.00", "1904.00"),
    "4500001004": ("250.00", "47.50", "297.50"),
}
STOCK_LEFT = {"WIDGET-001": D(330), "WIDGET-002": D(0), "GASKET-10": D(0)}


@pytest.fixture(params=[X12, EDIFACT], ids=["x12", "edifact"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    buyer: Buyer = request.param
    with a_world(tmp_path, buyer) as world:
        yield world


def play_orders(world: World) -> None:
    for name in DAY_ONE:
        world.drop(name)
        world.run_once()


def ship_everything(world: World) -> None:
    for order in INVOICES:
        world.b2b("ship", order)
    world.run_once()


def check_orders(world: World) -> None:
    assert world.buyer.answers(world.sets("855")) == RESPONSES
    acknowledged = [world.buyer.acknowledged(body) for body in world.sets("997")]
    assert sorted(acknowledged) == [(str(n), "A") for n in (101, 102, 103, 104)]
    assert world.erp_bookings("order") == sorted(INVOICES)


def check_shipped_and_invoiced(world: World) -> None:
    shipped = {order: sorted(lines) for order, lines in map(world.buyer.shipped, world.sets("856"))}
    assert shipped == {
        "4500001001": [D(20), D(100)],
        "4500001002": [D(50)],
        "4500001003": [D(40)],
        "4500001004": [D(20)],
    }
    assert dict(map(world.buyer.invoiced, world.sets("810"))) == INVOICES
    state = world.erp.state()
    assert {row["sku"]: D(row["on_hand"]) for row in state["stock"]} == STOCK_LEFT
    assert (state["orders"], state["shipments"], state["invoices"]) == (4, 4, 4)


def acknowledgments(world: World, number: str) -> list[list[list[str]]]:
    """What the buyer got in answer to what it sent under this number."""
    return [body for body in world.sets("997") if world.buyer.acknowledged(body)[0] == number]


def control_numbers_are_unique(world: World) -> None:
    numbers = [world.buyer.number(interchange) for interchange in world.received()]
    assert len(numbers) == len(set(numbers))


def test_from_order_to_invoice(world: World) -> None:
    play_orders(world)
    check_orders(world)
    cases = world.json("exceptions", "list")
    assert [(case["code"], case["state"]) for case in cases] == [("unknown-item", "open")]
    ship_everything(world)
    check_shipped_and_invoiced(world)
    control_numbers_are_unique(world)


def test_the_same_file_again_is_acknowledged_again_and_books_nothing(world: World) -> None:
    play_orders(world)
    before = acknowledgments(world, "101")
    world.drop(DAY_ONE[0], as_name="resent.edi")
    world.run_once()
    after = acknowledgments(world, "101")
    assert len(before) == 1
    assert len(after) == 2
    assert after[0][1:-1] == after[1][1:-1], "the same acknowledgment content"
    assert world.buyer.answers(world.sets("855")) == RESPONSES
    assert len(world.sets("855")) == 4
    assert world.erp.state()["orders"] == 4
    control_numbers_are_unique(world)


def test_the_same_order_in_a_new_interchange_is_an_exception(world: World) -> None:
    play_orders(world)
    world.drop("850-4500001001-again.edi")
    world.run_once()
    assert "order-number-used" in {case["code"] for case in world.json("exceptions", "list")}
    assert len(world.sets("997")) == 5
    assert len(world.sets("855")) == 4
    assert world.erp.state()["orders"] == 4


def test_an_order_that_cannot_be_read_is_rejected_by_name(world: World) -> None:
    world.drop("850-unreadable.edi")
    world.run_once()
    (body,) = world.sets("997")
    assert world.buyer.acknowledged(body) == ("106", "R")
    assert world.buyer.faults(body) == world.buyer.unreadable
    assert world.sets("855") == []
    assert world.erp.state()["orders"] == 0
    assert len(world.json("exceptions", "list")) == 1


def test_an_order_that_says_no_more_than_it_must_is_shipped_and_invoiced(world: World) -> None:
    """No ship-to, no names, no delivery date: the partner's own address stands for the place."""
    world.drop("order.edi", world.buyer.least())
    world.run_once()
    world.b2b("ship", "PO1")
    world.run_once()
    assert [len(world.sets(set_id)) for set_id in ("997", "855", "856", "810")] == [1, 1, 1, 1]
    assert world.json("exceptions", "list") == []


def test_the_erp_down_for_a_while_parks_orders_and_loses_none(world: World) -> None:
    world.erp.stop()
    for name in DAY_ONE:
        world.drop(name)
    world.run_once()
    assert len(world.sets("997")) == 4, "an acknowledgment never waits for the ERP"
    assert world.sets("855") == [], "nothing is guessed"
    world.erp.start()
    world.b2b("erp", "retry")
    world.run_once()
    check_orders(world)
    world.erp.stop()
    ship_everything(world)
    assert len(world.sets("856")) == 4
    world.erp.start()
    world.b2b("erp", "retry")
    world.run_once()
    check_shipped_and_invoiced(world)
