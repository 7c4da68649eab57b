"""Payment runs, from the proposal to the bank."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.procurement.whole.house import of
from tests.procurement.whole.laws import Books
from tests.procurement.whole.standing import PICKS, WHO, Standing, has


class Paying(Standing):
    """Runs are proposed, approved by whoever, cancelled and handed over."""

    @has("payable")
    @rule(who=st.sampled_from(["paula", "carla", "carla", "boris"]))
    def propose(self, who: str) -> None:
        self.market.proposes(who)

    @has("payable")
    @rule(far=st.integers(1, 3))
    def pay(self, far: int) -> None:
        self._pay(far)

    @has("proposed")
    @rule(pick=PICKS, who=WHO)
    def approve(self, pick: int, who: str) -> None:
        self._approve(of(self.proposed(), pick), who)

    @has("proposed")
    @rule(pick=PICKS)
    def approve_as_boris(self, pick: int) -> None:
        self._approve(of(self.proposed(), pick), "boris")

    def _approve(self, run: Any, who: str) -> None:
        before = self.books
        if self.market.approves(run, who) is None:
            self._what_is_approved_has_come(before, run)

    def _what_is_approved_has_come(self, books: Books, run: Any) -> None:
        """Nothing leaves for goods that went back before the approval, nor for what is paid already."""
        bills = [books.bills[one.purchase_invoice_id] for one in books.items if one.active and books.run_of(one) is run]
        for id, row in books.lines.items():
            claimed = [books.claims(bill).get(id, D(0)) for bill in bills if books.by_rule(bill)]
            most = row.received + row.ordered * self.tolerance.quantity / 100 if row.received else D(0)
            assert sum(claimed) <= most, f"{sum(claimed)} of {row.sku} are approved, {row.received} are here"

    @has("proposed")
    @rule(pick=PICKS)
    def approve_other_bytes(self, pick: int) -> None:
        self.market.approves_other_bytes(of(self.proposed(), pick))

    @precondition(lambda self: self.runs("proposed", "approved", "sent"))
    @rule(pick=PICKS)
    def cancel_run(self, pick: int) -> None:
        self.market.cancels(of(self.runs("proposed", "approved", "sent"), pick))

    @has("approved")
    @rule(pick=PICKS, noted=st.booleans())
    def hand_over(self, pick: int, noted: bool) -> None:
        run = of(self.approved(), pick)
        if self.market.hands_over(run) is None and noted:
            self.market.notes_sent(run)
