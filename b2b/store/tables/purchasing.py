"""The buyer's half: when an item is ordered again, the orders that we give, their changes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from b2b.store.states import Approval, PurchaseChangeState, PurchaseOrderSource, PurchaseOrderState
from b2b.store.tables.base import Row, check, one_of
from b2b.store.types import Instant, Json, Scaled


class Replenishment(Row, table=True):
    """When and from whom an item is ordered again; quantities count the item's own unit.

    What is free and on order below `reorder_point` is filled up to `order_up_to`, in whole `pack`s of the supplier and
    at least `minimum`.
    """

    __tablename__ = "replenishment"
    __table_args__ = (
        check("reorder_point", "reorder_point >= 0"),
        check("order_up_to", "order_up_to > 0 AND order_up_to >= reorder_point"),
        check("pack", "pack > 0"),
        check("minimum", "minimum >= 0"),
        check("lead_days", "lead_days >= 0"),
        Index(None, "partner_id"),
    )

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    item_id: str = Field(foreign_key="item.id", unique=True)
    partner_id: str = Field(foreign_key="partner.id")
    reorder_point: Decimal = Field(sa_type=Scaled)
    order_up_to: Decimal = Field(sa_type=Scaled)
    pack: Decimal = Field(default=Decimal(1), sa_type=Scaled)
    minimum: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    lead_days: int = 0


class PurchaseOrder(Row, table=True):
    """An order of ours, from the proposal on; `net` in minor units of `currency`.

    `approval` is empty until somebody or the rule has approved; a person who approves is never the requester.
    `document` is the order as it was sent, `response` the supplier's newest answer.
    """

    __tablename__ = "purchase_order"
    __table_args__ = (
        one_of("state", PurchaseOrderState),
        one_of("source", PurchaseOrderSource),
        one_of("approval", Approval),
        check("currency", "length(currency) = 3"),
        check("net", "net >= 0"),
        check("approved", "(approval IS NULL) = (approved_at IS NULL) AND (approval IS NULL) = (approved_by IS NULL)"),
        check("four_eyes", "approval IS NULL OR approval <> 'person' OR approved_by <> requested_by"),
        check("sent", "state NOT IN ('open', 'closed') OR approval IS NOT NULL"),
        UniqueConstraint("company_id", "order_number"),
        Index(None, "state"),
        Index(None, "partner_id", "state"),
        Index(None, "order_number"),
    )

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    company_id: str = Field(foreign_key="company.id")
    partner_id: str = Field(foreign_key="partner.id")
    order_number: str
    order_date: dt.date
    currency: str
    net: int = Field(sa_type=BigInteger)
    state: str = PurchaseOrderState.AWAITING_APPROVAL.value
    source: str
    requested_by: str
    requested_at: dt.datetime = Field(sa_type=Instant)
    approval: str | None = None
    approved_by: str | None = None
    approved_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    reason: str = ""
    document: dict[str, Any] = Field(sa_type=Json)
    response: dict[str, Any] | None = Field(default=None, sa_type=Json)
    answered_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    exchange_id: str | None = Field(default=None, foreign_key="exchange.id", index=True)
    closed_at: dt.datetime | None = Field(default=None, sa_type=Instant)


class PurchaseOrderLine(Row, table=True):
    """A line of an order of ours; quantities count `unit`, prices one of it.

    `price` is the one ordered, `agreed_price` the one that holds after the supplier's answer. `rejected` will not come
    by the supplier's word, `cancelled` by ours. `announced` is what ship notices have said, `received` what arrived in
    good order, `given_up` what came short and was credited, `invoiced` what matched invoices have charged less what
    credit notes gave back. `explanation` says how the quantity came about, `differences` where the answer is not what
    was ordered and who has accepted that.
    """

    __tablename__ = "purchase_order_line"
    __table_args__ = (
        UniqueConstraint("purchase_order_id", "position"),
        UniqueConstraint("purchase_order_id", "line_number"),
        check("ordered", "ordered > 0"),
        check("price", "price >= 0"),
        check("confirmed", "confirmed >= 0"),
        check("back_ordered", "back_ordered >= 0"),
        check("rejected", "rejected >= 0"),
        check("cancelled", "cancelled >= 0 AND cancelled <= ordered"),
        check("announced", "announced >= 0"),
        check("received", "received >= 0"),
        check("given_up", "given_up >= 0"),
        Index(None, "item_id"),
    )

    id: str = Field(primary_key=True)
    purchase_order_id: str = Field(foreign_key="purchase_order.id")
    position: int
    line_number: str
    item_id: str = Field(foreign_key="item.id")
    sku: str
    supplier_sku: str = ""
    description: str = ""
    unit: str
    ordered: Decimal = Field(sa_type=Scaled)
    price: Decimal = Field(sa_type=Scaled)
    requested_on: dt.date | None = None
    agreed_price: Decimal | None = Field(default=None, sa_type=Scaled)
    confirmed: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    back_ordered: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    rejected: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    cancelled: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    promised_on: dt.date | None = None
    announced: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    received: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    given_up: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    invoiced: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    status: str = ""
    explanation: dict[str, Any] = Field(default={}, sa_type=Json)
    differences: list[Any] = Field(default=[], sa_type=Json)


class PurchaseChange(Row, table=True):
    """A change that we asked for (860) and what the supplier said to it (865)."""

    __tablename__ = "purchase_change"
    __table_args__ = (one_of("state", PurchaseChangeState), UniqueConstraint("purchase_order_id", "sequence"))

    id: str = Field(primary_key=True)
    purchase_order_id: str = Field(foreign_key="purchase_order.id")
    sequence: int
    document: dict[str, Any] = Field(sa_type=Json)
    answer: dict[str, Any] | None = Field(default=None, sa_type=Json)
    state: str = PurchaseChangeState.ASKED.value
    requested_by: str
    exchange_id: str | None = Field(default=None, foreign_key="exchange.id")
    created_at: dt.datetime = Field(sa_type=Instant)
