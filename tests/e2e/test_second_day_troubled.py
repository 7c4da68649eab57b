"""The second day when ERPs, bank and chain are away for a while, and when files come twice and in swapped order: everybody's
books end as on a day without trouble.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from b2b.gateway.bootstrap import CHAIN_FILE
from tests.e2e import second_day as day
from tests.e2e.books import Books, books, differences
from tests.e2e.market import NORTHWIND, House, Market, unread, wait_for
from tests.e2e.second_day import INVOICES, RECEIVED, Player
from tests.e2e.test_second_day_killed import check_exactly_once


def held(folder: Path) -> list[bytes]:
    """What lies in a folder, oldest first, taken out of it."""
    found = []
    for path in unread(folder):
        found.append(path.read_bytes())
        path.unlink()
    return found


def deliver_twice(market: Market, folder: Path, contents: Sequence[bytes], *reader: str) -> None:
    """Put each file into the folder two times; whoever reads it works after each."""
    for number, content in enumerate(contents):
        for name in (f"{number}.edi", f"{number}-again.edi"):
            market.put(name, content, folder)
            for house in market.houses:
                if house.name in reader:
                    house.run_once()


@pytest.mark.slow
def test_files_come_twice_and_in_swapped_order(market: Market, usual_books: Books) -> None:
    """Credit note, invoices, ship notices, answers, acknowledgment: what was written last comes first."""
    player = Player(market)
    northwind, acme = market.northwind, market.acme
    day.propose(player)
    day.approve(player)
    northwind.run_once()
    deliver_twice(market, market.to_acme, held(market.to_acme), "acme")
    written = held(market.to_northwind)
    for number in INVOICES:
        player.command(acme, "ship", number)
    acme.run_once()
    written += held(market.to_northwind)
    player.command(acme, "invoices", "credit", "ACME-000002", "--line", "1=2", "--reason", "two short")
    acme.run_once()
    written += held(market.to_northwind)
    kinds = [market_set(content) for content in written]
    assert sorted(set(kinds)) == ["810", "855", "856", "997"]
    written.sort(key=lambda content: ["810", "856", "855", "997"].index(market_set(content)))
    credit_first = [content for content in written if b"*ACME-000004*" in content]
    written = [*credit_first, *(content for content in written if content not in credit_first)]
    deliver_twice(market, market.to_northwind, written, NORTHWIND)
    for number, quantity in reversed(RECEIVED.items()):
        player.receive(number, quantity)
    market.settle()
    day.bill_again(player)
    swap_the_bank(player)
    day.anchor(player)
    assert differences(books(market), usual_books) == []


def market_set(content: bytes) -> str:
    return content.split(b"ST*", 1)[1][:3].decode()


def swap_the_bank(player: Player) -> None:
    """Statements come before status report and remittance advice, and all of them twice."""
    market = player.market
    day.propose_payments(player)
    day.approve_payments(player)
    market.northwind.run_once()
    wait_for(player.bank_is_done)
    status, statement = sorted(held(market.bank_folder(NORTHWIND, "out")), key=lambda content: b"camt.053" in content)
    deliver_twice(market, market.bank_folder(NORTHWIND, "out"), [statement, status], NORTHWIND)
    advice = held(market.to_acme)
    market.acme.run_once()
    deliver_twice(market, market.to_acme, advice, "acme")
    market.settle()


class Away(Player):
    """Whoever is needed next is away when it is needed, and comes back."""

    def __init__(self, market: Market) -> None:
        super().__init__(market)
        self.missed: list[str] = []

    def command(self, house: House, *words: str, user: str = "") -> None:
        if words[:2] == ("stock", "propose"):
            self._ask_for_stock_in_vain(house)
        if words[:2] == ("contract", "anchor"):
            self._anchor_in_vain(house)
        if words[:2] == ("payments", "approve"):
            self.market.bank.stop()
        super().command(house, *words, user=user)

    def run(self, *houses: House) -> None:
        for house in houses:
            if house is self.market.acme and unread(self.market.to_acme):
                self._work_without_erp(house)
            house.run_once()

    def bank(self) -> None:
        for house in self.market.houses:
            house.run_once()
        (run,) = self.market.northwind.json("payments", "list")
        assert run["state"] == "sent"
        self.missed.append("bank")
        self.market.bank.start()
        super().bank()

    def _ask_for_stock_in_vain(self, house: House) -> None:
        house.erp.stop()
        house.b2b("stock", "propose", user="buyer1", code=1)
        assert house.json("orders", "list") == [], "nothing is guessed"
        assert [case["code"] for case in house.cases()] == ["reorder-failed"]
        self.missed.append(f"{house.name}'s ERP")
        house.erp.start()

    def _work_without_erp(self, house: House) -> None:
        house.erp.stop()
        house.run_once()
        self.missed.append(f"{house.name}'s ERP")
        house.erp.start()
        house.b2b("erp", "retry")

    def _anchor_in_vain(self, house: House) -> None:
        """What was anchored before stays; what is new waits for its chain."""
        chain, elsewhere = house.workspace / CHAIN_FILE, house.folder / f"{house.name}-chain"
        chain.rename(elsewhere)
        house.b2b("contract", "anchor", code=2)
        self.missed.append(f"{house.name}'s chain")
        elsewhere.rename(chain)


@pytest.mark.slow
def test_erps_bank_and_chains_are_away_for_a_while(market: Market, usual_books: Books) -> None:
    player = Away(market)
    day.order(player)
    for house in market.houses:
        house.b2b("contract", "anchor")
    for step in (day.deliver, day.receive, day.bill_again, day.credit, day.pay, day.anchor):
        step(player)
    market.settle()
    assert sorted(set(player.missed)) == ["acme's ERP", "acme's chain", "bank", "northwind's ERP", "northwind's chain"]
    assert differences(books(market), usual_books) == []
    check_exactly_once(market)
