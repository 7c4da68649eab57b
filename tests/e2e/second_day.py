"""The second day, step by step: what is typed, called and dropped, by whom, and the figures that come of it.

How a step is done is the player's: in the test's process, beside daemons, or killed and done again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal as D
from typing import Any

from b2b.gateway.bootstrap import open_gateway
from tests.e2e.market import ACME, NORTHWIND, House, Market, wait_for

# One order an item, in the order of the items' numbers.
MACHINES, WIDGETS, STEEL = "4500000001", "4500000002", "4500000003"
RECEIVED = {WIDGETS: D(170), STEEL: D(58), MACHINES: D(3)}
INVOICES = {WIDGETS: "ACME-000001", STEEL: "ACME-000002", MACHINES: "ACME-000003"}


@dataclass
class Player:
    """Does every step in the test's own process, the gateways in turns."""

    market: Market
    answers: list[dict[str, Any]] = field(default_factory=list)
    counted_at: dict[str, dt.datetime] = field(default_factory=dict)

    def command(self, house: House, *words: str, user: str = "") -> None:
        """Somebody types a command."""
        house.b2b(*words, user=user)

    def run(self, *houses: House) -> None:
        """The gateways work, one after the other."""
        for house in houses:
            house.run_once()

    def bank(self) -> None:
        """The bank has worked off what it was given, and its answers are taken in."""
        wait_for(self.bank_is_done)
        self.run(self.market.northwind, self.market.acme)

    def receive(self, order: str, quantity: D) -> None:
        """The buyer's ERP posts a goods receipt."""
        with served(self.market.northwind) as wsdl:
            self.post(wsdl, order, quantity)

    def post(self, wsdl: str, order: str, quantity: D) -> None:
        """Call a service; called again, the ERP says the same."""
        counted_at = self.counted_at.setdefault(order, dt.datetime.now(dt.UTC))
        token = self.market.northwind.tokens["erp"]
        self.answers.append(post_receipt(wsdl, token, order, quantity, counted_at))

    def bank_is_done(self) -> bool:
        counts = self.market.bank.counts()
        sent = [self.market.bank_folder(NORTHWIND, "out"), self.market.bank_folder(ACME, "out")]
        files = [path for folder in sent for path in folder.rglob("*.xml")]
        return counts["accepted"] == 1 and not counts["waiting"] and len(files) >= 3


def play(player: Player) -> None:
    """The whole day."""
    order(player)
    deliver(player)
    receive(player)
    bill_again(player)
    credit(player)
    pay(player)
    anchor(player)


def order(player: Player) -> None:
    """What is short is proposed; what the rule does not approve is approved by a second person; the supplier answers."""
    propose(player)
    approve(player)
    player.run(player.market.northwind, player.market.acme, player.market.northwind, player.market.acme)


def propose(player: Player) -> None:
    """One asks for what is short."""
    player.command(player.market.northwind, "stock", "propose", user="buyer1")


def approve(player: Player) -> None:
    """Another approves what is above the limit."""
    player.command(player.market.northwind, "orders", "approve", MACHINES, user="chief")


def deliver(player: Player) -> None:
    """Everything confirmed leaves; ship notices and invoices come."""
    northwind, acme = player.market.northwind, player.market.acme
    for number in INVOICES:
        player.command(acme, "ship", number)
    player.run(acme, northwind, acme)


def receive(player: Player) -> None:
    """The buyer's warehouse counts; of the second order two are missing."""
    for number, quantity in RECEIVED.items():
        player.receive(number, quantity)
    player.run(player.market.northwind)


def bill_again(player: Player) -> None:
    """The first invoice comes again: its file, and its twin as UBL."""
    market = player.market
    first = next(c for c in market.wire(market.to_northwind) if b"ACME-000001" in c and market.held(c, "810"))
    market.put("810-again.edi", first, market.to_northwind)
    twin = market.folder / "twin.xml"
    market.acme.b2b("invoices", "pdf", "ACME-000001", "--form", "ubl", "--output", twin)
    market.put("ACME-000001.xml", twin.read_bytes(), market.to_northwind)
    player.run(market.northwind, market.acme)


def credit(player: Player) -> None:
    """The supplier gives back what did not come."""
    northwind, acme = player.market.northwind, player.market.acme
    player.command(acme, "invoices", "credit", "ACME-000002", "--line", "1=2", "--reason", "two short")
    player.run(acme, northwind, acme)


def pay(player: Player) -> None:
    """One proposes, another approves; the bank pays, and the supplier is told."""
    propose_payments(player)
    approve_payments(player)
    be_paid(player)


def propose_payments(player: Player) -> None:
    """One proposes the run."""
    player.command(player.market.northwind, "payments", "propose", user="buyer1")


def approve_payments(player: Player) -> None:
    """Another approves it."""
    player.command(player.market.northwind, "payments", "approve", "1", user="chief")


def be_paid(player: Player) -> None:
    """The file goes to the bank; what the bank and the buyer say of it closes the receivables."""
    player.run(player.market.northwind)
    player.bank()
    player.run(player.market.northwind, player.market.acme)


def anchor(player: Player) -> None:
    """Everything exchanged is anchored, by each on its own chain."""
    for house in player.market.houses:
        player.command(house, "contract", "anchor")


@contextmanager
def served(house: House) -> Iterator[str]:
    """The SOAP service of a house, on a thread of this process."""
    from b2b.web.business import BusinessOperations
    from b2b.web.soap import SoapDoor
    from tests.web.service import running

    gateway = open_gateway(house.workspace, actor="soap")
    try:
        with running(SoapDoor(gateway.store, BusinessOperations(gateway.store))) as address:
            yield f"{address}?wsdl"
    finally:
        gateway.close()


def post_receipt(
    wsdl: str, token: str, order: str, quantity: D, counted_at: dt.datetime, *, number: str = "", key: str = ""
) -> dict[str, Any]:
    """postGoodsReceipt as the buyer's ERP calls it, under the receipt's own key; the answer as plain values."""
    number = number or f"R-{order}"
    import zeep
    from zeep.helpers import serialize_object
    from zeep.wsse.username import UsernameToken

    client = zeep.Client(wsdl, wsse=UsernameToken("erp", token), port_name="Soap12")
    try:
        answer = client.service.postGoodsReceipt(
            idempotencyKey=key or f"receipt-{order}",
            company="NORTHWIND",
            orderNumber=order,
            receiptNumber=number,
            receivedAt=counted_at,
            line=[{"lineNumber": "1", "quantity": {"_value_1": quantity, "unit": "EA"}}],
        )
        plain: dict[str, Any] = serialize_object(answer, dict)
        return plain
    finally:
        client.transport.session.close()
