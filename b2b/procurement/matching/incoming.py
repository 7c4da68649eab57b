"""An invoice comes in: known by its number in whatever form it comes, kept once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from b2b.documents import Invoice, InvoiceLine, json_form
from b2b.documents.same import differences, is_credit, normal_number
from b2b.procurement.bulk import insert_rows
from b2b.procurement.linking import link_once
from b2b.procurement.matching import gather
from b2b.procurement.matching.amounts import amounts
from b2b.procurement.matching.gather import kept_quantity
from b2b.procurement.matching.keep import CREDIT_NOTE, INVOICE, open_blocked
from b2b.procurement.matching.wording import in_form
from b2b.procurement.orders.quantities import PLACES, storable
from b2b.procurement.parties import Trade
from b2b.store import audit, counters, ids
from b2b.store.money import exponent, to_minor
from b2b.store.states import InvoiceFormat, LinkKind, Processing, PurchaseInvoiceState
from b2b.store.tables import Exchange, PurchaseInvoice, PurchaseInvoiceLine, PurchaseOrder, PurchaseOrderLine

NUMBER_USED = "invoice-number-used"


def number_used(session: Session, now: dt.datetime, exchange: Exchange, row: PurchaseInvoice, invoice: Invoice) -> bool:
    """Whether an invoice is no new one beside `row`, which came under its number before: it is the same, or another,
    which opens an exception. It is linked to the first. A corrected one is new where the first was rejected.
    """
    found = differences(gather.document(row), invoice)
    link_once(session, now, exchange, LinkKind.FOLLOWS if found else LinkKind.DUPLICATE_OF, row.exchange_id)
    if not found:
        exchange.reason = f"the same as bill {row.number}, which came {in_form(row.format)}"
        return True
    if row.state == PurchaseInvoiceState.REJECTED:
        return False
    told = [str(one) for one in found]
    exchange.reason = f"another one came under this number before, bill {row.number}: {'; '.join(told[:3])}"
    what = "came again with other content, which is not taken"
    open_blocked(session, now, row, NUMBER_USED, what, told, exchange.id)
    # It can be tried again once the first is rejected.
    exchange.processing, exchange.done_at = Processing.FAILED.value, None
    return True


def known(session: Session, trade: Trade, invoice: Invoice) -> PurchaseInvoice | None:
    """What the supplier has sent under this number before, in whatever format."""
    query = select(PurchaseInvoice).where(
        col(PurchaseInvoice.company_id) == trade.company.id,
        col(PurchaseInvoice.partner_id) == trade.partner.id,
        col(PurchaseInvoice.kind) == _kind(invoice),
        col(PurchaseInvoice.invoice_key) == normal_number(invoice.number),
    )
    return session.exec(query).first()


def _kind(invoice: Invoice) -> str:
    return CREDIT_NOTE if is_credit(invoice.kind) else INVOICE


def store(
    session: Session,
    now: dt.datetime,
    actor: str,
    trade: Trade,
    exchange: Exchange,
    invoice: Invoice,
    format: InvoiceFormat,
    problems: Sequence[str],
    rejected: PurchaseInvoice | None,
) -> PurchaseInvoice:
    """The row of an invoice, blocked until it is matched; in the place of one that was `rejected`."""
    found = amounts(invoice)
    row = rejected or PurchaseInvoice(
        id=ids.new(now),
        number=counters.take(session, "purchase_invoice"),
        company_id=trade.company.id,
        partner_id=trade.partner.id,
        invoice_number=invoice.number,
        invoice_key=normal_number(invoice.number),
        kind=_kind(invoice),
        currency=invoice.currency,
        net=found.net,
        vat=found.vat,
        gross=found.gross,
        date=invoice.date,
        document={},
        format=format.value,
        state=PurchaseInvoiceState.BLOCKED.value,
        received_at=exchange.created_at,
    )
    row.currency, row.net, row.vat, row.gross, row.payable = invoice.currency, found.net, found.vat, found.gross, 0
    row.date, row.due = invoice.date, _due(trade, invoice)
    row.order_number, row.preceding_invoice = invoice.order_number, invoice.preceding_invoice
    row.document, row.format = json_form.to_json(invoice), format.value
    row.exchange_id, row.received_at = exchange.id, exchange.created_at
    row.problems = list(problems)
    row.state, row.credited_invoice_id = PurchaseInvoiceState.BLOCKED.value, None
    session.add(row)
    session.flush()
    session.execute(delete(PurchaseInvoiceLine).where(col(PurchaseInvoiceLine.purchase_invoice_id) == row.id))
    insert_rows(session, PurchaseInvoiceLine, [_line(now, row, n, one) for n, one in enumerate(invoice.lines, 1)])
    details = {"invoice": invoice.number, "format": format.value, "kind": row.kind}
    audit.record(session, now, actor, "received", "purchase_invoice", row.id, details)
    return row


def _due(trade: Trade, invoice: Invoice) -> dt.date | None:
    """The invoice's due date, or its days; else the days agreed with the supplier."""
    days = invoice.terms.net_days if invoice.terms.net_days is not None else trade.theirs.terms.net_days
    if invoice.terms.due is not None or days is None:
        return invoice.terms.due
    return invoice.date + dt.timedelta(days=days)


def _line(now: dt.datetime, row: PurchaseInvoice, position: int, line: InvoiceLine) -> dict[str, Any]:
    """Figures as far as they can be kept in a row; the document holds them as they came."""
    cents = Decimal(1).scaleb(-exponent(row.currency))
    net = line.net_amount.quantize(cents, ROUND_HALF_UP) if storable(line.net_amount) else Decimal(0)
    priced = storable(line.unit_price.quantize(Decimal(1).scaleb(-PLACES))) if line.unit_price.is_finite() else False
    return {
        "id": ids.new(now),
        "purchase_invoice_id": row.id,
        "position": position,
        "purchase_order_line_id": None,
        "quantity": kept_quantity(line.quantity),
        "unit": line.quantity.unit,
        "unit_price": line.unit_price.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_UP) if priced else Decimal(0),
        "net": to_minor(net, row.currency),
    }


def link_to_orders(session: Session, now: dt.datetime, exchange: Exchange, row: PurchaseInvoice) -> None:
    """An invoice follows the orders it bills, a credit note the invoice it was taken off."""
    orders = (
        select(PurchaseOrder.exchange_id)
        .join(PurchaseOrderLine, col(PurchaseOrderLine.purchase_order_id) == col(PurchaseOrder.id))
        .join(PurchaseInvoiceLine, col(PurchaseInvoiceLine.purchase_order_line_id) == col(PurchaseOrderLine.id))
        .where(col(PurchaseInvoiceLine.purchase_invoice_id) == row.id, col(PurchaseOrder.exchange_id).is_not(None))
        .distinct()
    )
    followed = list(session.exec(orders))
    if row.credited_invoice_id is not None:
        followed.append(session.get_one(PurchaseInvoice, row.credited_invoice_id).exchange_id)
    for id in followed:
        link_once(session, now, exchange, LinkKind.FOLLOWS, id)
