"""Receivables and credit notes at the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shop import Shop, golden
from tests.procurement.bank import credit
from tests.procurement.test_receivables import Seller, item, remittance


@pytest.fixture
def seller(tmp_path: Path) -> Seller:
    found = Seller(tmp_path / "acme")
    found.bills("ACME-000001", 238714)
    found.bills("ACME-000002", 285600)
    found.bills("ACME-000003", 9520, credits="ACME-000002")
    found.bills("ACME-000004", 892500)
    found.told(remittance("N-1", item("ACME-000001", "2387.14")))
    found.told(remittance("N-2", item("ACME-000004", "8925.00")))
    found.bank.brings(found.bank.statement(credit(238714, "N-1")))
    return found


def test_what_is_open_announced_and_paid(seller: Seller) -> None:
    shop = Shop(seller.buyer.store.folder)
    rows = {row["invoice"]: (row["open"], row["standing"]) for row in shop.json("receivables", "list")}
    assert rows == {
        "ACME-000001": ("0.00", "paid"),
        "ACME-000002": ("2760.80", "open"),
        "ACME-000004": ("0.00", "advised"),
    }
    assert [row["invoice"] for row in shop.json("receivables", "list", "--state", "open")] == ["ACME-000002"]
    assert shop.json("receivables", "list", "--partner", "OTHER") == []
    found = shop.json("receivables", "show", "ACME-000001")
    (settled,) = found["settlements"]
    assert (settled["trace"], settled["amount"], settled["state"]) == ("N-1", "2387.14", "confirmed")
    assert settled["entry"] == "1/1"
    golden("receivables-list", shop.says("receivables", "list"))
    golden("receivables-show", shop.says("receivables", "show", "ACME-000002"))
