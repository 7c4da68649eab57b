"""What of a line can be promised from the stock that is known."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest

from b2b.documents import ResponseStatus
from b2b.procurement.orders.decide import decide
from tests.procurement.decided_lines import one
from tests.procurement.orders_by_hand import TERMS, answered, codes, item, line, order, own, snapshot


class TestStock:
    def test_is_shared_by_the_lines_in_their_order(self) -> None:
        known = snapshot(item("A", [("1", "10")], stock="25"))
        lines = [line(own("A"), 10, "10", number=str(n)) for n in (1, 2, 3, 4)]
        decision = decide(order(*lines), known, TERMS)
        assert answered(decision) == [[("IA", D(10))], [("IA", D(10))], [("IA", D(5)), ("IB", D(5))], [("IB", D(10))]]
        assert decision.stock_used == {"id-A": D(25)}
        assert decision.lines[2].reasons[-1].text == (
            "5 EA of A are free after the lines above; 5 EA follow when there is stock"
        )

    def test_promised_elsewhere_is_not_promised_again(self) -> None:
        decision = one(own("A"), "10", items=(item("A", [("1", "10")], stock="12", promised="5"),))
        assert answered(decision) == [[("IA", D(7)), ("IB", D(3))]]
        assert "7 EA of A are free (12 less 5 promised to other orders)" in decision.lines[0].reasons[-1].text

    def test_promised_beyond_what_there_is_confirms_nothing(self) -> None:
        decision = one(own("A"), "10", items=(item("A", [("1", "10")], stock="2", promised="5"),))
        assert answered(decision) == [[("IB", D(10))]]

    def test_that_lacks_is_rejected_without_back_orders(self) -> None:
        decision = one(own("A"), "10", terms=replace(TERMS, back_orders=False), items=(item("A", [("1", "10")], "4"),))
        assert answered(decision) == [[("IA", D(4)), ("IR", D(6))]]
        assert decision.status is ResponseStatus.ACCEPTED_WITH_CHANGES
        assert codes(decision) == []

    @pytest.mark.parametrize(
        ("ordered", "stock", "answer"),
        [
            ("15", "19", [("IA", D(10)), ("IR", D(5))]),
            ("15", "20", [("IQ", D(20))]),
            ("15", "9", [("IR", D(15))]),
            ("5", "29", [("IQ", D(20))]),
            ("5", "30", [("IQ", D(30))]),
        ],
    )
    def test_that_lacks_for_a_pack_is_not_rejected_beyond_what_was_ordered(
        self, ordered: str, stock: str, answer: list[tuple[str, D]]
    ) -> None:
        packed = item("A", [("1", "10")], stock, pack="10", minimum="30" if ordered == "5" else "0")
        decision = one(own("A"), ordered, terms=replace(TERMS, back_orders=False), items=(packed,))
        assert answered(decision) == [answer]

    def test_nobody_knows_of_confirms_nothing_and_is_shown(self) -> None:
        decision = one(own("A"), "10", items=(item("A", [("1", "10")], stock=None),))
        assert answered(decision) == [[("IB", D(10))]]
        assert codes(decision) == ["stock-unknown"]
        assert decision.exceptions[0].severity == "warning"

    def test_a_line_wholly_back_ordered_still_says_that_its_price_has_changed(self) -> None:
        decision = one(own("A"), "10", "5", items=(item("A", [("1", "10")], stock="0"),))
        assert decision.response
        assert answered(decision) == [[("IB", D(10))]]
        assert "our price is 10.00 EUR" in decision.response.lines[0].answers[0].reason
        assert decision.response.lines[0].unit_price == D(10)
