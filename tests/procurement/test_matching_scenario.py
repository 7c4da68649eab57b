"""The second day's receipts and invoices, with its figures."""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path

import pytest

from b2b.procurement.matching.record import replay
from b2b.procurement.purchasing.open_quantity import to_come
from b2b.store.states import InvoiceFormat
from b2b.store.tables import Link, PurchaseInvoice
from tests.procurement.dock import Dock, billed, credit_note, good, invoice, make_dock, notice, shipped


@pytest.fixture
def dock(tmp_path: Path) -> Dock:
    """Three orders: 170 widgets at 11.80, 100 at 40.00 of which 60 were shipped, 3 presses at 2,500.00."""
    dock = make_dock(tmp_path / "northwind")
    dock.gives("4500000001", ("WIDGET-001", 170, "11.80"))
    dock.gives("4500000002", ("WIDGET-002", 100, "40.00"))
    dock.gives("4500000003", ("BIG-7", 3, "2500.00"))
    dock.announces(notice("000001", "4500000001", shipped("1", 170)))
    dock.announces(notice("000002", "4500000002", shipped("1", 60)))
    dock.announces(notice("000003", "4500000003", shipped("1", 3)))
    return dock


def receive_all(dock: Dock) -> None:
    dock.receives("4500000001", good("1", 170), despatch="000001")
    dock.receives("4500000002", good("1", 58), despatch="000002")
    dock.receives("4500000003", good("1", 3), despatch="000003")


def bill_all(dock: Dock) -> None:
    dock.bills(invoice("ACME-1", "4500000001", billed("1", 170, "11.80")))
    dock.bills(invoice("ACME-2", "4500000002", billed("1", 60, "40.00")))
    dock.bills(invoice("ACME-3", "4500000003", billed("1", 3, "2500.00")))


CREDIT = credit_note("ACME-4", "ACME-2", "4500000002", billed("1", 2, "40.00"))


def test_receipts(dock: Dock) -> None:
    receive_all(dock)
    assert dock.open() == ["receipt-short"]
    (case,) = dock.cases()
    assert "short receipt 2, 58 of 60 EA announced by ship notice 000002 arrived" in case.message
    assert [row.state for row in dock.expected()] == ["received", "partly-received", "received"]
    assert [dock.order_state(f"450000000{n}") for n in (1, 2, 3)] == ["closed", "open", "closed"]


def test_invoices_and_the_credit_note(dock: Dock) -> None:
    receive_all(dock)
    bill_all(dock)
    assert dock.stands("ACME-1") == ("matched", D("2387.14"))
    assert dock.stands("ACME-2") == ("blocked", D(0))
    assert dock.stands("ACME-3") == ("matched", D("8925.00"))
    assert dock.reasons("ACME-2") == [
        "order 4500000002, line 1 WIDGET-002: 60 EA billed, 58 received: 2 too many, 80.00 EUR"
    ]
    result = dock.matches("ACME-2")[-1].result
    assert (result["difference"], result["difference_vat"]) == ("80.00", "15.20")
    assert [(one["what"], one["command"]) for one in result["unblocks"]] == [
        ("a receipt of 2 EA more of WIDGET-002", "b2b receipts post 4500000002 --line 1=2"),
        ("a credit note to it of 80.00 EUR net and 15.20 EUR VAT, 95.20 EUR in all", ""),
        ("payment as it is, by an approver", 'b2b invoices approve 2 --reason "why"'),
        ("no payment at all", 'b2b invoices reject 2 --reason "why"'),
    ]
    assert sorted(dock.open()) == ["invoice-not-matched", "receipt-short"]
    dock.bills(CREDIT)
    assert dock.stands("ACME-2") == ("matched", D("2760.80"))
    assert dock.stands("ACME-4") == ("settled", D(0))
    assert dock.open() == ["receipt-short"]
    rows = [dock.bill(f"ACME-{n}") for n in (1, 2, 3)]
    assert sum(row.payable for row in rows) == 1407294
    assert dock.line("4500000002").invoiced == 58
    # The two that never came are not waited for; the back-order of 40 is.
    assert to_come(dock.line("4500000002")) == 40
    assert dock.order_state("4500000002") == "open"


def test_every_match_replays(dock: Dock) -> None:
    receive_all(dock)
    bill_all(dock)
    dock.bills(CREDIT)
    runs = [match for n in (1, 2, 3) for match in dock.matches(f"ACME-{n}")]
    assert [match.verdict for match in runs] == ["matched", "blocked", "matched", "matched"]
    assert all(replay(match) == match.result for match in runs)


def test_the_first_invoice_again_and_its_twin(dock: Dock) -> None:
    receive_all(dock)
    found = invoice("ACME-1", "4500000001", billed("1", 170, "11.80"))
    first = dock.bills(found)
    again = dock.bills(found)
    twin = dock.bills(found, InvoiceFormat.UBL)
    assert (first.duplicate, again.duplicate, twin.duplicate) == (False, True, True)
    assert len(dock.buyer.rows(PurchaseInvoice)) == 1
    assert dock.line("4500000001").invoiced == 170
    kinds = [row.kind for row in dock.buyer.rows(Link)]
    assert kinds == ["duplicate-of", "duplicate-of"]
    assert dock.open() == ["receipt-short"]


def test_invoices_before_their_goods_need_no_hand(dock: Dock) -> None:
    bill_all(dock)
    assert {dock.stands(f"ACME-{n}")[0] for n in (1, 2, 3)} == {"blocked"}
    assert dock.reasons("ACME-1") == [
        "order 4500000001, line 1 WIDGET-001: 170 EA billed, not received yet: 2,006.00 EUR"
    ]
    assert dock.open() == []
    dock.bills(CREDIT)
    assert to_come(dock.line("4500000002")) == 100
    receive_all(dock)
    assert to_come(dock.line("4500000002")) == 40
    assert [dock.stands(f"ACME-{n}") for n in (1, 2, 3)] == [
        ("matched", D("2387.14")),
        ("matched", D("2760.80")),
        ("matched", D("8925.00")),
    ]
    assert dock.open() == ["receipt-short"]


def test_the_missing_units_turn_up(dock: Dock) -> None:
    receive_all(dock)
    bill_all(dock)
    posted = dock.receives("4500000002", good("1", 2), despatch="000002")
    assert posted.differences == ()
    assert dock.stands("ACME-2") == ("matched", D("2856.00"))
    assert dock.open() == []
