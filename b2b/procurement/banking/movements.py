"""A statement as movements: checked, and taken apart to the single transaction. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from b2b.documents import BankStatement, EntryDetail, RemittedDocument, StatementEntry
from b2b.store.money import to_minor

# What a bank writes where the payer gave no EndToEndId.
NOT_PROVIDED = ("", "NOTPROVIDED")


@dataclass(frozen=True, slots=True)
class Movement:
    """One transaction that moved the balance: `amount` in minor units of `currency`, negative where money left us.

    `position` counts from 1 in its statement. `batch` holds the names (MsgId, PmtInfId) of a batch that is booked in
    one sum. `is_return` says that money comes back, `why` the bank's reason.
    """

    position: int
    amount: int
    currency: str
    booked_on: dt.date
    bank_reference: str = ""
    end_to_end_id: str = ""
    counterparty: str = ""
    counterparty_iban: str = ""
    text: str = ""
    batch: frozenset[str] = frozenset()
    is_return: bool = False
    why: str = ""
    documents: tuple[RemittedDocument, ...] = ()


def problem(statement: BankStatement) -> str:
    """What makes a statement unbelievable, as a clause: sums, currencies, dates; empty: it adds up."""
    if statement.kind != "statement":
        return f"it is a {statement.kind}, which may say again what a statement says"
    currency = currency_of(statement)
    if not currency:
        return "it names no currency"
    for balance in (statement.opening, statement.closing):
        if balance is not None and balance.currency != currency:
            return f"a balance is in {balance.currency}, the account in {currency}"
    for number, entry in enumerate(statement.booked, 1):
        if wrong := _entry_problem(entry, currency):
            return f"entry {number}: {wrong}"
    return _balance_problem(statement)


def currency_of(statement: BankStatement) -> str:
    """The account's currency."""
    balance = statement.opening or statement.closing
    return statement.currency or (balance.currency if balance else "")


def _entry_problem(entry: StatementEntry, currency: str) -> str:
    if entry.amount.currency != currency:
        return f"it is in {entry.amount.currency}, the account in {currency}"
    if entry.booking_date is None and entry.value_date is None:
        return "it has no date"
    told = [one.amount for one in entry.details if one.amount is not None]
    try:
        whole = to_minor(entry.amount.amount, currency)
        parts = [to_minor(money.amount, currency) for money in told if money.currency == currency]
    except ValueError as error:
        return str(error)
    if parts and len(parts) == len(entry.details) and sum(parts) != whole:
        return f"its transactions do not add up to {entry.amount}"
    return ""


def _same_currency(detail: EntryDetail, currency: str) -> bool:
    return detail.amount is not None and detail.amount.currency == currency


def _balance_problem(statement: BankStatement) -> str:
    opening, closing = statement.opening, statement.closing
    if opening is None or closing is None or not is_whole(statement):
        return ""
    expected = opening.amount + sum((entry.amount.amount for entry in statement.booked), Decimal(0))
    if expected != closing.amount:
        return f"opening {opening} and its entries make {expected:,}, it closes with {closing}"
    return ""


def is_whole(statement: BankStatement) -> bool:
    """Whether it is all on one page."""
    return statement.page == 1 and statement.last_page


def movements(statement: BankStatement) -> list[Movement]:
    """The booked transactions, in order; an entry whose parts have no amounts of their own is one movement."""
    return [
        _movement(statement, position, entry, detail)
        for position, (entry, detail) in enumerate(_transactions(statement), 1)
    ]


def _transactions(statement: BankStatement) -> Iterator[tuple[StatementEntry, EntryDetail | None]]:
    currency = currency_of(statement)
    for entry in statement.booked:
        if len(entry.details) > 1 and all(_same_currency(one, currency) for one in entry.details):
            parts = [(entry, one) for one in entry.details if one.amount and one.amount.amount]
            yield from parts
        elif entry.amount.amount:
            yield entry, entry.details[0] if len(entry.details) == 1 else None


def _movement(statement: BankStatement, position: int, entry: StatementEntry, detail: EntryDetail | None) -> Movement:
    currency = currency_of(statement)
    said = detail or EntryDetail()
    several = len(entry.details) > 1
    money = said.amount if several and said.amount is not None else entry.amount
    end_to_end_id = "" if said.end_to_end_id in NOT_PROVIDED else said.end_to_end_id
    names = {entry.message_id, entry.batch_id, said.message_id, said.batch_id} - {""}
    booked_on = entry.booking_date or entry.value_date
    assert booked_on is not None, "a statement without dates is refused before"
    return Movement(
        position=position,
        amount=to_minor(money.amount, currency),
        currency=currency,
        booked_on=booked_on,
        bank_reference=said.bank_reference or entry.bank_reference or entry.reference,
        end_to_end_id=end_to_end_id,
        counterparty=said.account.name or said.counterparty.name,
        counterparty_iban=said.account.iban,
        text="\n".join(part for part in (said.text, said.creditor_reference, entry.text) if part),
        batch=frozenset() if end_to_end_id else frozenset(names),
        is_return=entry.reversal or bool(said.return_code),
        why=" ".join(part for part in (said.return_code, said.return_text) if part),
        documents=said.documents,
    )
