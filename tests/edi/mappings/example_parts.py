"""Who trades and what: the parts that the example documents are made of."""

from __future__ import annotations

from decimal import Decimal

from b2b.documents import Address, Contact, Endpoint, ItemId, ItemScheme, Party, PartyId, Quantity


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
