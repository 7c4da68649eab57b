"""The supplier's day when the gateway, or the clerk's command, is killed with SIGKILL again and again: the same literals,
everything exactly once, nothing left lying.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import col, select

from b2b.gateway.bootstrap import open_gateway
from b2b.store.states import Direction
from b2b.store.tables import Transmission
from tests.e2e.killswitch import SAID
from tests.e2e.loose_ends import loose_ends
from tests.e2e.market import House
from tests.e2e.test_supplier_day import INVOICES, check_orders, check_shipped_and_invoiced
from tests.e2e.world import DAY_ONE, World, first

ROOT = Path(__file__).resolve().parents[2]
RUN = ("run", "--once")
STEPS = (*[(RUN, name) for name in DAY_ONE], *[(("ship", order), "") for order in INVOICES], (RUN, ""))
# How many moments of danger a step has at least (`killswitch 0` counts them).
MOMENTS = (40, 40, 40, 40, 2, 2, 2, 2, 90)
KILLS_A_DAY = 5
SEEDS = (1, 2, 3, 4)  # four days, twenty kills


def killed_at(moment: int, world: World | House, *words: str, token: str = "") -> bool:
    """Run a command, by the user with this token, in a process of its own that dies at this moment; False where it
    lived to its end.
    """
    command = [sys.executable, "-m", "tests.e2e.killswitch", str(moment), "--workspace", str(world.workspace), *words]
    environment = {**os.environ, **({"B2B_TOKEN": token} if token else {})}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=ROOT, env=environment)
    if ended.returncode == -9:
        return True
    assert ended.returncode in (0, 1), ended.stderr
    assert SAID in ended.stderr
    return False


def planned(seed: int) -> dict[int, list[int]]:
    """Steps of the day with the moments at which they are killed: some kills hit the restart after a kill as well."""
    chance = random.Random(seed)
    plan: dict[int, list[int]] = {}
    for step in (chance.choice((4, 5, 6, 7)), 8, *chance.sample(range(4), 2)):
        plan[step] = [chance.randint(1, MOMENTS[step])]
    again = chance.choice([step for step in plan if step not in (4, 5, 6, 7)])
    plan[again].append(chance.randint(1, 4))
    assert sum(map(len, plan.values())) == KILLS_A_DAY
    return plan


def play(world: World, plan: dict[int, list[int]]) -> int:
    """The day, step by step; a step that was killed is done again. How many kills there were."""
    kills = 0
    for number, (words, file) in enumerate(STEPS):
        if file:
            world.drop(file)
        struck = sum(killed_at(moment, world, *words) for moment in plan.get(number, ()))
        kills += struck
        if words == RUN:
            world.run_once()
        else:
            ship(world, words[1], after_a_kill=bool(struck))
    return kills


def ship(world: World, order: str, *, after_a_kill: bool) -> None:
    """The clerk types it; after a kill once more, and is told where it has been done already."""
    typed = world.b2b("ship", order, code=None)
    if typed.exit_code != 0:
        assert after_a_kill
        assert typed.exit_code == 1
        assert f"nothing of order {order} is confirmed and not shipped yet" in typed.stderr
        assert f" orders show {order}" in typed.stderr


def wait_until_quiet(world: World) -> None:
    """What waits for a pause to pass is worked; a day that does not come to rest fails."""
    deadline = time.monotonic() + 60
    while leftovers(world):
        assert time.monotonic() < deadline, leftovers(world)
        time.sleep(0.5)
        world.run_once()


def leftovers(world: World) -> list[str]:
    """Everything that is not finished, in words; a buyer who is only files acknowledges nothing."""
    return [end for end in loose_ends(world.workspace) if not end.endswith("is not acknowledged")]


def check_exactly_once(world: World, files: int = len(DAY_ONE)) -> None:
    """One answer of each kind for each thing, one booking of each, no number used twice or skipped, no loose ends."""
    assert [first(body, "AK1")[2] for body in world.sets("997")] == ["101", "102", "103", "104"]
    for set_id, segment, element in (("855", "BAK", 3), ("856", "PRF", 1), ("810", "BIG", 4)):
        assert sorted(first(body, segment)[element] for body in world.sets(set_id)) == sorted(INVOICES), set_id
    numbers = [int(interchange[0][13]) for interchange in world.received()]
    assert numbers == list(range(1, len(numbers) + 1))
    bookings = Counter((row["kind"], row["document"]) for row in world.erp.state()["bookings"])
    assert Counter(kind for kind, _ in bookings) == {"order": 4, "shipment": 4, "invoice": 4}
    assert set(bookings.values()) == {1}
    assert world.b2b("audit", "verify").exit_code == 0
    assert [(case["code"], case["state"]) for case in world.json("exceptions", "list")] == [("unknown-item", "open")]
    gateway = open_gateway(world.workspace)
    with gateway.store.read() as session:
        came = session.exec(select(Transmission).where(col(Transmission.direction) == Direction.IN)).all()
    gateway.close()
    assert len(came) == files
    assert sorted(path.name for path in world.inbox.iterdir()) == ["done"]
    assert sorted(path.name for path in (world.inbox / "done").iterdir()) == sorted(DAY_ONE)
    assert [path.name for path in world.outbox.iterdir() if path.suffix != ".edi"] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_killed_again_and_again_the_day_ends_as_it_should(world: World, seed: int) -> None:
    assert play(world, planned(seed)) >= KILLS_A_DAY, "a moment was not reached: count them anew"
    wait_until_quiet(world)
    check_orders(world)
    check_shipped_and_invoiced(world)
    check_exactly_once(world)


@pytest.mark.slow
@pytest.mark.parametrize("moment", [1, 2])
def test_a_shipment_whose_command_was_killed_is_recorded_once(world: World, moment: int) -> None:
    """Killed before its commit it has not happened; after it, it has, and the clerk is told so."""
    world.drop(DAY_ONE[0])
    world.run_once()
    assert killed_at(moment, world, "ship", "4500001001")
    (order,) = world.json("orders", "list")
    assert order["state"] == ("open" if moment == 1 else "shipped")
    again = world.b2b("ship", "4500001001", code=moment - 1)
    if moment == 2:
        assert "nothing of order 4500001001 is confirmed and not shipped yet" in again.stderr
    world.run_once()
    assert len(world.sets("856")) == len(world.sets("810")) == 1
    assert world.erp.state()["shipments"] == 1
