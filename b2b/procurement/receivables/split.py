"""What a payment of a customer settles of which invoice, from the lines of a remittance: pure.

Credit notes move what they set off from the invoice they were made for to the one that is paid less, so that the parts
always add up to the payment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice of ours, or a credit note (`credits` is the invoice it was made for)."""

    id: str
    number: str
    currency: str
    credits: str = ""


@dataclass(frozen=True, slots=True)
class Deducted:
    """An amount (minor units, positive) that was not paid of a line; `number` is the credit note it rests on."""

    amount: int
    number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a remittance: `paid` in minor units of it, negative for a credit note."""

    number: str
    paid: int
    deducted: tuple[Deducted, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """What each invoice gets (by id, minor units, never 0), and what could not be placed."""

    parts: Mapping[str, int]
    unknown: tuple[str, ...] = ()
    other_currency: tuple[str, ...] = ()
    deductions: tuple[str, ...] = ()


def split(lines: Iterable[Line], currency: str, bills: Mapping[str, Bill]) -> Split:
    """The parts of a payment in a currency; `bills` are our invoices and credit notes by number."""
    parts: dict[str, int] = {}
    unknown: list[str] = []
    other: list[str] = []
    deductions: list[str] = []

    def move(id: str, amount: int) -> None:
        parts[id] = parts.get(id, 0) + amount

    for line in lines:
        bill = bills.get(line.number)
        if bill is None:
            unknown.append(line.number)
            continue
        if bill.currency != currency:
            other.append(f"{line.number} ({bill.currency})")
            continue
        move(bill.credits or bill.id, line.paid)
        for one in line.deducted:
            note = bills.get(one.number) if one.number else None
            if note is not None and note.credits and note.currency == currency:
                move(bill.credits or bill.id, one.amount)
                move(note.credits, -one.amount)
            else:
                deductions.append(f"{line.number}: {one.number or one.reason or 'no reason given'}")
    settled = {id: amount for id, amount in parts.items() if amount}
    return Split(settled, tuple(unknown), tuple(other), tuple(deductions))
