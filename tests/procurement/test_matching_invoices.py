"""What an invoice says of itself: parties, sums, VAT, what is due and when; what is wrong is named."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest

from b2b.documents import Party, PartyId, PaymentTerms, VatBreakdown
from b2b.errors import Rejected
from b2b.procurement.receiving.overdue import raise_overdue
from b2b.store.tables import PurchaseInvoice
from tests.procurement.bills import BILL
from tests.procurement.dock import Dock, billed, good, invoice


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (replace(BILL, order_number="PO-7"), "we have given this supplier no order PO-7"),
        (replace(BILL, order_number=""), "the invoice names no order"),
        (replace(BILL, currency="USD"), "the invoice is in USD, the order in EUR"),
        (
            replace(BILL, supplier=Party(name="Somebody else", vat_id="DE1")),
            "the supplier of the invoice is Somebody else DE1, partner ACME is Acme Supply GmbH",
        ),
        (
            replace(BILL, buyer=Party(name="Another shop", vat_id="DE2")),
            "the buyer of the invoice is Another shop DE2, company NORTHWIND is Northwind Retail GmbH DE987654328",
        ),
        (
            replace(BILL, buyer=Party(name="Another shop"), bill_to=Party(ids=(PartyId("92", "1"),))),
            "the buyer of the invoice is Another shop, company NORTHWIND is Northwind Retail GmbH DE987654328",
        ),
        (
            replace(BILL, buyer=Party(name="Another shop", vat_id="DE2"), bill_to=Party("Ocean Retail Ltd")),
            "the buyer of the invoice is Another shop DE2, company NORTHWIND is Northwind Retail GmbH DE987654328",
        ),
        (replace(BILL, net_total=D(900)), "the lines add up to 1,000.00 EUR, the invoice says 900.00 EUR"),
        (replace(BILL, gross_total=D(1191), payable=D(1191)), "net and VAT add up to 1,190.00 EUR"),
        (replace(BILL, payable=D(1300)), "the amount due would be 1,190.00 EUR, the invoice says 1,300.00 EUR"),
        (
            replace(BILL, vat=(VatBreakdown("S", D(19), D(1000), D(290)),), vat_total=D(290), gross_total=D(1290), payable=D(1290)),
            "19 % VAT is 190.00 EUR, the invoice says 290.00 EUR",
        ),
        (replace(BILL, charge_total=D(5)), "the charges add up to 0.00 EUR, the invoice says 5.00 EUR"),
    ],
)  # fmt: skip
def test_bad_input_is_blocked_and_named(dock: Dock, found: Any, why: str) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(found)
    assert dock.stands("I-1") == ("blocked", 0)
    assert any(why in reason for reason in dock.reasons("I-1")), dock.reasons("I-1")
    assert dock.open() == ["invoice-not-matched"]


@pytest.mark.parametrize(
    "changes",
    [
        {"buyer": Party("Store 12", (PartyId("92", "12"),)), "bill_to": Party("Northwind Retail")},
        {"buyer": Party("Store 12", (PartyId("92", "12"),)), "bill_to": Party(vat_id="DE987654328")},
        {"buyer": Party("Another", vat_id="DE2"), "bill_to": Party("Northwind Retail GmbH")},
        {"bill_to": Party("Head Office")},
    ],
)
def test_an_invoice_is_ours_where_we_buy_or_where_we_are_billed(dock: Dock, changes: dict[str, Any]) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(replace(BILL, **changes))
    assert dock.stands("I-1") == ("matched", D(1190))


def test_more_vat_than_the_rate_that_we_expect(dock: Dock) -> None:
    dock.buyer.apply_partner(lambda partner: partner.update(terms={"vat_category": "S", "vat_rate": "7"}))
    dock.receives("PO-1", good("1", 100))
    dock.bills(BILL)
    assert dock.reasons("I-1") == ["the VAT charged is 190.00 EUR; 70.00 EUR would be right"]


def test_what_the_reader_found_blocks_and_stays(dock: Dock) -> None:
    dock.bills(BILL, problems=["the seller's VAT id is missing (BR-CO-26)"])
    dock.receives("PO-1", good("1", 100))
    assert dock.reasons("I-1") == ["the seller's VAT id is missing (BR-CO-26)"]
    unblocks = [one["what"] for one in dock.matches("I-1")[-1].result["unblocks"]]
    assert unblocks[0] == "a corrected invoice, once this one is rejected"


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (invoice("I-1", "PO-1", billed("1", -5, "10.00")), "its total is -59.50 EUR"),
        (replace(BILL, currency="XXQ"), "is not an ISO 4217 currency"),
        (replace(BILL, gross_total=D("1190.001")), "more than 2 decimals"),
    ],
)
def test_what_cannot_be_kept_is_refused(dock: Dock, found: Any, why: str) -> None:
    with pytest.raises(Rejected, match=why):
        dock.bills(found)
    assert dock.buyer.rows(PurchaseInvoice) == []


def test_prepaid_money_is_not_paid_again(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(replace(BILL, prepaid=D(190), payable=D(1000)))
    assert dock.stands("I-1") == ("matched", D("1000.00"))


@pytest.mark.parametrize(
    ("said", "agreed", "due"),
    [
        (PaymentTerms(due=dt.date(2026, 5, 1), net_days=10), 30, dt.date(2026, 5, 1)),
        (PaymentTerms(net_days=10), 30, dt.date(2026, 3, 14)),
        (PaymentTerms(), 30, dt.date(2026, 4, 3)),
        (PaymentTerms(), None, None),
    ],
)
def test_due(dock: Dock, said: PaymentTerms, agreed: int | None, due: dt.date | None) -> None:
    if agreed is not None:
        dock.buyer.apply_partner(lambda partner: partner.update(terms={"net_days": agreed}))
    dock.bills(replace(BILL, terms=said))
    assert dock.bill("I-1").due == due


def test_what_is_due_while_it_is_blocked_is_told_once(dock: Dock) -> None:
    dock.bills(BILL)
    dock.buyer.clock.advance(days=40)
    assert [dock.does(raise_overdue) for _ in range(2)] == [1, 0]
    assert dock.open() == ["invoice-due-and-blocked"]
