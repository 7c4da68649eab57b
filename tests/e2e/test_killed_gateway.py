"""The supplier's day with the gateway killed (SIGKILL) at twenty seeded moments: the end is the same, nothing happens twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys

import pytest
from sqlmodel import col, func, select

from b2b.gateway.bootstrap import open_gateway
from b2b.store.states import Processing, TaskState
from b2b.store.tables import Exchange, Task, Transmission
from tests.e2e.test_supplier_day import INVOICES, check_orders, check_shipped_and_invoiced, control_numbers_are_unique
from tests.e2e.world import DAY_ONE, World, first

SEED = 20260302
KILLS_IN_ORDERS = 10
KILLS_IN_SHIPPING = 6  # and four times the command `b2b ship` itself


def killed_at(world: World, moment: int, *words: str) -> bool:
    """Run a command in a process of its own that dies at the n-th moment; whether it did."""
    command = [sys.executable, "-m", "tests.e2e.killswitch", str(moment), "--workspace", str(world.workspace), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode in (0, 1, -signal.SIGKILL), done.stderr
    return done.returncode == -signal.SIGKILL


def run_killed(world: World, moments: random.Random, kills: int) -> None:
    """Run the gateway over and over, each time until a moment a little further on, until it has died so often."""
    died = 0
    for _ in range(5 * kills):
        died += killed_at(world, moments.randint(1, 14), "run", "--once")
        if died == kills:
            return
    raise AssertionError(f"only {died} of {kills} kills")


def finish(world: World) -> None:
    """What waits for a moment is made due, and the gateway is left alone until nothing is."""
    world.b2b("erp", "retry", code=None)
    world.run_once()
    world.run_once()


def nothing_is_left_in_the_middle(world: World) -> None:
    gateway = open_gateway(world.workspace)
    with gateway.store.read() as session:
        unfinished = col(Exchange.processing).in_([Processing.NEW, Processing.WAITING])
        assert session.exec(select(func.count()).select_from(Exchange).where(unfinished)).one() == 0
        assert {task.state for task in session.exec(select(Task))} == {TaskState.DONE}
        assert {row.delivery for row in session.exec(select(Transmission))} == {"processed", "delivered"}
    gateway.close()
    assert not [path for path in world.outbox.iterdir() if path.name.startswith(".")], "no half-written file"
    assert [path.name for path in world.inbox.iterdir()] == ["done"], "every file was taken"


@pytest.mark.slow
def test_killed_at_twenty_moments_the_day_ends_the_same(world: World) -> None:
    moments = random.Random(SEED)
    for name in DAY_ONE:
        world.drop(name)
    run_killed(world, moments, KILLS_IN_ORDERS)
    finish(world)
    check_orders(world)

    for order in INVOICES:
        assert killed_at(world, moments.randint(1, 2), "ship", order), "before its commit, or right after"
        world.b2b("ship", order, code=None)
    run_killed(world, moments, KILLS_IN_SHIPPING)
    finish(world)

    check_orders(world)
    check_shipped_and_invoiced(world)
    control_numbers_are_unique(world)
    nothing_is_left_in_the_middle(world)
    for set_id in ("855", "856", "810"):
        assert len(world.sets(set_id)) == 4, set_id
    assert len({first(body, "BIG")[2] for body in world.sets("810")}) == 4
    assert [case["code"] for case in world.json("exceptions", "list")] == ["unknown-item"]
    world.b2b("audit", "seal")
    world.b2b("audit", "verify")
