"""Whether a statement adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from b2b.documents import BankStatement, StatementEntry
from b2b.payments.message import Finding


def examine(statement: BankStatement) -> tuple[Finding, ...]:
    """What does not add up in one statement; `where` counts entries from 1, `Ntry[3]`.

    - `BALANCE`: opening balance and booked entries do not make the closing balance (only where the statement is whole).
    - `CURRENCY`: an entry or a booked balance in another currency than the account's.
    - `BATCH_SUM`, `BATCH_COUNT`: the transactions of an entry are not what the entry says.
    - `DUPLICATE`: two entries with a reference that are the same in everything.
    """
    return (*_balances(statement), *_currencies(statement), *_batches(statement), *_duplicates(statement))


def _balances(statement: BankStatement) -> Iterator[Finding]:
    opening, closing = statement.opening, statement.closing
    if opening is None or closing is None or statement.page != 1 or not statement.last_page:
        return
    amounts = [entry.amount for entry in statement.booked]
    if len({money.currency for money in (opening, closing, *amounts)}) != 1:
        return
    expected = opening.amount + sum((money.amount for money in amounts), Decimal(0))
    if expected != closing.amount:
        yield Finding(
            "BALANCE",
            "Bal",
            f"opening {opening} and the booked entries make {expected:,}, the statement closes with {closing}",
        )


def _currencies(statement: BankStatement) -> Iterator[Finding]:
    opening, closing = statement.opening, statement.closing
    currency = statement.currency or next((money.currency for money in (opening, closing) if money), "")
    for name, money in (("opening balance", opening), ("closing balance", closing)):
        if money is not None and money.currency != currency:
            yield Finding("CURRENCY", "Bal", f"the {name} is {money}, the account is held in {currency}")
    for number, entry in enumerate(statement.entries, 1):
        if currency and entry.amount.currency != currency:
            yield Finding("CURRENCY", f"Ntry[{number}]", f"{entry.amount} on an account held in {currency}")


def _batches(statement: BankStatement) -> Iterator[Finding]:
    for number, entry in enumerate(statement.entries, 1):
        where = f"Ntry[{number}]"
        amounts = [detail.amount for detail in entry.details if detail.amount is not None]
        comparable = len(amounts) == len(entry.details) and {money.currency for money in amounts} == {
            entry.amount.currency
        }
        total = sum((money.amount for money in amounts), Decimal(0))
        if comparable and total != entry.amount.amount:
            yield Finding("BATCH_SUM", where, f"its transactions add up to {total:,}, the entry is {entry.amount}")
        if entry.details and entry.batch_count not in (None, len(entry.details)):
            yield Finding(
                "BATCH_COUNT", where, f"it says {entry.batch_count} transactions and shows {len(entry.details)}"
            )


def _duplicates(statement: BankStatement) -> Iterator[Finding]:
    """Banks use a reference again for another transaction: only what is the same in everything is a duplicate."""
    times = Counter(statement.entries)
    seen: set[StatementEntry] = set()
    for number, entry in enumerate(statement.entries, 1):
        reference = entry.bank_reference or entry.reference
        if reference and entry in seen:
            yield Finding(
                "DUPLICATE", f"Ntry[{number}]", f"{reference}, {entry.amount}, is on the statement {times[entry]} times"
            )
        seen.add(entry)
