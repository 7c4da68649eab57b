"""Receipts and suppliers' invoices at the keyboard: posted, shown, matched, approved and rejected."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import b2b.procurement
from b2b.cli.views.advice import advice
from b2b.documents import Party, PartyId
from b2b.store import users
from b2b.store.states import UserRole
from b2b.store.tables import Match
from tests.cli.shop import Shop, golden
from tests.procurement.dock import Dock, billed, credit_note, invoice, make_dock, notice, shipped


class Desk:
    """A buyer's workspace with one order on its way, and its commands; `as_user` says who types."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.dock: Dock = make_dock(folder)
        self.shop = Shop(folder)
        self._patch = monkeypatch
        monkeypatch.delenv("B2B_TOKEN", raising=False)
        monkeypatch.setattr("getpass.getuser", lambda: "clerk")
        monkeypatch.setattr("b2b.gateway.bootstrap.SystemClock.now", lambda _: self.dock.buyer.clock.at)
        self.dock.gives("4500000002", ("WIDGET-002", 100, "40.00"))
        self.dock.announces(notice("000002", "4500000002", shipped("1", 60, lot="L-7")))

    def as_user(self, name: str, *roles: UserRole) -> None:
        with self.dock.buyer.store.write() as session:
            _, token = users.add(session, self.dock.buyer.clock.at, "tests", name, roles)
        self._patch.setenv("B2B_TOKEN", token)

    def bills(self) -> None:
        self.dock.bills(invoice("ACME-2", "4500000002", billed("1", 60, "40.00")))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    found = Desk(tmp_path / "northwind", monkeypatch)
    yield found
    found.dock.buyer.store.close()


def error(desk: Desk, *words: str, code: int = 1) -> str:
    return " ".join(desk.shop.b2b(*words, code=code).stderr.split())


def test_goods_are_posted_by_hand(desk: Desk) -> None:
    desk.bills()
    words = ("receipts", "post", "4500000002", "--line", "1=58", "--despatch", "000002")
    assert "Would post receipt BY-HAND-000001" in desk.shop.says(*words, "--dry-run")
    assert desk.shop.json("receipts", "list")["received"] == []
    golden("receipts-post", desk.shop.says(*words))
    told = desk.shop.json("receipts", "show", "BY-HAND-000001")
    assert (told["order"], told["notice"], [line["quantity"] for line in told["lines"]]) == (
        "4500000002",
        "000002",
        ["58"],
    )
    assert desk.shop.json("invoices", "show", "ACME-2")["state"] == "blocked"
    desk.shop.b2b("receipts", "post", "4500000002", "--despatch", "000002")
    assert desk.shop.json("invoices", "show", "ACME-2")["payable"] == "2856.00"


def test_what_is_expected_and_what_is_late(desk: Desk) -> None:
    golden("receipts-list-expected", desk.shop.says("receipts", "list"))
    golden("receipts-show-notice", desk.shop.says("receipts", "show", "000002"))
    desk.dock.buyer.clock.advance(days=30)
    (row,) = desk.shop.json("receipts", "list")["expected"]
    assert (row["notice"], row["late"], row["missing"]) == ("000002", True, "60")
    assert desk.shop.json("today")["late_receipts"][0]["notice"] == "000002"
    assert "1 ship notice overdue" in desk.shop.says("today")


@pytest.mark.parametrize(("name", "told"), [("Head Office", "Head Office"), ("", "01")])
def test_who_is_billed_beside_the_buyer_is_shown(desk: Desk, name: str, told: str) -> None:
    billed_to = Party(name, (PartyId("92", "01"),))
    desk.dock.bills(replace(invoice("ACME-2", "4500000002", billed("1", 60, "40.00")), bill_to=billed_to))
    assert desk.shop.json("invoices", "show", "ACME-2")["bill_to"] == told
    assert re.search(rf"Bill to +{told}\n", desk.shop.says("invoices", "show", "ACME-2"))


def test_nothing_more_is_announced(desk: Desk) -> None:
    desk.shop.b2b("receipts", "post", "4500000002")
    assert "nothing more is announced" in error(desk, "receipts", "post", "4500000002")
    assert "not a line and a quantity" in error(desk, "receipts", "post", "4500000002", "--line", "1=x", code=2)
    assert "so no more than that can be taken back" in error(desk, "receipts", "post", "4500000002", "--line", "1=-61")


def test_a_blocked_invoice_says_why_and_what_unblocks_it(desk: Desk) -> None:
    desk.shop.b2b("receipts", "post", "4500000002", "--line", "1=58")
    desk.bills()
    golden("bills-show-blocked", desk.shop.says("invoices", "show", "ACME-2"))
    golden("bills-list", desk.shop.says("invoices", "list"))
    golden("bills-exception", desk.shop.says("exceptions", "show", "2"))
    (row,) = desk.shop.json("invoices", "list", "--way", "received", "--state", "blocked")
    assert (row["number"], row["bill"], row["payable"]) == ("ACME-2", 1, "0.00")
    assert desk.shop.json("invoices", "list", "--way", "issued") == []
    desk.dock.bills(credit_note("ACME-4", "ACME-2", "4500000002", billed("1", 2, "40.00")))
    golden("bills-show-credited", desk.shop.says("invoices", "show", "bill:1"))
    golden("why-bill", desk.shop.says("why", "ACME-2"))
    golden("why-bought-billed", desk.shop.says("why", "4500000002"))


def test_matches_are_made_again(desk: Desk) -> None:
    desk.bills()
    desk.shop.b2b("receipts", "post", "4500000002")
    assert [run["same"] for run in desk.shop.json("invoices", "match", "1", "--replay")] == [True, True]
    assert desk.shop.says("invoices", "match", "1", "--replay").splitlines() == [
        "match 1 (blocked) comes out the same",
        "match 2 (matched) comes out the same",
    ]
    assert desk.shop.json("invoices", "match", "1")["state"] == "matched"
    assert len(desk.dock.matches("ACME-2")) == 2
    with desk.dock.buyer.store.write() as session:
        match = session.get_one(Match, desk.dock.matches("ACME-2")[-1].id)
        match.result = {**match.result, "payable": "9999.00"}
        session.add(match)
    assert "match 2 of ACME-2 does not come out the same" in error(desk, "invoices", "match", "1", "--replay")


def test_only_an_approver_pays_beyond_the_receipt(desk: Desk) -> None:
    desk.bills()
    assert "takes a user with the role approver" in error(desk, "invoices", "approve", "1", "--reason", "why not")
    desk.as_user("rita", UserRole.REQUESTER)
    assert "rita is not an approver" in error(desk, "invoices", "approve", "1", "--reason", "why not")
    desk.as_user("anna", UserRole.APPROVER)
    assert "no reason was given" in error(desk, "invoices", "approve", "1")
    assert "Would approve" in desk.shop.says("invoices", "approve", "1", "--reason", "prepaid", "--dry-run")
    assert desk.shop.json("invoices", "show", "1")["state"] == "blocked"
    desk.shop.b2b("invoices", "approve", "1", "--reason", "prepaid")
    found = desk.shop.json("invoices", "show", "1")
    assert (found["state"], found["payable"], found["match"]["override"]) == (
        "matched",
        "2856.00",
        {"by": "anna", "reason": "prepaid"},
    )
    desk.shop.b2b("invoices", "reject", "1", "--reason", "it was not")
    assert desk.shop.json("invoices", "show", "1")["state"] == "rejected"
    assert "is rejected, so it cannot be approved" in error(desk, "invoices", "approve", "1", "--reason", "again")


KEBAB = re.compile(r"(notice|receipt|invoice|credit-note|paid)-[a-z-]+")


def codes() -> set[str]:
    """Every exception's code in the sources of receiving and matching."""
    folder = Path(b2b.procurement.__file__).parent
    return {
        node.value
        for room in ("receiving", "matching")
        for path in (folder / room).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEBAB.fullmatch(node.value)
    }


def test_every_exception_has_advice() -> None:
    assert len(codes()) > 15
    assert sorted(code for code in codes() if not advice(code, {}, about="bill:1", doc="1", number="1").words) == []
