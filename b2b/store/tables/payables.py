"""Suppliers' invoices and credit notes, and how each was matched with order and receipt."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from b2b.store.states import InvoiceFormat, MatchVerdict, PurchaseInvoiceState
from b2b.store.tables.base import Row, check, one_of
from b2b.store.types import Instant, Json, Scaled


class PurchaseInvoice(Row, table=True):
    """A supplier's invoice (380) or credit note (381); amounts in minor units of `currency`, all of them positive.

    `invoice_key` is the number as duplicates are found by it, in whatever format a copy comes. `payable` is what may be
    paid of an invoice: its gross less the credit notes to it, 0 while it is blocked; of a credit note it is what can
    still be set off. `preceding_invoice` is the invoice that a credit note names, `credited_invoice_id` the one whose
    payable it was taken off; without that it is set off in a payment run. `problems` are what was found in it when it
    was read, such as broken rules.
    """

    __tablename__ = "purchase_invoice"
    __table_args__ = (
        one_of("state", PurchaseInvoiceState),
        one_of("format", InvoiceFormat),
        check("kind", "kind IN ('380', '381')"),
        check("currency", "length(currency) = 3"),
        check("total", "net + vat = gross"),
        check("payable", "payable >= 0 AND payable <= gross"),
        UniqueConstraint("company_id", "partner_id", "kind", "invoice_key"),
        Index(None, "state", "due"),
        Index(None, "invoice_number"),
    )

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    company_id: str = Field(foreign_key="company.id")
    partner_id: str = Field(foreign_key="partner.id")
    invoice_number: str
    invoice_key: str
    kind: str
    currency: str
    net: int = Field(sa_type=BigInteger)
    vat: int = Field(sa_type=BigInteger)
    gross: int = Field(sa_type=BigInteger)
    payable: int = Field(default=0, sa_type=BigInteger)
    date: dt.date
    due: dt.date | None = None
    order_number: str = ""
    preceding_invoice: str = ""
    credited_invoice_id: str | None = Field(default=None, foreign_key="purchase_invoice.id", index=True)
    document: dict[str, Any] = Field(sa_type=Json)
    format: str
    problems: list[Any] = Field(default=[], sa_type=Json)
    exchange_id: str | None = Field(default=None, foreign_key="exchange.id", index=True)
    state: str
    received_at: dt.datetime = Field(sa_type=Instant)


class PurchaseInvoiceLine(Row, table=True):
    """A line of a supplier's invoice and the order line it was matched to; `net` in minor units."""

    __tablename__ = "purchase_invoice_line"
    __table_args__ = (UniqueConstraint("purchase_invoice_id", "position"),)

    id: str = Field(primary_key=True)
    purchase_invoice_id: str = Field(foreign_key="purchase_invoice.id")
    position: int
    purchase_order_line_id: str | None = Field(default=None, foreign_key="purchase_order_line.id", index=True)
    quantity: Decimal = Field(sa_type=Scaled)
    unit: str
    unit_price: Decimal = Field(sa_type=Scaled)
    net: int = Field(sa_type=BigInteger)


class Match(Row, table=True):
    """One three-way match of an invoice: all that it looked at, and what came out; appended, never changed.

    The same `inputs` give the same `result` again under the same `rules`. `payable` in minor units of the invoice's
    currency. `actor` is who overrode, where a person did.
    """

    __tablename__ = "match"
    __table_args__ = (
        one_of("verdict", MatchVerdict),
        UniqueConstraint("purchase_invoice_id", "run"),
        check("payable", "payable >= 0"),
    )

    id: str = Field(primary_key=True)
    purchase_invoice_id: str = Field(foreign_key="purchase_invoice.id")
    run: int
    rules: str
    inputs: dict[str, Any] = Field(sa_type=Json)
    result: dict[str, Any] = Field(sa_type=Json)
    verdict: str
    payable: int = Field(sa_type=BigInteger)
    actor: str
    matched_at: dt.datetime = Field(sa_type=Instant)
