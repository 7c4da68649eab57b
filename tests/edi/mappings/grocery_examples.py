"""The trade between Acme Supply and Northwind Retail in the sets of the grocery trade."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from b2b.documents import (
    AllowanceCharge,
    Invoice,
    InvoiceLine,
    ItemId,
    ItemScheme,
    NamedDate,
    PaymentTerms,
    Quantity,
    VatBreakdown,
)
from tests.edi.mappings.example_parts import BILLED, WIDGET_1, order

CASES = (ItemId(ItemScheme.GTIN, "000100000010", "UA"), ItemId(ItemScheme.SUPPLIER, "WIDGET-009", "VN"))


def cases(value: int) -> Quantity:
    return Quantity(Decimal(value), "XCS")


ORDER = replace(
    order(cases, CASES),
    payment_terms="2 % within 10 days, net 30 days",
    notes=("Deliver to gate 4",),
    dates=(NamedDate("064", dt.date(2026, 1, 18)),),
)

INVOICE = Invoice(
    lines=(
        InvoiceLine(
            "1",
            cases(100),
            Decimal("11.80"),
            Decimal("1130.00"),
            WIDGET_1,
            "Widget, blue",
            "S",
            Decimal(7),
            "1",
            allowances_charges=(
                AllowanceCharge(False, Decimal("50.00"), "Spring promotion", "x12:97", "S", Decimal(7)),
            ),
        ),
        InvoiceLine("2", cases(20), Decimal("40.00"), Decimal("800.00"), CASES, "Widget, red", "S", Decimal(7), "2"),
    ),
    vat=(VatBreakdown("S", Decimal(7), Decimal("1955.00"), Decimal("136.85")),),
    net_total=Decimal("1930.00"),
    charge_total=Decimal("25.00"),
    taxable_total=Decimal("1955.00"),
    vat_total=Decimal("136.85"),
    gross_total=Decimal("2091.85"),
    payable=Decimal("2091.85"),
    allowances_charges=(AllowanceCharge(True, Decimal("25.00"), "Freight", "x12:504", "S", Decimal(7)),),
    terms=PaymentTerms(dt.date(2026, 2, 19), 30, Decimal(2), 10),
    **BILLED,
)

# By set: one document each, with what is usual.
GROCERY = {"875": ORDER, "880": INVOICE}
