"""What a payment pays (X12 820)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from b2b.documents.party import Party
from b2b.documents.values import Reference


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A deduction (negative) or addition (ADX) that `paid` already holds; `reason` is X12 element 426, `kind` and
    `number` are the reference it rests on (element 128, `CM` credit memo)."""

    amount: Decimal
    reason: str
    kind: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class RemittanceItem:
    """One invoice (or credit note: negative `paid`) settled: RMR; `kind` is X12 element 128 (`IV` invoice, `CM`
    credit memo).
    """

    kind: str
    number: str
    paid: Decimal
    gross: Decimal | None = None
    discount: Decimal | None = None
    date: dt.date | None = None
    order_number: str = ""
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class Remittance:
    """A remittance advice; `total` is what the bank moves, in `currency`; `trace` (TRN02) finds the payment again;
    `adjustments` are those that belong to no item."""

    trace: str
    date: dt.date
    total: Decimal
    currency: str
    items: tuple[RemittanceItem, ...]
    method: str = "ACH"
    payer: Party = field(default_factory=Party)
    payee: Party = field(default_factory=Party)
    payee_iban: str = ""
    payee_bic: str = ""
    references: tuple[Reference, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
