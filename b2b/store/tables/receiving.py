"""What is on its way to us, and what has arrived."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from b2b.store.states import Condition, ExpectedState
from b2b.store.tables.base import Row, check, one_of
from b2b.store.types import Instant, Json, Scaled


class ExpectedReceipt(Row, table=True):
    """A supplier's ship notice (856): what we expect at the dock."""

    __tablename__ = "expected_receipt"
    __table_args__ = (
        one_of("state", ExpectedState),
        UniqueConstraint("company_id", "partner_id", "despatch_number"),
        Index(None, "state", "expected_on"),
    )

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    company_id: str = Field(foreign_key="company.id")
    partner_id: str = Field(foreign_key="partner.id")
    despatch_number: str
    document: dict[str, Any] = Field(sa_type=Json)
    exchange_id: str | None = Field(default=None, foreign_key="exchange.id")
    shipped_at: dt.datetime = Field(sa_type=Instant)
    expected_on: dt.date | None = None
    state: str = ExpectedState.EXPECTED.value


class ExpectedLine(Row, table=True):
    """Units of one order line in a ship notice, in the order line's unit; `sscc` and `lot` as the supplier says."""

    __tablename__ = "expected_line"
    __table_args__ = (
        UniqueConstraint("expected_receipt_id", "position"),
        check("quantity", "quantity > 0"),
        check("received", "received >= 0"),
        Index(None, "sscc"),
    )

    id: str = Field(primary_key=True)
    expected_receipt_id: str = Field(foreign_key="expected_receipt.id")
    position: int
    purchase_order_line_id: str = Field(foreign_key="purchase_order_line.id", index=True)
    quantity: Decimal = Field(sa_type=Scaled)
    unit: str
    sscc: str = ""
    lot: str = ""
    received: Decimal = Field(default=Decimal(0), sa_type=Scaled)


class Receipt(Row, table=True):
    """Goods that arrived for one order; `receipt_number` is the warehouse's or the ERP's own.

    `document` is what was posted, `differences` what was found then: posted again, it is answered the same.
    """

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("company_id", "receipt_number"),)

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    company_id: str = Field(foreign_key="company.id")
    partner_id: str = Field(foreign_key="partner.id")
    purchase_order_id: str = Field(foreign_key="purchase_order.id", index=True)
    expected_receipt_id: str | None = Field(default=None, foreign_key="expected_receipt.id", index=True)
    receipt_number: str
    received_at: dt.datetime = Field(sa_type=Instant)
    document: dict[str, Any] = Field(sa_type=Json)
    differences: list[Any] = Field(default=[], sa_type=Json)
    posted_by: str
    created_at: dt.datetime = Field(sa_type=Instant)


class ReceiptLine(Row, table=True):
    """Units of one order line that arrived, in its unit; a negative quantity takes an earlier receipt back.

    Only what is `good` counts as received; the others are kept for the claim.
    """

    __tablename__ = "receipt_line"
    __table_args__ = (
        one_of("condition", Condition),
        UniqueConstraint("receipt_id", "position"),
        check("quantity", "quantity <> 0"),
    )

    id: str = Field(primary_key=True)
    receipt_id: str = Field(foreign_key="receipt.id")
    position: int
    purchase_order_line_id: str = Field(foreign_key="purchase_order_line.id", index=True)
    quantity: Decimal = Field(sa_type=Scaled)
    unit: str
    condition: str = Condition.GOOD.value
    lot: str = ""
    sscc: str = ""
