"""A buyer at the keyboard: from low stock to an order that a second person approves, answered, let stand, taken back."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

from b2b.documents import Order, json_form
from b2b.gateway.bootstrap import open_gateway
from b2b.procurement.purchasing import answers
from b2b.store.settings import write_toml
from b2b.store.tables import Exchange
from tests.cli.running import run
from tests.cli.shop import START, Shop, golden, stop_the_clock
from tests.procurement.buyer import CATALOG, COMPANY, PARTNER, Buyer, response

STOCK = "sku,quantity\nWIDGET-001,30\nWIDGET-002,5\nBIG-7,0\n"
WAITING, WIDGETS, STEEL = "4500000001", "4500000002", "4500000003"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `buyer` copies: the workspace, the files that it is made of, and the users' tokens."""
    folder = tmp_path_factory.mktemp("buyer")
    shop = Shop(folder / "northwind")
    files = {"company.toml": toml("company", COMPANY), "partner.toml": toml("partner", PARTNER)}
    for name, text in {**files, "bought.toml": CATALOG, "stock.csv": STOCK}.items():
        (folder / name).write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        stop_the_clock(patch, [START + dt.timedelta(hours=1)])
        patch.delenv("B2B_TOKEN", raising=False)
        run("init", shop.folder, "--name", "northwind")
        shop.b2b("company", "apply", folder / "company.toml")
        shop.b2b("partner", "apply", folder / "partner.toml")
        shop.b2b("catalog", "import", folder / "bought.toml")
        assert shop.json("stock", "import", folder / "stock.csv")["set"] == ["WIDGET-001", "WIDGET-002", "BIG-7"]
        shop.b2b("user", "add", "rita", "--role", "requester", "--role", "approver", "--write-token", folder / "rita")
        shop.b2b("user", "add", "ada", "--role", "approver", "--write-token", folder / "ada")
    return folder


@pytest.fixture
def buyer(made: Path, tmp_path: Path, clock: list[dt.datetime], monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A buyer's workspace with catalog and stock, and the users rita (who asks) and ada (who approves)."""
    monkeypatch.delenv("B2B_TOKEN", raising=False)
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return Shop(tmp_path / "northwind")


def toml(table: str, value: dict[str, Any]) -> str:
    """Settings as a file."""
    return write_toml({table: value})


def rita(buyer: Shop) -> tuple[str, str]:
    return "--token-file", str(buyer.folder.parent / "rita")


def ada(buyer: Shop) -> tuple[str, str]:
    return "--token-file", str(buyer.folder.parent / "ada")


def answered(buyer: Shop, number: str, *given: tuple[str, int], **fields: Any) -> None:
    """The supplier's answer comes."""
    gateway = open_gateway(buyer.folder)
    found = json_form.from_json(buyer.json("orders", "show", number)["document"])
    assert isinstance(found, Order)
    exchange_id = Buyer(gateway.store, Standing()).arrives("855")  # type: ignore[arg-type]
    with gateway.store.write() as session:
        exchange = session.get_one(Exchange, exchange_id)
        answers.take(session, gateway.clock.now(), exchange, response(found, list(given), **fields), "gateway")
    gateway.close()


class Standing:
    """A clock at which nothing moves."""

    at = START + dt.timedelta(hours=1)

    def now(self) -> dt.datetime:
        return self.at

    def advance(self, **by: float) -> None:
        """Not in these tests."""


class TestProposing:
    def test_the_screens(self, buyer: Shop) -> None:
        golden("stock-propose", buyer.says("stock", "propose", *rita(buyer)))
        golden("orders-list-bought", buyer.says("orders", "list"))
        golden("orders-show-bought", buyer.says("orders", "show", WIDGETS))
        golden("partner-show-supplier", buyer.says("partner", "show", "ACME"))
        golden("today-bought", buyer.says("today"))
        golden("why-bought", buyer.says("why", WAITING))

    def test_a_rehearsal_keeps_nothing(self, buyer: Shop) -> None:
        told = buyer.json("stock", "propose", "--dry-run")
        assert [(row["sku"], row["quantity"], row["net"]) for row in told["proposals"]] == [
            ("BIG-7", "3", "7500.00"),
            ("WIDGET-001", "170", "2006.00"),
            ("WIDGET-002", "100", "4000.00"),
        ]
        assert buyer.json("orders", "list") == []

    def test_what_cannot_be_decided_ends_with_one(self, buyer: Shop, clock: list[dt.datetime]) -> None:
        clock[0] += dt.timedelta(hours=25)
        told = buyer.json("stock", "propose", *rita(buyer), code=1)
        assert {row["decision"] for row in told["proposals"]} == {"blocked"}
        assert "older than 24 h" in buyer.says("exceptions", "list")

    def test_stock_that_cannot_be_taken_is_named(self, buyer: Shop, tmp_path: Path) -> None:
        file = tmp_path / "more.csv"
        file.write_text("sku;quantity;unit\nNOPE;3;\nBIG-7;1;XCT\nWIDGET-001;9;EA\n")
        words = " ".join(buyer.says("stock", "import", file, "--dry-run").split())
        assert "Would set the stock of 1 of 3 items." in words
        assert "not in the catalog: NOPE; BIG-7: it is not on file how many EA one XCT is" in words
        early = " ".join(buyer.says("stock", "import", file, "--as-of", "2026-03-01T08:00").split())
        assert "WIDGET-001: we hold a younger figure" in early


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("sku,quantity\nA,-1\n", "row 2, item A, column quantity: -1 is below 0"),
        ("sku,quantity\nA,\n", "row 2, item A, column quantity: it is missing"),
        ("sku,quantity\nA,1\nA,2\n", "row 3, item A, column sku: A stands there twice"),
        ("sku,amount\nA,1\n", "row 1, column quantity: the heading lacks it"),
        ('sku,quantity\n"A,1\n', "this is not CSV"),
    ],
)
def test_a_stock_file_is_read_as_a_whole(buyer: Shop, tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text)
    assert problem in buyer.b2b("stock", "import", file, code=2).stderr


class TestApproving:
    def test_takes_another_user_with_the_role(self, buyer: Shop) -> None:
        buyer.b2b("stock", "propose", *rita(buyer))
        assert "takes a user with the role approver" in buyer.b2b("orders", "approve", WAITING, code=1).stderr
        own = buyer.b2b("orders", "approve", WAITING, *rita(buyer), code=1).stderr
        assert f"rita has asked for order {WAITING} and cannot approve it" in own
        assert buyer.json("orders", "approve", WAITING, *ada(buyer), "--dry-run")["state"] == "open"
        assert buyer.json("orders", "show", WAITING)["state"] == "awaiting-approval"
        told = buyer.json("orders", "approve", WAITING, *ada(buyer))
        assert (told["state"], told["requested_by"], told["approved_by"]) == ("open", "rita", "ada")
        assert [row["key"] for row in buyer.json("docs", "list")] == [WAITING, STEEL, WIDGETS]

    def test_the_token_may_be_in_the_environment(self, buyer: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
        buyer.b2b("stock", "propose", *rita(buyer))
        monkeypatch.setenv("B2B_TOKEN", (buyer.folder.parent / "ada").read_text())
        assert buyer.json("orders", "refuse", WAITING, "--reason", "not this year")["state"] == "refused"
        monkeypatch.setenv("B2B_TOKEN", "b2b_nobody")
        assert "no user has this name and token" in buyer.b2b("stock", "propose", code=1).stderr

    def test_a_token_of_nobody_hinders_neither_looking_nor_the_token_in_a_file(
        self, buyer: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("B2B_TOKEN", "b2b_nobody")
        for words in (("today",), ("orders", "list"), ("docs", "list"), ("user", "list"), ("report", "orders")):
            buyer.b2b(*words)
        refused = buyer.b2b("stock", "propose", code=1).stderr
        assert "where: B2B_TOKEN" in refused
        assert "next:  unset B2B_TOKEN" in refused
        assert "unset" not in buyer.b2b("user", "token", "eve", "--token-file", "-", stdin=b"b2b_eve", code=1).stderr
        buyer.b2b("stock", "propose", *rita(buyer))

    def test_every_act_is_written_down_under_the_tokens_user(
        self, buyer: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("B2B_TOKEN", (buyer.folder.parent / "ada").read_text())
        buyer.b2b("partner", "set", "ACME", "terms.net_days=14")
        assert buyer.json("audit", "list", "--limit", "1")[0]["actor"] == "ada"

    def test_nobody_asks_without_a_name_and_approves_with_one(self, buyer: Shop) -> None:
        create = ("orders", "create", "--supplier", "ACME", "--line", "BIG-7=3")
        for words in (create, ("stock", "propose")):
            assert "takes a user with the role requester" in buyer.b2b(*words, code=1).stderr
            assert "ada is not a requester" in buyer.b2b(*words, *ada(buyer), code=1).stderr
        assert buyer.json("orders", "list") == []
        assert buyer.json(*create, "--dry-run")["state"] == "awaiting-approval"


class TestByHand:
    def test_an_order_is_asked_for_and_sent(self, buyer: Shop) -> None:
        words = ("orders", "create", "--supplier", "ACME", "--line", "WIDGET-001=100", "--line", "BIG-7=1@2450.00")
        assert buyer.json(*words, "--dry-run")["net"] == "3630.00"
        told = buyer.json(*words, *rita(buyer))
        assert (told["order"], told["state"], told["source"]) == (WAITING, "open", "manual")
        assert "was sent" in buyer.b2b("orders", "send", WAITING, code=1).stderr
        assert "is not an item and a quantity" in buyer.b2b(*words[:4], "--line", "BIG-7", code=2).stderr

    def test_one_that_could_not_be_sent(self, buyer: Shop, tmp_path: Path) -> None:
        without = {**PARTNER, "agreement": PARTNER["agreement"][1:]}
        (tmp_path / "less.toml").write_text(toml("partner", without))
        buyer.b2b("partner", "apply", tmp_path / "less.toml")
        buyer.b2b("orders", "create", "--supplier", "ACME", "--line", "WIDGET-001=100", *rita(buyer))
        assert "order-not-sent" in buyer.says("exceptions", "list")
        buyer.b2b("partner", "apply", tmp_path / "partner.toml")
        buyer.b2b("orders", "send", WAITING)
        assert buyer.json("exceptions", "list") == []


class TestAnswers:
    def test_prices_above_the_limit_take_an_approver_who_has_not_asked(self, buyer: Shop) -> None:
        buyer.b2b("stock", "propose", *rita(buyer))
        answered(buyer, STEEL, ("IP", 100), price="50.01")
        for who in ((), rita(buyer)):
            told = buyer.b2b("orders", "accept", STEEL, *who, code=1).stderr
            assert "the order comes to 5,001.00 EUR then, which is more than was approved" in " ".join(told.split())
        assert buyer.json("orders", "show", STEEL)["lines"][0]["price"] == "40"
        buyer.b2b("orders", "accept", STEEL, *ada(buyer))
        assert buyer.json("orders", "show", STEEL)["lines"][0]["price"] == "50.01"

    def test_one_that_differs_is_let_stand(self, buyer: Shop) -> None:
        buyer.b2b("stock", "propose", *rita(buyer))
        answered(buyer, STEEL, ("IP", 100), price="41.00")
        golden("exceptions-show-answer", buyer.says("exceptions", "show", "1"))
        golden("orders-show-undecided", buyer.says("orders", "show", STEEL))
        told = buyer.json("orders", "accept", STEEL)
        assert told["accepted"] == ["line 1: the price is 41.00 EUR, 2.5 % above the 40.00 EUR ordered at"]
        assert told["lines"][0]["price"] == "41"
        assert buyer.json("exceptions", "list") == []
        assert "clerk lets the supplier's answer stand" in buyer.says("why", STEEL)

    def test_or_taken_back(self, buyer: Shop) -> None:
        buyer.b2b("stock", "propose", *rita(buyer))
        answered(buyer, STEEL, ("IA", 60), ("IR", 40))
        told = buyer.json("orders", "cancel-line", STEEL, "1", "--dry-run")
        assert told["change_asked"] == 1
        words = buyer.says("orders", "change", STEEL, "--line", "1", "--quantity", "60", "--reason", "as you can")
        assert "to be changed, when the supplier agrees" in words
        assert "change 1 waits for the supplier" in buyer.says("orders", "show", STEEL)
        assert buyer.json("exceptions", "list") == []
        assert "change 1 asked by clerk" in buyer.says("why", f"bought:{STEEL}")

    def test_an_order_is_cancelled(self, buyer: Shop) -> None:
        buyer.b2b("stock", "propose", *rita(buyer))
        cancel = ("orders", "cancel", WAITING, "--reason", "too dear")
        assert "this takes a user with the role requester" in buyer.b2b(*cancel, code=1).stderr
        assert buyer.json(*cancel, *rita(buyer))["state"] == "cancelled"
        words = buyer.says("orders", "cancel", STEEL, "--reason", "too many", *rita(buyer))
        assert "when the supplier agrees" in words


class TestUsers:
    def test_doctor_says_where_nobody_is_admin(self, buyer: Shop) -> None:
        told = buyer.says("doctor", code=2)
        assert "note  users: nobody is admin, so whoever opens this workspace may make users" in told
        assert "\n  b2b -w WORKSPACE user add NAME --role admin\n" in told
        buyer.b2b("user", "add", "root", "--role", "admin")
        assert "ok    users: 3 users, admin: root\n" in buyer.says("doctor", code=2)

    def test_once_there_is_an_admin_only_an_admin_makes_users(self, buyer: Shop, tmp_path: Path) -> None:
        told = buyer.json("user", "add", "root", "--role", "admin")
        (tmp_path / "root").write_text(told["token"])
        assert (
            "only an admin makes and removes users" in buyer.b2b("user", "add", "kim", "--role", "payer", code=1).stderr
        )
        assert buyer.json("user", "remove", "ada", "--token-file", tmp_path / "root")["name"] == "ada"
        again = buyer.b2b("user", "remove", "ada", "--token-file", tmp_path / "root", code=2).stderr
        assert "user 'ada' was removed before" in again
        listed = {row["name"]: row["active"] for row in buyer.json("user", "list")}
        assert listed == {"ada": False, "rita": True, "root": True}

    def test_a_new_token_ends_the_old_one_and_brings_a_removed_user_back(self, buyer: Shop, tmp_path: Path) -> None:
        propose = ("stock", "propose")
        buyer.b2b("user", "token", "rita", "--dry-run")
        buyer.b2b("user", "token", "rita", "--write-token", tmp_path / "new")
        assert "no user has this name and token" in buyer.b2b(*propose, *rita(buyer), code=1).stderr
        buyer.b2b("user", "remove", "rita")
        new = ("--token-file", str(tmp_path / "new"))
        assert "no user has this name and token" in buyer.b2b(*propose, *new, code=1).stderr
        (tmp_path / "root").write_text(buyer.json("user", "add", "root", "--role", "admin")["token"])
        assert "only an admin" in buyer.b2b("user", "token", "rita", code=1).stderr
        told = buyer.json("user", "token", "rita", "--token-file", tmp_path / "root")
        (tmp_path / "back").write_text(told["token"])
        buyer.b2b(*propose, "--token-file", str(tmp_path / "back"))
        assert (
            "there is no user 'kim'"
            in buyer.b2b("user", "token", "kim", "--token-file", tmp_path / "root", code=2).stderr
        )
        deeds = [row["action"] for row in buyer.json("audit", "list") if "token" in row["action"]]
        assert sorted(deeds) == ["brought back with a new token", "given a new token"]

    def test_what_is_no_name_and_no_role(self, buyer: Shop) -> None:
        assert "cannot be a user's name" in buyer.b2b("user", "add", "gateway", "--role", "payer", code=2).stderr
        assert "is not one of: requester" in buyer.b2b("user", "add", "kim", "--role", "boss", code=2).stderr
        assert "there is a user 'ada' already" in buyer.b2b("user", "add", "ada", "--role", "payer", code=1).stderr
        assert (buyer.folder.parent / "ada").stat().st_mode & 0o077 == 0


def test_a_customers_order_is_cancelled(day: Shop) -> None:
    told = day.json("orders", "cancel", "4500001001", "--reason", "the ERP refuses it")
    assert told["state"] == "cancelled"
    assert "it was cancelled" in day.b2b("ship", "4500001001", code=1).stderr
    assert [row["state"] for row in day.json("orders", "list", "--state", "cancelled")] == ["cancelled"]
    assert day.json("orders", "list", "--way", "bought") == []
