"""The supplier's half: customers' orders, what was shipped, what was invoiced."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from b2b.store.states import SalesInvoiceState, SalesOrderState
from b2b.store.tables.base import Row, check, one_of
from b2b.store.types import Instant, Json, Scaled

_STANDS = "state NOT IN ('rejected', 'cancelled')"
_TO_SHIP = "shipped < confirmed"


class SalesOrder(Row, table=True):
    """A customer's order: what came (`document`), why it was decided so (`decision`), what we said (`response`).

    Of one number only one order stands; those before it were rejected in full or cancelled.
    """

    __tablename__ = "sales_order"
    __table_args__ = (
        one_of("state", SalesOrderState),
        Index(
            "uq_sales_order_standing",
            "company_id",
            "partner_id",
            "order_number",
            unique=True,
            sqlite_where=text(_STANDS),
            postgresql_where=text(_STANDS),
        ),
        Index(None, "state"),
        Index(None, "order_number"),
    )

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    company_id: str = Field(foreign_key="company.id")
    partner_id: str = Field(foreign_key="partner.id")
    exchange_id: str | None = Field(default=None, foreign_key="exchange.id", index=True)
    order_number: str
    order_date: dt.date
    purpose: str = "00"
    currency: str
    state: str = SalesOrderState.OPEN.value
    document: dict[str, Any] = Field(sa_type=Json)
    decision: dict[str, Any] = Field(default={}, sa_type=Json)
    response: dict[str, Any] | None = Field(default=None, sa_type=Json)
    received_at: dt.datetime = Field(sa_type=Instant)
    decided_at: dt.datetime | None = Field(default=None, sa_type=Instant)


class SalesOrderLine(Row, table=True):
    """A line; quantities count `unit`, the unit the line is confirmed in. `line_number` is the buyer's own.

    `beyond_booking`: the ERP does not know all that is confirmed once it has booked the order, as with a back-order
    that was released, or an order from before there was an ERP.
    """

    __tablename__ = "sales_order_line"
    __table_args__ = (
        UniqueConstraint("sales_order_id", "position"),
        check("confirmed", "confirmed >= 0"),
        check("back_ordered", "back_ordered >= 0"),
        check("rejected", "rejected >= 0"),
        check("shipped", "shipped >= 0"),
        check("invoiced", "invoiced >= 0"),
        Index(None, "item_id"),
        Index(
            "ix_sales_order_line_to_ship",
            "item_id",
            "beyond_booking",
            sqlite_where=text(_TO_SHIP),
            postgresql_where=text(_TO_SHIP),
        ),
    )

    id: str = Field(primary_key=True)
    sales_order_id: str = Field(foreign_key="sales_order.id")
    position: int
    line_number: str = ""
    item_id: str | None = Field(default=None, foreign_key="item.id")
    sku: str = ""
    ordered: Decimal = Field(sa_type=Scaled)
    unit: str
    ordered_price: Decimal | None = Field(default=None, sa_type=Scaled)
    price: Decimal | None = Field(default=None, sa_type=Scaled)
    confirmed: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    back_ordered: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    rejected: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    shipped: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    invoiced: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    status: str
    reasons: list[Any] = Field(default=[], sa_type=Json)
    beyond_booking: bool = False


class Shipment(Row, table=True):
    """Goods that left for one order; `exchange_id` is the ship notice that told the customer."""

    __tablename__ = "shipment"

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    company_id: str = Field(foreign_key="company.id")
    partner_id: str = Field(foreign_key="partner.id")
    sales_order_id: str = Field(foreign_key="sales_order.id", index=True)
    document: dict[str, Any] = Field(sa_type=Json)
    exchange_id: str | None = Field(default=None, foreign_key="exchange.id")
    shipped_at: dt.datetime = Field(sa_type=Instant)
    state: str


class ShipmentLine(Row, table=True):
    """Units of one order line in a shipment."""

    __tablename__ = "shipment_line"
    __table_args__ = (check("quantity", "quantity > 0"), UniqueConstraint("shipment_id", "sales_order_line_id"))

    id: str = Field(primary_key=True)
    shipment_id: str = Field(foreign_key="shipment.id")
    sales_order_line_id: str = Field(foreign_key="sales_order_line.id", index=True)
    quantity: Decimal = Field(sa_type=Scaled)


class SalesInvoice(Row, table=True):
    """An invoice (380) or credit note (381); net, vat and gross in minor units of `currency` (b2b.store.money).

    A credit note names the invoice that it gives back (`credited_invoice_id`) and has no shipment; `credit` says what
    it gives back: `{"lines": {number: quantity}, "reason": text}`.
    """

    __tablename__ = "sales_invoice"
    __table_args__ = (
        one_of("state", SalesInvoiceState),
        check("kind", "kind IN ('380', '381')"),
        check("currency", "length(currency) = 3"),
        check("total", "net + vat = gross"),
        check("credit_note", "(kind = '381') = (credited_invoice_id IS NOT NULL)"),
        check("issued", "(state = 'issued') = (issued_at IS NOT NULL)"),
        UniqueConstraint("company_id", "number"),
        Index(None, "state"),
    )

    id: str = Field(primary_key=True)
    number: str
    company_id: str = Field(foreign_key="company.id")
    partner_id: str = Field(foreign_key="partner.id")
    sales_order_id: str = Field(foreign_key="sales_order.id", index=True)
    shipment_id: str | None = Field(default=None, foreign_key="shipment.id", index=True)
    credited_invoice_id: str | None = Field(default=None, foreign_key="sales_invoice.id", index=True)
    credit: dict[str, Any] | None = Field(default=None, sa_type=Json)
    kind: str
    currency: str
    net: int = Field(sa_type=BigInteger)
    vat: int = Field(sa_type=BigInteger)
    gross: int = Field(sa_type=BigInteger)
    document: dict[str, Any] | None = Field(default=None, sa_type=Json)
    state: str = SalesInvoiceState.DRAFT.value
    exchange_id: str | None = Field(default=None, foreign_key="exchange.id")
    ubl_sha256: str | None = Field(default=None, foreign_key="blob.sha256")
    cii_sha256: str | None = Field(default=None, foreign_key="blob.sha256")
    pdf_sha256: str | None = Field(default=None, foreign_key="blob.sha256")
    date: dt.date
    due: dt.date | None = None
    issued_at: dt.datetime | None = Field(default=None, sa_type=Instant)
