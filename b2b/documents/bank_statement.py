"""What the bank says happened on an account (ISO 20022 camt.053; camt.052 and camt.054 have the same shape)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from b2b.documents.party import Party
from b2b.documents.payment import BankAccount, RemittedDocument
from b2b.documents.values import Money


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance: `kind` is an ISO 20022 code (`OPBD` opening, `PRCD` previous closing, `CLBD` closing, `CLAV` closing
    available); an overdraft is negative."""

    kind: str
    amount: Money
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """One transaction inside an entry; `amount` is signed like the entry's, None where the bank gives none.

    `counterparty` and `account` are the other side's. `text` is the unstructured remittance, a line each.
    `return_code` (ISO external code, `AC04`) says that it is a returned payment. `batch_id` is the PmtInfId.
    """

    end_to_end_id: str = ""
    amount: Money | None = None
    message_id: str = ""
    batch_id: str = ""
    instruction_id: str = ""
    transaction_id: str = ""
    bank_reference: str = ""
    counterparty: Party = field(default_factory=Party)
    account: BankAccount = field(default_factory=lambda: BankAccount(""))
    text: str = ""
    documents: tuple[RemittedDocument, ...] = ()
    creditor_reference: str = ""
    return_code: str = ""
    return_text: str = ""


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """A line of the account: a credit is positive, a debit negative.

    `status` is `BOOK`, `PDNG` or `INFO`: only what is booked has moved the balance. `kind` is the ISO bank transaction
    code (`PMNT/RCDT/ESCT`) or the bank's own. `message_id`, `batch_id` and `batch_count` name the batch that it books
    in one sum.
    """

    amount: Money
    status: str = "BOOK"
    booking_date: dt.date | None = None
    value_date: dt.date | None = None
    bank_reference: str = ""
    reference: str = ""
    kind: str = ""
    reversal: bool = False
    text: str = ""
    message_id: str = ""
    batch_id: str = ""
    batch_count: int | None = None
    details: tuple[EntryDetail, ...] = ()


@dataclass(frozen=True, slots=True)
class BankStatement:
    """One statement of one account.

    `statement_id` is unique for the account; `sequence` counts (None where the bank does not). `kind` is `statement`
    (camt.053), `report` (camt.052, may repeat what a statement says) or `notification` (camt.054). Instants are UTC;
    one that the bank gave without a zone is taken as UTC. A statement of several messages has pages.
    """

    account: BankAccount
    statement_id: str
    entries: tuple[StatementEntry, ...]
    balances: tuple[Balance, ...] = ()
    sequence: int | None = None
    message_id: str = ""
    created_at: dt.datetime | None = None
    period_start: dt.datetime | None = None
    period_end: dt.datetime | None = None
    currency: str = ""
    kind: str = "statement"
    page: int = 1
    last_page: bool = True

    @property
    def opening(self) -> Money | None:
        """The booked balance before the first entry (OPBD, else PRCD); None where the bank does not say."""
        return self._balance("OPBD") or self._balance("PRCD")

    @property
    def closing(self) -> Money | None:
        """The booked balance after the last entry (CLBD); None where the bank does not say."""
        return self._balance("CLBD")

    @property
    def booked(self) -> tuple[StatementEntry, ...]:
        """The entries that have moved the balance."""
        return tuple(entry for entry in self.entries if entry.status == "BOOK")

    def _balance(self, kind: str) -> Money | None:
        return next((balance.amount for balance in self.balances if balance.kind == kind), None)
