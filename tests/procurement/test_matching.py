"""Suppliers' invoices and credit notes: what is paid, what is blocked and why, what people may say."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col

from b2b.documents import (
    AllowanceCharge,
    CreditDebit,
    CreditDebitLine,
    GoodsCondition,
    ItemId,
    ItemScheme,
    Party,
    PaymentTerms,
    Quantity,
    VatBreakdown,
)
from b2b.errors import NotAllowed, NotFound, Rejected, Unreadable
from b2b.procurement.matching import service as matching
from b2b.procurement.receiving.overdue import raise_overdue
from b2b.store.states import InvoiceFormat, UserRole
from b2b.store.tables import Exchange, Match, PurchaseInvoice
from tests.procurement.dock import Dock, billed, credit_note, good, invoice, make_dock, received


@pytest.fixture
def dock(tmp_path: Path) -> Dock:
    dock = make_dock(tmp_path / "northwind")
    dock.gives("PO-1", ("WIDGET-001", 100, "10.00"), ("WIDGET-002", 20, "40.00"))
    return dock


def terms(dock: Dock, **purchase: str) -> None:
    dock.buyer.apply_partner(lambda partner: partner["purchase"].update(purchase))


def add_supplier(dock: Dock, code: str, name: str) -> None:
    def change(partner: dict[str, Any]) -> None:
        partner.update(code=code, name=name, identity=[])
        partner.pop("channel")

    dock.buyer.apply_partner(change)


def freight(amount: str) -> AllowanceCharge:
    return AllowanceCharge(True, D(amount), "Freight", vat_rate=D(19))


def test_an_order_is_billed_in_parts(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 60))
    dock.bills(invoice("I-1", "PO-1", billed("1", 40, "10.00")))
    dock.bills(invoice("I-2", "PO-1", billed("1", 40, "10.00")))
    assert [dock.stands(n) for n in ("I-1", "I-2")] == [("matched", D("476.00")), ("blocked", 0)]
    assert dock.reasons("I-2") == [
        "order PO-1, line 1 WIDGET-001: 40 EA billed, 60 received, 40 of them billed before: 20 too many, 200.00 EUR"
    ]
    dock.receives("PO-1", good("1", 20))
    assert dock.stands("I-2") == ("matched", D("476.00"))
    assert dock.line("PO-1").invoiced == 80
    assert dock.open() == []


def test_one_line_is_billed_in_several_lines(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 60))
    dock.bills(invoice("I-1", "PO-1", billed("1", 40, "10.00"), billed("1", 21, "10.00")))
    assert dock.reasons("I-1") == ["order PO-1, line 1 WIDGET-001: 61 EA billed, 60 received: 1 too many, 10.00 EUR"]


def test_a_price_above_the_agreed_one(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(invoice("I-1", "PO-1", billed("1", 100, "10.20")))
    assert dock.reasons("I-1") == [
        "order PO-1, line 1 WIDGET-001: billed at 10.20 EUR, agreed 10.00 EUR: 20.00 EUR too much"
    ]
    terms(dock, price_tolerance_percent="2")
    dock.does(lambda s, now: matching.rematch(s, now, "tests", matching.find(s, "I-1")))
    assert dock.stands("I-1") == ("matched", D("1213.80"))
    assert dock.open() == []


def test_a_price_below_the_agreed_one_is_paid_as_billed(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(invoice("I-1", "PO-1", billed("1", 100, "9.50")))
    assert dock.stands("I-1") == ("matched", D("1130.50"))


def test_more_than_ordered_is_not_paid_although_it_came(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 110))
    dock.bills(invoice("I-1", "PO-1", billed("1", 110, "10.00")))
    assert dock.reasons("I-1") == ["order PO-1, line 1 WIDGET-001: 110 EA billed, 100 ordered: 10 too many, 100.00 EUR"]
    terms(dock, quantity_tolerance_percent="10")
    dock.does(lambda s, now: matching.rematch(s, now, "tests", matching.find(s, "I-1")))
    assert dock.stands("I-1")[0] == "matched"


def test_freight_was_not_agreed(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(invoice("I-1", "PO-1", billed("1", 100, "10.00"), extras=[freight("4.90")]))
    assert dock.reasons("I-1") == ["Freight of 4.90 EUR was not agreed"]
    terms(dock, amount_tolerance="5")
    dock.does(lambda s, now: matching.rematch(s, now, "tests", matching.find(s, "I-1")))
    assert dock.stands("I-1") == ("matched", D("1195.83"))


def test_a_line_of_no_order_is_covered_by_no_tolerance(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    terms(dock, amount_tolerance="5")
    dock.bills(invoice("I-1", "PO-1", billed("1", 100, "10.00"), billed("1", 1, "4.00", order_number="PO-7")))
    assert dock.stands("I-1") == ("blocked", 0)
    assert "we have given this supplier no order PO-7" in dock.reasons("I-1")[0]
    dock.bills(invoice("I-2", "PO-7", billed("1", 1, "4.00")))
    assert dock.stands("I-2") == ("blocked", 0)
    dock.bills(credit_note("C-1", "I-1", "PO-1", billed("1", 1, "4.00", order_number="PO-7")))
    assert dock.stands("I-1") == ("matched", D("1190.00"))


def test_an_invoice_of_nothing_is_not_settled_without_a_word(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(invoice("I-1", "PO-1", billed("1", 0, "10.00")))
    assert dock.stands("I-1") == ("blocked", 0)
    assert dock.reasons("I-1") == ["nothing is billed: it has neither units nor an amount"]


def test_an_allowance_may_make_a_price_good(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    off = AllowanceCharge(False, D(20), "price agreed on the phone", vat_rate=D(19))
    dock.bills(invoice("I-1", "PO-1", billed("1", 100, "10.20"), extras=[off]))
    assert dock.stands("I-1") == ("matched", D("1190.00"))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (billed("7", 1, "5.00"), "was not ordered (ordered: 1 WIDGET-001, 2 WIDGET-002), 5.00 EUR"),
        (billed("", 1, "5.00"), "a line without an item number was not ordered"),
        (billed("1", 1, "5.00", order_number="PO-7"), "we have given this supplier no order PO-7"),
        (billed("1", 1, "5.00", quantity=Quantity(D(1), "KGM")), "how many EA of WIDGET-001 one KGM is"),
        (
            billed("1", 1, "5.00", items=(ItemId(ItemScheme.BUYER, "WIDGET-002"),)),
            "line 1 is WIDGET-001, and its item number means WIDGET-002",
        ),
    ],
)
def test_a_line_that_means_none_of_ours_blocks_all(dock: Dock, line: Any, why: str) -> None:
    dock.receives("PO-1", good("2", 20))
    dock.bills(invoice("I-1", "PO-1", billed("2", 20, "40.00"), line))
    assert dock.stands("I-1") == ("blocked", 0)
    (reason,) = dock.reasons("I-1")
    assert why in reason
    assert dock.open() == ["invoice-not-matched"]


def test_a_line_is_found_by_its_item(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    item = ItemId(ItemScheme.SUPPLIER, "W-1")
    dock.bills(invoice("I-1", "PO-1", billed("", 100, "10.00", items=(item,))))
    assert dock.stands("I-1")[0] == "matched"


def test_an_invoice_over_several_orders(dock: Dock) -> None:
    dock.gives("PO-2", ("BIG-7", 1, "2500.00"))
    dock.receives("PO-1", good("1", 100))
    lines = (billed("1", 100, "10.00"), billed("1", 1, "2500.00", order_number="PO-2"))
    dock.bills(invoice("I-1", "PO-1", *lines))
    assert dock.reasons("I-1") == ["order PO-2, line 1 BIG-7: 1 EA billed, not received yet: 2,500.00 EUR"]
    dock.receives("PO-2", good("1", 1))
    assert dock.stands("I-1") == ("matched", D("4165.00"))


BILL = invoice("I-1", "PO-1", billed("1", 100, "10.00"))


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


def test_negative_quantities_take_nothing_more_than_they_give(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(invoice("I-1", "PO-1", billed("1", 100, "10.00"), billed("1", -40, "1.00")))
    assert dock.stands("I-1") == ("blocked", 0)
    dock.bills(invoice("I-2", "PO-1", billed("1", 100, "10.00"), billed("1", -40, "10.00")))
    assert dock.stands("I-2") == ("matched", D("714.00"))
    assert dock.line("PO-1").invoiced == 60


def test_the_invoice_of_another_supplier_for_our_order(dock: Dock) -> None:
    add_supplier(dock, "RIVAL", "Rival AG")
    dock.receives("PO-1", good("1", 100))
    dock.bills(replace(BILL, supplier=Party(name="Rival AG")), partner="RIVAL")
    assert dock.stands("I-1") == ("blocked", 0)
    assert "we have given this supplier no order PO-1" in dock.reasons("I-1")[0]
    dock.bills(BILL)
    assert [row.state for row in dock.buyer.rows(PurchaseInvoice)] == ["blocked", "matched"]
    with pytest.raises(NotFound, match="2 invoices go by I-1"):
        dock.bill("I-1")
    assert dock.bill("bill:2").state == "matched"


def test_another_invoice_under_the_number(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(BILL)
    taken = dock.bills(invoice(" i-1", "PO-1", billed("1", 99, "10.00")), InvoiceFormat.CII)
    assert taken.duplicate
    (case,) = dock.cases()
    assert case.code == "invoice-number-used"
    assert "total without VAT: 1000.00, not 990.00" in case.details["reasons"]
    assert [row.payable for row in dock.buyer.rows(PurchaseInvoice)] == [119000]
    (failed,) = dock.buyer.rows(Exchange, col(Exchange.processing) == "failed")
    dock.rejects(dock.approver(), "I-1")
    other = invoice("I-1", "PO-1", billed("1", 99, "10.00"))
    dock.does(lambda s, now: matching.take(s, now, s.get_one(Exchange, failed.id), other, InvoiceFormat.CII, "tests"))
    assert [row.payable for row in dock.buyer.rows(PurchaseInvoice)] == [117810]
    assert dock.open() == []


def test_an_invoice_and_a_credit_note_may_share_a_number(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(BILL)
    dock.bills(credit_note("I-1", "I-1", "PO-1", billed("1", 10, "10.00")))
    assert [(row.kind, row.payable) for row in dock.buyer.rows(PurchaseInvoice)] == [("380", 107100), ("381", 0)]


def test_a_corrected_invoice_comes_under_the_number_of_the_rejected_one(dock: Dock) -> None:
    anna = dock.approver()
    dock.receives("PO-1", good("1", 99))
    dock.bills(BILL)
    dock.rejects(anna, "I-1")
    assert (dock.stands("I-1"), dock.open()) == (("rejected", 0), [])
    assert dock.bills(BILL).duplicate
    dock.bills(invoice("I-1", "PO-1", billed("1", 99, "10.00")))
    assert dock.stands("I-1") == ("matched", D("1178.10"))
    assert len(dock.buyer.rows(PurchaseInvoice)) == 1


def test_an_approver_pays_it_as_it_is_and_a_receipt_does_not_undo_that(dock: Dock) -> None:
    anna = dock.approver()
    dock.receives("PO-1", good("1", 58))
    dock.bills(BILL)
    dock.approves(anna, "I-1", "the rest comes tomorrow")
    assert (dock.stands("I-1"), dock.line("PO-1").invoiced, dock.open()) == (("matched", D("1190.00")), 100, [])
    dock.receives("PO-1", good("1", 1))
    assert dock.stands("I-1") == ("matched", D("1190.00"))
    last = dock.matches("I-1")[-1]
    assert (last.verdict, last.inputs["override"]) == (
        "overridden",
        {"by": "anna", "reason": "the rest comes tomorrow"},
    )
    dock.bills(invoice("I-2", "PO-1", billed("1", 1, "10.00")))
    assert dock.stands("I-2") == ("blocked", 0)
    dock.bills(credit_note("C-1", "I-1", "PO-1", billed("1", 41, "10.00")))
    assert dock.stands("I-1") == ("matched", D("702.10"))


def test_only_approvers_with_a_reason(dock: Dock) -> None:
    anna, rita = dock.approver(), dock.buyer.add_user("ruth", UserRole.REQUESTER)
    dock.bills(BILL)
    with pytest.raises(NotAllowed, match="ruth is not an approver"):
        dock.approves(rita, "I-1")
    with pytest.raises(NotAllowed, match="no reason"):
        dock.approves(anna, "I-1", " ")
    dock.rejects(anna, "I-1")
    for act in (dock.approves, dock.rejects):
        with pytest.raises(NotAllowed, match="is rejected, so it cannot"):
            act(anna, "I-1")


def test_what_a_rejected_invoice_used_up_is_free_again(dock: Dock) -> None:
    anna = dock.approver()
    dock.receives("PO-1", good("1", 100))
    dock.bills(BILL)
    dock.bills(invoice("I-2", "PO-1", billed("1", 100, "10.00")))
    assert dock.stands("I-2")[0] == "blocked"
    dock.rejects(anna, "I-1")
    assert (dock.stands("I-2"), dock.line("PO-1").invoiced) == (("matched", D("1190.00")), 100)


def test_goods_that_go_back_block_what_was_matched(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(invoice("I-1", "PO-1", billed("1", 60, "10.00")))
    dock.bills(invoice("I-2", "PO-1", billed("1", 40, "10.00")))
    dock.receives("PO-1", good("1", -10))
    assert [dock.stands(n)[0] for n in ("I-1", "I-2")] == ["matched", "blocked"]
    dock.receives("PO-1", good("1", 10))
    assert [dock.stands(n)[0] for n in ("I-1", "I-2")] == ["matched", "matched"]


def pay(dock: Dock, number: str, state: str) -> None:
    def act(session: Session, now: dt.datetime) -> None:
        row = matching.find(session, number)
        row.state = state
        session.add(row)

    dock.does(act)


def test_goods_that_go_back_after_the_payment(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(BILL)
    pay(dock, "I-1", "paid")
    dock.receives("PO-1", good("1", -10))
    assert dock.stands("I-1") == ("paid", D("1190.00"))
    (case,) = dock.cases()
    assert (case.code, case.message) == (
        "paid-beyond-receipt",
        "order PO-1: line 1 WIDGET-001: 100 EA are paid, 90 EA are here",
    )
    dock.receives("PO-1", good("1", 10))
    assert dock.open() == []


@pytest.mark.parametrize("state", ["in-payment", "paid"])
def test_a_credit_note_after_the_payment_is_set_off(dock: Dock, state: str) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(BILL)
    pay(dock, "I-1", state)
    dock.bills(credit_note("C-1", "i-1", "", billed("1", 2, "10.00")))
    assert [dock.stands(n) for n in ("I-1", "C-1")] == [(state, D("1190.00")), ("matched", D("23.80"))]
    assert dock.bill("C-1").preceding_invoice == "I-1"


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (credit_note("C-1", "", "PO-1", billed("1", 1, "10.00")), "it names no invoice"),
        (credit_note("C-1", "I-7", "PO-1", billed("1", 1, "10.00")), "invoice I-7, which it names, has not come"),
        (
            credit_note("C-1", "I-1", "PO-1", billed("1", 101, "10.00")),
            "its 1,201.90 EUR are more than the 1,190.00 EUR that are left of invoice I-1",
        ),
        (
            replace(credit_note("C-1", "I-1", "PO-1", billed("1", 1, "10.00")), currency="USD"),
            "it is in USD, its invoice in EUR",
        ),
        (
            replace(credit_note("C-1", "I-1", "PO-1", billed("1", 1, "10.00")), supplier=Party(name="Rival AG")),
            "the supplier of the invoice is Rival AG",
        ),
    ],
)
def test_a_credit_note_that_is_not_taken(dock: Dock, note: Any, why: str) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(BILL)
    dock.bills(note)
    assert (dock.stands("C-1"), dock.stands("I-1")) == (("blocked", 0), ("matched", D("1190.00")))
    (case,) = dock.cases()
    assert case.code == "credit-note-not-taken"
    assert why in case.message
    dock.approves(dock.approver(), "C-1", "it is for freight")
    assert (dock.stands("C-1")[0], dock.stands("C-1")[1] > 0, dock.open()) == ("matched", True, [])


def test_a_credit_note_that_is_faster_than_its_invoice(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 98))
    dock.bills(credit_note("C-1", "I-1", "PO-1", billed("1", 2, "10.00")))
    assert dock.open() == ["credit-note-not-taken"]
    dock.bills(BILL)
    assert (dock.stands("I-1"), dock.open()) == (("matched", D("1166.20")), [])


def test_a_credit_note_without_vat_pays_no_vat_back(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 98))
    dock.bills(BILL)
    note = credit_note("C-1", "I-1", "PO-1", billed("1", 2, "10.00", vat_rate=D(0), vat_category="Z"))
    bare = VatBreakdown("Z", D(0), D(20), D(0))
    dock.bills(replace(note, vat=(bare,), vat_total=D(0), gross_total=D(20), payable=D(20)))
    assert dock.reasons("I-1") == [
        "the VAT of invoice and credit notes together is 190.00 EUR; 186.20 EUR would be right"
    ]


def test_a_credit_note_that_gives_nothing_back_unblocks_nothing(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 98))
    dock.bills(BILL)
    note = credit_note("C-1", "I-1", "PO-1", billed("1", 2, "10.00"))
    dock.bills(replace(note, prepaid=D("23.80"), payable=D(0)))
    state, payable = dock.stands("I-1")
    assert state == "blocked" or payable == D("1166.20")


def test_a_credit_note_in_one_sum(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 98))
    dock.bills(BILL)
    dock.bills(credit_note("C-1", "I-1", "", billed("", 1, "20.00", quantity=Quantity(D(1), "C62"))))
    assert dock.stands("I-1") == ("matched", D("1166.20"))
    assert dock.line("PO-1").invoiced == 98


def test_a_credit_note_corrects_the_price(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(invoice("I-1", "PO-1", billed("1", 100, "10.20")))
    dock.bills(credit_note("C-1", "I-1", "PO-1", billed("1", 100, "0.20")))
    assert dock.stands("I-1") == ("matched", D("1190.00"))
    assert dock.line("PO-1").invoiced == 100


def test_a_credit_note_over_all_of_it_settles_the_invoice(dock: Dock) -> None:
    anna = dock.approver()
    dock.receives("PO-1", good("1", 100))
    dock.bills(BILL)
    dock.bills(credit_note("C-1", "I-1", "PO-1", billed("1", 100, "10.00")))
    assert (dock.stands("I-1"), dock.line("PO-1").invoiced) == (("settled", 0), 0)
    dock.rejects(anna, "C-1", "sent by mistake")
    assert (dock.stands("I-1"), dock.stands("C-1")) == (("matched", D("1190.00")), ("rejected", 0))


def test_a_credit_note_to_a_rejected_invoice_waits_for_a_person(dock: Dock) -> None:
    anna = dock.approver()
    dock.bills(BILL)
    dock.bills(credit_note("C-1", "I-1", "PO-1", billed("1", 2, "10.00")))
    assert dock.stands("C-1") == ("settled", 0)
    dock.rejects(anna, "I-1")
    assert (dock.stands("C-1"), dock.open()) == (("blocked", 0), ["credit-note-not-taken"])


def test_a_credit_note_cannot_be_taken_from_what_is_paid(dock: Dock) -> None:
    anna = dock.approver()
    dock.receives("PO-1", good("1", 98))
    dock.bills(BILL)
    dock.bills(credit_note("C-1", "I-1", "PO-1", billed("1", 2, "10.00")))
    pay(dock, "I-1", "paid")
    with pytest.raises(NotAllowed, match="credit note C-1 is settled, so it cannot be rejected"):
        dock.rejects(anna, "C-1")


def adjustment(**fields: Any) -> CreditDebit:
    line = CreditDebitLine("06", True, D(20), "1", Quantity(D(2), "EA"), D("10.00"))
    made = CreditDebit("C-1", dt.date(2026, 3, 6), True, D("23.80"), "EUR", (line,), D("3.80"), "I-1")
    return replace(made, **fields)


def adjusts(dock: Dock, found: CreditDebit) -> None:
    exchange_id = dock.buyer.arrives("812")
    dock.does(lambda s, now: matching.take_adjustment(s, now, s.get_one(Exchange, exchange_id), found, "tests"))


def test_an_812_is_a_credit_note(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 98))
    dock.bills(BILL)
    adjusts(dock, adjustment())
    assert dock.stands("I-1") == ("matched", D("1166.20"))
    with pytest.raises(NotFound, match="invoice I-7, which has not come"):
        adjusts(dock, adjustment(number="C-2", invoice_number="I-7"))
    with pytest.raises(Unreadable):
        adjusts(dock, adjustment(number="C-3", credit=False))


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


def test_the_same_match_is_not_kept_twice(dock: Dock) -> None:
    dock.bills(BILL)
    for _ in range(3):
        dock.does(lambda s, now: matching.rematch(s, now, "tests", matching.find(s, "I-1")))
    assert [(match.run, match.verdict) for match in dock.matches("I-1")] == [(1, "blocked")]


def test_prepaid_money_is_not_paid_again(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(replace(BILL, prepaid=D(190), payable=D(1000)))
    assert dock.stands("I-1") == ("matched", D("1000.00"))


def test_ten_thousand_lines(dock: Dock) -> None:
    """A large invoice costs a constant time a line, and its match can be kept and made again."""
    seconds = []
    for n, count in enumerate((1_000, 10_000)):
        lines = tuple(billed("1", "0.001", "10.00", net_amount=D("0.01")) for _ in range(count))
        if not n:
            dock.receives("PO-1", good("1", 100))
        began = time.perf_counter()
        dock.bills(invoice(f"L-{n}", "PO-1", *lines))
        seconds.append(time.perf_counter() - began)
    assert dock.stands("L-0") == ("matched", D("11.90"))
    assert dock.stands("L-1") == ("matched", D("119.00"))
    assert dock.line("PO-1").invoiced == 11
    assert seconds[1] < 40 * max(seconds[0], 0.05)
    assert len(dock.buyer.rows(Match)) == 2


def test_a_test_invoice_is_never_booked(dock: Dock) -> None:
    exchange_id = dock.buyer.arrives("810")

    def act(session: Session, now: dt.datetime) -> None:
        exchange = session.get_one(Exchange, exchange_id)
        exchange.test = True
        matching.take(session, now, exchange, BILL, InvoiceFormat.X12, "tests")
        assert exchange.processing == "done"

    dock.does(act)
    assert dock.buyer.rows(PurchaseInvoice) == []


def test_damaged_goods_are_not_paid(dock: Dock) -> None:

    dock.receives("PO-1", good("1", 98), received("1", 2, condition=GoodsCondition.DAMAGED))
    dock.bills(BILL)
    assert dock.stands("I-1") == ("blocked", 0)


def test_a_credit_note_without_vat_leaves_none_on_what_it_gave_back(dock: Dock) -> None:
    dock.bills(invoice("I-1", "PO-1", billed("1", 5, "5.90"), extras=[freight("4.90")]))
    note = credit_note("C-1", "I-1", "PO-1", billed("2", 5, "7.00", vat_rate=D(0), vat_category="Z"))
    group = replace(note.vat[0], rate=D(0), tax=D(0), category="Z")
    dock.bills(replace(note, vat=(group,), vat_total=D(0), gross_total=note.net_total, payable=note.net_total))
    assert dock.stands("I-1") == ("blocked", 0)
    assert "the VAT of invoice and credit notes together is 6.54 EUR; 0.00 EUR would be right" in dock.reasons("I-1")


def test_what_an_approver_takes_is_taken_from_what_was_matched_and_is_not_being_paid(dock: Dock) -> None:
    anna = dock.approver()
    dock.receives("PO-1", good("1", 100))
    dock.bills(BILL)
    dock.bills(invoice("I-2", "PO-1", billed("1", 100, "10.00")))
    assert (dock.stands("I-1"), dock.stands("I-2")) == (("matched", D("1190.00")), ("blocked", 0))
    others = dock.approves(anna, "I-2", "this is the right one")
    assert [(one.invoice_number, one.state) for one in others] == [("I-1", "blocked")]
    assert (dock.stands("I-1"), dock.stands("I-2")) == (("blocked", 0), ("matched", D("1190.00")))
    assert dock.matches("I-2")[-1].verdict == "overridden"
    assert dock.open() == ["invoice-not-matched"]
    dock.rejects(anna, "I-2")
    assert (dock.stands("I-1"), dock.open()) == (("matched", D("1190.00")), [])
