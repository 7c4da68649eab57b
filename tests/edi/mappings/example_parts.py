"""Who trades and what: the parts that the example documents are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from b2b.documents import (
    Address,
    Contact,
    Destination,
    Endpoint,
    ItemId,
    ItemScheme,
    Order,
    OrderLine,
    Party,
    PartyId,
    Quantity,
    Reference,
)


def each(value: int | str) -> Quantity:
    return Quantity(Decimal(value), "EA")


BUYER = Party(
    name="Northwind Retail GmbH",
    ids=(PartyId("UL", "4012345000009"),),
    address=Address(("Marktplatz 5",), "Hamburg", "20095", country="DE"),
    vat_id="DE987654321",
)
SUPPLIER = Party(name="Acme Supply GmbH", ids=(PartyId("92", "ACME"),))
SELLER = Party(
    name="Acme Supply GmbH",
    address=Address(("Lagerweg 1",), "Berlin", "10115", country="DE"),
    vat_id="DE123456789",
    legal_registration="HRB 1234",
    endpoint=Endpoint("9930", "DE123456789"),
    contact=Contact("Order desk", "+49 30 1234567", "orders@acme.example"),
)
SHIP_TO = Party(name="Northwind DC 1", ids=(PartyId("92", "DC1"),))
WIDGET_1 = (ItemId(ItemScheme.BUYER, "NW-4711", "BP"), ItemId(ItemScheme.SUPPLIER, "WIDGET-001"))
WIDGET_2 = (ItemId(ItemScheme.GTIN, "4012345000016"),)

# What an invoice for the order says beside its lines and amounts.
BILLED: dict[str, Any] = {
    "number": "R-2026-0001",
    "date": dt.date(2026, 1, 20),
    "kind": "380",
    "currency": "EUR",
    "supplier": SELLER,
    "buyer": BUYER,
    "order_number": "4500001001",
    "order_date": dt.date(2026, 1, 5),
    "despatch_number": "DN-1",
    "delivery_date": dt.date(2026, 1, 19),
    "iban": "DE89370400440532013000",
    "bic": "COBADEFFXXX",
    "account_name": "Acme Supply GmbH",
    "notes": ("Thank you for your order",),
    "payment_reference": "R-2026-0001",
}


def order(measured: Callable[[int], Quantity], second: tuple[ItemId, ...]) -> Order:
    """The order of 100 and 20, the second line for two stores; `measured` gives the quantities their unit."""
    stores = (Destination(PartyId("92", "0001"), measured(5)), Destination(PartyId("92", "0002"), measured(15)))
    return Order(
        number="4500001001",
        date=dt.date(2026, 1, 5),
        lines=(
            OrderLine("1", measured(100), Decimal("11.80"), WIDGET_1, "Widget, blue, 40 mm"),
            OrderLine("2", measured(20), Decimal("40.00"), second, destinations=stores),
        ),
        currency="EUR",
        buyer=BUYER,
        supplier=SUPPLIER,
        ship_to=SHIP_TO,
        requested_date=dt.date(2026, 1, 19),
        references=(Reference("DP", "038"),),
    )
