"""Whatever happens in whatever order: no invoice is paid twice, and not a cent is lost between invoice and statement."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col

from b2b.documents import BankStatement
from b2b.store.tables import Payment, PaymentItem, PaymentRun, PurchaseInvoice
from b2b.store.tables import StatementEntry as Entry
from tests.procurement.bank import Bank, back, debit
from tests.procurement.payer import DAY, Buyer, make_buyer

ACTS = ("invoice", "invoice", "credit", "propose", "approve", "approve", "cancel", "report", "book", "book", "deliver")
ACTS += ("return", "again", "resolve")
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 999)), min_size=8, max_size=30)


class Story:
    """A buyer and a bank to which anything happens; `held` are statements that are written and have not come yet."""

    def __init__(self, folder: Path) -> None:
        self.buyer: Buyer = make_buyer(folder)
        self.bank = Bank(self.buyer)
        self.held: list[BankStatement] = []
        self.came: list[BankStatement] = []
        self.moved: set[str] = set()
        self.returned: set[str] = set()
        self.made = 0

    def does(self, act: str, n: int) -> None:
        getattr(self, f"_{act}")(n)

    def _invoice(self, n: int) -> None:
        self.made += 1
        self.buyer.owes(f"I{self.made}", 100 + n * 37, due=DAY + dt.timedelta(days=n % 10 - 5))

    def _credit(self, n: int) -> None:
        self.made += 1
        self.buyer.credit(f"N{self.made}", 1 + n)

    def _propose(self, n: int) -> None:
        self.buyer.proposes()

    def _runs(self, *states: str) -> list[PaymentRun]:
        return [one for one in self.buyer.rows(PaymentRun) if one.state in states]

    def _approve(self, n: int) -> None:
        for run in self._runs("proposed"):
            self.buyer.approves(run)

    def _cancel(self, n: int) -> None:
        for run in self._runs("proposed")[:1]:
            self.buyer.cancels(run)

    def _report(self, n: int) -> None:
        for run in self._runs("approved", "accepted")[:1]:
            payments = [one for one in self.buyer.payments(run) if one.id not in self.moved]
            codes = {one.end_to_end_id.replace("-", "_"): "RJCT AC04" for one in payments[: n % 3]}
            self.bank.report(run, group="" if n % 2 else "ACSC", **codes)

    def _sent(self) -> list[Payment]:
        """Payments that an honest bank would move: sent, not refused, not moved yet."""
        ready = {run.id for run in self._runs("approved", "accepted", "booked")}
        return [
            one
            for one in self.buyer.payments()
            if one.payment_run_id in ready and one.state in ("proposed", "accepted") and one.id not in self.moved
        ]

    def _book(self, n: int) -> None:
        chosen = self._sent()[: 1 + n % 3]
        self.moved |= {one.id for one in chosen}
        self.held.append(self.bank.statement(*(debit(one) for one in chosen)))

    def _return(self, n: int) -> None:
        chosen = [one for one in self.buyer.payments() if one.id in self.moved - self.returned][:1]
        self.returned |= {one.id for one in chosen}
        self.held.append(self.bank.statement(*(back(one) for one in chosen)))

    def _deliver(self, n: int) -> None:
        """Statements come late and in any order."""
        if self.held:
            found = self.held.pop(n % len(self.held))
            self.bank.brings(found)
            self.came.append(found)

    def _again(self, n: int) -> None:
        if self.came:
            self.bank.brings(self.came[n % len(self.came)])

    def _resolve(self, n: int) -> None:
        for code in ("payment-rejected", "payment-returned"):
            self.buyer.resolve(code)

    def laws(self) -> None:
        invoices = {one.id: one for one in self.buyer.rows(PurchaseInvoice)}
        payments = {one.id: one for one in self.buyer.payments()}
        items = self.buyer.rows(PaymentItem)
        for payment in payments.values():
            assert payment.amount == sum(one.amount for one in items if one.payment_id == payment.id)
        for invoice in invoices.values():
            mine = [payments[one.payment_id].state for one in items if one.purchase_invoice_id == invoice.id]
            assert mine.count("booked") <= 1, f"{invoice.invoice_number} is paid twice"
            held = [state for state in mine if state in ("proposed", "sent", "accepted", "booked")]
            assert len(held) <= 1, f"{invoice.invoice_number} is in two payments"
            assert (invoice.state in ("paid", "settled")) == ("booked" in mine)
        booked = sum(one.amount for one in payments.values() if one.state == "booked")
        settled = [one for one in invoices.values() if one.state in ("paid", "settled")]
        assert booked == sum(one.gross if one.kind == "380" else -one.gross for one in settled)
        entries = self.buyer.rows(Entry, col(Entry.state) == "matched")
        assert -sum(one.amount for one in entries) == booked

    def ends(self) -> None:
        """Everything that is under way arrives: nothing is left unclear with an honest bank."""
        while self.held:
            self._deliver(0)
        assert not self.buyer.rows(Entry, col(Entry.state) == "open")


@settings(max_examples=15, deadline=None)
@given(acts)
def test_no_order_of_events_pays_twice_or_loses_a_cent(story: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = Story(Path(folder))
        for act, n in story:
            found.does(act, n)
            found.laws()
        found.ends()
        found.laws()
        found.buyer.store.close()
