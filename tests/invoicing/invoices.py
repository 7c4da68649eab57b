"""Invoices that the tests of this room write, read, check and draw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal as D

from b2b.documents import (
    Address,
    AllowanceCharge,
    Contact,
    Endpoint,
    Invoice,
    ItemId,
    ItemScheme,
    Party,
    PartyId,
    PaymentTerms,
    Quantity,
    Reference,
)
from b2b.invoicing.calculate import BilledLine, Exemption, build_invoice

SELLER = Party(
    name="Acme Supply GmbH",
    ids=(PartyId("92", "4711"), PartyId("UL", "4012345000009")),
    address=Address(("Industriestraße 5", "Tor 3"), "München", "80331", "", "DE"),
    vat_id="DE123456789",
    legal_registration="HRB 12345",
    endpoint=Endpoint("9930", "DE123456789"),
    contact=Contact("Billing desk", "+49 89 1234567", "billing@acme.example"),
)
BUYER = Party(
    name="Northwind Retail GmbH",
    ids=(PartyId("91", "K-20077"),),
    address=Address(("Hafenstraße 12",), "Hamburg", "20457", "", "DE"),
    vat_id="DE987654321",
    endpoint=Endpoint("0088", "4098765000003"),
)
STORE = Party(
    name="Northwind Lager Süd",
    ids=(PartyId("92", "0017"),),
    address=Address(("Am Gleis 1",), "Augsburg", "86150", "", "DE"),
)


def billed(
    number: str = "1",
    quantity: str = "100",
    price: str = "11.80",
    code: str = "WIDGET-001",
    *,
    name: str = "Widget, zinc-plated",
    category: str = "S",
    rate: str = "19",
    extras: Sequence[AllowanceCharge] = (),
) -> BilledLine:
    """A line of the scenario's first order."""
    return BilledLine(
        number=number,
        quantity=Quantity(D(quantity), "EA"),
        unit_price=D(price),
        description=name,
        vat_category=category,
        vat_rate=D(rate),
        items=(ItemId(ItemScheme.SUPPLIER, code), ItemId(ItemScheme.GTIN, "4012345678901")),
        order_line=number,
        allowances_charges=tuple(extras),
    )


def scenario_invoice() -> Invoice:
    """The first invoice of the scenario: 1,980.00 net, 376.20 VAT, 2,356.20 gross."""
    return build_invoice(
        number="INV-100001",
        date=dt.date(2026, 3, 2),
        currency="EUR",
        supplier=SELLER,
        buyer=BUYER,
        lines=(billed(), billed("2", "20", "40.00", "WIDGET-002", name="Widget, large")),
        terms=PaymentTerms(net_days=30),
        order_number="4500001001",
        buyer_reference="PURCHASING-7",
        despatch_number="SH-100001",
        delivery_date=dt.date(2026, 3, 1),
        ship_to=STORE,
        iban="DE02120300000000202051",
        bic="BYLADEM1001",
        account_name="Acme Supply GmbH",
        payment_reference="INV-100001",
    )


def full_invoice(kind: str = "380") -> Invoice:
    """Everything that the canonical invoice can say and EN 16931 can carry, two VAT rates and an exemption."""
    freight = AllowanceCharge(True, D("12.50"), "Freight", "FC", "S", D(19))
    bonus = AllowanceCharge(False, D("30.00"), "Annual bonus", "", "S", D(7))
    packing = AllowanceCharge(True, D("1.99"), "Pallet", "")
    rebate = AllowanceCharge(False, D("3.333"), "Rebate", "95")
    first = billed("1", "3", "9.9950", extras=(packing, rebate))
    return build_invoice(
        number="INV-2026/7 & <more>",
        kind=kind,
        date=dt.date(2026, 3, 2),
        currency="EUR",
        supplier=SELLER,
        buyer=BUYER,
        lines=(
            first,
            billed("2", "12.375", "4.2", "KG-7", rate="7"),
            billed("3", "-1", "5.005", "RETURN"),
            billed("4", "1", "100", "TRAINING", category="E", rate="0"),
        ),
        allowances_charges=(freight, bonus),
        terms=PaymentTerms(due=dt.date(2026, 4, 1), discount_percent=D("2.25"), discount_days=10, text="Thank you."),
        prepaid=D("10"),
        rounding=D("0.02"),
        exemptions={"E": Exemption("Education, paragraph 4 no. 21 UStG", "VATEX-EU-132-1I")},
        order_number="4500001001",
        buyer_reference="PURCHASING-7",
        despatch_number="SH-100001",
        preceding_invoice="INV-2026/6",
        preceding_date=dt.date(2026, 2, 27),
        delivery_date=dt.date(2026, 3, 1),
        ship_to=STORE,
        iban="DE02120300000000202051",
        bic="BYLADEM1001",
        account_name="Acme Supply GmbH",
        payment_reference="INV-2026/7",
        notes=("Goods remain ours until paid.", "Zażółć gęślą jaźń, Ελλάδα, Україна"),
        references=(Reference("CT", "K-77"), Reference("VN", "SO-9"), Reference("DP", "038", "Garden")),
    )
