"""What approvers may say to an invoice that the rules do not pay, and what it does to others."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from b2b.errors import NotAllowed
from b2b.store.states import UserRole
from tests.procurement.bills import BILL
from tests.procurement.dock import Dock, billed, credit_note, good, invoice


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


def test_what_a_rejected_invoice_used_up_is_free_again(dock: Dock) -> None:
    anna = dock.approver()
    dock.receives("PO-1", good("1", 100))
    dock.bills(BILL)
    dock.bills(invoice("I-2", "PO-1", billed("1", 100, "10.00")))
    assert dock.stands("I-2")[0] == "blocked"
    dock.rejects(anna, "I-1")
    assert (dock.stands("I-2"), dock.line("PO-1").invoiced) == (("matched", D("1190.00")), 100)
