"""Changes of our orders: asked for by 860, in force when the supplier agrees by 865, never more than was ordered."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import pytest
from sqlmodel import col

from b2b.documents import (
    ChangeResponseLine,
    LineAnswer,
    LineStatus,
    OrderChange,
    OrderChangeResponse,
    Quantity,
    ResponseStatus,
)
from b2b.errors import NotAllowed, NotFound
from b2b.procurement.purchasing import change_answers, changing
from b2b.procurement.purchasing.changing import Changed, LineChange
from b2b.procurement.purchasing.decide import Proposal
from b2b.store import purchases
from b2b.store.tables import Exchange, PurchaseChange
from tests.procurement.buyer import DAY, Buyer, make_buyer, response
from tests.procurement.test_purchase_answers import ordered, takes

STEEL, WAITING = "4500000003", "4500000001"


@pytest.fixture
def buyer(tmp_path: Path) -> Buyer:
    buyer = make_buyer(tmp_path / "northwind")
    buyer.proposes()
    return buyer


def changes(buyer: Buyer, *found: LineChange, number: str = STEEL) -> Changed:
    with buyer.store.write() as session:
        return changing.change(session, buyer.tick(), "kim", purchases.order(session, number), found, "too much")


def cancels(buyer: Buyer, number: str = STEEL, reason: str = "not needed") -> Changed:
    with buyer.store.write() as session:
        return changing.cancel(session, buyer.tick(), "kim", purchases.order(session, number), reason)


def answers(buyer: Buyer, status: ResponseStatus | None, *lines: ChangeResponseLine, change: str = "1") -> Exchange:
    found = OrderChangeResponse(STEEL, DAY, DAY, status, lines, change_number=change, purpose="00")
    exchange_id = buyer.arrives("865")
    with buyer.store.write() as session:
        exchange = session.get_one(Exchange, exchange_id)
        change_answers.take(session, buyer.tick(), exchange, found, "gateway")
    (row,) = buyer.rows(Exchange, col(Exchange.id) == exchange_id)
    assert isinstance(row, Exchange)
    return row


class TestAChange:
    def test_less_is_asked_for_and_holds_when_the_supplier_agrees(self, buyer: Buyer) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IA", 60), ("IB", 40)]))
        assert not changes(buyer, LineChange("1", D(70))).in_force
        (document,) = buyer.sent("860")
        assert isinstance(document, OrderChange)
        (line,) = document.lines
        assert (document.order_number, document.number, document.purpose, document.notes) == (
            STEEL,
            "1",
            "04",
            ("too much",),
        )
        assert (line.change, str(line.ordered), line.to_receive, line.unit_price) == ("QD", "70 EA", D(70), D(40))
        (row,) = buyer.lines(STEEL)
        assert row.cancelled == 0, "nothing is changed before the supplier has agreed"
        assert answers(buyer, ResponseStatus.ACCEPTED).reason == f"change 1 of order {STEEL} is in force"
        (row,) = buyer.lines(STEEL)
        assert (row.ordered, row.cancelled, row.confirmed, row.back_ordered) == (D(100), D(30), D(60), D(10))
        assert buyer.order(STEEL).state == "open"

    def test_one_that_is_refused_changes_nothing(self, buyer: Buyer) -> None:
        changes(buyer, LineChange("1", D(70)))
        answers(buyer, ResponseStatus.REJECTED)
        assert buyer.open_codes() == ["order-change-rejected"]
        assert buyer.lines(STEEL)[0].cancelled == 0
        assert [row.state for row in buyer.rows(PurchaseChange)] == ["rejected"]
        changes(buyer, LineChange("1", D(80)))
        assert [document.number for document in buyer.sent("860")] == ["1", "2"]

    def test_one_that_is_agreed_to_otherwise(self, buyer: Buyer) -> None:
        changes(buyer, LineChange("1", D(70)))
        other = ChangeResponseLine("1", "QD", Quantity(D(90), "EA"))
        answers(buyer, ResponseStatus.ACCEPTED_WITH_CHANGES, other)
        assert buyer.open_codes() == ["order-change-differs"]
        assert buyer.lines(STEEL)[0].cancelled == 0

    def test_one_agreed_to_line_by_line(self, buyer: Buyer) -> None:
        changes(buyer, LineChange("1", D(70)))
        stands = LineAnswer(LineStatus.ACCEPTED, Quantity(D(70), "EA"))
        line = ChangeResponseLine("1", "QD", Quantity(D(70), "EA"), answers=(stands,))
        answers(buyer, ResponseStatus.ACCEPTED_WITH_CHANGES, line)
        assert buyer.open_codes() == []
        assert buyer.lines(STEEL)[0].cancelled == D(30)

    def test_a_later_day(self, buyer: Buyer) -> None:
        changes(buyer, LineChange("1", wanted_on=DAY + dt.timedelta(days=9)))
        assert [line.change for line in buyer.sent("860")[0].lines] == ["RS"]
        answers(buyer, ResponseStatus.ACCEPTED)
        assert buyer.lines(STEEL)[0].requested_on == DAY + dt.timedelta(days=9)

    def test_without_an_865_a_change_holds_at_once(self, buyer: Buyer) -> None:
        buyer.apply_partner(
            lambda partner: partner.update(agreement=[x for x in partner["agreement"] if x["document"] != "865"])
        )
        assert changes(buyer, LineChange("1", D(70))).in_force
        assert buyer.lines(STEEL)[0].cancelled == D(30)

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            (LineChange("1", D(101)), "101 are more than the 100 EA ordered"),
            (LineChange("1", D(-1)), "-1 is no quantity"),
            (LineChange("1", D(5)), "10 EA of line 1 came or are on their way"),
        ],
    )
    def test_what_cannot_be(self, buyer: Buyer, line: LineChange, message: str) -> None:
        with buyer.store.write() as session:
            (row,) = purchases.lines(session, purchases.order(session, STEEL).id)
            row.announced = D(10)
            session.add(row)
        with pytest.raises(NotAllowed, match=message):
            changes(buyer, line)

    def test_a_line_nobody_knows_and_a_second_change_before_the_first_is_answered(self, buyer: Buyer) -> None:
        with pytest.raises(NotFound, match="no line 7"):
            changes(buyer, LineChange("7", D(1)))
        with pytest.raises(NotAllowed, match="nothing was named"):
            changes(buyer)
        changes(buyer, LineChange("1", D(70)))
        with pytest.raises(NotAllowed, match="change 1 waits for the supplier's answer"):
            changes(buyer, LineChange("1", D(60)))


class TestACancellation:
    def test_of_one_that_waits_for_approval_nobody_is_told(self, buyer: Buyer) -> None:
        with pytest.raises(NotAllowed, match="needs a reason"):
            cancels(buyer, WAITING, " ")
        assert cancels(buyer, WAITING).in_force
        assert (buyer.order(WAITING).state, buyer.order(WAITING).reason) == ("cancelled", "not needed")
        assert buyer.sent("860") == []
        assert [one.need.sku for one in buyer.proposes() if isinstance(one.decision, Proposal)] == ["BIG-7"]

    def test_of_one_that_was_sent_waits_for_the_supplier(self, buyer: Buyer) -> None:
        assert not cancels(buyer).in_force
        (document,) = buyer.sent("860")
        assert (document.purpose, [line.change for line in document.lines]) == ("01", ["DI"])
        assert not [one for one in buyer.proposes() if isinstance(one.decision, Proposal)], "it may still come"
        answers(buyer, ResponseStatus.ACCEPTED)
        assert (buyer.order(STEEL).state, buyer.lines(STEEL)[0].cancelled) == ("cancelled", D(100))
        with pytest.raises(NotAllowed):
            cancels(buyer)

    def test_of_the_rest(self, buyer: Buyer) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IA", 60), ("IB", 40)]))
        with buyer.store.write() as session:
            (row,) = purchases.lines(session, purchases.order(session, STEEL).id)
            row.announced, row.received = D(60), D(58)
            session.add(row)
        cancels(buyer)
        assert [(line.change, str(line.ordered), line.to_receive) for line in buyer.sent("860")[0].lines] == [
            ("QD", "60 EA", D(2))
        ]
        answers(buyer, ResponseStatus.ACCEPTED)
        (row,) = buyer.lines(STEEL)
        assert (buyer.order(STEEL).state, row.cancelled, row.back_ordered, row.confirmed) == (
            "open",
            D(40),
            D(0),
            D(60),
        )

    def test_settles_an_answer_that_differs(self, buyer: Buyer) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IP", 100)], price="90.00"))
        assert buyer.open_codes() == ["order-answer-differs"]
        cancels(buyer)
        assert buyer.open_codes() == []
        assert [one["accepted"] for one in buyer.lines(STEEL)[0].differences] == ["kim"]

    def test_of_one_that_was_rejected_in_full_nobody_is_told(self, buyer: Buyer) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IR", 100)], status="RJ"))
        assert cancels(buyer).in_force
        assert (buyer.order(STEEL).state, buyer.sent("860"), buyer.open_codes()) == ("cancelled", [], [])


class TestAnswersOutOfTurn:
    def test_to_no_change_of_ours(self, buyer: Buyer) -> None:
        answers(buyer, ResponseStatus.ACCEPTED)
        changes(buyer, LineChange("1", D(70)))
        answers(buyer, ResponseStatus.ACCEPTED, change="2")
        assert buyer.open_codes() == ["answer-to-unknown-change"] * 2
        assert buyer.lines(STEEL)[0].cancelled == 0

    def test_a_change_of_the_suppliers_own(self, buyer: Buyer) -> None:
        answers(buyer, None)
        assert buyer.open_codes() == ["supplier-changes-order"]

    def test_an_order_nobody_gave(self, buyer: Buyer) -> None:
        exchange_id = buyer.arrives("865")
        found = OrderChangeResponse("999", DAY, DAY, ResponseStatus.ACCEPTED)
        with buyer.store.write() as session:
            for document, test in ((found, False), (replace(found, order_number=STEEL), True)):
                exchange = session.get_one(Exchange, exchange_id)
                exchange.test = test
                change_answers.take(session, buyer.tick(), exchange, document, "gateway")
        assert buyer.open_codes() == ["answer-to-unknown-order"]
