"""What comes with the post, and goods that go and come."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

from hypothesis import strategies as st
from hypothesis.stateful import rule

from b2b.documents import GoodsCondition, Quantity
from b2b.store.tables import SalesOrderLine
from tests.procurement.dock import notice, shipped
from tests.procurement.whole.bank import BUYER
from tests.procurement.whole.house import Letter, of
from tests.procurement.whole.market import other_form
from tests.procurement.whole.standing import PICKS, SKUS, Standing, has


class Delivering(Standing):
    """Letters come once, again and in another form; goods are shipped, announced, received and sent back."""

    @has("post")
    @rule(pick=PICKS)
    def one_comes(self, pick: int) -> None:
        self._comes(self.market.letters.pop(pick % len(self.market.letters)))

    @has("post")
    @rule()
    def mail_comes(self) -> None:
        self._mail_comes()

    @has("post")
    @rule()
    def mail_comes_too(self) -> None:
        self._mail_comes()

    @has("came")
    @rule(pick=PICKS)
    def comes_again(self, pick: int) -> None:
        self._comes(of(self.market.old, pick))

    @has("came_invoices")
    @rule(pick=PICKS)
    def comes_in_another_form(self, pick: int) -> None:
        before = len(self.books.bills)
        self._comes(other_form(of(self.came_invoices(), pick)))
        self.look()
        assert len(self.books.bills) == before, "an invoice in another form became a second one"

    @rule(first=st.integers(0, 1))
    def trade(self, first: int) -> None:
        """All the way from an order to an invoice of goods that have come."""
        mail, self.market.letters = self.market.letters, []
        self._trade((SKUS[first], SKUS[1 - first]))
        self.market.letters += mail

    @has("to_ship")
    @rule(pick=PICKS, part=st.booleans())
    def ship(self, pick: int, part: bool) -> None:
        order = of(self.to_ship(), pick)
        quantities = None
        if part:
            rows = [
                row
                for row in self.market.seller.rows(SalesOrderLine)
                if row.sales_order_id == order.id and row.confirmed > row.shipped
            ]
            quantities = {row.line_number: max(D(1), (row.confirmed - row.shipped) // 2) for row in rows} or None
        self.market.ships(order, quantities)

    @has("given")
    @rule(pick=PICKS, units=st.sampled_from([1, 20, 30]))
    def odd_notice(self, pick: int, units: int) -> None:
        order = of(self.given(), pick)
        purpose = ("00", "00", "05", "01")[pick % 4]
        number = self.market.number("N") if pick % 3 else "N-1"
        found = notice(number, order.order_number, shipped(str(1 + pick % 2), units), purpose=purpose)
        self.market.letters.append(Letter(BUYER, "856", found))

    @has("given")
    @rule(pick=PICKS, units=st.sampled_from([0, 0, 0, 1, 5, 30, -1, -20]), damaged=st.integers(0, 4))
    def receive(self, pick: int, units: int, damaged: int) -> None:
        """0: all that was announced and has not come."""
        order = of(self.given(), pick)
        condition = GoodsCondition.GOOD if damaged else GoodsCondition.DAMAGED
        lines = self.lines_of(order) if not units else [of(self.lines_of(order), pick // 5)]
        for line in lines:
            quantity = D(units) or line.announced - line.received
            if quantity:
                self.market.receives(order.order_number, line.line_number, quantity, condition)

    @has("receipts")
    @rule(pick=PICKS)
    def goods_go_back(self, pick: int) -> None:
        found = of(self.receipts(), pick)
        self.market.receives(
            found.order_number, found.lines[0].order_line, -found.lines[0].quantity.value, GoodsCondition.GOOD
        )

    @has("receipts")
    @rule(pick=PICKS, other=st.booleans())
    def receipt_again(self, pick: int, other: bool) -> None:
        found = of(self.receipts(), pick)
        line = replace(found.lines[0], quantity=Quantity(D(7), ""))
        self.market.receives_receipt(replace(found, lines=(line,)) if other else found)
