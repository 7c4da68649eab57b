"""PAYMUL Multiple payment order <-> `PaymentFile`, as far as a buyer who pays his suppliers needs it.

A LIN is one debit: with all transfers in it the account is debited once (`batch_booking`), else there is one for each
transfer. The ordering customer (NAD `OY`) stands in the heading, his account (FII `OR`) at each LIN.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from b2b.documents import BankAccount, CreditTransfer, Party, PaymentFile
from b2b.edi.edifact.mappings import beginning, dates, echo, instants, order_heading, parties, payment_details
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, at, opened
from b2b.edi.edifact.mappings.writing import Body, not_writable
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context

# Element 1001: a multiple payment order, a payment order.
_ORDER = ("452", "450")

# Element 2005: to be executed on. 5025: to be paid. 1153: the number of the payment order. 6069: debits.
_EXECUTED, _TO_PAY, _NUMBER, _LINES = "203", "9", "AEK", "2"

# Element 3035.
_DEBTOR, _THEIR_ACCOUNT = "OY", "OR"

_T = TypeVar("_T")


def read(tree: Node, context: Context) -> tuple[PaymentFile, tuple[Leftover, ...]]:
    """The payment file in an accepted PAYMUL, and what of the message it has no place for.

    Errors: Unreadable where number, date, account, amount or currency is missing or malformed, and where the debits
    are not of one payer, account, day and kind.
    """
    message = opened(tree, context)
    return _file(message), message.leftovers()


def write(file: PaymentFile, context: Context) -> list[list[str]]:
    """The body of the PAYMUL of a payment file. Errors: NotWritable names the field."""
    body = Body(context)
    number = beginning.number("message_id", file.message_id)
    body.add("BGM", _ORDER[0], number, beginning.ORIGINAL)
    instants.write(body, order_heading.DOCUMENT_DATE, "created_at", file.created_at)
    parties.write(body, _DEBTOR, file.debtor, "debtor")
    if not file.transfers:
        raise not_writable("a payment order orders at least one payment", "transfers", "LIN")
    numbered = list(enumerate(file.transfers))
    debits = [numbered] if file.batch_booking else [[one] for one in numbered]
    for line, debit in enumerate(debits, start=1):
        _write_debit(body, file, line, debit)
    body.add("CNT", [_LINES, len(debits)])
    return echo.checked("PAYMUL", body.segments, file, lambda tree, known: read(tree, known)[0], context)


@dataclasses.dataclass(frozen=True, slots=True)
class _Debit:
    """What one LIN says."""

    execution_date: dt.date
    batch_id: str
    account: BankAccount
    debtor: Party | None
    transfers: tuple[CreditTransfer, ...]


def _file(message: LoopCursor) -> PaymentFile:
    bgm = message.required("BGM")
    bgm.accept(at(1), *_ORDER)
    bgm.accept(at(3), beginning.ORIGINAL)
    created_at = instants.find(message, order_heading.DOCUMENT_DATE)
    if created_at is None:
        raise bgm.unreadable("the date of the message (DTM 137) is missing")
    debtor = parties.find(message, (_DEBTOR,))
    loops = message.loops("LIN")
    debits = [_debit(loop) for loop in loops]
    if not debits:
        raise bgm.unreadable("there is nothing to pay: the message has no LIN")
    for cnt in message.all("CNT"):
        if cnt.peek(at(1)) == _LINES and cnt.accept_number(at(1, 2), Decimal(len(debits))):
            cnt.take(at(1))
    if len(debits) > 1 and any(len(debit.transfers) > 1 for debit in debits):
        raise loops[0].trigger.unreadable("the message has several debits with several payments: it is several files")
    named = [*([debtor] if debtor is not None else []), *(one.debtor for one in debits if one.debtor is not None)]
    return PaymentFile(
        message_id=bgm.required(at(2)),
        created_at=created_at,
        execution_date=_same((one.execution_date for one in debits), "days", loops),
        debtor=_same(named, "payers", loops) if named else Party(),
        account=_same((one.account for one in debits), "accounts", loops),
        transfers=tuple(transfer for debit in debits for transfer in debit.transfers),
        batch_id=_same((one.batch_id for one in debits), "numbers", loops),
        batch_booking=len(debits[0].transfers) > 1,
    )


def _debit(loop: LoopCursor) -> _Debit:
    lin = loop.trigger
    lin.take(at(1))
    day = dates.find(loop, _EXECUTED)
    if day is None:
        raise lin.unreadable("the day of the payment (DTM 203) is missing")
    account = payment_details.account(loop, _THEIR_ACCOUNT)
    if account is None:
        raise lin.unreadable("the account to be debited (FII OR) is missing")
    number = loop.first("RFF", _NUMBER)
    transfers = tuple(payment_details.transfer(group) for group in loop.loops("SEQ"))
    if not transfers:
        raise lin.unreadable("there is nothing to pay: the debit has no SEQ")
    _accept_total(loop, transfers)
    batch_id = number.text(at(1, 2)) if number is not None else ""
    return _Debit(day, batch_id, account, parties.find(loop, (_DEBTOR,)), transfers)


def _same(found: Iterable[_T], what: str, loops: Sequence[LoopCursor]) -> _T:
    """The one value of all debits. Unreadable: they differ."""
    first, *others = found
    if any(other != first for other in others):
        raise loops[0].trigger.unreadable(f"the debits are of several {what}: the message is several files")
    return first


def _accept_total(loop: LoopCursor, transfers: Sequence[CreditTransfer]) -> None:
    """Take the amount of a debit where it is what its transfers add up to."""
    currencies = {transfer.amount.currency for transfer in transfers}
    total = sum((transfer.amount.amount for transfer in transfers), Decimal(0))
    group = loop.loop("MOA", _TO_PAY)
    if group is None:
        return
    moa = group.trigger
    if len(currencies) == 1 and moa.peek(at(1, 3)) in ("", *currencies) and moa.accept_number(at(1, 2), total):
        moa.take(at(1, 3))
    else:
        moa.leave(at(1))


def _write_debit(body: Body, file: PaymentFile, line: int, debit: Sequence[tuple[int, CreditTransfer]]) -> None:
    body.add("LIN", line)
    dates.write(body, _EXECUTED, "execution_date", file.execution_date)
    if file.batch_id:
        body.add("RFF", [_NUMBER, ("batch_id", file.batch_id)])
    currency, *others = {transfer.amount.currency for _, transfer in debit}
    if not others:
        total = sum((transfer.amount.amount for _, transfer in debit), Decimal(0))
        body.add("MOA", [_TO_PAY, ("transfers", total), ("transfers", currency)])
    payment_details.write_account(body, _THEIR_ACCOUNT, file.account, "account")
    for ordinal, (index, transfer) in enumerate(debit, start=1):
        payment_details.write_transfer(body, ordinal, transfer, f"transfers[{index}]")
