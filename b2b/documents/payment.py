"""Paying: the file that tells the bank to (ISO 20022 pain.001), and the bank's answer to it (pain.002)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from b2b.documents.party import Party
from b2b.documents.values import Money


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account: `iban` in electronic form (no blanks), or the bank's own `number` where it has no IBAN.

    `bic` is the bank's (ISO 9362), `name` the holder as the bank knows it; empty means that the party's name is it.
    """

    iban: str
    bic: str = ""
    name: str = ""
    number: str = ""

    @property
    def label(self) -> str:
        """What the account is called in a message: its IBAN, else its number."""
        return self.iban or self.number


@dataclass(frozen=True, slots=True)
class RemittedDocument:
    """What a payment settles: `CINV` an invoice, `CREN` a credit note (ISO 20022 DocumentType6Code).

    `amount` is what is paid of it, or set off by it, in the payment's currency; always positive, the kind says which.
    """

    kind: str
    number: str
    date: dt.date | None
    amount: Decimal

    @property
    def signed_amount(self) -> Decimal:
        """What it adds to the payment: a credit note takes away."""
        return -self.amount if self.kind == "CREN" else self.amount


@dataclass(frozen=True, slots=True)
class CreditTransfer:
    """One payment to one creditor; the signed amounts of `documents`, where there are any, add up to `amount`.

    `end_to_end_id` comes back in status reports and on both sides' statements. `text` is what the creditor reads
    instead of the documents; `creditor_reference` (ISO 11649, `RF..`) is what the creditor asked to read (BT-83).
    """

    end_to_end_id: str
    amount: Money
    creditor: Party
    account: BankAccount
    documents: tuple[RemittedDocument, ...] = ()
    text: str = ""
    creditor_reference: str = ""


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """Transfers from one account on one day, sent to the bank as one file.

    `created_at` is UTC, in whole seconds on the wire. `batch_id` names the batch inside the file (PmtInfId; empty: the
    message id does); `batch_booking` asks for one entry on the statement instead of one per transfer.
    """

    message_id: str
    created_at: dt.datetime
    execution_date: dt.date
    debtor: Party
    account: BankAccount
    transfers: tuple[CreditTransfer, ...]
    batch_id: str = ""
    batch_booking: bool = False

    @property
    def count(self) -> int:
        """How many transfers it holds (NbOfTxs)."""
        return len(self.transfers)

    @property
    def control_sum(self) -> Decimal:
        """The sum of all amounts, whatever their currency (CtrlSum)."""
        return sum((transfer.amount.amount for transfer in self.transfers), Decimal(0))


@dataclass(frozen=True, slots=True)
class StatusReason:
    """Why: `code` is an ISO 20022 external code (`AC04` account closed) or the bank's own word."""

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class TransactionStatus:
    """The bank's word on one transfer: `ACSC` settled, `ACSP` in process, `ACCP` accepted, `PDNG`, `RJCT` rejected."""

    end_to_end_id: str
    status: str
    reasons: tuple[StatusReason, ...] = ()
    amount: Money | None = None
    instruction_id: str = ""
    bank_reference: str = ""


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """The bank's word on one batch; `status` is empty where only its transactions have one."""

    batch_id: str
    status: str = ""
    reasons: tuple[StatusReason, ...] = ()
    transactions: tuple[TransactionStatus, ...] = ()
    count: int | None = None
    control_sum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    """A status report on one payment file; `group_status` is empty where the bank speaks of its parts only."""

    message_id: str
    created_at: dt.datetime
    original_message_id: str
    original_message_name: str = ""
    group_status: str = ""
    reasons: tuple[StatusReason, ...] = ()
    batches: tuple[BatchStatus, ...] = ()
    count: int | None = None
    control_sum: Decimal | None = None
    bank: Party = field(default_factory=Party)

    @property
    def transactions(self) -> tuple[TransactionStatus, ...]:
        """Every transaction that the report names, in its order."""
        return tuple(transaction for batch in self.batches for transaction in batch.transactions)

    def outcome(self, end_to_end_id: str, batch_id: str = "") -> TransactionStatus | None:
        """What the report says of one transfer: its own status, else its batch's, else the file's; None: nothing.

        `batch_id` narrows it to one batch. Without it a batch speaks for its transfers only where it is the only one.
        """
        batches = [batch for batch in self.batches if not batch_id or batch.batch_id == batch_id]
        for transaction in (one for batch in batches for one in batch.transactions):
            if transaction.end_to_end_id == end_to_end_id and transaction.status:
                return transaction
        return self._of_all(end_to_end_id, batches)

    def outcomes(self, end_to_end_ids: Iterable[str]) -> dict[str, TransactionStatus]:
        """The `outcome` of many transfers, by EndToEndId; those of which nothing is said are missing."""
        own: dict[str, TransactionStatus] = {}
        for transaction in self.transactions:
            if transaction.status:
                own.setdefault(transaction.end_to_end_id, transaction)
        said = {name: own.get(name) or self._of_all(name, self.batches) for name in end_to_end_ids}
        return {name: found for name, found in said.items() if found is not None}

    def _of_all(self, end_to_end_id: str, batches: Sequence[BatchStatus]) -> TransactionStatus | None:
        """What a batch that is alone, or the file, says of each of its transfers."""
        if len(batches) == 1 and batches[0].status:
            return TransactionStatus(end_to_end_id, batches[0].status, batches[0].reasons)
        if self.group_status:
            return TransactionStatus(end_to_end_id, self.group_status, self.reasons)
        return None
