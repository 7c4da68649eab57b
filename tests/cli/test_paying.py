"""Paying at the keyboard: who may do what, what is shown, what is left out and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col

from b2b.documents import EntryDetail, StatementEntry
from b2b.payments import pain001
from b2b.store import users
from b2b.store.states import UserRole
from b2b.store.tables import PaymentRun
from tests.cli.shop import Shop, golden
from tests.procurement.bank import Bank, debit, euro
from tests.procurement.payer import DAY, OTHER_IBAN, THEIR_IBAN, Buyer, make_buyer

TOKENS = {"petra": UserRole.PAYER, "anton": UserRole.PAYMENT_APPROVER}


class Desk:
    """A buyer's workspace and its commands; `as_user` says who types."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.buyer: Buyer = make_buyer(folder)
        self.shop = Shop(folder)
        self._patch = monkeypatch
        self.tokens: dict[str, str] = {}
        with self.buyer.store.write() as session:
            for name, role in TOKENS.items():
                _, self.tokens[name] = users.add(session, self.buyer.clock.at, "tests", name, [role])
        monkeypatch.delenv("B2B_TOKEN", raising=False)

    def as_user(self, name: str) -> None:
        self._patch.setenv("B2B_TOKEN", self.tokens[name])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    found = Desk(tmp_path / "northwind", monkeypatch)
    found.buyer.owes("A-1", 238714)
    found.buyer.owes("A-2", 285600, payable=276080)
    found.buyer.owes("A-3", 892500)
    found.buyer.owes("A-4", 5000, iban=OTHER_IBAN)
    found.buyer.owes("A-5", 6000, payable=0, state="blocked")
    yield found
    found.buyer.store.close()


def error(desk: Desk, *words: str) -> str:
    return " ".join(desk.shop.b2b(*words, code=1).stderr.split())


def test_a_dry_run_says_what_is_paid_and_what_is_left_and_why(desk: Desk) -> None:
    desk.as_user("petra")
    told = desk.shop.json("payments", "propose", "--dry-run")
    assert told["run"]["total"] == "14072.94"
    assert told["run"]["count"] == 3
    assert [one["invoices"] for one in told["pays"]] == [["A-1"], ["A-2"], ["A-3"]]
    assert {one["invoice"]: one["because"] for one in told["leaves"]} == {
        "A-4": "payee-account-differs",
        "A-5": "blocked",
    }
    assert desk.shop.json("payments", "list") == []


def test_the_way_of_a_run(desk: Desk) -> None:
    desk.as_user("petra")
    told = desk.shop.json("payments", "propose")
    assert told["run"]["state"] == "proposed"
    assert [one["number"] for one in desk.shop.json("today")["payment_runs"]] == [1]
    assert "payment run to approve" in desk.shop.says("today")
    assert "this takes" not in error(desk, "payments", "approve", "1")
    desk.as_user("anton")
    desk.shop.b2b("payments", "approve", "1", "--dry-run")
    assert desk.shop.json("payments", "list")[0]["state"] == "proposed"
    approved = desk.shop.json("payments", "approve", "1")
    assert (approved["state"], approved["approved_by"]) == ("approved", "anton")
    found = desk.shop.json("payments", "show", "1")
    assert [one["settles"][0]["invoice"] for one in found["payments"]] == ["A-1", "A-2", "A-3"]
    assert found["sha256"] == approved["sha256"]


def test_without_a_token_nobody_proposes_or_approves(desk: Desk) -> None:
    assert "payer" in error(desk, "payments", "propose")
    desk.as_user("anton")
    assert "anton is not a payer" in error(desk, "payments", "propose")
    desk.as_user("petra")
    desk.shop.b2b("payments", "propose")
    assert "petra is not a payment-approver" in error(desk, "payments", "approve", "1")


def test_the_file_as_the_bank_gets_it(desk: Desk, tmp_path: Path) -> None:
    desk.as_user("petra")
    desk.shop.b2b("payments", "propose")
    desk.shop.b2b("payments", "file", "1", "-o", tmp_path / "run.xml")
    sent = pain001.read((tmp_path / "run.xml").read_bytes())
    assert str(sent.control_sum) == "14072.94"


def test_a_run_is_cancelled_with_a_reason(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.as_user("petra")
    desk.shop.b2b("payments", "propose")
    monkeypatch.delenv("B2B_TOKEN")
    assert "this takes a user with the role payer" in error(desk, "payments", "cancel", "1", "--reason", "wrong")
    desk.as_user("anton")
    desk.shop.b2b("payments", "cancel", "1", "--reason", "wrong", "--dry-run")
    assert desk.shop.json("payments", "list")[0]["state"] == "proposed"
    desk.shop.b2b("payments", "cancel", "1", "--reason", "wrong")
    assert desk.shop.json("payments", "list", "--state", "cancelled")[0]["number"] == 1


def test_a_credit_note_takes_a_payer_where_there_is_one(desk: Desk) -> None:
    credit = ("invoices", "credit", "ACME-000001")
    assert "this takes a user with the role payer" in error(desk, *credit)
    desk.as_user("petra")
    assert "there is no invoice" in desk.shop.b2b(*credit, code=2).stderr


def test_a_day_is_a_day(desk: Desk) -> None:
    desk.as_user("petra")
    assert desk.shop.b2b("payments", "propose", "--due-before", "tomorrow", code=2).stderr
    desk.shop.b2b("payments", "propose", "--due-before", "2026-03-01")
    assert desk.shop.json("payments", "list") == []


def booked(desk: Desk) -> Any:
    run = desk.buyer.pays()
    bank = Bank(desk.buyer)
    bank.report(run, group="ACSC")
    fee = StatementEntry(euro(-250), booking_date=DAY, text="account fee")
    unclear = StatementEntry(euro(-100), booking_date=DAY, details=(EntryDetail(text="?"),))
    bank.brings(bank.statement(*(debit(one) for one in desk.buyer.payments(run)), fee, unclear))
    return run


def test_bank_entries_and_a_persons_word(desk: Desk) -> None:
    booked(desk)
    rows = desk.shop.json("bank", "list", "--state", "open")
    assert [one["entry"] for one in rows] == ["1/4", "1/5"]
    case = desk.shop.json("exceptions", "list")[-1]
    assert "b2b bank ignore 1/5 --reason TEXT" in case["steps"]
    assert "this takes a user with the role payer" in error(desk, "bank", "ignore", "1/4", "--reason", "fee")
    assert "this takes a user with the role payer" in error(desk, "bank", "match", "1/4", "A-1")
    desk.as_user("petra")
    desk.shop.b2b("bank", "ignore", "1/4", "--reason", "fee", "--dry-run")
    assert len(desk.shop.json("bank", "list", "--state", "open")) == 2
    desk.shop.b2b("bank", "ignore", "1/4", "--reason", "fee")
    assert [one["entry"] for one in desk.shop.json("bank", "list", "--state", "open")] == ["1/5"]


def test_why_tells_a_run_by_number_message_and_payment(desk: Desk) -> None:
    run = booked(desk)
    payment = desk.buyer.payments(run)[0].end_to_end_id
    for asked in ("run:1", run.message_id, payment):
        told = desk.shop.json("why", asked)
        assert told["subject"] == "run:1"
        assert told["state"] == "booked"
        said = [one["what"] for one in told["events"]]
        assert "payment run 1 proposed by paula" in said
        assert "payment run 1 approved by boris" in said
        assert f"payment {payment} booked" in said


def test_the_story_of_an_invoice_tells_how_it_was_paid(desk: Desk) -> None:
    run = booked(desk)
    payment = desk.buyer.payments(run)[0].end_to_end_id
    told = desk.shop.json("why", "A-1")
    assert told["state"] == "paid, 2,387.14 EUR"
    said = [one["what"] for one in told["events"]]
    assert [one for one in said if "payment" in one and "made" not in one and "delivered" not in one] == [
        "payment run 1 proposed by paula",
        "payment run 1 approved by boris",
        f"payment {payment} booked",
    ]
    assert [one["because"] for one in told["events"] if "proposed" in one["what"]] == [
        [f"{payment}: 2,387.14 EUR, A-1"]
    ]


def test_screens(desk: Desk) -> None:
    desk.as_user("petra")
    today = desk.shop.json("payments", "propose", "--dry-run")["execution_date"]
    golden("payments-propose", desk.shop.says("payments", "propose", "--dry-run").replace(today, "2026-03-02"))
    run = booked(desk)
    assert desk.buyer.rows(PaymentRun, col(PaymentRun.id) == run.id)
    golden("payments-list", desk.shop.says("payments", "list"))
    golden("bank-list", desk.shop.says("bank", "list"))


def test_where_a_supplier_is_paid_is_a_payers_word(desk: Desk) -> None:
    other = ("partner", "set", "ACME", f"purchase.iban={OTHER_IBAN}")
    assert "this takes a user with the role payer" in error(desk, *other)
    desk.as_user("anton")
    assert "anton is not a payer" in error(desk, *other, "--dry-run")
    desk.shop.b2b("partner", "set", "ACME", "terms.net_days=7")
    desk.as_user("petra")
    desk.shop.b2b(*other)


def test_who_approves_sees_the_accounts(desk: Desk) -> None:
    desk.as_user("petra")
    desk.shop.b2b("payments", "propose")
    (account,) = desk.shop.json("payments", "show", "1")["accounts"]
    assert account == {
        "supplier": "ACME",
        "iban": THEIR_IBAN,
        "amount": "14072.94",
        "currency": "EUR",
        "paid_before": False,
    }
    told = " ".join(desk.shop.says("payments", "show", "1").split())
    assert f"ACME {THEIR_IBAN} 14,072.94 EUR no earlier run paid to it" in told


def test_a_workspace_without_an_admin_is_told_what_that_means(desk: Desk) -> None:
    told = "whoever opens this workspace may make users"
    assert told in desk.shop.b2b("doctor", code=None, columns=200).stdout
    desk.shop.b2b("user", "add", "otto", "--role", "admin")
    assert told not in desk.shop.b2b("doctor", code=None, columns=200).stdout
    assert "only an admin makes and removes users" in error(desk, "user", "add", "kim", "--role", "payer")


def test_a_name_in_another_case_is_taken(desk: Desk) -> None:
    assert "there is a user 'PETRA' already" in error(desk, "user", "add", "PETRA", "--role", "payment-approver")
