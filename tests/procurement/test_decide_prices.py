"""The price of a line: ours, the buyer's, what lies between; and in which currency."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D

import pytest

from b2b.documents import ResponseStatus
from b2b.procurement.orders.decide import decide
from b2b.procurement.orders.snapshot import PriceRow
from b2b.procurement.orders.terms import PricePolicy
from tests.procurement.decided_lines import A, B, one
from tests.procurement.orders_by_hand import DAY, TERMS, answered, codes, item, line, order, own, snapshot, why


class TestPrice:
    @pytest.mark.parametrize(
        ("theirs", "policy", "answer", "price", "code"),
        [
            ("10", PricePolicy.REJECT, "IA", "10", "price-agreed"),
            (None, PricePolicy.REJECT, "IA", "10", "price-ours"),
            ("10.2", PricePolicy.REJECT, "IA", "10.2", "price-within-tolerance"),
            ("9.8", PricePolicy.REJECT, "IA", "9.8", "price-within-tolerance"),
            ("9.79", PricePolicy.ANSWER_OURS, "IP", "10", "price-answered-ours"),
            ("10.21", PricePolicy.ANSWER_OURS, "IP", "10", "price-answered-ours"),
            ("5", PricePolicy.ACCEPT_THEIRS, "IA", "5", "price-accepted-theirs"),
            ("15", PricePolicy.ACCEPT_THEIRS, "IA", "15", "price-accepted-theirs"),
        ],
    )
    def test_is_agreed_within_the_tolerance_and_by_policy_beyond(
        self, theirs: str | None, policy: PricePolicy, answer: str, price: str, code: str
    ) -> None:
        decision = one(own("A"), "10", theirs, terms=replace(TERMS, price_policy=policy))
        assert answered(decision) == [[(answer, D(10))]]
        assert decision.lines[0].price == D(price)
        assert why(decision.lines[0]) == [code]
        assert codes(decision) == []

    def test_is_rejected_by_policy(self) -> None:
        decision = one(own("A"), "10", "9", terms=replace(TERMS, price_policy=PricePolicy.REJECT))
        assert answered(decision) == [[("IR", D(10))]]
        assert decision.lines[0].price is None
        assert decision.response
        assert decision.response.lines[0].unit_price == D(9), "the buyer's own figure comes back"
        assert codes(decision) == []

    def test_that_a_person_decides_makes_the_order_wait(self) -> None:
        terms = replace(TERMS, price_policy=PricePolicy.HOLD)
        known = snapshot(A, B)
        decision = decide(order(line(own("B"), 1, "20"), line(own("A"), 10, "9", number="2")), known, terms)
        assert decision.held
        assert (decision.response, decision.erp_lines, decision.stock_used) == (None, (), {})
        assert codes(decision) == ["price-held"]
        assert decision.exceptions[0].message.startswith("order 4500001001, line 2: ordered at 9.00 EUR, 10 % below")

    @pytest.mark.parametrize(
        ("theirs", "policy", "answers"),
        [
            ("0", PricePolicy.ANSWER_OURS, [("IP", D(10))]),
            ("0", PricePolicy.ACCEPT_THEIRS, [("IP", D(10))]),
            ("0", PricePolicy.REJECT, [("IR", D(10))]),
            ("-1", PricePolicy.ANSWER_OURS, [("IR", D(10))]),
            ("-1", PricePolicy.ACCEPT_THEIRS, [("IR", D(10))]),
        ],
    )
    def test_of_zero_or_less_is_never_agreed_in_silence(
        self, theirs: str, policy: PricePolicy, answers: list[tuple[str, D]]
    ) -> None:
        terms = replace(TERMS, price_policy=policy, price_tolerance_percent=D(1000))
        decision = one(own("A"), "10", theirs, terms=terms)
        assert answered(decision) == [answers]
        assert codes(decision) == ["price-not-positive"]
        assert decision.lines[0].price in (D(10), None)

    def test_of_zero_waits_where_the_terms_hold(self) -> None:
        assert one(own("A"), "10", "0", terms=replace(TERMS, price_policy=PricePolicy.HOLD)).held

    @pytest.mark.parametrize("theirs", ["1000000000000", "0.0000001", "1E+40"])
    def test_that_cannot_be_kept_is_rejected(self, theirs: str) -> None:
        assert codes(one(own("A"), "10", theirs)) == ["figure-out-of-range"]

    def test_an_amount_that_cannot_be_kept_is_rejected(self) -> None:
        assert codes(one(own("A"), "999999999999", None)) == ["figure-out-of-range"]

    def test_that_is_missing_from_the_catalog_is_never_guessed(self) -> None:
        decision = one(own("A"), "10", "10", items=(item("A"),))
        assert answered(decision) == [[("IR", D(10))]]
        assert codes(decision) == ["no-price"]

    def test_of_zero_in_the_catalog_is_none(self) -> None:
        assert codes(one(own("A"), "10", "0", items=(item("A", [("1", "0")]),))) == ["no-price"]

    rows = (
        PriceRow(D(1), D(10)),
        PriceRow(D(100), D(9)),
        PriceRow(D(1), D(11), valid_from=dt.date(2026, 6, 1)),
        PriceRow(D(500), D(7), contract=True, valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2026, 12, 31)),
        PriceRow(D(1000), D(8), contract=True),
    )

    @pytest.mark.parametrize(
        ("quantity", "day", "price"),
        [
            ("99", DAY, "10"),
            ("100", DAY, "9"),
            ("499", DAY, "9"),
            ("500", DAY, "7"),
            ("1000", DAY, "8"),
            ("500", dt.date(2026, 12, 31), "7"),
            ("500", dt.date(2027, 1, 1), "9"),
            ("99", dt.date(2026, 6, 1), "11"),
            ("99", dt.date(2026, 5, 31), "10"),
        ],
    )
    def test_contract_before_list_by_quantity_and_day_of_the_order(
        self, quantity: str, day: dt.date, price: str
    ) -> None:
        decision = one(own("A"), quantity, None, items=(item("A", self.rows),), day=day)
        assert decision.lines[0].price == D(price)


class TestCurrency:
    def test_that_the_order_leaves_out_is_the_terms(self) -> None:
        decision = one(own("A"), currency=None)
        assert (decision.currency, answered(decision)) == ("EUR", [[("IA", D(10))]])

    def test_other_than_agreed_is_never_converted(self) -> None:
        decision = one(own("A"), currency="USD")
        assert (decision.currency, decision.status) == ("USD", ResponseStatus.REJECTED)
        assert codes(decision) == ["currency-not-agreed"]
        assert decision.erp_lines == ()

    def test_that_nobody_names_is_never_guessed(self) -> None:
        decision = one(own("A"), currency=None, terms=replace(TERMS, currency=""))
        assert (decision.currency, decision.status) == ("XXX", ResponseStatus.REJECTED)
        assert codes(decision) == ["currency-unknown"]

    def test_of_the_order_holds_where_none_is_agreed(self) -> None:
        assert answered(one(own("A"), terms=replace(TERMS, currency=""))) == [[("IA", D(10))]]


@pytest.mark.parametrize(
    ("policy", "answers", "held"),
    [
        (PricePolicy.ANSWER_OURS, [("IP", D(10))], False),
        (PricePolicy.ACCEPT_THEIRS, [("IP", D(10))], False),
        (PricePolicy.REJECT, [("IR", D(10))], False),
        (PricePolicy.HOLD, [], True),
    ],
)
def test_a_price_for_another_unit_is_not_taken_for_none(policy: PricePolicy, answers: object, held: bool) -> None:
    found = order(replace(line(own("A"), 10), other_price="3.00 PD"))
    decision = decide(found, snapshot(A), replace(TERMS, price_policy=policy))
    assert decision.held is held
    assert codes(decision) == ["price-not-comparable"]
    if not held:
        assert answered(decision) == [answers]
