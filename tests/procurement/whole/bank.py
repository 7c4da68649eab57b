"""The bank of both companies: it takes payment files by their bytes, reports on them, moves money, writes statements.

It may be dishonest when it is told to: then it says or books what it had said otherwise.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal as D
from typing import Any

from b2b.documents import (
    Balance,
    BankAccount,
    BankStatement,
    BatchStatus,
    EntryDetail,
    Money,
    Party,
    PaymentFile,
    PaymentStatus,
    StatementEntry,
    StatusReason,
    TransactionStatus,
)
from tests.clock import FixedClock
from tests.procurement.whole.house import Letter

BUYER, SELLER = "buyer", "seller"


def euro(cents: int) -> Money:
    return Money(D(cents) / 100, "EUR")


@dataclass
class Order:
    """A transfer that the bank was told to make; `moved` counts how often its money has left, `back` how often it came
    back; `tricked`: the bank has contradicted itself about it.
    """

    file: str
    end_to_end_id: str
    cents: int
    iban: str
    documents: Any
    verdict: str = ""
    moved: int = 0
    back: int = 0
    tricked: bool = False


@dataclass
class Account:
    iban: str
    balance: int = 10_000_000
    statements: int = 0
    opening: int = 10_000_000


@dataclass
class TheirBank:
    clock: FixedClock
    accounts: dict[str, Account]
    orders: dict[str, Order] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    reports: int = 0

    def gets(self, content: bytes, document: PaymentFile) -> None:
        """A file, once: what counts is in its bytes."""
        amounts = [D(found) for found in re.findall(r"<InstdAmt[^>]*>([0-9.]+)</InstdAmt>", content.decode())]
        assert amounts == [one.amount.amount for one in document.transfers]
        assert document.message_id not in self.files, "a file was sent twice"
        self.files[document.message_id] = [one.end_to_end_id for one in document.transfers]
        for one in document.transfers:
            assert one.end_to_end_id not in self.orders, "an EndToEndId was used twice"
            cents = int(one.amount.amount * 100)
            self.orders[one.end_to_end_id] = Order(
                document.message_id, one.end_to_end_id, cents, one.account.iban, one.documents
            )

    def report(self, file: str, refuse: Sequence[str], *, group: str = "", early: bool = False) -> Letter:
        """What the bank says of a file now: it refuses these; an honest bank does not change its mind."""
        self.reports += 1
        said = []
        for name in self.files[file]:
            order = self.orders[name]
            order.verdict = order.verdict or ("RJCT" if name in refuse and not order.moved else "ACSC")
            why = (StatusReason("AC04", "closed account"),) if order.verdict == "RJCT" else ()
            said.append(TransactionStatus(name, order.verdict, why, euro(order.cents)))
        at = self.clock.at - dt.timedelta(hours=2 if early else 0)
        total = sum(self.orders[name].cents for name in self.files[file])
        return self._status(file, at, tuple(said), group, count=len(said), control_sum=D(total) / 100)

    def lie(self, file: str, pick: int) -> Letter:
        """The bank says the contrary of what it said of one transfer."""
        self.reports += 1
        order = self.orders[self.files[file][pick % len(self.files[file])]]
        said = "ACSC" if order.verdict == "RJCT" else "RJCT"
        order.tricked = True
        why = (StatusReason("MS03"),) if said == "RJCT" else ()
        return self._status(file, self.clock.at, (TransactionStatus(order.end_to_end_id, said, why),))

    def _status(
        self, file: str, at: dt.datetime, said: tuple[TransactionStatus, ...], group: str = "", **sums: Any
    ) -> Letter:
        found = PaymentStatus(f"S{self.reports}", at, file, group_status=group, batches=(BatchStatus(file),), **sums)
        return Letter(BUYER, "pain.002", replace(found, batches=(replace(found.batches[0], transactions=said),)))

    def waiting(self, *, dishonest: bool = False) -> list[Order]:
        """Transfers whose money may move now."""
        return [
            one
            for one in self.orders.values()
            if not one.moved and (one.verdict != "RJCT" or dishonest) and (not one.tricked or dishonest)
        ]

    def book(self, orders: Sequence[Order], *, batch: bool = False) -> list[Letter]:
        """Money leaves the buyer's account, singly or in one sum, and comes to the seller's."""
        for one in orders:
            one.moved += 1
            one.tricked = one.tricked or one.verdict == "RJCT"
        if batch and orders:
            total = sum(one.cents for one in orders)
            entries = [StatementEntry(euro(-total), booking_date=self._day, message_id=orders[0].file)]
        else:
            entries = [self._debit(one) for one in orders]
        theirs = [self._credit(one) for one in orders if one.iban == self.accounts[SELLER].iban]
        return [self.statement(BUYER, *entries), self.statement(SELLER, *theirs)]

    def twice(self, order: Order) -> Letter:
        """The bank books once more what it has booked."""
        order.moved += 1
        order.tricked = True
        return self.statement(BUYER, self._debit(order))

    def give_back(self, order: Order) -> list[Letter]:
        """The seller's bank does not keep the money."""
        order.back += 1
        detail = EntryDetail(end_to_end_id=order.end_to_end_id, return_code="AC04", return_text="closed")
        entry = StatementEntry(euro(order.cents), booking_date=self._day, details=(detail,))
        taken = StatementEntry(euro(-order.cents), booking_date=self._day, details=(detail,), reversal=True)
        return [self.statement(BUYER, entry), self.statement(SELLER, taken)]

    def statement(self, whose: str, *entries: StatementEntry) -> Letter:
        account = self.accounts[whose]
        account.statements += 1
        before = account.balance
        account.balance += sum(int(entry.amount.amount * 100) for entry in entries)
        found = BankStatement(
            account=BankAccount(account.iban),
            statement_id=f"2026-{account.statements}",
            entries=tuple(entries),
            balances=(Balance("OPBD", euro(before), self._day), Balance("CLBD", euro(account.balance), self._day)),
            sequence=account.statements,
            currency="EUR",
            message_id=f"M{account.statements}",
            created_at=self.clock.at,
        )
        return Letter(whose, "camt.053", found)

    @property
    def _day(self) -> dt.date:
        return self.clock.at.date()

    def _debit(self, order: Order) -> StatementEntry:
        detail = EntryDetail(end_to_end_id=order.end_to_end_id, account=BankAccount(order.iban))
        return StatementEntry(euro(-order.cents), booking_date=self._day, details=(detail,))

    def _credit(self, order: Order) -> StatementEntry:
        detail = EntryDetail(
            end_to_end_id=order.end_to_end_id, counterparty=Party(name="Northwind"), documents=tuple(order.documents)
        )
        return StatementEntry(euro(order.cents), booking_date=self._day, details=(detail,))
