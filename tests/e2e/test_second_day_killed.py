"""The second day when either gateway, or a person's command, is killed with SIGKILL again and again: everybody's books end
as on a day without trouble, nothing was sent or booked twice.
"""

from __future__ import annotations

import random
import socket
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

import pytest
import requests
from sqlmodel import col, select

from b2b.gateway.bootstrap import open_gateway
from b2b.store.tables import AnchorLeaf, Exchange
from tests.e2e.books import Books, books, differences
from tests.e2e.market import ROOT, House, Market, wait_for
from tests.e2e.second_day import Player, play
from tests.e2e.test_killed import killed_at

KILLS_A_DAY = 5
SEEDS = (6, 17, 22, 28, 31)  # five days, twenty-five kills; between them they strike every kind of step

# How many moments of danger each step of `play` has at least (`killswitch 0` counts them), in its order.
ORDER = (4, 2, 16, 55, 35, 15)
DELIVER = (2, 2, 2, 75, 40, 16)
RECEIVE = (2, 2, 2, 6)
BILL_AGAIN = (30, 15)
CREDIT = (2, 25, 24, 15)
PAY = (2, 2, 16, 32, 32, 15, 6)
ANCHOR = (6, 6)
MOMENTS = (*ORDER, *DELIVER, *RECEIVE, *BILL_AGAIN, *CREDIT, *PAY, *ANCHOR)


@dataclass
class Struck(Player):
    """Each step that the plan names is killed at its moments and then done again. Whoever is told then that it has been
    done is content; a credit note, of which there may be several, is looked for first.
    """

    plan: dict[int, list[int]] = field(default_factory=dict)
    kills: int = 0
    steps: count[int] = field(default_factory=count)

    def command(self, house: House, *words: str, user: str = "") -> None:
        struck = self._strike(house, *words, user=user)
        if struck and "credit" in words and _credit_notes(house):
            return
        typed = house.b2b(*words, user=user, code=None)
        if typed.exit_code != 0:
            assert struck, typed.output
            assert typed.exit_code == 1, typed.output

    def run(self, *houses: House) -> None:
        for house in houses:
            self._strike(house, "run", "--once")
            house.run_once()

    def receive(self, order: str, quantity: Decimal) -> None:
        """The ERP calls again under the same key where it got no answer; what was booked then is said to be."""
        moments = self.plan.get(next(self.steps), ())
        for moment in moments:
            self.kills += self._killed_while_serving(moment, order, quantity)
        super().receive(order, quantity)
        assert self.answers[-1]["duplicate"] is any(moment == 2 for moment in moments)

    def _strike(self, house: House, *words: str, user: str = "") -> int:
        token = house.tokens[user] if user else ""
        moments = self.plan.get(next(self.steps), ())
        struck = sum(killed_at(moment, house, *words, token=token) for moment in moments)
        self.kills += struck
        return struck

    def _killed_while_serving(self, moment: int, order: str, quantity: Decimal) -> bool:
        house = self.market.northwind
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        words = ["-m", "tests.e2e.killswitch", str(moment), "--workspace", str(house.workspace), "serve"]
        service = subprocess.Popen(
            [sys.executable, *words, "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
        )
        try:
            assert service.stdout is not None
            if service.stdout.readline():
                with pytest.raises(requests.ConnectionError):
                    self.post(f"http://127.0.0.1:{port}/soap?wsdl", order, quantity)
            wait_for(lambda: service.poll() is not None)
        finally:
            service.kill()
            service.communicate()
        return service.returncode == -9


def _credit_notes(house: House) -> list[str]:
    return [row["number"] for row in house.json("invoices", "list") if row["number"] > "ACME-000003"]


def planned(seed: int) -> dict[int, list[int]]:
    """Steps of the day with the moments at which they are killed; one of the kills hits the restart after another."""
    chance = random.Random(seed)
    steps = chance.sample([step for step, moments in enumerate(MOMENTS) if moments], KILLS_A_DAY - 1)
    plan = {step: [chance.randint(1, MOMENTS[step])] for step in steps}
    plan[chance.choice([step for step in steps if MOMENTS[step] > 2])].append(chance.randint(1, 2))
    return plan


def test_every_kind_of_step_is_killed() -> None:
    """Commands, calls, anchoring and both gateways' rounds."""
    plans = [planned(seed) for seed in SEEDS]
    assert sum(len(moments) for plan in plans for moments in plan.values()) == 25
    killed = {step for plan in plans for step in plan}
    first, kinds = 0, []
    for part in (ORDER, DELIVER, RECEIVE, BILL_AGAIN, CREDIT, PAY, ANCHOR):
        kinds.append(bool(killed & set(range(first, first + len(part)))))
        first += len(part)
    assert all(kinds)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_killed_again_and_again_the_day_ends_as_it_should(market: Market, seed: int, usual_books: Books) -> None:
    player = Struck(market, plan=planned(seed))
    play(player)
    assert player.kills >= KILLS_A_DAY, "a moment was not reached: count them anew"
    market.settle()
    assert differences(books(market), usual_books) == []
    check_exactly_once(market)


def check_exactly_once(market: Market) -> None:
    """No file was sent twice, no number used twice or skipped, no document anchored twice; the audit chains hold."""
    for folder, repeated in ((market.to_acme, 0), (market.to_northwind, 1)):
        numbers = [int(content[90:99]) for content in market.wire(folder)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(market.files(folder)) == len(numbers) + repeated
    for house in market.houses:
        assert house.b2b("audit", "verify").exit_code == 0
        bookings = Counter((row["kind"], row["document"]) for row in house.erp.state()["bookings"])
        assert set(bookings.values()) <= {1}
        gateway = open_gateway(house.workspace)
        with gateway.store.read() as session:
            leaves = Counter(session.exec(select(AnchorLeaf.exchange_id)).all())
            query = select(Exchange.id).where(col(Exchange.direction) == "out")
            assert set(leaves.values()) == {1}
            assert set(session.exec(query)) <= set(leaves)
        gateway.close()
