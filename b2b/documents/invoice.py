"""An invoice or credit note in the terms of EN 16931-1 (BT and BG numbers in the docstrings)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from b2b.documents.party import Party
from b2b.documents.values import ItemId, Quantity, Reference


@dataclass(frozen=True, slots=True)
class AllowanceCharge:
    """A document or line level allowance or charge (BG-20, BG-21, BG-27, BG-28); `amount` is positive, without VAT,
    in the invoice currency.
    """

    is_charge: bool
    amount: Decimal
    reason: str
    reason_code: str = ""
    vat_category: str = "S"
    vat_rate: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """BG-25: `number` BT-126, `quantity` BT-129/130, `unit_price` BT-146 (net, four decimals at most), `net_amount`
    BT-131 (two decimals),
    `order_line` BT-132 (the buyer's), `order_number` where an invoice covers several orders, `description` BT-153
    (required), VAT BT-151/152."""

    number: str
    quantity: Quantity
    unit_price: Decimal
    net_amount: Decimal
    items: tuple[ItemId, ...]
    description: str
    vat_category: str
    vat_rate: Decimal
    order_line: str = ""
    order_number: str = ""
    allowances_charges: tuple[AllowanceCharge, ...] = ()


@dataclass(frozen=True, slots=True)
class VatBreakdown:
    """BG-23: taxable BT-116, tax BT-117, category BT-118, rate BT-119, exemption reason BT-120/121."""

    category: str
    rate: Decimal
    taxable: Decimal
    tax: Decimal
    exemption_reason: str = ""
    exemption_code: str = ""


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """BT-9 due date, BT-20 text, and the days behind it (net, discount) for X12 ITD."""

    due: dt.date | None = None
    net_days: int | None = None
    discount_percent: Decimal | None = None
    discount_days: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice (BT-3 `380`) or credit note (`381`); all amounts in `currency` (BT-5), rounded half up to its
    minor unit.

    `net_total` BT-106, `allowance_total` BT-107, `charge_total` BT-108, `taxable_total` BT-109, `vat_total` BT-110,
    `gross_total` BT-112, `prepaid` BT-113, `payable` BT-115. `order_number` BT-13, `despatch_number` BT-16,
    `preceding_invoice` BT-25, `delivery_date` BT-72, `buyer_reference` BT-10, `iban`/`bic`/`account_name` BG-17,
    `payment_means` BT-81 (`30` credit transfer, `58` SEPA), `payment_reference` BT-83 (what the payer quotes),
    `rounding` BT-114 (part of `payable`).

    `buyer` is BG-7. `bill_to`, for which EN 16931 has no term, gets the bill in his place, such as his head office;
    alone he would be the buyer.
    """

    number: str
    date: dt.date
    kind: str
    currency: str
    supplier: Party
    buyer: Party
    lines: tuple[InvoiceLine, ...]
    vat: tuple[VatBreakdown, ...]
    net_total: Decimal
    taxable_total: Decimal
    vat_total: Decimal
    gross_total: Decimal
    payable: Decimal
    allowance_total: Decimal = Decimal(0)
    charge_total: Decimal = Decimal(0)
    prepaid: Decimal = Decimal(0)
    allowances_charges: tuple[AllowanceCharge, ...] = ()
    terms: PaymentTerms = field(default_factory=PaymentTerms)
    order_number: str = ""
    order_date: dt.date | None = None
    despatch_number: str = ""
    preceding_invoice: str = ""
    preceding_date: dt.date | None = None
    delivery_date: dt.date | None = None
    ship_to: Party | None = None
    bill_to: Party | None = None
    buyer_reference: str = ""
    payment_means: str = "58"
    iban: str = ""
    bic: str = ""
    account_name: str = ""
    notes: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    payment_reference: str = ""
    rounding: Decimal = Decimal(0)
