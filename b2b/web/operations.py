"""What an ERP can ask of the gateway: the calls and answers of `schemas/soap/b2b.xsd` as values, free of XML.

Quantities count their own unit, amounts are in the currency beside them, instants are aware, UTC.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from sqlmodel import Session

from b2b.documents import Quantity
from b2b.errors import LogicalError


class Invalid(LogicalError):
    """A rule of the trade does not allow a call that the schema allows; `path` says where in it:
    `/postStockLevels/level[2]/available`.
    """

    def __init__(self, message: str, *, path: str, next_step: str = "") -> None:
        self.path = path
        super().__init__(message, where=path, next_step=next_step)


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of work that a call is done in: a transaction, which the door commits, its instant, and the user by
    name.
    """

    session: Session
    now: dt.datetime
    user: str


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line to buy: `sku` is ours, `supplier_item` the supplier's, one of them is empty; `unit_price` None is the
    agreed price of the day.
    """

    number: str
    sku: str
    supplier_item: str
    quantity: Quantity
    unit_price: Decimal | None
    requested_date: dt.date | None


@dataclass(frozen=True, slots=True)
class SubmitPurchaseOrder:
    """An order to place; `order_number` empty: the gateway takes the next one."""

    idempotency_key: str
    company: str
    supplier: str
    order_number: str
    requested_by: str
    currency: str
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True)
class SubmittedOrder:
    """`state` is awaiting-approval, approved or sent."""

    order_number: str
    state: str
    explanation: str = ""
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class GetOrderStatus:
    """Which order; `role` (ours in it) is buyer or supplier, `partner` may be empty."""

    company: str
    order_number: str
    role: str
    partner: str


@dataclass(frozen=True, slots=True)
class StatusLine:
    """How far a line is, all in `unit`; `received` is None where only the partner knows."""

    number: str
    sku: str
    unit: str
    unit_price: Decimal | None
    ordered: Decimal
    confirmed: Decimal
    back_ordered: Decimal
    rejected: Decimal
    shipped: Decimal
    received: Decimal | None
    invoiced: Decimal


@dataclass(frozen=True, slots=True)
class StatusException:
    """An open exception about the order."""

    number: int
    code: str
    severity: str
    message: str
    next_step: str
    opened_at: dt.datetime


@dataclass(frozen=True, slots=True)
class StatusDocument:
    """A document about the order: `type` is its transaction set, `direction` in or out."""

    type: str
    number: int
    control_number: str
    direction: str
    acknowledgment: str
    date: dt.datetime


@dataclass(frozen=True, slots=True)
class OrderStatus:
    """Where an order stands."""

    order_number: str
    role: str
    partner: str
    order_date: dt.date
    currency: str
    state: str
    lines: tuple[StatusLine, ...] = ()
    exceptions: tuple[StatusException, ...] = ()
    documents: tuple[StatusDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What came for a line of the order, named by its number or by our `sku` (one of them is empty); a quantity below
    zero takes back. `lot` and `sscc` may be empty; `condition` is good, damaged or refused.
    """

    line_number: str
    sku: str
    quantity: Quantity
    lot: str
    sscc: str
    condition: str


@dataclass(frozen=True, slots=True)
class PostGoodsReceipt:
    """Goods that came; `despatch_number` may be empty."""

    idempotency_key: str
    company: str
    order_number: str
    receipt_number: str
    despatch_number: str
    received_at: dt.datetime
    lines: tuple[ReceiptLine, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where what came is not what was expected; `kind` is short, over, damaged or unexpected."""

    line_number: str
    sku: str
    kind: str
    expected: Quantity
    received: Quantity
    message: str


@dataclass(frozen=True, slots=True)
class PostedReceipt:
    """The receipt is booked."""

    receipt_number: str
    differences: tuple[Difference, ...] = ()
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class PostStockLevels:
    """What is free, (sku, quantity), as of an instant."""

    idempotency_key: str
    company: str
    as_of: dt.datetime
    levels: tuple[tuple[str, Quantity], ...]


@dataclass(frozen=True, slots=True)
class PostedStock:
    """How many figures were taken, and the items of those that were not."""

    accepted: int
    unknown_skus: tuple[str, ...] = ()
    outdated_skus: tuple[str, ...] = ()
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class GetInvoice:
    """Which invoice: a `supplier`'s, or one of ours (to `customer`, where one is named); `format` is empty, ubl, cii,
    pdf or original.
    """

    company: str
    invoice_number: str
    supplier: str
    customer: str
    format: str


@dataclass(frozen=True, slots=True)
class StatusInvoiceLine:
    """A line of an invoice; `order_line` and `sku` may be empty, `vat_rate` is a percentage."""

    number: str
    sku: str
    description: str
    quantity: Quantity
    unit_price: Decimal
    net: Decimal
    vat_category: str
    vat_rate: Decimal
    order_line: str


@dataclass(frozen=True, slots=True)
class StatusVat:
    """What one category and rate come to."""

    category: str
    rate: Decimal
    taxable: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class InvoiceFile:
    """The invoice as a file; `sha256` in hex."""

    format: str
    media_type: str
    file_name: str
    sha256: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class InvoiceStatus:
    """An invoice (380) or credit note (381), amounts in `currency`."""

    invoice_number: str
    role: str
    partner: str
    kind: str
    date: dt.date
    due_date: dt.date | None
    order_number: str
    currency: str
    net: Decimal
    vat: Decimal
    gross: Decimal
    payable: Decimal
    state: str
    match_state: str
    match_reasons: tuple[str, ...]
    payment_state: str
    lines: tuple[StatusInvoiceLine, ...] = ()
    vat_breakdown: tuple[StatusVat, ...] = ()
    file: InvoiceFile | None = None


Call = SubmitPurchaseOrder | GetOrderStatus | PostGoodsReceipt | PostStockLevels | GetInvoice
Result = SubmittedOrder | OrderStatus | PostedReceipt | PostedStock | InvoiceStatus


class Operations(Protocol):
    """The five operations. Each works in the unit of work it is given and never commits.

    NotFound, Conflict, NotAllowed, Invalid and TechnicalError become the typed faults of the contract and roll
    everything back; the door has seen to the idempotency key before.
    """

    def submit_purchase_order(self, unit: Unit, call: SubmitPurchaseOrder) -> SubmittedOrder:
        """Place an order with a supplier."""
        ...

    def get_order_status(self, unit: Unit, call: GetOrderStatus) -> OrderStatus:
        """Where an order stands."""
        ...

    def post_goods_receipt(self, unit: Unit, call: PostGoodsReceipt) -> PostedReceipt:
        """Book what came."""
        ...

    def post_stock_levels(self, unit: Unit, call: PostStockLevels) -> PostedStock:
        """Take what is free of items."""
        ...

    def get_invoice(self, unit: Unit, call: GetInvoice) -> InvoiceStatus:
        """An invoice with its match and payment."""
        ...
