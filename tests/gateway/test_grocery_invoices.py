"""An invoice that our own engine made fits into an 880, and one that comes so is matched as any other."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from b2b.documents import Invoice, json_form
from b2b.edi.x12.mappings import for_set
from b2b.gateway import receive
from b2b.store.tables import PurchaseInvoice
from tests.edi.mappings.messages import context
from tests.gateway.test_matching_flow import Trade
from tests.gateway.test_purchasing_flow import WIDGETS
from tests.procurement.dock import good


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Trade:
    """Two who have agreed on invoices as 810 and as 880."""
    trade = Trade(tmp_path_factory.mktemp("trade"))

    def agree(partner: dict[str, Any]) -> None:
        partner["agreement"] += [{"document": name, "direction": "in"} for name in ("856", "810", "880")]
        partner["terms"] = {"vat_category": "S", "vat_rate": "19", "currency": "EUR"}

    trade.buyer.apply_partner(agree)
    trade.supplier.ship(WIDGETS)
    trade.trade()
    return trade


@pytest.fixture
def trade(shipped: Trade, tmp_path: Path) -> Trade:
    return shipped.twin(tmp_path)


def as_set(set_id: str, sent: bytes, invoice: Invoice, charge: str = "") -> bytes:
    """An 810 or 880 in place of all that was sent in a file, under an interchange number of its own; with a charge
    behind the total (810), or before the first line.
    """
    head = sent[: sent.index(b"ST*810*")]
    head = head.replace(b"GS*IN*", b"GS*GP*") if set_id == "880" else head
    body = for_set(set_id).write(invoice, context())
    if charge:
        before = "CTT" if set_id == "810" else "G17"
        at = next(index for index, segment in enumerate(body) if segment[0] == before)
        body.insert(at, charge.split("*"))
    lines = [["ST", set_id, "0001"], *body, ["SE", str(len(body) + 2), "0001"], ["GE", "1", group(head)]]
    written = b"".join("*".join(line).encode() + b"~" for line in [*lines, ["IEA", "1", "000000777"]])
    return (head + written).replace(sent[90:99], b"000000777")


@pytest.mark.parametrize(
    ("set_id", "charge", "told"),
    [
        ("810", "SAC*C*D240****3*5", "SAC C D240 3 5 (position "),
        ("880", "G72*504*01******2500", "G72 504 01 2500 (position "),
    ],
)
def test_charges_that_an_invoice_has_no_place_for_block_it_by_name(
    trade: Trade, set_id: str, charge: str, told: str
) -> None:
    trade.dock.receives(WIDGETS, good("1", 170))
    (first,) = trade.buyer.rows(PurchaseInvoice)
    invoice = json_form.from_json(trade.invoice(first.invoice_number).document)
    assert isinstance(invoice, Invoice)
    sent = next(content for content in trade.supplier.channel.sent.values() if b"ST*810*" in content)
    more = replace(invoice, number="CHARGED", gross_total=invoice.gross_total + 25, payable=invoice.payable + 25)
    trade.channel.put("invoice.edi", as_set(set_id, sent, more, charge))
    receive.collect(trade.gateway)
    trade.trade()
    assert trade.dock.stands("CHARGED") == ("blocked", D(0))
    reasons = trade.dock.reasons("CHARGED")
    assert any("2412.14" in reason for reason in reasons)
    assert any(told in reason for reason in reasons)
    assert trade.dock.stands(first.invoice_number) == ("matched", D("2387.14"))


def group(head: bytes) -> str:
    """GS06"""
    return head[head.index(b"GS*") :].split(b"*")[6].decode()


def test_the_same_invoice_as_880_is_no_second_payable(trade: Trade) -> None:
    trade.dock.receives(WIDGETS, good("1", 170))
    (first,) = trade.buyer.rows(PurchaseInvoice)
    invoice = json_form.from_json(trade.invoice(first.invoice_number).document)
    assert isinstance(invoice, Invoice)
    sent = next(content for content in trade.supplier.channel.sent.values() if b"ST*810*" in content)
    trade.channel.put("invoice.edi", as_set("880", sent, invoice))
    receive.collect(trade.gateway)
    trade.trade()
    (twin,) = trade.came("880")
    assert (twin.processing, twin.reason) == ("done", "the same as bill 1, which came by X12")
    assert trade.dock.stands(first.invoice_number) == ("matched", D("2387.14"))
