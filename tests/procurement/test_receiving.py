"""Ship notices become expected receipts; receipts are counted once, corrected by negative lines, and never below 0."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from b2b.documents import (
    ContestedQuantity,
    GoodsCondition,
    GoodsReceipt,
    ItemId,
    ItemScheme,
    Pack,
    Quantity,
    ReceivedLine,
    ShippedLine,
    json_form,
)
from b2b.errors import Conflict, NotAllowed, NotFound
from b2b.procurement.receiving.overdue import is_anything_overdue, raise_overdue
from b2b.store.tables import Exchange, Item, Link, Receipt, ReceiptLine, Stock, UomConversion
from tests.procurement.dock import Dock, billed, good, invoice, make_dock, notice, received, shipped

SSCC = "003404342921351001"


@pytest.fixture
def dock(tmp_path: Path) -> Dock:
    dock = make_dock(tmp_path / "northwind")
    dock.gives("PO-1", ("WIDGET-001", 100, "11.80"), ("WIDGET-002", 20, "40.00"))
    return dock


def test_packs_and_lots_are_kept(dock: Dock) -> None:
    packs = [
        Pack("340123450000000018", (shipped("1", 40, lot="A"), shipped("1", 20, lot="B"))),
        Pack("340123450000000025", (shipped("2", 20),)),
    ]
    exchange = dock.announces(notice("S-1", "PO-1", shipped("1", 10), packs=packs))
    assert (exchange.processing, exchange.reason, exchange.business_key) == ("done", "4 lines expected", "PO-1")
    assert [(line.quantity, line.sscc, line.lot) for line in dock.expected_lines()] == [
        (10, "", ""),
        (40, "340123450000000018", "A"),
        (20, "340123450000000018", "B"),
        (20, "340123450000000025", ""),
    ]
    assert [dock.line("PO-1", n).announced for n in (1, 2)] == [70, 20]
    assert [row.expected_on for row in dock.expected()] == [dt.date(2026, 3, 10)]
    assert dock.open() == []


def test_what_came_is_found_by_its_pack_and_lot(dock: Dock) -> None:
    packs = [Pack("340123450000000018", (shipped("1", 40, lot="A"),)), Pack("340123450000000025", (shipped("1", 30),))]
    dock.announces(notice("S-1", "PO-1", packs=packs))
    dock.receives("PO-1", received("1", 30, sscc="340123450000000025"))
    assert [line.received for line in dock.expected_lines()] == [0, 30]
    dock.receives("PO-1", received("1", 40, lot="A"))
    assert [row.state for row in dock.expected()] == ["received"]


@pytest.mark.parametrize(
    "item",
    [
        ItemId(ItemScheme.BUYER, "WIDGET-001"),
        ItemId(ItemScheme.SUPPLIER, "W-1"),
        ItemId(ItemScheme.GTIN, "4012345000016"),
    ],
)
def test_a_line_without_our_number_is_found_by_its_item(dock: Dock, item: ItemId) -> None:
    dock.announces(notice("S-1", "PO-1", ShippedLine("", Quantity(D(7), "EA"), (item,))))
    assert dock.line("PO-1").announced == 7


def test_the_same_notice_again_is_a_duplicate(dock: Dock) -> None:
    first = dock.announces(notice("S-1", "PO-1", shipped("1", 10)))
    again = dock.announces(notice("S-1", "PO-1", shipped("1", 10)))
    assert again.reason == "ship notice S-1 had come before"
    assert [(x.kind, x.from_exchange, x.to_exchange) for x in dock.buyer.rows(Link)] == [
        ("duplicate-of", again.id, first.id)
    ]
    assert (dock.line("PO-1").announced, dock.open()) == (10, [])


def test_another_notice_under_the_number_is_not_taken(dock: Dock) -> None:
    dock.announces(notice("S-1", "PO-1", shipped("1", 10)))
    dock.announces(notice("S-1", "PO-1", shipped("1", 11)))
    assert (dock.line("PO-1").announced, dock.open()) == (10, ["notice-number-used"])


def test_a_notice_is_replaced_as_far_as_it_has_not_arrived(dock: Dock) -> None:
    dock.announces(notice("S-1", "PO-1", shipped("1", 60), shipped("2", 20)))
    dock.receives("PO-1", good("1", 30), despatch="S-1")
    dock.announces(notice("S-1", "PO-1", shipped("1", 50), purpose="05"))
    assert [(line.quantity, line.received) for line in dock.expected_lines()] == [(50, 30)]
    assert [dock.line("PO-1", n).announced for n in (1, 2)] == [50, 0]
    dock.announces(notice("S-1", "PO-1", shipped("2", 5), purpose="05"))
    assert [(line.quantity, line.received) for line in dock.expected_lines()] == [(5, 0), (30, 30)]
    assert [dock.line("PO-1", n).announced for n in (1, 2)] == [30, 5]


def test_a_notice_is_cancelled_as_far_as_it_has_not_arrived(dock: Dock) -> None:
    dock.announces(notice("S-1", "PO-1", shipped("1", 60)))
    dock.receives("PO-1", good("1", 25), despatch="S-1")
    dock.announces(notice("S-1", "PO-1", purpose="01"))
    assert (dock.line("PO-1").announced, dock.expected()[0].state) == (25, "received")
    dock.announces(notice("S-2", "PO-1", shipped("1", 60)))
    dock.announces(notice("S-2", "PO-1", purpose="01"))
    assert [row.state for row in dock.expected()] == ["received", "cancelled"]
    dock.announces(notice("S-3", "PO-1", purpose="01"))
    assert dock.open()[-3:] == ["notice-cancelled", "notice-cancelled", "notice-unknown"]


def test_what_is_not_ours_is_named_and_the_rest_is_taken(dock: Dock) -> None:
    found = notice("S-1", "PO-1", shipped("1", 10), shipped("9", 5), shipped("2", 1, unit="XCT"), shipped("2", 0))
    dock.announces(found)
    (case,) = dock.cases()
    assert case.code == "notice-unknown-line"
    assert [line["reason"] for line in case.details["lines"]] == [
        "line 9, a line without an item number was not ordered (ordered: 1 WIDGET-001, 2 WIDGET-002)",
        "it is not on file how many EA of WIDGET-002 one XCT is (known: EA)",
        "order PO-1, line 2 WIDGET-002: the quantity 0 is not above 0",
    ]
    assert [line.quantity for line in dock.expected_lines()] == [10]


def test_a_number_and_an_item_that_contradict_each_other_are_not_weighed(dock: Dock) -> None:
    dock.announces(notice("S-1", "PO-1", shipped("1", 5, "WIDGET-002"), shipped("2", 5, "WIDGET-002")))
    (case,) = dock.cases()
    assert "line 1 is WIDGET-001, and its item number means WIDGET-002" in case.message


def test_a_notice_of_which_nothing_is_ours_can_be_tried_again(dock: Dock) -> None:
    found = notice("S-1", "PO-9", shipped("1", 10))
    exchange = dock.announces(found)
    assert (exchange.processing, dock.open()) == ("failed", ["notice-unknown-order"])
    dock.gives("PO-9", ("BIG-7", 10, "2500.00"))
    assert dock.announces(found, exchange.id).processing == "done"
    assert dock.open() == []


def test_more_than_ordered_and_a_cancelled_order(dock: Dock) -> None:
    dock.announces(notice("S-1", "PO-1", shipped("2", 21)))
    dock.gives("PO-2", ("BIG-7", 1, "2500.00"), state="cancelled")
    dock.announces(notice("S-2", "PO-2", shipped("1", 1)))
    assert dock.open() == ["notice-over-order", "notice-order-cancelled"]
    assert "21 EA announced, 20 ordered" in dock.cases()[0].message
    assert len(dock.expected_lines()) == 2


def test_an_order_that_was_never_given_is_unknown(dock: Dock) -> None:
    dock.gives("PO-3", ("BIG-7", 1, "2500.00"), state="awaiting-approval")
    dock.announces(notice("S-1", "PO-3", shipped("1", 1)))
    assert dock.open() == ["notice-unknown-order"]
    with pytest.raises(NotAllowed, match="awaiting-approval, so nothing can come"):
        dock.receives("PO-3", good("1", 1))


def test_a_customer_announces_nothing(dock: Dock) -> None:
    dock.buyer.apply_partner(lambda partner: partner.update(code="SHOP", role="customer", identity=[], channel=None))
    with pytest.raises(NotAllowed, match="only a supplier sends this"):
        dock.bills(invoice("X-1", "PO-1", billed("1", 1, "1.00")), partner="SHOP")


def test_receipts_without_any_notice_are_fine(dock: Dock) -> None:
    posted = dock.receives("PO-1", good("1", 60))
    assert [(one.kind, one.expected, one.received) for one in posted.differences] == [("short", 100, 60)]
    assert (dock.line("PO-1").received, dock.open(), dock.order_state("PO-1")) == (60, [], "open")
    dock.receives("PO-1", good("1", 40), good("2", 20))
    assert (dock.order_state("PO-1"), dock.open()) == ("closed", [])


def test_a_receipt_number_in_another_writing_is_the_same_receipt(dock: Dock) -> None:
    first = dock.posts(GoodsReceipt("WE-1", "PO-1", dock.buyer.clock.at, (good("1", 10),)))
    receipt = GoodsReceipt(" we - 1 ", "PO-1", first.receipt.received_at, (good("1", 10),))
    again = dock.posts(receipt)
    assert (again.duplicate, again.receipt.id) == (True, first.receipt.id)
    with pytest.raises(Conflict, match="other content"):
        dock.posts(replace(receipt, lines=(good("1", 11),)))
    assert dock.line("PO-1").received == 10


def test_the_same_receipt_again_gives_the_first_answer(dock: Dock) -> None:
    dock.announces(notice("S-1", "PO-1", shipped("1", 60)))
    receipt = GoodsReceipt("WE-1", "PO-1", dock.buyer.clock.at, (good("1", 58),), "S-1")
    first = dock.posts(receipt)
    again = dock.posts(replace(receipt, lines=(received("1", "58.0"),)))
    assert (first.duplicate, again.duplicate, again.receipt.id) == (False, True, first.receipt.id)
    assert again.differences == first.differences
    assert (dock.line("PO-1").received, len(dock.buyer.rows(Receipt))) == (58, 1)
    with pytest.raises(Conflict, match="was posted with other content"):
        dock.posts(replace(receipt, lines=(good("1", 57),)))


def test_only_what_is_good_counts(dock: Dock) -> None:
    dock.announces(notice("S-1", "PO-1", shipped("1", 60)))
    posted = dock.receives("PO-1", good("1", 58), received("1", 2, condition=GoodsCondition.DAMAGED), despatch="S-1")
    assert [one.kind for one in posted.differences] == ["damaged"]
    assert (dock.line("PO-1").received, dock.open()) == (58, ["receipt-damaged"])
    assert dock.expected()[0].state == "received"
    assert sorted(line.condition for line in dock.buyer.rows(ReceiptLine)) == ["damaged", "good"]


def test_another_item_is_booked_nowhere(dock: Dock) -> None:
    extra = ReceivedLine(Quantity(D(3), "EA"), sku="BIG-7")
    posted = dock.receives("PO-1", good("1", 100), extra)
    assert [(one.kind, one.sku, one.received) for one in posted.differences] == [("unexpected", "BIG-7", 3)]
    assert dock.open() == ["receipt-unexpected"]


def test_more_than_announced(dock: Dock) -> None:
    dock.announces(notice("S-1", "PO-1", shipped("1", 60)))
    dock.receives("PO-1", good("1", 62), despatch="S-1")
    assert dock.open() == ["receipt-over"]
    dock.receives("PO-1", good("1", -2), despatch="S-1")
    assert (dock.open(), dock.line("PO-1").received) == ([], 60)


def test_a_correction_takes_back_and_opens_the_order_again(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 100), good("2", 20))
    assert dock.order_state("PO-1") == "closed"
    dock.receives("PO-1", good("1", -30))
    assert (dock.order_state("PO-1"), dock.line("PO-1").received) == ("open", 70)
    with pytest.raises(NotAllowed, match="70 EA of WIDGET-001 good had arrived, so no more than that"):
        dock.receives("PO-1", good("1", -71))
    with pytest.raises(NotAllowed, match="0 EA of WIDGET-001 damaged"):
        dock.receives("PO-1", received("1", -1, condition=GoodsCondition.DAMAGED))


@pytest.mark.parametrize(
    ("line", "error", "words"),
    [
        (good("7", 1), NotFound, "order PO-1 has no line 7"),
        (good("1", 0), NotAllowed, "the quantity is 0"),
        (good("1", "0.0000001"), NotAllowed, "beyond what can be kept"),
        (received("1", 1, unit="KGM"), NotAllowed, "how many EA of WIDGET-001 one KGM is"),
        (ReceivedLine(Quantity(D(-1), "EA"), sku="BIG-7"), NotAllowed, "BIG-7 had not arrived"),
        (ReceivedLine(Quantity(D(1), "EA")), NotFound, "without an item number"),
        (replace(good("1", 1), order_number="PO-2"), NotAllowed, "the line is of order PO-2, the receipt of PO-1"),
        (
            replace(good("1", 5), contested=(ContestedQuantity("01", Quantity(D(2), "EA")),)),
            NotAllowed,
            r"the line contests 2 EA \(01\) of what was received",
        ),
        (replace(good("1", 5), returned=Quantity(D(3), "EA")), NotAllowed, "says that 3 EA went back at once"),
    ],
)
def test_what_cannot_be_booked_is_refused_whole(
    dock: Dock, line: ReceivedLine, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        dock.receives("PO-1", good("2", 1), line)
    assert (dock.line("PO-1", 2).received, dock.buyer.rows(Receipt)) == (0, [])


def test_a_line_may_name_the_receipts_own_order(dock: Dock) -> None:
    dock.receives("PO-1", replace(good("1", 5), order_number="PO-1", returned=Quantity(D(0), "EA")))
    assert dock.line("PO-1", 1).received == 5


def test_a_receipt_names_an_order_a_number_lines_and_a_day_that_has_come(dock: Dock) -> None:
    receipt = GoodsReceipt("WE-1", "PO-1", dock.buyer.clock.at, (good("1", 1),))
    for wrong, error in (
        (replace(receipt, order_number="PO-7"), NotFound),
        (replace(receipt, number=" "), NotAllowed),
        (replace(receipt, lines=()), NotAllowed),
        (replace(receipt, received_at=dock.buyer.clock.at + dt.timedelta(days=3)), NotAllowed),
    ):
        with pytest.raises(error):
            dock.posts(wrong)


@pytest.mark.parametrize(
    ("purpose", "words"),
    [
        ("01", "by its purpose 01 it takes an earlier receipt back"),
        ("04", "it changes an earlier receipt"),
        ("05", "it takes the place of an earlier receipt"),
        ("07", "it is a copy of an earlier receipt, which has not come"),
        ("ZZ", "by its purpose ZZ it is no new receipt"),
    ],
)
def test_what_is_no_new_receipt_is_not_booked_beside_the_first(dock: Dock, purpose: str, words: str) -> None:
    dock.receives("PO-1", good("1", 60), number="WE-1")
    at = dock.buyer.clock.at
    with pytest.raises(NotAllowed, match=words) as caught:
        dock.posts(GoodsReceipt("WE-2", "PO-1", at, (good("1", 50),), purpose=purpose))
    assert "b2b receipts post ORDER --line N=QUANTITY" in caught.value.next_step
    assert (dock.line("PO-1").received, len(dock.buyer.rows(Receipt))) == (60, 1)
    dock.posts(GoodsReceipt("WE-2", "PO-1", at, (good("1", -10),)))
    assert dock.line("PO-1").received == 50


def test_a_copy_of_a_receipt_gives_the_first_answer_and_a_replacement_under_its_number_none(dock: Dock) -> None:
    receipt = GoodsReceipt("WE-1", "PO-1", dock.buyer.clock.at, (good("1", 60),), purpose="")
    dock.posts(receipt)
    assert dock.posts(replace(receipt, purpose="07")).duplicate
    with pytest.raises(Conflict, match="other content"):
        dock.posts(replace(receipt, purpose="05"))
    assert dock.line("PO-1").received == 60


def test_goods_that_are_faster_than_their_notice(dock: Dock) -> None:
    dock.receives("PO-1", good("1", 60), despatch="S-1")
    dock.announces(notice("S-1", "PO-1", shipped("1", 60)))
    (row,) = dock.expected()
    assert (row.state, dock.expected_lines()[0].received) == ("received", 60)
    assert dock.buyer.rows(Receipt)[0].expected_receipt_id == row.id


def test_goods_for_a_cancelled_order_are_shown(dock: Dock) -> None:
    dock.gives("PO-2", ("BIG-7", 1, "2500.00"), state="cancelled")
    dock.receives("PO-2", good("1", 1))
    assert dock.open() == ["receipt-order-cancelled"]


def test_another_unit_is_converted_exactly(dock: Dock) -> None:
    def add_carton(session: Session, now: dt.datetime) -> None:
        item = session.exec(select(Item).where(col(Item.sku) == "WIDGET-001")).one()
        session.add(UomConversion(id="u-1", item_id=item.id, unit="XCT", factor=D(12)))

    dock.does(add_carton)
    dock.announces(notice("S-1", "PO-1", shipped("1", 5, unit="XCT")))
    dock.receives("PO-1", received("1", 5, unit="XCT"), despatch="S-1")
    assert (dock.line("PO-1").announced, dock.line("PO-1").received) == (60, 60)


def test_without_an_erp_the_stock_on_file_grows(dock: Dock) -> None:
    def stock() -> D:
        with dock.buyer.store.read() as session:
            query = select(Stock.quantity).join(Item, col(Item.id) == col(Stock.item_id))
            return session.exec(query.where(col(Item.sku) == "WIDGET-001")).one()

    assert stock() == 30
    dock.receives("PO-1", good("1", 60), received("1", 5, condition=GoodsCondition.DAMAGED))
    assert stock() == 90
    # Counted after the goods had come: they are in the count.
    came = dock.buyer.clock.at
    dock.buyer.tick()
    dock.buyer.counts({"WIDGET-001": D(95)})
    dock.posts(GoodsReceipt("WE-2", "PO-1", came, (good("1", 5),)))
    assert stock() == 95


def test_what_is_late_is_told_once(dock: Dock) -> None:
    dock.announces(notice("S-1", "PO-1", shipped("1", 60), estimated_delivery=dt.date(2026, 3, 5)))
    assert not dock.does(is_anything_overdue)
    dock.buyer.clock.advance(days=4)
    assert dock.does(is_anything_overdue)
    assert [dock.does(raise_overdue) for _ in range(2)] == [1, 0]
    (case,) = dock.cases()
    assert case.message == "ship notice S-1 was to arrive on 2026-03-05: 60 EA are missing"
    dock.receives("PO-1", good("1", 60), despatch="S-1")
    assert dock.open() == []


def test_a_test_is_never_booked(dock: Dock) -> None:
    exchange_id = dock.buyer.arrives("856")

    def mark(session: Session, now: dt.datetime) -> None:
        exchange = session.get_one(Exchange, exchange_id)
        exchange.test = True
        session.add(exchange)

    dock.does(mark)
    assert dock.announces(notice("S-1", "PO-1", shipped("1", 60)), exchange_id).processing == "done"
    assert dock.expected() == []


def test_a_receipt_survives_its_json_form() -> None:
    at = dt.datetime(2026, 3, 4, 7, 30, tzinfo=dt.UTC)
    line = received("1", "58", sscc=SSCC, lot="L", condition=GoodsCondition.REFUSED, unit="EA")
    receipt = GoodsReceipt("WE-1", "PO-1", at, (line,), "S-1")
    assert json_form.from_json(json_form.to_json(receipt)) == receipt
