"""The second day: from low stock to paid, anchored invoices, each company with its own workspace, database and processes.
Expected values are literals.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal as D
from typing import Any

import pytest

from b2b.documents import PaymentFile, json_form
from b2b.gateway import paying
from tests.e2e import second_day as day
from tests.e2e.books import Books, books, differences
from tests.e2e.database import connected, rows
from tests.e2e.market import ACME, NORTHWIND, House, Market, serving, working
from tests.e2e.second_day import INVOICES, MACHINES, STEEL, WIDGETS, Player

PROPOSED = {  # order: item, quantity, price, net, state
    MACHINES: ("BIG-7", "3", "2500", "7500.00", "awaiting-approval"),
    WIDGETS: ("WIDGET-001", "170", "11.8", "2006.00", "open"),
    STEEL: ("WIDGET-002", "100", "40", "4000.00", "open"),
}
RESPONSES = {
    (WIDGETS, "1"): (D("11.80"), [("IA", D(170))]),
    (STEEL, "1"): (D("40.00"), [("IA", D(60)), ("IB", D(40))]),
    (MACHINES, "1"): (D("2500.00"), [("IA", D(3))]),
}
BILLED = {  # invoice: net, VAT, gross, payable, state
    "ACME-000001": ("2006.00", "381.14", "2387.14", "2387.14", "matched"),
    "ACME-000002": ("2400.00", "456.00", "2856.00", "0.00", "blocked"),
    "ACME-000003": ("7500.00", "1425.00", "8925.00", "8925.00", "matched"),
}
CREDITED = {
    **BILLED,
    "ACME-000002": ("2400.00", "456.00", "2856.00", "2760.80", "matched"),
    "ACME-000004": ("80.00", "15.20", "95.20", "0.00", "settled"),
}
PAID = {
    number: (*figures[:4], "paid" if figures[4] == "matched" else "settled") for number, figures in CREDITED.items()
}


class Beside(Player):
    """Types commands beside two daemons and a service, and waits until nobody has anything left to do."""

    def __init__(self, market: Market, wsdl: str) -> None:
        super().__init__(market)
        self._wsdl = wsdl

    def run(self, *houses: House) -> None:
        self.market.settle()

    def receive(self, order: str, quantity: D) -> None:
        self.post(self._wsdl, order, quantity)


@pytest.mark.slow
def test_the_second_day_in_separate_processes(market: Market, usual_books: Books) -> None:
    trade_beside_daemons(market)
    assert differences(books(market), usual_books) == []


def trade_beside_daemons(market: Market) -> None:
    """The whole day, each figure looked at when it has come about."""
    with working(market), serving(market.northwind) as wsdl:
        player = Beside(market, wsdl)
        day.propose(player)
        check_proposals(market)
        day.approve(player)
        player.run()
        check_answers(market)
        day.deliver(player)
        day.receive(player)
        check_receipts(market, player)
        check_invoices(market, BILLED)
        day.bill_again(player)
        check_invoices(market, BILLED)
        day.credit(player)
        check_invoices(market, CREDITED)
        day.propose_payments(player)
        check_payments_proposed(market)
        day.approve_payments(player)
        day.be_paid(player)
        check_paid(market)
        check_back_order(market)
        day.anchor(player)


def check_proposals(market: Market) -> None:
    """One order an item; the rule approves up to 5,000.00, the third waits for another than the one who asked."""
    buyer = market.northwind
    found = {row["order"]: row for row in buyer.json("orders", "list")}
    lines = {number: buyer.json("orders", "show", number)["lines"] for number in found}
    assert {
        number: (
            lines[number][0]["sku"],
            lines[number][0]["ordered"],
            lines[number][0]["price"],
            row["net"],
            row["state"],
        )
        for number, row in found.items()
    } == PROPOSED
    assert [len(line) for line in lines.values()] == [1, 1, 1]
    assert "stock 30" in lines[WIDGETS][0]["explanation"]["text"]
    assert "reorder point 50, up to 200, pack 10 -> 170 EA at 11.80 EUR" in lines[WIDGETS][0]["explanation"]["text"]
    refused = buyer.b2b("orders", "approve", MACHINES, user="buyer1", code=1)
    assert f"buyer1 has asked for order {MACHINES} and cannot approve it" in refused.stderr
    again = buyer.json("stock", "propose", user="buyer1")["proposals"]
    assert [row["decision"] for row in again] == ["enough"] * 3, "what is on order counts"


def check_answers(market: Market) -> None:
    assert market.buyer.answers(market.sets(market.to_northwind, "855")) == RESPONSES
    (machines,) = (row for row in market.northwind.json("orders", "list") if row["order"] == MACHINES)
    assert machines["state"] == "open"
    for house in market.houses:
        assert house.json("exceptions", "list") == [], "nothing needs a hand"


def check_receipts(market: Market, player: Player) -> None:
    """All that came, and the two that did not."""
    buyer = market.northwind
    received = {number: buyer.json("orders", "show", number)["lines"][0]["received"] for number in INVOICES}
    assert received == {WIDGETS: "170", STEEL: "58", MACHINES: "3"}
    assert [len(answer["difference"] or ()) for answer in player.answers] == [0, 1, 0]
    short = player.answers[1]["difference"][0]
    assert (short["kind"], short["expected"]["_value_1"], short["received"]["_value_1"]) == ("short", D(60), D(58))
    (case,) = (case for case in buyer.cases() if case["code"] == "receipt-short")
    assert "short receipt 2" in case["message"]


def check_invoices(market: Market, expected: dict[str, tuple[str, ...]]) -> None:
    """What has come, how it was matched; the amounts by what we would pay."""
    names = ("net", "vat", "gross", "payable", "state")
    found = market.northwind.json("invoices", "list", "--way", "received")
    assert {row["number"]: tuple(row[name] for name in names) for row in found} == expected
    blocked = [case["message"] for case in market.northwind.cases() if case["code"] == "invoice-not-matched"]
    assert len(blocked) == sum(figures[4] == "blocked" for figures in expected.values())
    assert all("60 EA billed, 58 received: 2 too many, 80.00 EUR" in message for message in blocked)


def check_payments_proposed(market: Market) -> None:
    """The proposer cannot approve; a changed byte is noticed; the file is the same when it is rendered again."""
    buyer = market.northwind
    run = buyer.json("payments", "show", "1")
    assert (run["state"], run["count"], run["total"]) == ("proposed", 3, "14072.94")
    refused = buyer.b2b("payments", "approve", "1", user="buyer1", code=1)
    assert "buyer1" in refused.stderr
    for column, table in (("content", "blob"), ("document", "payment_run")):
        with one_byte_changed(buyer, table, column, run["sha256"]):
            refused = buyer.b2b("payments", "approve", "1", user="chief", code=1)
            assert "its file is not what was proposed" in refused.stderr
    stored = market.folder / "run.xml"
    buyer.b2b("payments", "file", "1", "--output", stored)
    content = stored.read_bytes()
    assert b"<NbOfTxs>3</NbOfTxs><CtrlSum>14072.94</CtrlSum>" in content.replace(b"\n", b"").replace(b"  ", b"")
    assert hashlib.sha256(content).hexdigest() == run["sha256"]
    ((document,),) = rows(buyer.workspace, "SELECT document FROM payment_run")
    rendered = json_form.from_json(json.loads(document))
    assert isinstance(rendered, PaymentFile)
    assert paying.render(rendered) == content == paying.render(rendered)


@contextmanager
def one_byte_changed(house: House, table: str, column: str, sha256: str) -> Iterator[None]:
    """Somebody changes a cent of the first payment in the database, and back again."""
    key = "sha256" if table == "blob" else "file_sha256"
    for was, becomes in ((b"2387.14", b"2387.15"), (b"2387.15", b"2387.14")):
        with connected(house.workspace) as execute:
            ((content,),) = execute(f"SELECT {column} FROM {table} WHERE {key} = ?", sha256)
            changed: Any = content.encode() if isinstance(content, str) else content
            assert was in changed
            changed = changed.replace(was, becomes)
            changed = changed.decode() if isinstance(content, str) else changed
            execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", changed, sha256)
        if becomes == b"2387.15":
            yield


def check_paid(market: Market) -> None:
    """The bank has taken the file and booked it once; both sides have understood every movement."""
    buyer, supplier = market.northwind, market.acme
    (run,) = buyer.json("payments", "list")
    assert (run["state"], run["proposed_by"], run["approved_by"]) == ("booked", "buyer1", "chief")
    assert sorted(row["amount"] for row in buyer.json("payments", "show", "1")["payments"]) == [
        "2387.14",
        "2760.80",
        "8925.00",
    ]
    check_invoices(market, PAID)
    balances = market.bank.balances()
    assert balances == {
        "DE85999999990001234567": D("50000.00") - D("14072.94"),
        "DE89370400440532013000": D("1000.00") + D("14072.94"),
    }
    sent = sorted((market.bank_folder(NORTHWIND, "in") / "done").iterdir())
    assert [hashlib.sha256(path.read_bytes()).hexdigest() for path in sent] == [run["sha256"]]
    for house in (NORTHWIND, ACME):
        names = [path.name.split("-")[0] for path in (market.bank_folder(house, "out") / "done").iterdir()]
        assert sorted(names) == (["camt053", "pain002"] if house == NORTHWIND else ["camt053"])
    assert len(market.sets(market.to_acme, "820")) == 3
    owed = supplier.json("receivables", "list")
    assert {row["invoice"]: row["open"] for row in owed} == dict.fromkeys(INVOICES.values(), "0.00")
    assert {row["standing"] for row in owed} == {"paid"}


def check_back_order(market: Market) -> None:
    """The 40 that were promised for later are still to come, on both sides; nothing else is."""
    bought = {row["order"]: row for row in market.northwind.json("orders", "list")}
    assert {number: row["state"] for number, row in bought.items()} == {
        WIDGETS: "closed",
        STEEL: "open",
        MACHINES: "closed",
    }
    assert market.northwind.json("orders", "show", STEEL)["lines"][0]["to_come"] == "40"
    sold = {row["order"]: row for row in market.acme.json("orders", "list")}
    assert {number: row["back_ordered"] for number, row in sold.items()} == {WIDGETS: "0", STEEL: "40", MACHINES: "0"}
    assert [case["code"] for case in market.northwind.cases()] == ["receipt-short"]
    assert market.acme.cases() == []
