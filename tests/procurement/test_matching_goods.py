"""What is billed is held against what was ordered and what came: units, prices, and what nobody ordered."""

from __future__ import annotations

import time
from decimal import Decimal as D
from typing import Any

import pytest

from b2b.documents import AllowanceCharge, GoodsCondition, ItemId, ItemScheme, Quantity
from b2b.procurement.matching import service as matching
from b2b.store.tables import Match
from tests.procurement.bills import BILL, freight, pay, terms
from tests.procurement.dock import Dock, billed, credit_note, good, invoice, received


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


def test_negative_quantities_take_nothing_more_than_they_give(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(invoice("I-1", "PO-1", billed("1", 100, "10.00"), billed("1", -40, "1.00")))
    assert dock.stands("I-1") == ("blocked", 0)
    dock.bills(invoice("I-2", "PO-1", billed("1", 100, "10.00"), billed("1", -40, "10.00")))
    assert dock.stands("I-2") == ("matched", D("714.00"))
    assert dock.line("PO-1").invoiced == 60


def test_damaged_goods_are_not_paid(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 98), received("1", 2, condition=GoodsCondition.DAMAGED))
    dock.bills(BILL)
    assert dock.stands("I-1") == ("blocked", 0)


def test_goods_that_go_back_block_what_was_matched(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100))
    dock.bills(invoice("I-1", "PO-1", billed("1", 60, "10.00")))
    dock.bills(invoice("I-2", "PO-1", billed("1", 40, "10.00")))
    dock.receives("PO-1", good("1", -10))
    assert [dock.stands(n)[0] for n in ("I-1", "I-2")] == ["matched", "blocked"]
    dock.receives("PO-1", good("1", 10))
    assert [dock.stands(n)[0] for n in ("I-1", "I-2")] == ["matched", "matched"]


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


@pytest.mark.slow
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
