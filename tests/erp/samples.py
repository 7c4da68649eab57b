"""Orders, shipments and invoices of the scenario's supplier, as the ERP port takes them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from b2b.documents import (
    Invoice,
    InvoiceLine,
    ItemId,
    ItemScheme,
    Money,
    Order,
    OrderLine,
    Party,
    PaymentTerms,
    Quantity,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
    VatBreakdown,
)
from b2b.ports import ErpOrder, ErpOrderLine

CUSTOMER = "NORTHWIND"


def ea(value: int | str) -> Quantity:
    return Quantity(Decimal(value), "EA")


def stock() -> dict[str, Quantity]:
    return {"WIDGET-001": ea(500), "WIDGET-002": ea(60), "GASKET-10": ea(0), "CABLE": Quantity(Decimal("12.5"), "MTR")}


def line(
    sku: str, confirmed: Quantity, back_ordered: Quantity | None = None, price: str = "11.80", number: str = "1"
) -> ErpOrderLine:
    return ErpOrderLine(number, sku, confirmed, back_ordered or Quantity(Decimal(0), confirmed.unit), Decimal(price))


def order(number: str, *lines: ErpOrderLine, customer: str = CUSTOMER) -> ErpOrder:
    ordered = tuple(
        OrderLine(x.number, x.confirmed, x.unit_price, (ItemId(ItemScheme.SUPPLIER, x.sku),)) for x in lines
    )
    return ErpOrder(customer, Order(number, dt.date(2026, 3, 2), ordered, currency="EUR"), "EUR", lines)


def shipment(number: str, *orders: str) -> ShipNotice:
    shipped = tuple(ShippedOrder(order, (ShippedLine("1", ea(1), ()),)) for order in orders)
    return ShipNotice(number, dt.datetime(2026, 3, 4, 9, 30, tzinfo=dt.UTC), shipped, carrier="DHL", tracking="JD0001")


def invoice(number: str, net: str = "1980.00", vat: str = "376.20") -> Invoice:
    gross = Decimal(net) + Decimal(vat)
    return Invoice(
        number=number,
        date=dt.date(2026, 3, 5),
        kind="380",
        currency="EUR",
        supplier=Party(name="Acme Supply GmbH"),
        buyer=buyer(),
        lines=(
            InvoiceLine("1", ea(1), Decimal(net), Decimal(net), (), "Widgets", vat_category="S", vat_rate=Decimal(19)),
        ),
        vat=(VatBreakdown("S", Decimal(19), Decimal(net), Decimal(vat)),),
        net_total=Decimal(net),
        taxable_total=Decimal(net),
        vat_total=Decimal(vat),
        gross_total=gross,
        payable=gross,
        terms=PaymentTerms(due=dt.date(2026, 4, 4)),
        order_number="4500001001",
    )


def buyer() -> Party:
    return Party(name="Northwind Retail GmbH", vat_id="DE987654328")


def total(document: Invoice) -> Money:
    return Money(document.gross_total, document.currency)
