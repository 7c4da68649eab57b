"""Invoices and credit notes before they are made: a number of the one series, a row, and the task that makes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from b2b.procurement import work
from b2b.procurement.parties import Trade
from b2b.store import audit, counters, ids
from b2b.store.states import TaskKind
from b2b.store.tables import SalesInvoice, SalesOrder

INVOICE, CREDIT_NOTE = "380", "381"


def planned(
    session: Session,
    now: dt.datetime,
    actor: str,
    trade: Trade,
    order: SalesOrder,
    *,
    shipment_id: str | None = None,
    credits: SalesInvoice | None = None,
    credit: Mapping[str, Any] | None = None,
) -> SalesInvoice:
    """The row of the invoice of a shipment, or of a credit note (`credits` the invoice, `credit` what of it and why),
    with its number and its task, which waits for no ERP call of the order.

    Invoices and credit notes have one series of numbers, so that neither has a gap.
    """
    number = f"{trade.company.code[:15]}-{counters.take(session, f'invoice {trade.company.code}'):06d}"
    row = SalesInvoice(
        id=ids.new(now),
        number=number,
        company_id=trade.company.id,
        partner_id=trade.partner.id,
        sales_order_id=order.id,
        shipment_id=shipment_id,
        credited_invoice_id=credits.id if credits is not None else None,
        credit=dict(credit) if credit is not None else None,
        kind=CREDIT_NOTE if credits is not None else INVOICE,
        currency=credits.currency if credits is not None else order.currency,
        net=0,
        vat=0,
        gross=0,
        date=trade.our_day(now),
    )
    session.add(row)
    session.flush()
    work.schedule(
        session,
        now,
        TaskKind.INVOICE_ISSUE,
        company_id=row.company_id,
        row_id=row.id,
        key=f"issue:{row.id}",
        lock_key=f"{trade.lock_key(order.order_number)}:invoice",
    )
    details = {"number": number}
    if credits is not None and credit is not None:
        details |= {"credits": credits.number, "reason": credit["reason"]}
    audit.record(session, now, actor, "planned", "sales_invoice", row.id, details)
    return row
