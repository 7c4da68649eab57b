"""What is asked for and given back is what counts, to the cent: not the total before prepayment and rounding."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import pytest

from b2b.documents import Invoice
from b2b.errors import Rejected
from tests.procurement.dock import Dock, billed, credit_note, good, invoice, make_dock

BILL = invoice("I-1", "PO-1", billed("1", 100, "10.00"))


@pytest.fixture
def dock(tmp_path: Path) -> Dock:
    dock = make_dock(tmp_path / "northwind")
    dock.gives("PO-1", ("WIDGET-001", 100, "10.00"))
    dock.receives("PO-1", good("1", 100))
    return dock


def test_a_credit_note_gives_back_its_amount_due(dock: Dock) -> None:
    """A supplier rounds its last credit note down to what is left of the invoice (BT-114)."""
    dock.bills(BILL)
    note = credit_note("C-1", "I-1", "PO-1", billed("1", 1, "10.00"))
    dock.bills(replace(note, rounding=D("-0.01"), payable=note.payable - D("0.01")))
    assert dock.stands("I-1") == ("matched", D("1190.00") - D("11.89"))


def test_credit_notes_may_take_off_all_but_no_more_by_their_amounts_due(dock: Dock) -> None:
    dock.bills(BILL)
    note = credit_note("C-1", "I-1", "PO-1", billed("1", 100, "10.01"))
    dock.bills(replace(note, rounding=D("-1.19"), payable=D("1190.00")))
    assert (dock.stands("I-1")[1], dock.stands("C-1")) == (0, ("settled", 0))


def test_a_credit_note_is_set_off_with_its_amount_due(dock: Dock) -> None:
    anna = dock.approver()
    note = credit_note("C-1", "later", "PO-1", billed("1", 1, "10.00"))
    dock.bills(replace(note, rounding=D("-0.01"), payable=note.payable - D("0.01")))
    dock.approves(anna, "C-1")
    assert dock.stands("C-1") == ("matched", D("11.89"))


@pytest.mark.parametrize("found", [BILL, credit_note("C-1", "I-1", "PO-1", billed("1", 1, "10.00"))])
def test_a_part_of_a_cent_cannot_be_asked_for(dock: Dock, found: Invoice) -> None:
    odd = replace(found, rounding=D("-0.001"), payable=found.payable - D("0.001"))
    with pytest.raises(Rejected, match="more than 2 decimals"):
        dock.bills(odd)
