"""Laws that hold for every order: nothing appears, nothing vanishes, no price and no stock beyond what was known."""

from __future__ import annotations

import time
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.documents import ItemId, Order, OrderLine, Quantity
from b2b.procurement.orders.decide import decide
from b2b.procurement.orders.snapshot import OrderSnapshot
from b2b.procurement.orders.terms import OrderTerms, PackPolicy, PricePolicy
from tests.procurement.orders_by_hand import DAY, TERMS, buyers, gtin, item, line, order, own, snapshot

FIGURES = st.decimals(min_value=-5, max_value=500, places=2) | st.integers(-5, 500).map(D)
WILD = FIGURES | st.decimals(allow_nan=True, allow_infinity=True)
IDS = st.sampled_from([own("A"), own("B"), own("C"), own("NOPE"), buyers("N-A"), buyers("N-B"), gtin("036000291452")])


@st.composite
def lines(draw: st.DrawFn) -> OrderLine:
    ids: tuple[ItemId, ...] = tuple(draw(st.lists(IDS, max_size=2)))
    unit = draw(st.sampled_from(["EA", "XCT", "XPX", "KGM"]))
    price = draw(st.none() | st.sampled_from([D(10), D(9), D("9.9"), D(216), D(0)]) | WILD)
    return OrderLine(draw(st.sampled_from(["", "1", "2"])), Quantity(draw(WILD), unit), price, ids)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Order, OrderSnapshot, OrderTerms]:
    stock = st.integers(0, 300).map(str) | st.none()
    known = snapshot(
        item("A", [("1", "10"), ("50", "9")], stock=draw(stock), pack=draw(st.sampled_from(["1", "10", "0.5"])), gtin="00036000291452", units={"XCT": "24"}),
        item("B", [("1", "10")], stock=draw(stock), minimum=draw(st.sampled_from(["0", "25"])), units={"XCT": "12", "KGM": "0.75"}),
        item("C", stock=draw(stock)),
        codes={"N-A": "A", "N-B": "B"},
    )  # fmt: skip
    terms = OrderTerms(
        "EUR",
        draw(st.sampled_from([D(0), D(2), D(50)])),
        draw(st.sampled_from(PricePolicy)),
        draw(st.sampled_from(PackPolicy)),
        draw(st.booleans()),
    )
    currency = draw(st.sampled_from(["EUR", "EUR", "EUR", None, "USD"]))
    return Order("1", DAY, tuple(draw(st.lists(lines(), max_size=6))), currency=currency), known, terms


@given(worlds())
@settings(max_examples=300, deadline=None)
def test_every_unit_is_accounted_for_and_no_stock_is_promised_twice(
    world: tuple[Order, OrderSnapshot, OrderTerms],
) -> None:
    found, known, terms = world
    decision = decide(found, known, terms)
    assert decision == decide(found, known, terms)
    assert len(decision.lines) == len(found.lines)
    used: dict[str, Fraction] = {}
    for asked, answer in zip(found.lines, decision.lines, strict=True):
        if decision.held and not answer.answers:
            continue
        total = sum(map(Fraction, (answer.confirmed, answer.back_ordered, answer.rejected)))
        if asked.quantity.value.is_finite():
            stands_for = Fraction(max(asked.quantity.value, D(0)))
            assert total == stands_for or (answer.accepted and total > stands_for)
        assert sum(Fraction(part.quantity.value) for part in answer.answers) == total
        assert min(answer.confirmed, answer.back_ordered, answer.rejected) >= 0
        assert not (answer.back_ordered and not terms.back_orders)
        assert answer.reasons
        assert all(reason.text for reason in answer.reasons)
        if answer.item_id and answer.confirmed:
            used[answer.item_id] = used.get(answer.item_id, Fraction(0)) + Fraction(answer.confirmed) * Fraction(
                answer.factor
            )
    for id, quantity in used.items():
        assert quantity <= known.items[id].stock.free
    if not decision.held:
        assert {id: Fraction(quantity) for id, quantity in decision.stock_used.items()} == used
        assert {booked.sku for booked in decision.erp_lines} == {x.sku for x in decision.lines if x.accepted}


@given(worlds())
@settings(max_examples=300, deadline=None)
def test_no_price_is_outside_the_policy(world: tuple[Order, OrderSnapshot, OrderTerms]) -> None:
    found, known, terms = world
    for asked, answer in zip(found.lines, decide(found, known, terms).lines, strict=True):
        if answer.price is None:
            assert not answer.accepted
            continue
        assert answer.item_id is not None
        ours = {row.price * answer.factor for row in known.items[answer.item_id].prices}
        assert answer.price > 0
        if answer.price not in ours:
            theirs = asked.unit_price
            assert theirs == answer.price
            near = min(abs(theirs - price) * 100 / price for price in ours)
            assert near <= terms.price_tolerance_percent or terms.price_policy is PricePolicy.ACCEPT_THEIRS
        elif asked.unit_price is not None and asked.unit_price != answer.price:
            assert terms.price_policy in (PricePolicy.ANSWER_OURS, PricePolicy.ACCEPT_THEIRS)
            assert terms.price_policy is PricePolicy.ANSWER_OURS or asked.unit_price == 0


@pytest.mark.slow
def test_ten_thousand_lines_take_ten_times_as_long_as_a_thousand() -> None:
    def seconds(count: int) -> float:
        known = snapshot(*(item(f"S{n}", [("1", "10"), ("100", "9")], stock="50", pack="10") for n in range(count)))
        big = order(*(line(own(f"S{n % (count - 7)}"), n % 90 + 1, "10", number=str(n)) for n in range(count)))
        started = time.process_time()
        decision = decide(big, known, TERMS)
        assert len(decision.lines) == count
        return time.process_time() - started

    seconds(100)
    assert seconds(10_000) < 50 * seconds(1_000), "ten times as many lines: a hundred times would be quadratic"
