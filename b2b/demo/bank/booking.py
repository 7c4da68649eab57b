"""How the reference bank books transfers: the entries and statements of both sides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from b2b.documents import (
    Balance,
    BankAccount,
    BankStatement,
    CreditTransfer,
    EntryDetail,
    Money,
    PaymentFile,
    StatementEntry,
)
from b2b.payments import camt053

_DEBIT, _CREDIT, _RETURN = "PMNT/ICDT/ESCT", "PMNT/RCDT/ESCT", "PMNT/RCDT/RRTN"


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer that is booked now: the bank's number for it, its file and itself; `amount` is what is booked."""

    number: int
    file: PaymentFile
    transfer: CreditTransfer
    amount: Money


def debits(transfers: Sequence[Transfer], day: dt.date) -> list[StatementEntry]:
    """The debtor's entries: one for a batch where the file asks for that, else one for each transfer."""
    if not transfers or not transfers[0].file.batch_booking:
        return [_entry(_negative(one.amount), one.number, _DEBIT, day, (_debit_detail(one),)) for one in transfers]
    file = transfers[0].file
    total = sum((one.amount.amount for one in transfers), Decimal(0))
    entry = _entry(
        Money(-total, "EUR"), transfers[0].number, _DEBIT, day, tuple(_debit_detail(one) for one in transfers)
    )
    return [replace(entry, message_id=file.message_id, batch_id=file.batch_id, batch_count=len(transfers))]


def credit(one: Transfer, day: dt.date) -> StatementEntry:
    """The creditor's entry: who paid, and what for."""
    detail = replace(
        _detail(one, one.amount), counterparty=one.file.debtor, account=one.file.account, message_id="", batch_id=""
    )
    return _entry(one.amount, one.number, _CREDIT, day, (detail,))


def returned(one: Transfer, day: dt.date) -> StatementEntry:
    """The entry by which the debtor gets the money back."""
    detail = replace(_debit_detail(one), amount=one.amount, return_code="AC04", return_text="account closed")
    return replace(_entry(one.amount, one.number, _RETURN, day, (detail,)), bank_reference=f"RT{one.number:08d}")


def statement(
    iban: str, sequence: int, opening: Decimal, entries: Sequence[StatementEntry], at: dt.datetime, slip: Decimal
) -> BankStatement:
    """One statement of what was just booked; `slip` is what its closing balance is wrong by."""
    closing = opening + sum((entry.amount.amount for entry in entries), Decimal(0)) + slip
    name = f"{iban[-8:]}-{sequence:05d}"
    day = at.date()
    return BankStatement(
        account=BankAccount(iban),
        statement_id=name,
        entries=tuple(entries),
        balances=(Balance("OPBD", Money(opening, "EUR"), day), Balance("CLBD", Money(closing, "EUR"), day)),
        sequence=sequence,
        message_id=name,
        created_at=at,
        currency="EUR",
    )


def rehearse(files: Sequence[PaymentFile], at: dt.datetime) -> None:
    """Raises NotWritable where a statement could not show one of the transfers: such a file is not accepted."""
    for file in files:
        transfers = [Transfer(1, file, transfer, transfer.amount) for transfer in file.transfers]
        entries = [*debits(transfers, at.date()), *(credit(one, at.date()) for one in transfers)]
        camt053.write([statement(file.account.iban, 1, Decimal(0), entries, at, Decimal(0))])


def _entry(amount: Money, number: int, kind: str, day: dt.date, details: tuple[EntryDetail, ...]) -> StatementEntry:
    return StatementEntry(
        amount=amount, booking_date=day, value_date=day, bank_reference=f"BK{number:08d}", kind=kind, details=details
    )


def _debit_detail(one: Transfer) -> EntryDetail:
    return replace(
        _detail(one, _negative(one.amount)), counterparty=one.transfer.creditor, account=one.transfer.account
    )


def _detail(one: Transfer, amount: Money) -> EntryDetail:
    return EntryDetail(
        end_to_end_id=one.transfer.end_to_end_id,
        amount=amount,
        message_id=one.file.message_id,
        batch_id=one.file.batch_id,
        text=one.transfer.text,
        documents=one.transfer.documents,
        creditor_reference=one.transfer.creditor_reference,
    )


def _negative(money: Money) -> Money:
    return Money(-money.amount, money.currency)
