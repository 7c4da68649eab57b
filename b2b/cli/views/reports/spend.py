"""What was spent: ordered, received, invoiced, credited and paid, each amount by the day of its own event."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.views.naming import names
from b2b.cli.views.reports.period import Period
from b2b.cli.views.reports.worth import worth
from b2b.store.money import from_minor
from b2b.store.states import Condition, PaymentState, PurchaseInvoiceState, PurchaseOrderState
from b2b.store.tables import (
    Payment,
    PaymentItem,
    PurchaseInvoice,
    PurchaseInvoiceLine,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    ReceiptLine,
)

_AMOUNTS = ("ordered", "received", "invoiced", "credited", "paid")
_GIVEN = (PurchaseOrderState.OPEN, PurchaseOrderState.CLOSED)
_WITHOUT_ORDER = "(no order line)"


class By(StrEnum):
    """What a row of the report is."""

    SUPPLIER = "supplier"
    ITEM = "item"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class _Fact:
    """One amount of one event."""

    what: str
    on: dt.date
    partner_id: str
    sku: str
    currency: str
    amount: Decimal


def spend(session: Session, period: Period, by: By) -> list[dict[str, Any]]:
    """One row a supplier, item or month, and currency. Net amounts, but `paid`, which is what left the account.

    `ordered` is what was approved less what was cancelled, `received` what arrived in good order, both at the price
    that holds; `invoiced` and `credited` are suppliers' invoices and credit notes but those that were rejected; a
    payment is split over the lines of its invoices by their net.
    """
    called = names(session)
    rows: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(_AMOUNTS, Decimal(0)))
    for fact in (*_ordered(session), *_received(session), *_billed(session), *_paid(session)):
        if period.first <= fact.on <= period.last:
            name = {By.SUPPLIER: called.partner(fact.partner_id), By.ITEM: fact.sku, By.MONTH: f"{fact.on:%Y-%m}"}[by]
            rows[name, fact.currency][fact.what] += fact.amount
    return [{str(by): name, "currency": currency, **amounts} for (name, currency), amounts in sorted(rows.items())]


def _ordered(session: Session) -> Iterator[_Fact]:
    query = (
        select(PurchaseOrder, PurchaseOrderLine)
        .join(PurchaseOrderLine, col(PurchaseOrderLine.purchase_order_id) == col(PurchaseOrder.id))
        .where(col(PurchaseOrder.state).in_(_GIVEN))
    )
    for order, line in session.exec(query):
        amount = worth(line.ordered - line.cancelled, _price(line), order.currency)
        yield _Fact("ordered", order.order_date, order.partner_id, line.sku, order.currency, amount)


def _received(session: Session) -> Iterator[_Fact]:
    query = (
        select(Receipt, ReceiptLine, PurchaseOrderLine, PurchaseOrder.currency)
        .join(ReceiptLine, col(ReceiptLine.receipt_id) == col(Receipt.id))
        .join(PurchaseOrderLine, col(PurchaseOrderLine.id) == col(ReceiptLine.purchase_order_line_id))
        .join(PurchaseOrder, col(PurchaseOrder.id) == col(Receipt.purchase_order_id))
        .where(col(ReceiptLine.condition) == Condition.GOOD)
    )
    for receipt, arrived, line, currency in session.exec(query):
        amount = worth(arrived.quantity, _price(line), currency)
        on = receipt.received_at.astimezone().date()
        yield _Fact("received", on, receipt.partner_id, line.sku, currency, amount)


def _billed(session: Session) -> Iterator[_Fact]:
    query = select(PurchaseInvoice).where(col(PurchaseInvoice.state) != PurchaseInvoiceState.REJECTED)
    lines = _lines(session)
    for invoice in session.exec(query):
        what = "credited" if invoice.kind == "381" else "invoiced"
        for sku, part in _split(invoice.net, lines[invoice.id]):
            amount = from_minor(part, invoice.currency)
            yield _Fact(what, invoice.date, invoice.partner_id, sku, invoice.currency, amount)


def _paid(session: Session) -> Iterator[_Fact]:
    query = (
        select(Payment, PaymentItem)
        .join(PaymentItem, col(PaymentItem.payment_id) == col(Payment.id))
        .where(col(Payment.state) == PaymentState.BOOKED, col(PaymentItem.active))
    )
    lines = _lines(session)
    for payment, item in session.exec(query):
        assert payment.booked_on is not None
        for sku, part in _split(item.amount, lines[item.purchase_invoice_id]):
            amount = from_minor(part, payment.currency)
            yield _Fact("paid", payment.booked_on, payment.partner_id, sku, payment.currency, amount)


def _lines(session: Session) -> dict[str, list[tuple[str, int]]]:
    """By invoice, the item and the net amount of each line in minor units."""
    query = (
        select(PurchaseInvoice, PurchaseInvoiceLine, PurchaseOrderLine.sku)
        .join(PurchaseInvoiceLine, col(PurchaseInvoiceLine.purchase_invoice_id) == col(PurchaseInvoice.id))
        .outerjoin(PurchaseOrderLine, col(PurchaseOrderLine.id) == col(PurchaseInvoiceLine.purchase_order_line_id))
    )
    named = _items_by_line(session)
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for invoice, line, sku in session.exec(query.order_by(col(PurchaseInvoiceLine.position))):
        item = sku or named.get(_line_meant(invoice, line.position), _WITHOUT_ORDER)
        found[invoice.id].append((item, abs(line.net)))
    return found


def _items_by_line(session: Session) -> dict[tuple[str, str, str], str]:
    """By company, order number and line number, the item of each line of our orders."""
    query = select(
        PurchaseOrder.company_id, PurchaseOrder.order_number, PurchaseOrderLine.line_number, PurchaseOrderLine.sku
    ).join(PurchaseOrderLine, col(PurchaseOrderLine.purchase_order_id) == col(PurchaseOrder.id))
    return {(company, order, number): sku for company, order, number, sku in session.exec(query)}


def _line_meant(invoice: PurchaseInvoice, position: int) -> tuple[str, str, str]:
    """The order line that a line names which was not matched: those of credit notes are not."""
    line = invoice.document["lines"][position - 1]
    return invoice.company_id, line.get("order_number") or invoice.order_number, line.get("order_line", "")


def _split(amount: int, lines: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """An amount over lines by their net; the parts add up to the amount to the last minor unit."""
    total = sum(net for _, net in lines)
    if not total:
        yield _WITHOUT_ORDER, amount
        return
    given = reached = 0
    for sku, net in lines:
        reached += net
        part = amount * reached // total - given
        given += part
        yield sku, part


def _price(line: PurchaseOrderLine) -> Decimal:
    return line.price if line.agreed_price is None else line.agreed_price
