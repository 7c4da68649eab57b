"""What a three-way match comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from b2b.store.states import MatchVerdict


class ReasonCode(StrEnum):
    """Why an invoice is not paid as it is; the first group is money, which a credit note can settle."""

    NOT_RECEIVED = "not-received"
    OVER_RECEIPT = "over-receipt"
    OVER_ORDER = "over-order"
    PRICE = "price"
    CHARGE = "charge"
    UNKNOWN_LINE = "unknown-line"

    TAX = "tax"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words; `amount` is what it is about without VAT, `missing` the units that are not there."""

    code: ReasonCode
    text: str
    amount: Decimal = Decimal(0)
    line_id: str = ""
    missing: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class LineResult:
    """An order line in the match: billed less goods that were `credited`, and how much of that stands (`claimed`, worth
    `justified`); `excess` is billed beyond it, without VAT.
    """

    line_id: str
    order: str
    number: str
    sku: str
    unit: str
    ordered: Decimal
    received: Decimal
    taken: Decimal
    credited: Decimal
    billed: Decimal
    price: Decimal
    net: Decimal
    claimed: Decimal
    justified: Decimal
    excess: Decimal


@dataclass(frozen=True, slots=True)
class Unblock:
    """One way out: what has to happen, and the command where there is one."""

    what: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The verdict, what may be paid, and why. `difference` is what is billed beyond what stands, less what was taken
    off already, without VAT, and `difference_vat` the VAT on it. `claims` are the units by order line that this invoice
    uses up, none while it is blocked.
    """

    verdict: MatchVerdict
    payable: Decimal
    difference: Decimal
    difference_vat: Decimal
    reasons: tuple[Reason, ...]
    lines: tuple[LineResult, ...]
    claims: Mapping[str, Decimal]
    unblocks: tuple[Unblock, ...]
