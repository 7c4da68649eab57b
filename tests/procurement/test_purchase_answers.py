"""Suppliers' answers: what is accepted by the terms, what a person decides, what an answer can never do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col

from b2b.documents import (
    ItemId,
    ItemScheme,
    LineAnswer,
    LineStatus,
    Order,
    OrderResponse,
    Quantity,
    ResponseLine,
    ResponseStatus,
    json_form,
)
from b2b.errors import NotAllowed, NotFound
from b2b.procurement.purchased.lines import OrderedLine
from b2b.procurement.purchasing import answers
from b2b.procurement.purchasing.answer import Asked, read
from b2b.procurement.purchasing.decide import Proposal
from b2b.store import purchases
from b2b.store.settings import PurchaseTerms
from b2b.store.tables import ExceptionCase, Exchange, Link
from tests.procurement.buyer import DAY, Buyer, make_buyer, response
from tests.procurement.dock import Dock, billed, invoice, make_dock, received

WIDGETS, STEEL = "4500000002", "4500000003"


@pytest.fixture
def buyer(tmp_path: Path) -> Buyer:
    """Two orders are with the supplier, 170 widgets and 100 of steel; a third one waits for its approval."""
    buyer = make_buyer(tmp_path / "northwind")
    buyer.proposes()
    return buyer


def ordered(buyer: Buyer, number: str) -> Order:
    found = json_form.from_json(buyer.order(number).document)
    assert isinstance(found, Order)
    return found


def takes(buyer: Buyer, answer: OrderResponse) -> Exchange:
    exchange_id = buyer.arrives("855")
    with buyer.store.write() as session:
        exchange = session.get_one(Exchange, exchange_id)
        answers.take(session, buyer.tick(), exchange, answer, "gateway")
    (found,) = buyer.rows(Exchange, col(Exchange.id) == exchange_id)
    assert isinstance(found, Exchange)
    return found


def line(buyer: Buyer, number: str) -> tuple[D, D, D, str]:
    (row,) = buyer.lines(number)
    return row.confirmed, row.back_ordered, row.rejected, row.status


class TestTheDay:
    def test_what_is_confirmed_and_back_ordered_needs_no_hand(self, buyer: Buyer) -> None:
        exchange = takes(buyer, response(ordered(buyer, WIDGETS), [("IA", 170)], status="AD"))
        takes(buyer, response(ordered(buyer, STEEL), [("IA", 60), ("IB", 40)]))
        assert (exchange.processing, exchange.business_key, exchange.reason) == ("done", WIDGETS, "")
        assert line(buyer, WIDGETS) == (D(170), D(0), D(0), "IA")
        assert line(buyer, STEEL) == (D(60), D(40), D(0), "IA+IB")
        assert buyer.open_codes() == []
        (row,) = buyer.lines(STEEL)
        assert [(one["code"], one["accepted"]) for one in row.differences] == [("back-ordered", "rule")]
        links = [(row.kind, row.to_exchange) for row in buyer.rows(Link)]
        assert links == [("answers", buyer.order(WIDGETS).exchange_id), ("answers", buyer.order(STEEL).exchange_id)]
        assert buyer.order(STEEL).response is not None

    def test_what_comes_later_is_still_on_order(self, buyer: Buyer) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IA", 60), ("IB", 40)]))
        assert not [one for one in buyer.proposes() if isinstance(one.decision, Proposal)]


class TestDifferences:
    def test_back_orders_that_the_terms_do_not_accept(self, buyer: Buyer) -> None:
        buyer.apply_partner(lambda partner: partner["purchase"].update(accept_back_orders=False))
        takes(buyer, response(ordered(buyer, STEEL), [("IA", 60), ("IB", 40)]))
        (case,) = buyer.rows(ExceptionCase)
        assert (case.code, case.message) == (
            "order-answer-differs",
            f"ACME answers order {STEEL} otherwise than asked, line 1 WIDGET-002: 40 of 100 EA follow later",
        )
        assert case.details["choices"] == [
            f"b2b orders accept {STEEL}",
            f"b2b orders cancel-line {STEEL} 1",
            f'b2b orders cancel {STEEL} --reason "why"',
        ]

    def test_a_price_above_is_not_agreed_before_somebody_says_so(self, buyer: Buyer) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IP", 100)], price="41.00"))
        (row,) = buyer.lines(STEEL)
        assert (row.confirmed, row.agreed_price) == (D(100), None)
        assert row.differences[0]["text"] == "the price is 41.00 EUR, 2.5 % above the 40.00 EUR ordered at"
        self.accept(buyer, STEEL)
        (row,) = buyer.lines(STEEL)
        assert (row.agreed_price, row.differences[0]["accepted"]) == (D(41), "ada")
        assert buyer.open_codes() == []

    def test_a_price_within_the_tolerance_or_below_is_agreed(self, buyer: Buyer) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IP", 100)], price="39.00"))
        assert buyer.lines(STEEL)[0].agreed_price == D(39)
        buyer.apply_partner(lambda partner: partner["purchase"].update(price_tolerance_percent="2"))
        takes(buyer, response(ordered(buyer, WIDGETS), [("IP", 170)], price="12.00"))
        assert buyer.lines(WIDGETS)[0].agreed_price == D(12)
        assert buyer.open_codes() == []

    def test_what_is_rejected_is_not_ordered_anew_before_somebody_has_looked(self, buyer: Buyer) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IR", 100)], status="RJ"))
        assert buyer.open_codes() == ["order-answer-differs"]
        assert not [one for one in buyer.proposes() if isinstance(one.decision, Proposal)]
        self.accept(buyer, STEEL)
        assert buyer.order(STEEL).state == "closed"
        assert [one.need.sku for one in buyer.proposes() if isinstance(one.decision, Proposal)] == ["WIDGET-002"]

    def test_a_later_day(self, buyer: Buyer) -> None:
        asked = ordered(buyer, WIDGETS)
        for days, open_codes in ((2, []), (3, ["order-answer-differs"])):
            found = response(asked, [("IA", 170)])
            day = (asked.lines[0].requested_date or DAY) + dt.timedelta(days=days)
            later = replace(found.lines[0].answers[0], day=day, status=LineStatus.DATE_CHANGED)
            takes(buyer, replace(found, lines=(replace(found.lines[0], answers=(later,)),)))
            assert buyer.open_codes() == open_codes
            assert buyer.lines(WIDGETS)[0].promised_on == day

    @pytest.mark.parametrize(
        ("given", "codes", "figures"),
        [
            ([("IA", 60)], ["short"], (D(60), D(0), D(40))),
            ([("IA", 60), ("IR", 40)], ["rejected"], (D(60), D(0), D(40))),
            ([("IQ", 120)], ["over"], (D(120), D(0), D(0))),
            ([("IS", 100)], ["substituted"], (D(100), D(0), D(0))),
            ([("IH", 100)], ["back-ordered", "on-hold"], (D(0), D(100), D(0))),
            ([("IC", 100)], ["changed"], (D(100), D(0), D(0))),
            ([("DR", 100)], ["later"], (D(100), D(0), D(0))),
            ([("IA", 50), ("IA", 50)], [], (D(100), D(0), D(0))),
        ],
    )
    def test_each_kind(
        self, buyer: Buyer, given: list[tuple[str, int]], codes: list[str], figures: tuple[D, D, D]
    ) -> None:
        takes(buyer, response(ordered(buyer, STEEL), given))
        (row,) = buyer.lines(STEEL)
        assert [one["code"] for one in row.differences] == codes
        assert (row.confirmed, row.back_ordered, row.rejected) == figures
        assert (buyer.open_codes() == []) == all(one["accepted"] for one in row.differences)

    def test_an_answer_as_a_whole(self, buyer: Buyer) -> None:
        takes(buyer, replace(response(ordered(buyer, STEEL), status="AD"), lines=()))
        takes(buyer, replace(response(ordered(buyer, WIDGETS), status="AC"), lines=()))
        assert line(buyer, STEEL) == (D(100), D(0), D(0), "IA")
        assert [one["code"] for one in buyer.lines(WIDGETS)[0].differences] == ["unanswered"]

    def test_another_currency_takes_no_price(self, buyer: Buyer) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IA", 100)], price="30.00", currency="USD"))
        (case,) = buyer.rows(ExceptionCase)
        assert "the answer is in USD, ordered was in EUR" in case.message
        assert buyer.lines(STEEL)[0].agreed_price is None
        with pytest.raises(NotAllowed, match="nothing of the answer waits"):
            self.accept(buyer, STEEL, "1")
        self.accept(buyer, STEEL)
        assert buyer.open_codes() == []

    def test_lines_are_found_by_item_and_unknown_ones_named(self, buyer: Buyer) -> None:
        found = response(ordered(buyer, STEEL), [("IA", 100)])
        supplied = replace(found.lines[0], number="", items=(ItemId(ItemScheme.SUPPLIER, "W-2"),))
        stranger = replace(found.lines[0], number="9", items=(ItemId(ItemScheme.SUPPLIER, "X-9"),))
        takes(buyer, replace(found, lines=(supplied, stranger)))
        assert line(buyer, STEEL)[0] == D(100)
        (case,) = buyer.rows(ExceptionCase)
        assert "line 9, X-9 (supplier) was not ordered" in case.message

    def test_another_article_and_a_unit_nobody_knows(self, buyer: Buyer) -> None:
        found = response(ordered(buyer, STEEL), [("IA", 100)]).lines[0]
        carton = replace(found, answers=(LineAnswer(LineStatus.ACCEPTED, Quantity(D(5), "XCT")),))
        other = replace(carton, items=(ItemId(ItemScheme.SUPPLIER, "X-9"),))
        takes(buyer, replace(response(ordered(buyer, STEEL), []), lines=(other,)))
        (row,) = buyer.lines(STEEL)
        assert [one["code"] for one in row.differences] == ["item-differs", "quantity-unclear", "short"]

    def accept(self, buyer: Buyer, number: str, line: str | None = None) -> None:
        with buyer.store.write() as session:
            answers.accept(session, buyer.tick(), "ada", purchases.order(session, number), line)


class TestAnswersOutOfTurn:
    def test_to_an_order_we_have_not_given(self, buyer: Buyer) -> None:
        known = ordered(buyer, STEEL)
        exchange = takes(buyer, response(replace(known, number="999"), [("IA", 100)]))
        assert exchange.reason == "ACME answers order 999, which we have not given"
        takes(buyer, response(replace(known, number="4500000001"), [("IA", 3)]))
        assert buyer.open_codes() == ["answer-to-unknown-order"] * 2, "one that waits for approval was not given either"

    def test_the_second_one_replaces_the_first_and_says_so(self, buyer: Buyer) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IA", 60), ("IR", 40)]))
        takes(buyer, response(ordered(buyer, STEEL), [("IA", 100)], date=DAY + dt.timedelta(days=1)))
        (row,) = buyer.lines(STEEL)
        assert [(one["code"], one["text"]) for one in row.differences] == [
            ("answered-anew", "the answer before said 60 confirmed, 40 rejected; now it is 100 confirmed")
        ]
        assert buyer.open_codes() == []

    def test_the_same_and_an_older_one_change_nothing(self, buyer: Buyer) -> None:
        new = response(ordered(buyer, STEEL), [("IA", 100)], date=DAY + dt.timedelta(days=1))
        takes(buyer, new)
        assert takes(buyer, new).reason == "the answer that we hold already, once more"
        old = takes(buyer, response(ordered(buyer, STEEL), [("IA", 60), ("IR", 40)]))
        assert old.reason == "it is of 2026-03-02, and we hold one of 2026-03-03: nothing is changed"
        assert line(buyer, STEEL) == (D(100), D(0), D(0), "IA")

    def test_a_rejection_without_lines_takes_an_acceptance_back(self, buyer: Buyer) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IA", 100)]))
        later = response(ordered(buyer, STEEL), status="RJ", date=DAY + dt.timedelta(days=1))
        takes(buyer, replace(later, lines=()))
        assert line(buyer, STEEL) == (D(0), D(0), D(100), "IR")
        (case,) = buyer.rows(ExceptionCase)
        assert case.code == "order-answer-differs"
        assert case.message.endswith("line 1 WIDGET-002: 100 of 100 EA are rejected")
        assert buyer.order(STEEL).state == "open"

    def test_a_rejection_whose_lines_are_accepted_goes_to_a_person(self, buyer: Buyer) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IA", 100)], status="RJ"))
        (case,) = buyer.rows(ExceptionCase)
        assert case.code == "order-answer-differs"
        assert case.message.endswith("the order is rejected as a whole, and 100 EA of this line are not")

    @pytest.mark.parametrize(
        ("status", "said"),
        [
            ("AD", "it accepts the order as a whole, and the answer before did not confirm all of line 1"),
            ("AC", "it changes the answer before, and does not say in what"),
        ],
    )
    def test_one_without_lines_that_leaves_open_what_is_meant(self, buyer: Buyer, status: str, said: str) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IA", 60), ("IB", 40)]))
        later = response(ordered(buyer, STEEL), status=status, date=DAY + dt.timedelta(days=1))
        takes(buyer, replace(later, lines=()))
        assert line(buyer, STEEL) == (D(60), D(40), D(0), "IA+IB")
        (case,) = buyer.rows(ExceptionCase)
        assert case.details["strays"] == [said]

    def test_an_acceptance_without_lines_of_what_is_confirmed_already(self, buyer: Buyer) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IA", 100)]))
        later = response(ordered(buyer, STEEL), status="AD", date=DAY + dt.timedelta(days=1))
        takes(buyer, replace(later, lines=()))
        assert buyer.open_codes() == []

    def test_to_a_closed_order(self, buyer: Buyer) -> None:
        takes(buyer, response(ordered(buyer, STEEL), [("IR", 100)], status="RJ"))
        with buyer.store.write() as session:
            answers.accept(session, buyer.tick(), "ada", purchases.order(session, STEEL))
        takes(buyer, response(ordered(buyer, STEEL), [("IA", 100)], date=DAY + dt.timedelta(days=1)))
        assert buyer.open_codes() == ["answer-to-closed-order"]
        assert line(buyer, STEEL)[0] == D(0)

    def test_a_test_is_not_kept(self, buyer: Buyer) -> None:
        exchange_id = buyer.arrives("855")
        with buyer.store.write() as session:
            exchange = session.get_one(Exchange, exchange_id)
            exchange.test = True
            answers.take(session, buyer.tick(), exchange, response(ordered(buyer, STEEL), [("IR", 100)]), "gateway")
        assert line(buyer, STEEL) == (D(0), D(0), D(0), "")

    def test_a_line_that_is_not_there(self, buyer: Buyer) -> None:
        with pytest.raises(NotFound, match="no line 7"), buyer.store.write() as session:
            answers.accept(session, buyer.tick(), "ada", purchases.order(session, STEEL), "7")


ACKS = st.lists(st.tuples(st.sampled_from(list(LineStatus)), st.integers(0, 150)), max_size=4)


class TestLaws:
    @given(
        wanted=st.integers(0, 120),
        answered=st.lists(ACKS, max_size=3),
        status=st.sampled_from(list(ResponseStatus)),
        tolerance=st.sampled_from([0, 5, 100]),
        price=st.none() | st.integers(0, 90),
    )
    @settings(max_examples=150, deadline=None)
    def test_an_answer_adds_up(
        self,
        wanted: int,
        answered: list[list[tuple[LineStatus, int]]],
        status: ResponseStatus,
        tolerance: int,
        price: int | None,
    ) -> None:
        """What is confirmed, follows and is rejected is what was wanted, or more with a difference that says so."""
        asked = OrderedLine("l", "o", "1", "EUR", 1, "1", "A", "EA", D(wanted), D(40), D(40))
        lines = tuple(
            ResponseLine("1", Quantity(D(1), "EA"), None if price is None else D(price), (), tuple(_acks(acks)))
            for acks in answered
        )
        terms = PurchaseTerms(quantity_tolerance_percent=D(tolerance), price_tolerance_percent=D(tolerance))
        found = read(OrderResponse("1", DAY, DAY, status, "EUR", lines), [Asked(asked, D(wanted))], terms)
        (line,) = found.lines
        total = line.confirmed + line.back_ordered + line.rejected
        codes = {one.code for one in line.differences}
        if "unanswered" in codes:
            assert total == 0
        elif "over" in codes:
            assert total > wanted
        else:
            assert total == wanted
        assert min(line.confirmed, line.back_ordered, line.rejected) >= 0
        assert line.agreed_price is None or line.agreed_price <= 40 * (1 + D(tolerance) / 100)

    @given(sequence=st.lists(st.tuples(st.sampled_from([WIDGETS, STEEL]), ACKS, st.integers(0, 3)), max_size=6))
    @settings(max_examples=10, deadline=None)
    def test_after_any_answers_the_order_is_consistent(
        self, tmp_path_factory: pytest.TempPathFactory, sequence: list[tuple[str, list[tuple[LineStatus, int]], int]]
    ) -> None:
        buyer = make_buyer(tmp_path_factory.mktemp("law"))
        buyer.proposes()
        for number, acks, day in sequence:
            given_acks = [(code.value, quantity) for code, quantity in acks]
            takes(buyer, response(ordered(buyer, number), given_acks, date=DAY + dt.timedelta(days=day)))
        for number in (WIDGETS, STEEL):
            (row,) = buyer.lines(number)
            total = row.confirmed + row.back_ordered + row.rejected
            codes = {one["code"] for one in row.differences}
            assert total == row.ordered or (total > row.ordered and "over" in codes) or not row.status
            waiting = bool(answers.undecided(row))
            assert waiting == (buyer.order(number).id in {case.row_id for case in _open(buyer)})
        assert not [one for one in buyer.proposes() if isinstance(one.decision, Proposal)] or not _open(buyer)
        buyer.store.close()


def _acks(acks: list[tuple[LineStatus, int]]) -> list[LineAnswer]:
    return [LineAnswer(code, Quantity(D(quantity), "EA")) for code, quantity in acks]


def _open(buyer: Buyer) -> list[ExceptionCase]:
    return buyer.rows(ExceptionCase, col(ExceptionCase.state) == "open")


def test_an_invoice_that_waits_for_the_price_is_matched_once_the_price_is_agreed(buyer: Buyer) -> None:
    dock = Dock(buyer)
    takes(buyer, response(ordered(buyer, WIDGETS), [("IA", 170)], price="12.00"))
    (number,) = (row.line_number for row in buyer.lines(WIDGETS))
    dock.receives(WIDGETS, received(number, 170))
    dock.bills(invoice("I-1", WIDGETS, billed(number, 170, "12.00")))
    assert dock.stands("I-1") == ("blocked", 0)
    with buyer.store.write() as session:
        answers.accept(session, buyer.tick(), "chief", purchases.order(session, WIDGETS))
    assert dock.stands("I-1") == ("matched", D("2427.60"))
    assert buyer.open_codes() == []


def test_a_lower_price_holds_for_invoices_although_another_line_is_undecided(tmp_path: Path) -> None:
    dock = make_dock(tmp_path / "northwind")
    dock.gives("PO-1", ("WIDGET-001", 10, "12.00"), ("WIDGET-002", 10, "40.00"))
    dock.receives("PO-1", received("1", 10))
    dock.bills(invoice("I-1", "PO-1", billed("1", 10, "12.00")))
    assert dock.stands("I-1") == ("matched", D("142.80"))
    ten = Quantity(D(10), "EA")
    cheaper = ResponseLine("1", ten, D("11.00"), (), (LineAnswer(LineStatus.ACCEPTED, ten),))
    none = ResponseLine("2", ten, None, (), (LineAnswer(LineStatus.REJECTED, ten),))
    found = OrderResponse("PO-1", DAY, DAY, ResponseStatus.ACCEPTED, lines=(cheaper, none), currency="EUR")
    takes(dock.buyer, found)
    assert sorted(dock.buyer.open_codes()) == ["invoice-not-matched", "order-answer-differs"]
    assert dock.stands("I-1") == ("blocked", 0)
