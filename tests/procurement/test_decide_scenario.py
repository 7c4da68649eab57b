"""The supplier's day, decided: the figures of the end-to-end test, without any file or database."""

from __future__ import annotations

from decimal import Decimal as D

from b2b.documents import Order, ResponseStatus
from b2b.procurement.orders.decide import decide
from b2b.procurement.orders.decision import OrderDecision
from tests.procurement.orders_by_hand import TERMS, answered, codes, item, line, order, own, snapshot

FIRST = order(line(own("WIDGET-001"), 100, "11.80"), line(own("WIDGET-002"), 20, "40.00", number="2"))
SECOND = order(line(own("WIDGET-001"), 50, "11.00"), number="4500001002")
THIRD = order(line(own("WIDGET-002"), 100, "40.00"), number="4500001003")
FOURTH = order(line(own("NOPE-1"), 5, "9.99"), line(own("WIDGET-001"), 15, "12.50", number="2"), number="4500001004")


def decided(found: Order, widgets: str, steel: str) -> OrderDecision:
    return decide(
        found,
        snapshot(
            item("WIDGET-001", [("1", "12.50"), ("100", "11.80")], stock=widgets, pack="10"),
            item("WIDGET-002", [("1", "40.00")], stock=steel),
            item("GASKET-10", [("1", "3.20")], stock="0"),
        ),
        TERMS,
    )


def prices(decision: OrderDecision) -> list[D | None]:
    assert decision.response is not None
    return [found.unit_price for found in decision.response.lines]


def test_an_order_as_it_should_be_is_accepted() -> None:
    decision = decided(FIRST, "500", "60")
    assert decision.status is ResponseStatus.ACCEPTED
    assert answered(decision) == [[("IA", D(100))], [("IA", D(20))]]
    assert prices(decision) == [D("11.80"), D("40.00")]
    assert decision.stock_used == {"id-WIDGET-001": D(100), "id-WIDGET-002": D(20)}
    assert codes(decision) == []


def test_a_price_too_low_is_answered_with_ours() -> None:
    decision = decided(SECOND, "400", "40")
    assert decision.status is ResponseStatus.ACCEPTED_WITH_CHANGES
    assert answered(decision) == [[("IP", D(50))]]
    assert prices(decision) == [D("12.50")]
    assert decision.lines[0].reasons[0].text == (
        "ordered at 11.00 EUR, 12 % below; ours is 12.50 EUR (list, from 1 EA); beyond 2 % ours is answered"
    )
    assert codes(decision) == [], "a policy has settled it: nobody needs to look"


def test_what_is_not_in_stock_is_back_ordered() -> None:
    decision = decided(THIRD, "350", "40")
    assert answered(decision) == [[("IA", D(40)), ("IB", D(60))]]
    (booked,) = decision.erp_lines
    assert (booked.confirmed.value, booked.back_ordered.value, booked.unit_price) == (D(40), D(60), D("40.00"))
    assert decision.lines[0].reasons[-1].text == "40 EA of WIDGET-002 are free; 60 EA follow when there is stock"


def test_an_unknown_item_does_not_hold_up_the_other_line() -> None:
    decision = decided(FOURTH, "350", "0")
    assert decision.status is ResponseStatus.ACCEPTED_WITH_CHANGES
    assert answered(decision) == [[("IR", D(5))], [("IQ", D(20))]]
    assert prices(decision) == [D("9.99"), D("12.50")]
    assert codes(decision) == ["unknown-item"]
    assert decision.exceptions[0].message == "order 4500001004, line 1: NOPE-1 (supplier) is not in the catalog"
    assert [found.sku for found in decision.erp_lines] == ["WIDGET-001"]


def test_the_partner_reads_no_stock_no_tolerance_and_no_price_list() -> None:
    day = [decided(found, "500", "40") for found in (FIRST, SECOND, THIRD, FOURTH)]
    told = [a.reason for one in day if one.response for line in one.response.lines for a in line.answers]
    assert any(reason == "our price is 12.50 EUR" for reason in told)
    assert any(reason == "60 EA follow when there is stock" for reason in told)
    for reason in told:
        assert not any(word in reason for word in ("free", "list", "contract", "tolerance", "2 %", "promised"))
