"""Ship notices, invoices and credit notes go as X12 (and once as UBL) from a supplier's gateway to a buyer's, which
receives and matches them.
"""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path
from typing import Any, Self

import pytest
from sqlmodel import col

from b2b.documents import Invoice, json_form
from b2b.gateway import receive
from b2b.invoicing.ubl import write_ubl
from b2b.procurement.billing import credit
from b2b.store import sales
from b2b.store.tables import Exchange, ExpectedReceipt, Link, PurchaseInvoice, SalesInvoice
from tests.gateway.test_purchasing_flow import STEEL, WIDGETS, Market
from tests.procurement.dock import Dock, good


class Trade(Market):
    """The two of them, who have agreed on notices and invoices too; `dock` is the buyer's."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.dock = Dock(self.buyer)

        def agree(partner: dict[str, Any]) -> None:
            partner["agreement"] += [
                {"document": name, "direction": "in"} for name in ("856", "810", "812", "ubl", "cii", "pdf")
            ]
            partner["terms"] = {"vat_category": "S", "vat_rate": "19"}

        self.buyer.apply_partner(agree)
        self.buyer.proposes()
        self.trade()

    def twin(self, folder: Path) -> Self:
        """The two of them in another folder, and the buyer's dock."""
        twin = super().twin(folder)
        twin.dock = Dock(twin.buyer)
        return twin

    def invoice(self, number: str) -> SalesInvoice:
        with self.supplier.store.read() as session:
            return sales.invoice(session, number)

    def came(self, set_id: str) -> list[Exchange]:
        return self.buyer.rows(Exchange, col(Exchange.direction) == "in", col(Exchange.set_id) == set_id)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Trade:
    """Both orders were shipped and billed."""
    trade = Trade(tmp_path_factory.mktemp("trade"))
    trade.supplier.ship(WIDGETS)
    trade.supplier.ship(STEEL)
    trade.trade()
    return trade


@pytest.fixture
def trade(shipped: Trade, tmp_path: Path) -> Trade:
    return shipped.twin(tmp_path)


def test_notices_become_expected_receipts(trade: Trade) -> None:
    assert [(row.processing, row.business_key) for row in trade.came("856")] == [("done", WIDGETS), ("done", STEEL)]
    assert [row.state for row in trade.buyer.rows(ExpectedReceipt)] == ["expected", "expected"]
    assert [trade.dock.line(number).announced for number in (WIDGETS, STEEL)] == [170, 60]
    orders = {row.exchange_id for row in (trade.buyer.order(WIDGETS), trade.buyer.order(STEEL))}
    followed = {
        row.to_exchange for row in trade.buyer.rows(Link) if row.from_exchange in {x.id for x in trade.came("856")}
    }
    assert followed == orders


def test_invoices_wait_for_their_goods_and_need_no_hand(trade: Trade) -> None:
    assert [trade.dock.stands(row.invoice_number)[0] for row in trade.buyer.rows(PurchaseInvoice)] == ["blocked"] * 2
    assert trade.buyer.open_codes() == []
    trade.dock.receives(WIDGETS, good("1", 170))
    trade.dock.receives(STEEL, good("1", 58))
    bills = [trade.dock.stands(row.invoice_number) for row in trade.buyer.rows(PurchaseInvoice)]
    assert bills == [("matched", D("2387.14")), ("blocked", 0)]


def test_a_credit_note_of_the_supplier_unblocks_its_invoice(trade: Trade) -> None:
    trade.dock.receives(WIDGETS, good("1", 170))
    trade.dock.receives(STEEL, good("1", 58))
    blocked = trade.buyer.rows(PurchaseInvoice)[1].invoice_number
    with trade.supplier.store.write() as session:
        issued = sales.invoice(session, blocked)
        credit.plan(session, trade.supplier.clock.now(), "clerk", issued, {"1": D(2)}, "two were missing")
    trade.trade()
    assert trade.dock.stands(blocked) == ("matched", D("2760.80"))
    assert trade.buyer.open_codes() == ["receipt-short"]


def test_the_same_invoice_as_ubl_is_no_second_payable(trade: Trade) -> None:
    trade.dock.receives(WIDGETS, good("1", 170))
    first = trade.buyer.rows(PurchaseInvoice)[0]
    document = json_form.from_json(trade.invoice(first.invoice_number).document)
    assert isinstance(document, Invoice)
    trade.channel.put("invoice.xml", write_ubl(document))
    receive.collect(trade.gateway)
    trade.trade()
    (twin,) = trade.came("ubl")
    assert (twin.processing, twin.reason) == ("done", "the same as bill 1, which came by X12")
    assert len(trade.buyer.rows(PurchaseInvoice)) == 2
    assert trade.dock.stands(first.invoice_number) == ("matched", D("2387.14"))
    assert [(row.kind, row.to_exchange) for row in trade.buyer.rows(Link) if row.from_exchange == twin.id] == [
        ("duplicate-of", first.exchange_id)
    ]


def test_a_wrong_sum_is_found_on_the_way_in(trade: Trade) -> None:
    sent = next(content for content in trade.supplier.channel.sent.values() if b"ST*810*" in content)
    assert b"TDS*238714~" in sent
    wrong = sent.replace(b"TDS*238714~", b"TDS*248714~").replace(b"*ACME-000001*", b"*ACME-000099*")
    number = int(sent[90:99])
    wrong = wrong.replace(b"%09d" % number, b"%09d" % (number + 500))
    trade.channel.put("wrong.edi", wrong)
    receive.collect(trade.gateway)
    trade.trade()
    trade.dock.receives(WIDGETS, good("1", 170))
    assert trade.dock.stands("ACME-000099") == ("blocked", 0)
    assert any("2487.14" in reason for reason in trade.dock.reasons("ACME-000099"))
    assert trade.dock.stands("ACME-000001") == ("matched", D("2387.14"))
