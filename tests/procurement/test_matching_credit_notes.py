"""Credit notes and adjustments (812): what they take off an invoice, and when a person has to look."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest

from b2b.documents import CreditDebit, CreditDebitLine, Party, Quantity, VatBreakdown
from b2b.errors import NotAllowed, NotFound, Unreadable
from b2b.procurement.matching import service as matching
from b2b.store.tables import Exchange
from tests.procurement.bills import BILL, freight, pay
from tests.procurement.dock import Dock, billed, credit_note, good, invoice


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


def test_a_credit_note_without_vat_leaves_none_on_what_it_gave_back(dock: Dock) -> None:
    dock.bills(invoice("I-1", "PO-1", billed("1", 5, "5.90"), extras=[freight("4.90")]))
    note = credit_note("C-1", "I-1", "PO-1", billed("2", 5, "7.00", vat_rate=D(0), vat_category="Z"))
    group = replace(note.vat[0], rate=D(0), tax=D(0), category="Z")
    dock.bills(replace(note, vat=(group,), vat_total=D(0), gross_total=note.net_total, payable=note.net_total))
    assert dock.stands("I-1") == ("blocked", 0)
    assert "the VAT of invoice and credit notes together is 6.54 EUR; 0.00 EUR would be right" in dock.reasons("I-1")


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
