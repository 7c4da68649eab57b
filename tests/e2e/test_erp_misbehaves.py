"""An ERP that fails in the middle of a booking: it books once, and the customer is answered all the same."""

from __future__ import annotations

import pytest

from b2b.demo.erp.faults import Misbehaviour
from tests.e2e.test_killed import leftovers
from tests.e2e.world import World
from tests.gateway.orders import orders


def bookings(world: World, kind: str) -> list[str]:
    return [row["document"] for row in world.erp.state()["bookings"] if row["kind"] == kind]


@pytest.mark.parametrize("misbehaviour", list(Misbehaviour))
def test_a_booking_that_goes_wrong_is_made_once(old_world: World, misbehaviour: Misbehaviour) -> None:
    world, number = old_world, f"PO-{misbehaviour}"
    answered, booked = len(world.sets("855")), bookings(world, "order")
    if misbehaviour is Misbehaviour.HANG_AFTER:
        world.apply_company(silence_seconds=2)
    world.erp.misbehave(misbehaviour, 1, "bookSalesOrder")
    world.drop("order.edi", orders(1 + len(booked), number))
    world.run_once()
    assert len(world.sets("855")) == answered + 1, "the customer does not wait for the booking"
    (task,) = world.json("erp", "tasks")
    assert task["state"] in ("pending", "unknown")
    assert [case["code"] for case in world.json("exceptions", "list")] == ["erp-unreachable"]
    world.b2b("erp", "retry")
    world.run_once()
    assert leftovers(world) == []
    assert bookings(world, "order") == [*booked, number]
    assert world.json("exceptions", "list") == []


@pytest.mark.slow
def test_a_whole_day_with_an_erp_that_fails_in_every_way_at_every_call(world: World) -> None:
    world.apply_company(silence_seconds=2)
    for operation in ("getStock", "bookSalesOrder", "postShipment", "postInvoice", "findByKey"):
        for misbehaviour in Misbehaviour:
            world.erp.misbehave(misbehaviour, 1, operation)
    numbers = ["PO1", "PO2", "PO3"]
    for control, number in enumerate(numbers, start=1):
        world.drop(f"order-{control}.edi", orders(control, number))
        world.run_once()
    come_to_rest(world)
    for number in numbers:
        world.b2b("ship", number)
    come_to_rest(world)
    for kind in ("order", "shipment", "invoice"):
        assert len(bookings(world, kind)) == len(set(bookings(world, kind))) == 3
    assert [len(world.sets(set_id)) for set_id in ("997", "855", "856", "810")] == [3, 3, 3, 3]
    assert world.json("exceptions", "list") == []


def come_to_rest(world: World) -> None:
    """A clerk who does not wait for the pauses: `b2b erp retry` and `b2b run --once`, until nothing is left."""
    for _ in range(100):
        world.b2b("erp", "retry")
        world.run_once()
        if not leftovers(world):
            return
    raise AssertionError(leftovers(world))
