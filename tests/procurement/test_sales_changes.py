"""Customers' changes (860) by rule, orders cancelled by us, and a number that comes again after that."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D

import pytest
from sqlmodel import col, select

from b2b.documents import ChangedLine, OrderChange, OrderChangeResponse, OrderResponse, Quantity, json_form
from b2b.errors import NotAllowed
from b2b.procurement.orders import changes, withdrawing
from b2b.store import agreements, parties
from b2b.store.settings import AgreementSettings
from b2b.store.states import TaskState
from b2b.store.tables import Exchange, Link, SalesOrder, Stock, Task
from tests.procurement.supplier import DAY, Supplier, line, order

NUMBER = "4500001001"
LATER = DAY + dt.timedelta(days=1)
FIRST = order(NUMBER, line("WIDGET-001", 170, "11.80"), line("WIDGET-002", 100, "40.00", "2"))


def change(*lines: ChangedLine, purpose: str = "04", number: str = NUMBER) -> OrderChange:
    return OrderChange(number, DAY, DAY, lines, number="1", purpose=purpose)


def less(number: str, quantity: int, what: str = "QD", **fields: object) -> ChangedLine:
    return ChangedLine(number, what, Quantity(D(quantity), "EA"), **fields)  # type: ignore[arg-type]


def trade_changes(supplier: Supplier) -> None:
    """The customer's changes are answered by 865."""
    with supplier.store.write() as session:
        partner = parties.partner(session, "NORTHWIND")
        settings = parties.partner_settings(partner)
        out = AgreementSettings("865", "out", "004010")
        wanted = replace(settings, agreements=(*settings.agreements, out))
        agreements.apply_agreements(session, supplier.clock.now(), partner, wanted, guides={})


def takes(supplier: Supplier, found: OrderChange, exchange_id: str = "") -> Exchange:
    exchange_id = exchange_id or supplier.arrives(FIRST)
    with supplier.store.write() as session:
        exchange = session.get_one(Exchange, exchange_id)
        exchange.set_id = exchange.document_type = "860"
        changes.take(session, supplier.tick(), exchange, found, "gateway")
    (row,) = supplier.rows(Exchange, col(Exchange.id) == exchange_id)
    assert isinstance(row, Exchange)
    return row


def cancels(supplier: Supplier, reason: str = "the ERP refuses it") -> None:
    with supplier.store.write() as session:
        row = session.exec(select(SalesOrder).where(col(SalesOrder.state) == "open")).one()
        withdrawing.cancel(session, supplier.tick(), "pat", row, reason)


def figures(supplier: Supplier) -> list[tuple[D, D, D, D]]:
    return [(row.ordered, row.confirmed, row.back_ordered, row.rejected) for row in supplier.lines(NUMBER)]


def said(supplier: Supplier, set_id: str) -> list[object]:
    found = supplier.rows(Exchange, col(Exchange.direction) == "out", col(Exchange.set_id) == set_id)
    return [json_form.from_json(row.document) for row in found]


class TestByRule:
    def test_less(self, shop: Supplier) -> None:
        trade_changes(shop)
        shop.takes(FIRST)
        exchange = takes(shop, change(less("2", 50)))
        assert figures(shop) == [(D(170), D(170), D(0), D(0)), (D(50), D(50), D(0), D(0))]
        assert {row.quantity for row in shop.rows(Stock)} == {D(330), D(10), D(0)}, "ten of sixty are free again"
        (answer,) = said(shop, "865")
        assert isinstance(answer, OrderChangeResponse)
        assert (answer.status, answer.change_number, answer.number) == ("AD", "1", "1")
        assert [(a.status, a.quantity.value) for a in answer.lines[0].answers] == [("IA", D(50))]
        assert (exchange.processing, exchange.answer) == ("done", "received")
        assert shop.open_codes() == []

    def test_more_is_back_ordered(self, shop: Supplier) -> None:
        trade_changes(shop)
        shop.takes(FIRST)
        takes(shop, change(less("1", 200, "QI"), less("2", 100, "RS", requested_date=DAY + dt.timedelta(days=5))))
        assert figures(shop) == [(D(200), D(170), D(30), D(0)), (D(100), D(60), D(40), D(0))]
        (answer,) = said(shop, "865")
        assert isinstance(answer, OrderChangeResponse)
        assert answer.status == "AC"

    def test_a_cancellation(self, shop: Supplier) -> None:
        trade_changes(shop)
        shop.takes(FIRST)
        takes(shop, change(purpose="01"))
        (row,) = shop.rows(SalesOrder)
        assert row.state == "cancelled"
        assert {row.quantity for row in shop.rows(Stock)} == {D(500), D(60), D(0)}
        with pytest.raises(NotAllowed, match="it was cancelled"):
            shop.ships(NUMBER)

    def test_of_an_order_that_is_booked_already_a_person_corrects_the_erp(self, supplier: Supplier) -> None:
        supplier.takes(FIRST)
        supplier.run_erp()
        takes(supplier, change(less("2", 50)))
        assert supplier.open_codes() == ["erp-order-to-correct"]

    def test_a_cancellation_calls_off_a_booking_that_was_not_made(self, supplier: Supplier) -> None:
        supplier.takes(FIRST)
        takes(supplier, change(purpose="01"))
        assert supplier.rows(Task) == []
        assert supplier.open_codes() == []


class TestOfWhichOrder:
    """A customer's number may be that of several orders, of which one stands at most."""

    def test_the_number_is_enough_where_one_order_has_it(self, shop: Supplier) -> None:
        trade_changes(shop)
        shop.takes(FIRST)
        takes(shop, replace(change(less("2", 50)), order_date=None))
        assert figures(shop)[1] == (D(50), D(50), D(0), D(0))
        (answer,) = said(shop, "865")
        assert isinstance(answer, OrderChangeResponse)
        assert answer.order_date == DAY, "the day of the order is known"

    def test_without_its_day_the_one_that_stands_is_meant(self, shop: Supplier) -> None:
        self._twice(shop)
        takes(shop, replace(change(less("2", 50)), order_date=None))
        assert [(row.state, row.order_date) for row in self._orders(shop)] == [("cancelled", DAY), ("open", LATER)]
        assert shop.open_codes() == []

    def test_with_its_day_the_one_of_that_day_is_meant(self, shop: Supplier) -> None:
        self._twice(shop)
        assert "the order is cancelled" in takes(shop, change(less("2", 50))).reason
        assert shop.open_codes() == ["change-requested"]

    def test_a_day_that_is_that_of_none_does_not_hide_the_one_that_stands(self, shop: Supplier) -> None:
        self._twice(shop)
        reason = takes(shop, replace(change(less("2", 50)), order_date=LATER + dt.timedelta(days=1))).reason
        assert reason.endswith("is taken")

    def _twice(self, shop: Supplier) -> None:
        shop.takes(FIRST)
        cancels(shop)
        shop.takes(replace(FIRST, date=LATER))

    def _orders(self, shop: Supplier) -> list[SalesOrder]:
        return sorted(shop.rows(SalesOrder), key=lambda row: row.number)


class TestForAPerson:
    @pytest.mark.parametrize(
        ("wish", "why"),
        [
            (less("9", 1), "line 9 is not in the order"),
            (less("2", 50, unit_price=D("39.00")), "line 2: the price is 39, and 40 holds"),
            (less("1", 155), "line 1: 155 EA are no whole packs of 10"),
            (less("1", 90), "line 1: another price holds for 90 EA"),
            (less("2", 5, "PQ"), "line 2: what is asked (PQ) is more than a quantity or a day"),
            (ChangedLine("2", "QD", Quantity(D(5), "XCT")), "line 2: it is in XCT, and was ordered in EA"),
            (less("2", -5), "line 2: -5 is no quantity"),
        ],
    )
    def test_what_is_more_than_a_quantity_or_a_day(self, shop: Supplier, wish: ChangedLine, why: str) -> None:
        shop.takes(FIRST)
        before = figures(shop)
        exchange = takes(shop, change(wish))
        assert why in exchange.reason
        assert shop.open_codes() == ["change-requested"]
        assert figures(shop) == before

    def test_a_line_that_is_named_twice(self, shop: Supplier) -> None:
        shop.takes(FIRST)
        before = figures(shop)
        assert "line 2 is named twice" in takes(shop, change(less("2", 50), less("2", 40))).reason
        assert shop.open_codes() == ["change-requested"]
        assert figures(shop) == before

    def test_what_edifact_calls_something_else_than_an_order(self, shop: Supplier) -> None:
        shop.takes(FIRST)
        before = figures(shop)
        assert "its kind is 1001:231" in takes(shop, replace(change(less("2", 50)), kind="1001:231")).reason
        assert "its kind is 1001:380" in takes(shop, replace(change(purpose="01"), kind="1001:380")).reason
        assert figures(shop) == before
        assert shop.open_codes()[0] == "change-requested"

    def test_what_was_shipped(self, shop: Supplier) -> None:
        shop.takes(FIRST)
        shop.ships(NUMBER, {"2": D(10)})
        takes(shop, change(less("2", 50)))
        assert "line 2: 10 EA were shipped" in takes(shop, change(less("2", 50))).reason
        assert "10 EA of WIDGET-002 were shipped" in takes(shop, change(purpose="01")).reason
        assert "its purpose is 05" in takes(shop, change(less("1", 170), purpose="05")).reason

    def test_one_that_comes_before_its_order_waits_a_day(self, shop: Supplier) -> None:
        early = takes(shop, change(less("2", 50)))
        assert (early.processing, early.reason) == ("waiting", f"waiting for order {NUMBER}")
        shop.takes(FIRST)
        (again,) = shop.rows(Exchange, col(Exchange.id) == early.id)
        assert again.due_at == shop.clock.at, "the order has come: it is due"
        late = takes(shop, change(less("2", 50), number="999"))
        shop.clock.advance(hours=25)
        assert takes(shop, change(less("2", 50), number="999"), late.id).processing == "done"
        assert shop.open_codes() == ["change-to-unknown-order"]


class TestACancellationOfOurs:
    def test_tells_the_customer(self, shop: Supplier) -> None:
        shop.takes(FIRST)
        cancels(shop)
        first, second = said(shop, "855")
        assert isinstance(first, OrderResponse)
        assert isinstance(second, OrderResponse)
        assert (second.status, [a.status for x in second.lines for a in x.answers]) == ("RJ", ["IR", "IR"])
        assert [x.ordered for x in second.lines] == [x.ordered for x in first.lines]
        assert figures(shop) == [(D(170), D(0), D(0), D(170)), (D(100), D(0), D(0), D(100))]
        assert {row.quantity for row in shop.rows(Stock)} == {D(500), D(60), D(0)}

    def test_of_one_the_erp_refused_for_good(self, supplier: Supplier) -> None:
        supplier.takes(FIRST)
        (task,) = supplier.rows(Task)
        supplier.mark(task.id, TaskState.FAILED)
        cancels(supplier)
        assert supplier.rows(Task) == []
        assert [row.state for row in supplier.rows(SalesOrder)] == ["cancelled"]

    def test_of_one_that_may_be_booked(self, supplier: Supplier) -> None:
        supplier.takes(FIRST)
        (task,) = supplier.rows(Task)
        supplier.mark(task.id, TaskState.UNKNOWN)
        cancels(supplier)
        assert supplier.open_codes() == ["erp-order-to-correct"]

    def test_what_cannot_be(self, shop: Supplier) -> None:
        shop.takes(FIRST)
        with pytest.raises(NotAllowed, match="needs a reason"):
            cancels(shop, " ")
        shop.ships(NUMBER, {"2": D(10)})
        with pytest.raises(NotAllowed, match="something of it was shipped"):
            cancels(shop)


class TestTheNumberAgain:
    def test_a_corrected_order_takes_the_number_of_one_that_was_rejected_in_full(self, shop: Supplier) -> None:
        shop.takes(order(NUMBER, line("NOPE-1", 5, "9.99")))
        outcome = shop.takes(FIRST)
        assert [(row.order_number, row.state) for row in shop.rows(SalesOrder)] == [
            (NUMBER, "rejected"),
            (NUMBER, "open"),
        ]
        first, second = shop.rows(Exchange, col(Exchange.direction) == "in")
        links = [(x.from_exchange, x.to_exchange) for x in shop.rows(Link, col(Link.kind) == "follows")]
        assert links == [(second.id, first.id)]
        assert outcome.sales_order_id is not None
        again = shop.takes(replace(FIRST, notes=("once more",)))
        assert "is already used: it is our order 2" in again.reason

    def test_and_of_one_that_was_cancelled(self, supplier: Supplier) -> None:
        supplier.takes(FIRST)
        cancels(supplier)
        supplier.takes(replace(FIRST, notes=("corrected",)))
        assert [row.state for row in supplier.rows(SalesOrder)] == ["cancelled", "open"]
        assert supplier.run_erp() == 1

    def test_a_copy_of_what_was_cancelled_does_not(self, shop: Supplier) -> None:
        shop.takes(FIRST)
        cancels(shop)
        assert "the content is the same" in shop.takes(FIRST).reason
        assert len(shop.rows(SalesOrder)) == 1
