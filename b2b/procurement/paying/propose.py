"""Which invoices a run pays, and why the others are left: a pure function of what is open on a day.

An invoice is paid as late as it can be without being late: in the last run whose money moves by its due date. Each
invoice has a transfer of its own. Credit notes that are still open are set off, whole, in the supplier's first
transfer, which takes in as many invoices as it needs to stay above zero; until there are enough, the supplier's credit
notes and due invoices are carried forward together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

_SATURDAY = 5
CURRENCY = "EUR"


class Because(StrEnum):
    """Why an invoice is left out; those of `NEEDS_SOMEBODY` open an exception under this code."""

    NOT_DUE = "not-due"
    BLOCKED = "blocked"
    REFUSED_BEFORE = "refused-before"
    CARRIED_FORWARD = "carried-forward"
    NO_ACCOUNT = "payee-account-missing"
    OTHER_ACCOUNT = "payee-account-differs"
    CURRENCY = "payment-currency"
    UNWRITABLE = "payment-cannot-be-written"


NEEDS_SOMEBODY = (Because.NO_ACCOUNT, Because.OTHER_ACCOUNT, Because.CURRENCY, Because.UNWRITABLE)


@dataclass(frozen=True, slots=True)
class Deduction:
    """A credit note that has lowered what may be paid of its own invoice already; `amount` positive, minor units."""

    number: str
    date: dt.date
    amount: int


@dataclass(frozen=True, slots=True)
class Payable:
    """An open invoice of a supplier, or an open credit note (`is_credit`), on the day of the run.

    `supplier` is the partner's id. `amount` is what may be paid or set off, in minor units of `currency`, positive;
    `deductions` are credit notes that it is less by already. `our_iban` is where the supplier is paid by our settings,
    `their_iban` what the invoice says. `refused` says what stands in the way since the bank refused or returned the
    last payment.
    """

    id: str
    number: str
    supplier: str
    amount: int
    currency: str
    date: dt.date
    due: dt.date | None = None
    is_credit: bool = False
    blocked: bool = False
    our_iban: str = ""
    their_iban: str = ""
    refused: str = ""
    deductions: tuple[Deduction, ...] = ()

    @property
    def pay_by(self) -> dt.date:
        """The due date; an invoice without one is due when it is made."""
        return self.due or self.date


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment to one supplier: invoices, less credit notes; `amount` in minor units, above zero."""

    supplier: str
    invoices: tuple[Payable, ...]
    credits: tuple[Payable, ...]

    @property
    def amount(self) -> int:
        """What is paid."""
        return sum(one.amount for one in self.invoices) - sum(one.amount for one in self.credits)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An invoice or credit note that the run leaves, and why, as a code and as a sentence."""

    payable: Payable
    because: Because
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a run pays: on `execution_date` whatever is due before `due_before`."""

    execution_date: dt.date
    due_before: dt.date
    transfers: tuple[Transfer, ...]
    left_out: tuple[LeftOut, ...]


def without(proposal: Proposal, unwritable: Mapping[str, str]) -> Proposal:
    """The proposal without the transfers to these suppliers, by partner id: why their transfers cannot be written."""
    kept = tuple(one for one in proposal.transfers if one.supplier not in unwritable)
    left = tuple(
        LeftOut(payable, Because.UNWRITABLE, unwritable[transfer.supplier])
        for transfer in proposal.transfers
        if transfer.supplier in unwritable
        for payable in (*transfer.invoices, *transfer.credits)
    )
    return replace(proposal, transfers=kept, left_out=(*proposal.left_out, *left))


def bank_day(day: dt.date) -> dt.date:
    """The first day from `day` on that is no Saturday or Sunday."""
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= _SATURDAY else 0)


def propose(
    payables: Iterable[Payable], run_date: dt.date, run_every_days: int, due_before: dt.date | None = None
) -> Proposal:
    """The run of a day. It pays what is due before the next run's money would move, or before `due_before`.

    The same payables in another order give the same proposal.
    """
    before = due_before or bank_day(run_date + dt.timedelta(days=run_every_days))
    ordered = sorted(payables, key=lambda one: (one.supplier, one.pay_by, one.date, one.number, one.id))
    transfers: list[Transfer] = []
    left: list[LeftOut] = []
    for supplier, group in groupby(ordered, key=lambda one: one.supplier):
        fit: list[Payable] = []
        for payable in group:
            reason = _obstacle(payable, before)
            if reason is None:
                fit.append(payable)
            else:
                left.append(LeftOut(payable, *reason))
        made, carried = _transfers(supplier, fit)
        transfers += made
        left += carried
    return Proposal(bank_day(run_date), before, tuple(transfers), tuple(left))


def _obstacle(payable: Payable, before: dt.date) -> tuple[Because, str] | None:
    if payable.blocked:
        return Because.BLOCKED, "it is blocked: see b2b why for what unblocks it"
    if payable.refused:
        return Because.REFUSED_BEFORE, payable.refused
    if payable.currency != CURRENCY:
        return Because.CURRENCY, f"it is in {payable.currency}; payment files are in {CURRENCY}"
    if payable.is_credit:
        return None
    if payable.pay_by >= before:
        return Because.NOT_DUE, f"due {payable.pay_by}, a later run pays it in time"
    if not payable.our_iban:
        return Because.NO_ACCOUNT, "the supplier's settings have no IBAN"
    if payable.their_iban and payable.their_iban != payable.our_iban:
        text = f"it asks for payment to {payable.their_iban}, the settings say {payable.our_iban}: ask the supplier"
        return Because.OTHER_ACCOUNT, f"{text} under a number you know"
    return None


def _transfers(supplier: str, fit: Sequence[Payable]) -> tuple[list[Transfer], list[LeftOut]]:
    invoices = [one for one in fit if not one.is_credit]
    credits = tuple(one for one in fit if one.is_credit)
    taken, owed = 0, sum(one.amount for one in credits)
    while owed >= 0 and taken < len(invoices):
        owed -= invoices[taken].amount
        taken += 1
    if owed >= 0:
        return [], [LeftOut(one, Because.CARRIED_FORWARD, _carried(one)) for one in fit]
    first = Transfer(supplier, tuple(invoices[:taken]), credits)
    return [first, *(Transfer(supplier, (one,), ()) for one in invoices[taken:])], []


def _carried(payable: Payable) -> str:
    if payable.is_credit:
        return "no invoice is due that is larger: it is set off later"
    return "the supplier's open credit notes cover it: nothing is to be paid"
