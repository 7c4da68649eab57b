"""What the bank says: reports and statements, true and confused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

from hypothesis import strategies as st
from hypothesis.stateful import rule

from b2b.documents import BankStatement, PaymentStatus
from b2b.store.tables import Statement
from tests.procurement.whole.bank import euro
from tests.procurement.whole.house import of
from tests.procurement.whole.standing import PICKS, Standing, has


class Banking(Standing):
    """Files are reported on, money is booked, given back and booked twice; people say what an entry means."""

    @has("files")
    @rule(pick=PICKS, refuse=st.integers(0, 3), group=st.sampled_from(["", "PART", "ACTC"]), early=st.booleans())
    def report(self, pick: int, refuse: int, group: str, early: bool) -> None:
        file = of(self.files(), pick)
        refused = self.market.bank.files[file][: refuse if pick % 2 else 0]
        self.market.letters.append(self.market.bank.report(file, refused, group=group, early=early))

    @has("files")
    @rule(pick=PICKS, twisted=st.sampled_from(["contrary", "sum", "file", "amount"]))
    def bank_is_confused(self, pick: int, twisted: str) -> None:
        letter = self.market.bank.report(of(self.files(), pick), [])
        assert isinstance(letter.document, PaymentStatus)
        if twisted == "contrary":
            letter = self.market.bank.lie(of(self.files(), pick), pick // 3)
        elif twisted == "sum":
            letter = replace(letter, document=replace(letter.document, control_sum=D(1)))
        elif twisted == "file":
            letter = replace(letter, document=replace(letter.document, original_message_id="NOT-OURS"))
        else:
            (batch,) = letter.document.batches
            wrong = tuple(replace(one, amount=euro(1)) for one in batch.transactions)
            letter = replace(letter, document=replace(letter.document, batches=(replace(batch, transactions=wrong),)))
        self.market.letters.append(letter)

    @has("moves")
    @rule(count=st.integers(1, 4), batch=st.booleans())
    def book(self, count: int, batch: bool) -> None:
        orders = self.moves()
        if batch:
            orders = [one for one in orders if one.file == orders[0].file]
            batch = len(orders) == sum(1 for one in self.orders_at_bank() if one.file == orders[0].file)
        self.market.letters += self.market.bank.book(orders if batch else orders[:count], batch=batch)

    @has("orders_at_bank")
    @rule(pick=PICKS)
    def book_what_was_refused(self, pick: int) -> None:
        order = of(self.market.bank.waiting(dishonest=True), pick)
        if order is not None:
            self.market.letters += self.market.bank.book([order])

    @has("moved")
    @rule(pick=PICKS)
    def book_twice(self, pick: int) -> None:
        self.market.letters.append(self.market.bank.twice(of(self.moved(), pick)))

    @has("moved")
    @rule(pick=PICKS)
    def give_back(self, pick: int) -> None:
        self.market.letters += self.market.bank.give_back(of(self.moved(), pick))

    @has("post")
    @rule(pick=PICKS)
    def wrong_statement(self, pick: int) -> None:
        """A copy whose balances, account or entries are not those of the bank books nothing."""
        statements = [one for one in self.market.letters if isinstance(one.document, BankStatement)]
        letter = of(statements, pick)
        if letter is None or not letter.document.entries:
            return
        first = letter.document.entries[0]
        changed = (replace(first, amount=replace(first.amount, amount=first.amount.amount + D("0.01"))),)
        entries = changed + letter.document.entries[1:]
        before = len(self.market.buyer.rows(Statement)), len(self.market.seller.rows(Statement))
        exchange, _ = self.market.delivers(replace(letter, document=replace(letter.document, entries=entries)))
        assert exchange.processing == "failed"
        assert before == (len(self.market.buyer.rows(Statement)), len(self.market.seller.rows(Statement)))

    @has("unclear")
    @rule(pick=PICKS, means=PICKS)
    def by_hand(self, pick: int, means: int) -> None:
        entry = of(self.unclear(), pick)
        (statement,) = self.market.buyer.rows(Statement, Statement.id == entry.statement_id)
        payment = of(self.books.payments.values(), means) if means % 4 else None
        place = f"{statement.number}/{entry.position}"
        self.market.by_hand(self.market.buyer, place, payment.end_to_end_id if payment else None)
