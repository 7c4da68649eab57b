"""The whole story of a supplier's invoice: how it came, each match and why, credit notes, what people said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.views import bills, events, money
from b2b.cli.views.events import Event
from b2b.cli.views.linked import family, in_order
from b2b.cli.words import invoice_word
from b2b.procurement.matching.wording import in_form
from b2b.store import audit
from b2b.store.money import from_minor
from b2b.store.states import PurchaseInvoiceState
from b2b.store.tables import (
    Exchange,
    ExpectedLine,
    ExpectedReceipt,
    Match,
    PurchaseInvoice,
    PurchaseInvoiceLine,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
)

_SHOWN = 12

_STILL = {state.value: " payable" for state in PurchaseInvoiceState if state is not PurchaseInvoiceState.PAID}


def of_bill(session: Session, row: PurchaseInvoice) -> dict[str, Any]:
    """Everything about a supplier's invoice or credit note, oldest first."""
    exchanges = family(session, [row.exchange_id]) if row.exchange_id else []
    mine = [one for one in exchanges if one.id == row.exchange_id or one.partner_id == row.partner_id]
    found = bills.bill(session, row)
    called = "Credit note" if row.kind == "381" else "Invoice"
    payable = f", {found['payable']:,} {row.currency}{_STILL.get(row.state, '')}" if found["payable"] else ""
    return {
        "subject": f"bill:{row.number}",
        "title": f"{called} {row.invoice_number} from {found['partner']}",
        "state": f"{row.state}{payable}",
        "events": in_order(
            [
                *events.came(session, mine),
                *billed(session, [row]),
                *money.paying(session, [row]),
                *events.cases(session, [row.id], [row.exchange_id] if row.exchange_id else []),
            ]
        ),
        "next": found["next"] or (f"b2b why bought:{row.order_number}" if row.order_number else ""),
    }


def billed(session: Session, rows: Sequence[PurchaseInvoice]) -> Iterator[Event]:
    """The receipt of suppliers' invoices, their matches, and what people said about them."""
    for row in rows:
        called = invoice_word(row.kind)
        gross = f"{from_minor(row.gross, row.currency):,} {row.currency}"
        named = (f"to invoice {row.preceding_invoice}",) if row.preceding_invoice else ()
        yield Event(row.received_at, f"{called} {row.invoice_number} over {gross} came {in_form(row.format)}", named)
        for match in session.exec(
            select(Match).where(col(Match.purchase_invoice_id) == row.id).order_by(col(Match.run))
        ):
            yield _matched(row, match)
        for act in audit.history(session, "purchase_invoice", row.id):
            if act.action in ("approved", "rejected"):
                told = f"{called} {row.invoice_number} {act.action} by {act.actor}"
                yield Event(act.at, told, (str(act.details.get("reason", "")),))


def _matched(row: PurchaseInvoice, match: Match) -> Event:
    reasons = [one["text"] for one in match.result["reasons"]]
    credits = [f"credit note {one['number']} is taken off" for one in match.inputs["credits"]]
    payable = f", {from_minor(match.payable, row.currency):,} {row.currency} payable" if match.payable else ""
    more = [f"and {len(reasons) - _SHOWN} more"] if len(reasons) > _SHOWN else []
    return Event(
        match.matched_at,
        f"invoice {row.invoice_number} is {match.verdict}{payable}",
        (*credits, *reasons[:_SHOWN], *more),
    )


def goods(session: Session, order: PurchaseOrder) -> Iterator[Event]:
    """What was announced of an order and what arrived, each when we were told: their own dates may lie before it."""
    for notice in announced(session, order):
        told_by = session.get(Exchange, notice.exchange_id) if notice.exchange_id else None
        at = told_by.created_at if told_by else notice.shipped_at
        day = f", expected on {notice.expected_on}" if notice.expected_on else ""
        yield Event(at, f"ship notice {notice.despatch_number}: goods left{day}", (notice.state,))
    query = select(Receipt).where(col(Receipt.purchase_order_id) == order.id).order_by(col(Receipt.number))
    for row in session.exec(query):
        lines = [
            f"line {line.get('order_line') or line.get('sku')}: {line['quantity']['value']} {line.get('condition', '')}"
            for line in row.document.get("lines", ())
        ]
        told = [*lines[:_SHOWN], *(one["message"] for one in row.differences)]
        yield Event(row.created_at, f"receipt {row.receipt_number} posted by {row.posted_by}", tuple(told))


def announced(session: Session, order: PurchaseOrder) -> Sequence[ExpectedReceipt]:
    """The ship notices that announce something of an order."""
    lines = select(PurchaseOrderLine.id).where(col(PurchaseOrderLine.purchase_order_id) == order.id)
    mine = select(ExpectedLine.expected_receipt_id).where(col(ExpectedLine.purchase_order_line_id).in_(lines))
    return session.exec(
        select(ExpectedReceipt).where(col(ExpectedReceipt.id).in_(mine)).order_by(col(ExpectedReceipt.number))
    ).all()


def of_order(session: Session, order: PurchaseOrder) -> Sequence[PurchaseInvoice]:
    """The invoices that bill an order, and the credit notes to them."""
    lines = select(PurchaseOrderLine.id).where(col(PurchaseOrderLine.purchase_order_id) == order.id)
    meant = select(PurchaseInvoiceLine.purchase_invoice_id).where(
        col(PurchaseInvoiceLine.purchase_order_line_id).in_(lines)
    )
    billing = session.exec(
        select(PurchaseInvoice).where(
            col(PurchaseInvoice.partner_id) == order.partner_id,
            (col(PurchaseInvoice.order_number) == order.order_number) | col(PurchaseInvoice.id).in_(meant),
        )
    ).all()
    credits = session.exec(
        select(PurchaseInvoice).where(col(PurchaseInvoice.credited_invoice_id).in_([row.id for row in billing]))
    ).all()
    found = {row.id: row for row in (*billing, *credits)}
    return sorted(found.values(), key=lambda row: row.number)
