"""Documents for a partner: put where the gateway finds them, numbers and writes them."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from b2b.documents import Document, json_form
from b2b.store import counters, exchanges, ids
from b2b.store.agreements import agreement_settings, current_agreement
from b2b.store.states import Direction, LinkKind, Processing
from b2b.store.tables import Exchange, PurchaseOrder, SalesOrder


def enqueue(
    session: Session,
    now: dt.datetime,
    *,
    company_id: str,
    partner_id: str,
    set_id: str,
    document: Document,
    business_key: str,
    link: LinkKind,
    to_exchange: str | None,
    test: bool = False,
    blob_sha256: str | None = None,
) -> Exchange | None:
    """An outbound exchange for a document, due when the partner's batching window has passed; None where the partner
    does not trade this kind of document, whatever it is called where it is agreed on. It is linked to the exchange it
    answers or follows. A document that is a file by itself has its bytes in a blob (`set_id` is then `ubl`, `cii`,
    `pdf` or `pain.001`).
    """
    agreement = current_agreement(session, partner_id, set_id, Direction.OUT)
    if agreement is None:
        return None
    window = dt.timedelta(minutes=agreement_settings(agreement).batch_minutes)
    exchange = Exchange(
        id=ids.new(now),
        number=counters.take(session, "exchange"),
        direction=Direction.OUT.value,
        company_id=company_id,
        partner_id=partner_id,
        agreement_id=agreement.id,
        agreement_revision=agreement.revision,
        set_id=agreement.document,
        document_type=set_id,
        processing=Processing.NEW.value,
        test=test,
        document=json_form.to_json(document),
        business_key=business_key,
        blob_sha256=blob_sha256,
        due_at=now + window,
        created_at=now,
    )
    session.add(exchange)
    if to_exchange is not None:
        exchanges.link(session, now, exchange.id, link, to_exchange=to_exchange)
    return exchange


def about_order(
    session: Session,
    now: dt.datetime,
    order: SalesOrder | PurchaseOrder,
    set_id: str,
    document: Document,
    link: LinkKind,
    to_exchange: str | None,
    *,
    test: bool = False,
    blob_sha256: str | None = None,
) -> Exchange | None:
    """What `enqueue` makes of a document about an order, for the partner that the order is with."""
    return enqueue(
        session,
        now,
        company_id=order.company_id,
        partner_id=order.partner_id,
        set_id=set_id,
        document=document,
        business_key=order.order_number,
        link=link,
        to_exchange=to_exchange,
        test=test,
        blob_sha256=blob_sha256,
    )
