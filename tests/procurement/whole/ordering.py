"""What people do to orders, in any order."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

from hypothesis import strategies as st
from hypothesis.stateful import rule

from b2b.documents import LineAnswer, LineStatus, OrderResponse, Quantity, ResponseLine, ResponseStatus, json_form
from b2b.documents import Order as OrderDocument
from b2b.procurement.purchasing.changing import LineChange
from tests.procurement.whole.bank import BUYER
from tests.procurement.whole.house import Letter, of
from tests.procurement.whole.standing import PICKS, SKUS, WHO, Standing, has


class Ordering(Standing):
    """Orders are asked for, decided, changed, cancelled, and answered otherwise."""

    @rule(skus=st.sampled_from([SKUS[:1], SKUS[:2], SKUS]), quantity=st.sampled_from([1, 3, 20, 110]), price=PICKS)
    def order(self, skus: tuple[str, ...], quantity: int, price: int) -> None:
        self.market.asks({sku: (D(quantity), None if price % 4 else D(price % 7) * 5) for sku in skus})

    @has("waiting_orders")
    @rule(pick=PICKS, who=WHO, refuse=st.integers(0, 4))
    def decide(self, pick: int, who: str, refuse: int) -> None:
        self.market.decides(of(self.waiting_orders(), pick), who, refuse=not refuse)

    @has("open_orders")
    @rule(pick=PICKS, left=st.sampled_from([0, 0, 1, 5, 20]), later=st.booleans())
    def change(self, pick: int, left: int, later: bool) -> None:
        order = of(self.open_orders(), pick)
        line = of(self.lines_of(order), pick // 7)
        day = self.market.clock.at.date() + dt.timedelta(days=9) if later else None
        self.market.changes(order, [LineChange(line.line_number, D(left), day)])

    @has("open_orders")
    @rule(pick=PICKS)
    def cancel(self, pick: int) -> None:
        self.market.changes(of(self.open_orders(), pick), None)

    @has("open_orders")
    @rule(pick=PICKS)
    def accept_answer(self, pick: int) -> None:
        self.market.accepts_answer(of(self.open_orders(), pick))

    @has("given")
    @rule(pick=PICKS, price=st.sampled_from(["1", "1", "1.01", "1.5", "0.5"]), units=st.sampled_from([0, 1, 5, 20, 25]))
    def odd_answer(self, pick: int, price: str, units: int) -> None:
        """The seller's people answer by hand, and otherwise."""
        order = of(self.given(), pick)
        document = json_form.from_json(order.document)
        assert isinstance(document, OrderDocument)
        code = (LineStatus.ACCEPTED, LineStatus.BACK_ORDERED, LineStatus.REJECTED)[pick % 3]
        lines = tuple(
            ResponseLine(
                number=line.number,
                ordered=line.quantity,
                unit_price=(line.unit_price or D(1)) * D(price),
                items=line.items,
                answers=(LineAnswer(code, Quantity(D(units), line.quantity.unit)),) if units else (),
            )
            for line in document.lines
        )
        status = ResponseStatus.ACCEPTED if pick % 5 else ResponseStatus.REJECTED
        day = self.market.clock.at.date() + dt.timedelta(days=pick % 2)
        answer = OrderResponse(order.order_number, order.order_date, day, status, lines=lines, currency="EUR")
        self.market.letters.append(Letter(BUYER, "855", answer))
