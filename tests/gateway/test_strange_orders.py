"""Orders that nobody should send, end to end: each gets its 997 and a sensible answer, and nothing is guessed."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from b2b.store.tables import SalesOrderLine, Stock
from tests.e2e.world import first, segments
from tests.gateway.desk import STOCK, Desk
from tests.gateway.orders import interchange, order


@pytest.fixture
def supplier(desk: Desk) -> Desk:
    desk.sell()
    return desk


def play(desk: Desk, body: list[str]) -> tuple[str, list[tuple[str, str]]]:
    """The AK5 code of the 997 and the (ACK01, quantity) pairs of the 855, if there is one."""
    desk.put(interchange(1, [body]))
    desk.run()
    found = [segments(content) for content in desk.sent()]
    acknowledged = [first(envelope, "AK5")[1] for envelope in found if any(s[0] == "AK5" for s in envelope)]
    answers = [(s[1], s[2]) for envelope in found for s in envelope if s[0] == "ACK"]
    (code,) = acknowledged
    return code, answers


def stock_is_untouched(desk: Desk) -> bool:
    return sorted(row.quantity for row in desk.rows(Stock)) == sorted(D(number) for number in STOCK.values())


@pytest.mark.parametrize(
    ("line", "expected", "case"),
    [
        (("WIDGET-001", "10", "0"), [("IP", "10")], "price-not-positive"),
        (("WIDGET-001", "10", "-1"), [("IR", "10")], "price-not-positive"),
        (("WIDGET-001", "0", "12.50"), [("IR", "0")], "quantity-not-positive"),
        (("WIDGET-001", "-10", "12.50"), [("IR", "0")], "quantity-not-positive"),
        (("NOPE-1", "10", "12.50"), [("IR", "10")], "unknown-item"),
        (("WIDGET-001", "999999990", "11.80"), [("IA", "500"), ("IB", "999999490")], None),
    ],
)
def test_a_line_is_answered_for_what_it_is(
    supplier: Desk, line: tuple[str, str, str], expected: list[tuple[str, str]], case: str | None
) -> None:
    code, answers = play(supplier, order("PO1", [line]))
    assert code == "A"
    assert answers == expected
    assert supplier.open_cases() == ([case] if case else [])
    assert [e.processing for e in supplier.exchanges()] == ["done"]
    if expected[0][0] == "IR":
        assert stock_is_untouched(supplier)


def test_a_price_of_nothing_is_answered_with_ours(supplier: Desk) -> None:
    play(supplier, order("PO1", [("WIDGET-001", "10", "0")]))
    (line,) = supplier.rows(SalesOrderLine)
    assert (line.ordered_price, line.price) == (D(0), D("12.50"))


def test_the_other_lines_of_a_strange_order_go_on(supplier: Desk) -> None:
    lines = [("WIDGET-001", "10", "-1"), ("WIDGET-001", "-5", "12.50"), ("WIDGET-002", "5", "40.00")]
    _, answers = play(supplier, order("PO1", lines))
    assert answers == [("IR", "10"), ("IR", "0"), ("IA", "5")]


def test_lines_of_one_number_are_not_taken(supplier: Desk) -> None:
    lines = [("WIDGET-001", "10", "12.50"), ("WIDGET-002", "5", "40.00"), ("WIDGET-001", "20", "12.50")]
    body = [segment.replace("PO1*2*", "PO1*1*") for segment in order("PO1", lines)]
    assert play(supplier, body) == ("A", [("IR", "10"), ("IR", "5"), ("IA", "20")])
    assert supplier.open_cases() == ["line-number-repeated"]


@pytest.mark.parametrize("quantity", ["99999999999999999999", "0.0000000000000000001"])
def test_more_digits_than_x12_has_room_for_are_rejected(supplier: Desk, quantity: str) -> None:
    assert play(supplier, order("PO1", [("WIDGET-001", quantity, "12.50")])) == ("R", [])
    assert supplier.open_cases() == ["set-rejected"]
    assert "too long: 20, at most 15" in supplier.exchanges()[0].reason


@pytest.mark.parametrize("quantity", ["123456789012345", "0.1234567"])
def test_a_figure_that_we_cannot_keep_is_answered_as_it_came_and_not_cut(supplier: Desk, quantity: str) -> None:
    assert play(supplier, order("PO1", [("WIDGET-001", quantity, "12.50")])) == ("A", [("IR", quantity)])
    assert supplier.open_cases() == ["figure-out-of-range"]


@pytest.mark.parametrize("currency", ["USD", "XTS"])
def test_a_currency_that_is_not_agreed_is_never_converted(supplier: Desk, currency: str) -> None:
    assert play(supplier, order("PO1", currency=currency)) == ("A", [("IR", "10")])
    assert "currency-not-agreed" in supplier.open_cases()
    assert stock_is_untouched(supplier)


@pytest.mark.parametrize("agreed", ["EUR", ""])
def test_without_a_currency_the_agreed_one_holds_or_none(supplier: Desk, agreed: str) -> None:
    supplier.change_partner(lambda partner: partner["terms"].update(currency=agreed))
    code, answers = play(supplier, order("PO1", currency=""))
    assert code == "A"
    assert answers == ([("IA", "10")] if agreed else [("IR", "10")])
    assert supplier.open_cases() == ([] if agreed else ["currency-unknown"])


def test_a_unit_that_is_not_on_file_is_never_converted(supplier: Desk) -> None:
    code, answers = play(supplier, [s.replace("*EA*", "*CA*") for s in order("PO1")])
    assert (code, answers) == ("A", [("IR", "10")])
    assert supplier.open_cases() == ["unknown-unit"]


@pytest.mark.parametrize(("date", "status"), [("00010101", "IR"), ("19000228", "IR"), ("99991231", "IA")])
def test_a_day_long_gone_or_far_off_has_the_prices_of_that_day(supplier: Desk, date: str, status: str) -> None:
    """The catalog begins with 2026 and has no end."""
    assert play(supplier, order("PO1", date=date)) == ("A", [(status, "10")])
    assert supplier.open_cases() == (["no-price"] if status == "IR" else [])


@pytest.mark.parametrize("date", ["20260231", "20261301", "00000000", "2026030", "260302"])
def test_a_day_that_does_not_exist_is_rejected(supplier: Desk, date: str) -> None:
    code, answers = play(supplier, order("PO1", date=date))
    assert (code, answers) == ("R", [])
    assert supplier.open_cases() == ["set-rejected"]
