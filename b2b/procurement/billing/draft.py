"""An invoice before its arithmetic: pure data, complete or not yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from b2b.documents import ItemId, Party, PaymentTerms, Quantity, Reference


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line to bill: `unit_price` for one `quantity.unit`, without VAT, not rounded; `order_line` is the buyer's."""

    number: str
    quantity: Quantity
    unit_price: Decimal
    description: str
    vat_category: str
    vat_rate: Decimal
    items: tuple[ItemId, ...]
    order_line: str
    order_number: str


@dataclass(frozen=True, slots=True)
class DraftExemption:
    """Why a VAT category charges none: `reason` BT-120, `code` BT-121."""

    category: str
    reason: str
    code: str


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """Everything an invoice says that needs no arithmetic, in the terms of EN 16931; `id` is the row's, `formats` are
    those it shall be made in (`x12`, `ubl`, `cii`, `pdf`). `at_most` is what is left of the invoice that a credit note
    gives back: where rounding VAT for each note exceeds it by cents, the last one is rounded down to it (BT-114).
    """

    id: str
    number: str
    date: dt.date
    kind: str
    currency: str
    supplier: Party
    buyer: Party
    lines: tuple[DraftLine, ...]
    terms: PaymentTerms
    order_number: str
    order_date: dt.date
    buyer_reference: str
    despatch_number: str
    delivery_date: dt.date
    ship_to: Party | None
    bill_to: Party | None
    payment_means: str
    iban: str
    bic: str
    account_name: str
    formats: tuple[str, ...]
    exemptions: tuple[DraftExemption, ...] = ()
    references: tuple[Reference, ...] = ()
    preceding_invoice: str = ""
    preceding_date: dt.date | None = None
    notes: tuple[str, ...] = ()
    at_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A setting that an invoice needs: `table` is `company`, `partner` or `catalog`, `code` whose, `field` its key."""

    table: str
    code: str
    field: str
    why: str

    def __str__(self) -> str:
        return f"{self.field} of {self.table} {self.code} ({self.why})"


@dataclass(frozen=True, slots=True)
class Blocked:
    """No invoice can be made before these are set; an exception says so."""

    invoice_id: str
    number: str
    missing: tuple[Missing, ...]
    case: int
