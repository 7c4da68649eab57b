"""A bank, for tests: it answers payment files and writes statements whose balances follow each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal as D
from typing import Any

from sqlmodel import col, select

from b2b.documents import (
    Balance,
    BankAccount,
    BankStatement,
    BatchStatus,
    EntryDetail,
    Money,
    Party,
    PaymentStatus,
    StatementEntry,
    StatusReason,
    TransactionStatus,
    json_form,
)
from b2b.procurement.banking import service as banking
from b2b.procurement.paying import status
from b2b.store.tables import Exchange, Payment, PaymentRun
from tests.procurement.payer import DAY, OUR_IBAN, Buyer


def euro(cents: int) -> Money:
    return Money(D(cents) / 100, "EUR")


def debit(payment: Payment, **changes: Any) -> StatementEntry:
    """The booking of a payment: by its EndToEndId, unless told otherwise."""
    detail = EntryDetail(end_to_end_id=payment.end_to_end_id, account=BankAccount(payment.iban))
    entry = StatementEntry(euro(-payment.amount), booking_date=DAY, bank_reference="B1", details=(detail,))
    return replace(entry, **changes)


def back(payment: Payment, code: str = "AC04") -> StatementEntry:
    detail = EntryDetail(end_to_end_id=payment.end_to_end_id, return_code=code, return_text="closed")
    return StatementEntry(euro(payment.amount), booking_date=DAY, details=(detail,))


def credit(cents: int, end_to_end_id: str = "", text: str = "", **details: Any) -> StatementEntry:
    detail = EntryDetail(end_to_end_id=end_to_end_id, text=text, counterparty=Party(name="Northwind"), **details)
    return StatementEntry(euro(cents), booking_date=DAY, bank_reference=f"R{cents}", details=(detail,))


@dataclass
class Bank:
    buyer: Buyer
    iban: str = OUR_IBAN
    partner: str = "HAUSBANK"
    balance: int = 5_000_000
    statements: int = 0
    took: list[str] = field(default_factory=list)

    def report(self, run: PaymentRun, *, group: str = "", made: dt.datetime | None = None, **codes: str) -> str:
        """A pain.002; `codes` are statuses by EndToEndId with - written as _ (`RJCT AC04`). The processing after it."""
        said = []
        for name, code in codes.items():
            word, _, why = code.partition(" ")
            said.append(TransactionStatus(name.replace("_", "-"), word, (StatusReason(why),) if why else ()))
        found = PaymentStatus(
            "S1",
            made or self.buyer.clock.at,
            run.message_id,
            group_status=group,
            batches=(BatchStatus(run.message_id, transactions=tuple(said)),) if said else (),
        )
        return self.sends(found)

    def sends(self, found: PaymentStatus) -> str:
        exchange_id = self.buyer.arrives("pain.002", self.partner)
        with self.buyer.store.write() as session:
            exchange = session.exec(select(Exchange).where(col(Exchange.id) == exchange_id)).one()
            status.take(session, self.buyer.tick(), exchange, found, "gateway")
            return exchange.processing

    def statement(self, *entries: StatementEntry, **changes: Any) -> BankStatement:
        """The next statement, which follows the last one."""
        self.statements += 1
        opening = self.balance
        self.balance += sum(int(entry.amount.amount * 100) for entry in entries if entry.status == "BOOK")
        found = BankStatement(
            account=BankAccount(self.iban),
            statement_id=f"2026-{self.statements}",
            entries=tuple(entries),
            balances=(Balance("OPBD", euro(opening), DAY), Balance("CLBD", euro(self.balance), DAY)),
            sequence=self.statements,
            currency="EUR",
            message_id=f"M{self.statements}",
            created_at=self.buyer.clock.at,
        )
        return replace(found, **changes)

    def brings(self, found: BankStatement) -> str:
        """The statement comes and is worked; the processing after it."""
        exchange_id = self.buyer.arrives("camt.053", self.partner)
        with self.buyer.store.write() as session:
            exchange = session.exec(select(Exchange).where(col(Exchange.id) == exchange_id)).one()
            exchange.document = json_form.to_json(found)
            session.add(exchange)
            banking.take(session, self.buyer.tick(), exchange, found, "gateway")
            return exchange.processing

    def books(self, payments: Sequence[Payment]) -> str:
        return self.brings(self.statement(*(debit(one) for one in payments)))
