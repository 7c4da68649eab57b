"""Everything that a buyer, a seller, a bank and the people among them may do, in any order, and the laws after each."""

from __future__ import annotations

import shutil
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from b2b.store.tables import StatementEntry
from tests.procurement.whole.bank import BUYER, SELLER
from tests.procurement.whole.delivering import Delivering
from tests.procurement.whole.house import of
from tests.procurement.whole.invoicing import Invoicing
from tests.procurement.whole.laws import Tolerance, buyers_laws, sellers_laws
from tests.procurement.whole.market import Market
from tests.procurement.whole.ordering import Ordering
from tests.procurement.whole.paying import Paying
from tests.procurement.whole.standing import PICKS, SKUS, TOLERANCES, has
from tests.procurement.whole.statements import Banking


class Trading(Ordering, Delivering, Invoicing, Paying, Banking):
    """`honest`: the bank has not contradicted itself yet."""

    @initialize(tolerance=st.sampled_from(TOLERANCES), trades=st.integers(1, 3), paid=st.integers(0, 3))
    def begins(self, tolerance: Tolerance, trades: int, paid: int) -> None:
        """The story begins with goods that have come and were billed, some of it in payment."""
        self.tolerance = tolerance
        self.market = Market(self.folder, tolerances=tolerance.words)
        for n in range(trades):
            self._trade((SKUS[n % 2], SKUS[(n + 1) % 2]))
        self.look()
        self._pay(paid)

    def teardown(self) -> None:
        try:
            if self.whole:
                self._everything_arrives()
        finally:
            if hasattr(self, "market"):
                self.market.close()
            shutil.rmtree(self.folder)

    @invariant()
    def laws(self) -> None:
        self.whole = False
        if not hasattr(self, "market"):
            return
        self.look()
        buyers_laws(self.books, self.tolerance)
        sellers_laws(self.market.seller)
        self.whole = True

    @has("cases")
    @rule(pick=PICKS)
    def resolve(self, pick: int) -> None:
        self.market.resolves(of(self.cases(), pick))

    @rule(days=st.sampled_from([1, 3, 40]))
    def time_passes(self, days: int) -> None:
        self.market.clock.advance(days=days)

    def _everything_arrives(self) -> None:
        """What is under way comes. Every cent that left the account is booked, or somebody has been told."""
        self._mail_comes()
        self.laws()
        for whose, house in ((BUYER, self.market.buyer), (SELLER, self.market.seller)):
            account = self.market.bank.accounts[whose]
            entries = [entry.amount for entry in self._entries(house)]
            assert sum(entries) == account.balance - account.opening
        payments = {one.end_to_end_id: one for one in self.books.payments.values()}
        for order in self.orders_at_bank():
            if not order.tricked and order.end_to_end_id in payments:
                state = payments[order.end_to_end_id].state
                assert (state == "booked") == (order.moved == 1 and not order.back), f"{order}: {state}"
                assert (state == "returned") == (order.back == 1), f"{order}: {state}"

    def _entries(self, house: Any) -> list[Any]:
        return list(house.rows(StatementEntry))
