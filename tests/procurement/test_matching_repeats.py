"""An invoice is known again by its number and its supplier, and taken once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D

import pytest
from sqlmodel import Session, col

from b2b.documents import Party
from b2b.errors import NotFound
from b2b.procurement.matching import service as matching
from b2b.store.states import InvoiceFormat
from b2b.store.tables import Exchange, PurchaseInvoice
from tests.procurement.bills import BILL, add_supplier
from tests.procurement.dock import Dock, billed, credit_note, good, invoice


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


def test_the_same_match_is_not_kept_twice(dock: Dock) -> None:
    dock.bills(BILL)
    for _ in range(3):
        dock.does(lambda s, now: matching.rematch(s, now, "tests", matching.find(s, "I-1")))
    assert [(match.run, match.verdict) for match in dock.matches("I-1")] == [(1, "blocked")]


def test_a_test_invoice_is_never_booked(dock: Dock) -> None:
    exchange_id = dock.buyer.arrives("810")

    def act(session: Session, now: dt.datetime) -> None:
        exchange = session.get_one(Exchange, exchange_id)
        exchange.test = True
        matching.take(session, now, exchange, BILL, InvoiceFormat.X12, "tests")
        assert exchange.processing == "done"

    dock.does(act)
    assert dock.buyer.rows(PurchaseInvoice) == []
