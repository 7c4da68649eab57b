"""An order from its document to its rows: kept with its reasons, answered once, handed to the ERP, never twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D

import pytest
from sqlmodel import col

from b2b.documents import ItemId, ItemScheme, Order, OrderLine, OrderResponse, Quantity, json_form
from b2b.errors import NotAllowed
from b2b.procurement.orders import record
from b2b.procurement.orders import service as orders
from b2b.procurement.orders.terms import PricePolicy
from b2b.store.states import Processing, TaskState
from b2b.store.tables import Audit, ExceptionCase, Exchange, Link, SalesOrder, SalesOrderLine, Stock, Task
from tests.procurement.supplier import FIRST, FOURTH, SECOND, THIRD, Supplier, line, order


def responses(supplier: Supplier) -> list[OrderResponse]:
    found = [json_form.from_json(row.document) for row in supplier.rows(Exchange, col(Exchange.direction) == "out")]
    return [document for document in found if isinstance(document, OrderResponse)]


def told(supplier: Supplier) -> dict[tuple[str, str], list[tuple[str, D]]]:
    return {
        (response.order_number, found.number): [(a.status.value, a.quantity.value) for a in found.answers]
        for response in responses(supplier)
        for found in response.lines
    }


class TestTheSuppliersDay:
    def test_with_an_erp_that_books_after_each_order(self, supplier: Supplier) -> None:
        for found in (FIRST, SECOND, THIRD, FOURTH):
            assert supplier.takes(found).processing is Processing.DONE
            supplier.run_erp()
        self.check(supplier)

    def test_with_an_erp_that_books_when_all_are_decided(self, supplier: Supplier) -> None:
        for found in (FIRST, SECOND, THIRD, FOURTH):
            supplier.takes(found)
        self.check(supplier)
        supplier.run_erp()
        assert supplier.erp
        assert [entry.document for entry in supplier.erp.entries] == [
            "4500001001",
            "4500001002",
            "4500001003",
            "4500001004",
        ]

    def test_with_stock_that_was_read_once_for_all(self, supplier: Supplier) -> None:
        assert supplier.erp
        as_of = supplier.tick()
        stock = supplier.erp.stock(["WIDGET-001", "WIDGET-002"])
        for found in (FIRST, SECOND, THIRD, FOURTH):
            supplier.decides(found, supplier.arrives(found), stock, as_of)
        self.check(supplier)

    def test_without_an_erp(self, shop: Supplier) -> None:
        for found in (FIRST, SECOND, THIRD, FOURTH):
            shop.takes(found)
        self.check(shop)
        left = {row.quantity for row in shop.rows(Stock)}
        assert left == {D(330), D(0)}, "500 less 100, 50 and 20; 60 less 20 and 40; gaskets were 0"
        assert shop.rows(Task) == []

    def check(self, supplier: Supplier) -> None:
        assert told(supplier) == {
            ("4500001001", "1"): [("IA", D(100))],
            ("4500001001", "2"): [("IA", D(20))],
            ("4500001002", "1"): [("IP", D(50))],
            ("4500001003", "1"): [("IA", D(40)), ("IB", D(60))],
            ("4500001004", "1"): [("IR", D(5))],
            ("4500001004", "2"): [("IQ", D(20))],
        }
        assert supplier.open_codes() == ["unknown-item"]
        assert [row.state for row in supplier.rows(SalesOrder)] == ["open"] * 4


def test_what_is_kept_of_an_order(supplier: Supplier) -> None:
    outcome = supplier.takes(FOURTH)
    (row,) = supplier.rows(SalesOrder)
    assert (row.id, row.number, row.order_number, row.currency) == (outcome.sales_order_id, 1, "4500001004", "EUR")
    assert json_form.from_json(row.document) == FOURTH
    first, second = supplier.lines("4500001004")
    assert (first.sku, first.item_id, first.ordered, first.ordered_price, first.price) == (
        "",
        None,
        D(5),
        D("9.99"),
        None,
    )
    assert (first.rejected, first.status, [r["code"] for r in first.reasons]) == (D(5), "IR", ["unknown-item"])
    assert (second.ordered, second.confirmed, second.price, second.status) == (D(15), D(20), D("12.5"), "IQ")
    assert [r["code"] for r in second.reasons] == ["quantity-rounded-up", "price-agreed"]
    (response,) = responses(supplier)
    assert (response.number, response.supplier.name, response.date) == ("1", "Acme Supply GmbH", dt.date(2026, 3, 2))
    inbound, outbound = supplier.rows(Exchange)
    assert (inbound.processing, inbound.answer, inbound.business_key) == ("done", "received", "4500001004")
    assert inbound.done_at is not None
    assert (outbound.id, outbound.set_id, outbound.processing) == (outcome.response_id, "855", "new")
    assert (outbound.business_key, outbound.acknowledgment) == ("4500001004", "not-expected")
    assert outbound.agreement_id
    (link,) = supplier.rows(Link)
    assert (link.from_exchange, link.kind, link.to_exchange) == (outbound.id, "answers", inbound.id)
    (case,) = supplier.rows(ExceptionCase)
    assert (case.code, case.exchange_id, case.table_name, case.row_id) == (
        "unknown-item",
        inbound.id,
        "sales_order",
        row.id,
    )
    assert case.details["lines"][0]["items"] == ["NOPE-1"]
    (task,) = supplier.rows(Task)
    assert (task.kind, task.row_id, task.key, task.sequence) == ("erp.order", row.id, f"order:{row.id}", 1)
    assert task.lock_key == "ACME:customer:NORTHWIND:4500001004"
    assert [a.action for a in supplier.rows(Audit) if a.table_name == "sales_order"] == ["decided"]


def test_a_decision_can_be_made_again_from_what_was_kept(supplier: Supplier) -> None:
    for found in (FIRST, SECOND, THIRD, FOURTH):
        supplier.takes(found)
        row = supplier.rows(SalesOrder)[-1]
        again = record.decide_again(found, row.decision)
        assert again.response is not None
        kept = json_form.from_json(row.response)
        assert isinstance(kept, OrderResponse)
        assert again.response == replace(kept, number="", supplier=found.supplier)
        lines = supplier.lines(found.number)
        assert [x.text for y in again.lines for x in y.reasons] == [r["text"] for x in lines for r in x.reasons]
        assert record.read_lines(row.decision) == tuple(replace(x, answers=()) for x in again.lines)


def test_what_the_erp_is_told(supplier: Supplier) -> None:
    outcome = supplier.takes(THIRD)
    with supplier.store.read() as session:
        found = orders.erp_order(session, str(outcome.sales_order_id))
    assert (found.customer, found.currency, found.order.number) == ("NORTHWIND", "EUR", "4500001003")
    (booked,) = found.lines
    assert (booked.sku, str(booked.confirmed), str(booked.back_ordered), booked.unit_price) == (
        "WIDGET-002",
        "60 EA",
        "40 EA",
        D(40),
    )


class TestNeverTwice:
    def test_the_same_order_again_is_an_exception(self, supplier: Supplier) -> None:
        supplier.takes(FIRST)
        outcome = supplier.takes(FIRST)
        assert (outcome.processing, outcome.sales_order_id, outcome.response_id) == (Processing.DONE, None, None)
        assert len(supplier.rows(SalesOrder)) == 1
        assert len(responses(supplier)) == 1
        (case,) = supplier.rows(ExceptionCase)
        assert (case.code, case.severity) == ("order-number-used", "warning")
        assert case.message == (
            "order number 4500001001 is already used: it is our order 1, received 2026-03-02 09:00 UTC, open;"
            " the content is the same"
        )
        again = supplier.rows(Exchange, col(Exchange.direction) == "in")[1]
        assert again.answer == "not-expected"
        assert [row.kind for row in supplier.rows(Link)] == ["answers", "duplicate-of"]

    def test_another_order_under_the_number_is_an_error(self, supplier: Supplier) -> None:
        supplier.takes(FIRST)
        supplier.takes(replace(SECOND, number="4500001001"))
        (case,) = supplier.rows(ExceptionCase)
        assert (case.code, case.severity) == ("order-number-used", "error")
        assert case.message.endswith("the content differs")

    def test_while_the_first_waits_for_a_person(self, supplier: Supplier) -> None:
        supplier.apply_partner(price_policy='price_policy = "hold"')
        supplier.takes(SECOND)
        outcome = supplier.takes(SECOND)
        assert outcome.processing is Processing.DONE
        assert supplier.open_codes() == ["price-held", "order-number-used"]

    def test_releases_of_a_blanket_order_are_orders_of_their_own(self, supplier: Supplier) -> None:
        for release in ("1", "2"):
            supplier.takes(replace(FIRST, kind="RL", release_number=release))
        assert [row.order_number for row in supplier.rows(SalesOrder)] == ["4500001001/1", "4500001001/2"]
        assert [r.order_number for r in responses(supplier)] == ["4500001001", "4500001001"]
        supplier.run_erp()
        assert supplier.erp
        assert [entry.document for entry in supplier.erp.entries] == ["4500001001/1", "4500001001/2"]


@pytest.mark.parametrize(
    ("purpose", "code", "severity"),
    [
        ("01", "cancellation-requested", "error"),
        ("04", "change-requested", "error"),
        ("05", "replacement-requested", "error"),
        ("06", "confirmation-received", "error"),
        ("07", "duplicate-announced", "info"),
        ("22", "purpose-unsupported", "error"),
    ],
)
def test_what_is_no_new_order_is_shown_to_a_person(supplier: Supplier, purpose: str, code: str, severity: str) -> None:
    supplier.takes(FIRST)
    asked = replace(FIRST, purpose=purpose)
    with supplier.store.read() as session:
        partner_id = supplier.rows(SalesOrder)[0].partner_id
        assert orders.skus_needed(session, partner_id, asked) == ()
    outcome = supplier.takes(asked)
    assert outcome.processing is Processing.DONE
    assert len(supplier.rows(SalesOrder)) == 1
    assert len(responses(supplier)) == 1
    (case,) = supplier.rows(ExceptionCase)
    assert (case.code, case.severity, case.details["purpose"]) == (code, severity, purpose)
    assert "it is our order 1" in case.message


@pytest.mark.parametrize(
    ("kind", "code", "severity"),
    [
        ("CF", "confirmation-received", "error"),
        ("IN", "copy-received", "info"),
        ("CP", "change-requested", "error"),
        ("BE", "agreement-received", "error"),
        ("RR", "repair-requested", "error"),
    ],
)
def test_what_its_kind_says_is_no_order_is_not_booked(supplier: Supplier, kind: str, code: str, severity: str) -> None:
    """Purpose "original" says only that the message is new: a confirmation of an order by telephone is one too."""
    asked = replace(FIRST, kind=kind)
    outcome = supplier.takes(asked)
    assert outcome.processing is Processing.DONE
    assert (supplier.rows(SalesOrder), responses(supplier)) == ([], [])
    (case,) = supplier.rows(ExceptionCase)
    assert (case.code, case.severity, case.details["kind"]) == (code, severity, kind)


class TestHeld:
    def test_an_order_waits_until_a_person_decides(self, supplier: Supplier) -> None:
        supplier.apply_partner(price_policy='price_policy = "hold"')
        exchange_id = supplier.arrives(SECOND)
        outcome = supplier.takes(SECOND, exchange_id=exchange_id)
        assert outcome.processing is Processing.WAITING
        assert (supplier.rows(SalesOrder), responses(supplier), supplier.rows(Task)) == ([], [], [])
        assert supplier.open_codes() == ["price-held"]
        (waiting,) = supplier.rows(Exchange)
        assert (waiting.processing, waiting.answer) == ("waiting", "awaited")
        assert waiting.due_at == supplier.clock.now() + dt.timedelta(hours=1)
        assert "ordered at 11.00 EUR, 12 % below" in waiting.reason

        supplier.settles(exchange_id, PricePolicy.REJECT)
        supplier.settles(exchange_id, PricePolicy.ACCEPT_THEIRS)
        assert supplier.rows(Exchange)[0].due_at == supplier.clock.now()
        supplier.takes(SECOND, exchange_id=exchange_id)
        assert supplier.open_codes() == []
        (found,) = supplier.lines("4500001002")
        assert (found.confirmed, found.price) == (D(50), D(11))
        (case,) = supplier.rows(ExceptionCase)
        assert (case.state, case.resolution) == ("resolved", "the order was decided anew")
        with pytest.raises(NotAllowed, match="does not wait for a person's word"):
            supplier.settles(exchange_id, PricePolicy.REJECT)

    def test_a_person_cannot_hold_what_is_held(self, supplier: Supplier) -> None:
        supplier.apply_partner(price_policy='price_policy = "hold"')
        exchange_id = supplier.arrives(SECOND)
        supplier.takes(SECOND, exchange_id=exchange_id)
        with pytest.raises(NotAllowed) as caught:
            supplier.settles(exchange_id, PricePolicy.HOLD)
        assert caught.value.next_step == "say one of answer-ours, accept-theirs, reject"

    def test_looking_again_changes_nothing_while_nothing_has_changed(self, supplier: Supplier) -> None:
        supplier.apply_partner(price_policy='price_policy = "hold"')
        exchange_id = supplier.arrives(SECOND)
        for _ in range(3):
            supplier.takes(SECOND, exchange_id=exchange_id)
        assert supplier.open_codes() == ["price-held"]


class TestStockThatIsNotCertain:
    def test_a_booking_under_way_makes_the_next_order_of_the_item_wait(self, supplier: Supplier) -> None:
        supplier.takes(FIRST)
        (task,) = supplier.rows(Task)
        exchange_id = supplier.arrives(THIRD)
        for state in (TaskState.RUNNING, TaskState.UNKNOWN):
            supplier.mark(task.id, state)
            outcome = supplier.takes(THIRD, exchange_id=exchange_id)
            assert (outcome.processing, outcome.reason) == (Processing.WAITING, "waiting for the ERP's stock")
            assert len(supplier.rows(SalesOrder)) == 1
        gasket = supplier.takes(order("4500009999", line("GASKET-10", 5)))
        assert gasket.processing is Processing.DONE, "an item that the booking does not touch"

    def test_stock_read_while_the_booking_was_made_is_read_again(self, supplier: Supplier) -> None:
        supplier.takes(FIRST)
        exchange_id = supplier.arrives(THIRD)
        stock, as_of = supplier.read_stock(THIRD)
        supplier.run_erp()
        outcome = supplier.decides(THIRD, exchange_id, stock, as_of)
        assert outcome.processing is Processing.WAITING
        supplier.takes(THIRD, exchange_id=exchange_id)
        assert told(supplier)["4500001003", "1"] == [("IA", D(40)), ("IB", D(60))]

    def test_what_the_erp_refused_to_book_is_promised_all_the_same(self, supplier: Supplier) -> None:
        supplier.takes(FIRST)
        (task,) = supplier.rows(Task)
        supplier.mark(task.id, TaskState.FAILED)
        supplier.takes(THIRD)
        assert told(supplier)["4500001003", "1"] == [("IA", D(40)), ("IB", D(60))]

    def test_an_item_that_the_erp_does_not_know_is_not_promised(self, supplier: Supplier) -> None:
        outcome = supplier.decides(FIRST, supplier.arrives(FIRST), (), supplier.tick())
        assert outcome.processing is Processing.DONE
        assert told(supplier) == {("4500001001", "1"): [("IB", D(100))], ("4500001001", "2"): [("IB", D(20))]}
        assert supplier.open_codes() == ["stock-unknown"]

    def test_a_catalog_imported_meanwhile_has_the_stock_read_again(self, supplier: Supplier) -> None:
        exchange_id = supplier.arrives(FIRST)
        as_of = supplier.tick()
        supplier.tick()
        supplier.import_catalog()
        assert supplier.decides(FIRST, exchange_id, (), as_of).processing is Processing.WAITING


def test_a_partner_that_trades_no_855_gets_none(supplier: Supplier) -> None:
    supplier.apply_partner(answer_agreement='document = "860"')
    outcome = supplier.takes(FIRST)
    assert outcome.reason == "order 4500001001 was decided; NORTHWIND trades no 855, so no answer is sent"
    assert responses(supplier) == []
    (inbound,) = supplier.rows(Exchange)
    assert inbound.answer == "awaited"


def test_an_answer_waits_for_the_partners_batch(supplier: Supplier) -> None:
    supplier.apply_partner(answer_agreement='document = "855"\nbatch_minutes = 15')
    supplier.takes(FIRST)
    outbound = supplier.rows(Exchange)[1]
    assert outbound.due_at == supplier.clock.now() + dt.timedelta(minutes=15)


def test_an_order_of_which_nothing_is_taken_is_answered_and_not_booked(supplier: Supplier) -> None:
    supplier.takes(order("4500005000", line("NOPE-1", 5)))
    (row,) = supplier.rows(SalesOrder)
    assert (row.state, supplier.rows(Task)) == ("rejected", [])
    assert told(supplier) == {("4500005000", "1"): [("IR", D(5))]}


def test_an_order_in_another_currency_is_rejected(supplier: Supplier) -> None:
    supplier.takes(replace(FIRST, currency="USD"))
    (row,) = supplier.rows(SalesOrder)
    assert (row.state, row.currency) == ("rejected", "USD")
    assert supplier.open_codes() == ["currency-not-agreed"]


def test_figures_that_no_column_holds_do_not_stop_the_order(supplier: Supplier) -> None:
    wild = [
        line("WIDGET-001", "1E+30", "1E+25"),
        line("WIDGET-001", "-5", "-1E-9", "2"),
        line("WIDGET-001", 10, None, "3"),
    ]
    outcome = supplier.takes(order("4500006000", *wild))
    assert outcome.processing is Processing.DONE
    first, second, third = supplier.lines("4500006000")
    assert (first.ordered, first.ordered_price, first.rejected) == (D(0), None, D(0))
    assert (second.ordered, second.rejected, third.confirmed) == (D(-5), D(0), D(10))
    assert supplier.open_codes() == ["figure-out-of-range", "quantity-not-positive"]


def test_buyers_codes_and_gtins_lead_to_the_item(supplier: Supplier) -> None:
    def by(scheme: ItemScheme, value: str, number: str) -> OrderLine:
        return OrderLine(number, Quantity(D(10), "EA"), None, (ItemId(scheme, value),))

    found = Order(
        "4500007000",
        dt.date(2026, 3, 2),
        (by(ItemScheme.BUYER, "NW-1001", "1"), by(ItemScheme.GTIN, "4012345000023", "2")),
    )
    supplier.takes(found)
    assert [x.sku for x in supplier.lines("4500007000")] == ["WIDGET-001", "WIDGET-002"]


@pytest.mark.slow
def test_ten_thousand_lines(supplier: Supplier) -> None:
    lines = [line("WIDGET-001" if n % 3 else "NOPE", n % 40 + 1, "12.50", str(n)) for n in range(1, 10_001)]
    supplier.takes(order("4500008000", *lines))
    assert len(supplier.rows(SalesOrderLine)) == 10_000
    assert len(supplier.rows(ExceptionCase)) == 1


def test_orders_from_before_the_erp_are_promises_until_they_leave(supplier: Supplier) -> None:
    supplier.takes(order("1", line("WIDGET-002", 50)))
    with supplier.store.write() as session:
        for task in supplier.rows(Task):
            session.delete(session.get_one(Task, task.id))
        for row in supplier.lines("1"):
            session.get_one(SalesOrderLine, row.id).beyond_booking = True
    supplier.takes(order("2", line("WIDGET-002", 20)))
    assert [x.confirmed for x in supplier.lines("2")] == [D(10)]
    supplier.ships("1")
    supplier.restock_erp("WIDGET-002", D(30))
    supplier.takes(order("3", line("WIDGET-002", 30)))
    assert [x.confirmed for x in supplier.lines("3")] == [D(20)], "30 on the shelf, 10 of them promised to order 2"
