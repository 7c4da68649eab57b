"""The whole story of an order, a document, a file: what happened, the reason of each decision, what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from b2b.cli.views import decisions, events, money, naming, orders, payments, traffic
from b2b.cli.views.events import Event
from b2b.cli.views.linked import family, in_order
from b2b.cli.words import open_exceptions
from b2b.procurement.paying import runs
from b2b.store import sales
from b2b.store.states import AcknowledgmentState, Delivery, Direction
from b2b.store.tables import (
    ExceptionCase,
    Exchange,
    Group,
    Interchange,
    PaymentRun,
    PurchaseChange,
    PurchaseOrder,
    SalesInvoice,
    SalesOrder,
    Shipment,
    Transmission,
)


def of_order(session: Session, row: SalesOrder) -> dict[str, Any]:
    """Everything about an order, oldest first."""
    shipments, invoices = sales.shipments(session, row.id), sales.invoices(session, row.id)
    roots = [row.exchange_id, *(item.exchange_id for item in shipments), *(item.exchange_id for item in invoices)]
    exchanges = family(session, [id for id in roots if id])
    row_ids = [row.id, *(item.id for item in shipments), *(item.id for item in invoices)]
    head = orders.order(session, row)
    return {
        "subject": orders.subject(session, row),
        "title": f"Order {row.order_number} of {head['partner']}",
        "state": orders.standing(head),
        "events": in_order(
            [
                *events.came(session, exchanges),
                *decisions.decided(row),
                *decisions.moved(session, row),
                *events.worked(session, row_ids),
                *(events.shipped(item) for item in shipments),
                *(event for item in invoices for event in events.invoiced(item)),
                *money.settled(session, invoices),
                *events.went(session, exchanges),
                *events.overdue(exchanges),
                *events.cases(session, row_ids, [item.id for item in exchanges]),
            ]
        ),
        "next": head["next"],
    }


def of_run(session: Session, row: PaymentRun) -> dict[str, Any]:
    """Everything about a payment run: who proposed and approved, what the bank said, what was booked."""
    paid = payments.run(session, row)
    exchanges = family(session, [row.exchange_id]) if row.exchange_id else []
    ids = [row.id, *(one.id for one in runs.payments(session, row.id))]
    return {
        "subject": f"run:{row.number}",
        "title": f"Payment run {row.number} to {paid['bank']}: {paid['total']:,} {paid['currency']}",
        "state": row.state,
        "events": in_order(
            [
                *money.paid(session, row),
                *events.came(session, exchanges),
                *events.went(session, exchanges),
                *events.overdue(exchanges),
                *events.cases(session, ids, [item.id for item in exchanges]),
            ]
        ),
        "next": paid["next"] or f"b2b payments show {row.number}",
    }


def of_document(session: Session, row: Exchange) -> dict[str, Any]:
    """Everything about one document; of an order's document, the order's story tells the rest."""
    exchanges = family(session, [row.id])
    order = _order_of(session, [item.id for item in exchanges])
    bought = _bought(session, exchanges)
    subject = orders.subject(session, order) if order else f"bought:{bought.order_number}" if bought else ""
    partner = naming.names(session).partner(row.partner_id) or "an unknown partner"
    way = "from" if row.direction == Direction.IN else "to"
    return {
        "subject": f"doc:{row.number}",
        "title": f"Document {row.number}: {row.set_id} {way} {partner}",
        "state": ", ".join(part for part in _standing(row) if part),
        "events": in_order(
            [
                *events.came(session, exchanges),
                *events.went(session, exchanges),
                *events.overdue(exchanges),
                *events.cases(session, [], [row.id]),
            ]
        ),
        "next": f"b2b why {subject}" if subject else f"b2b docs show {row.number}",
    }


def of_file(session: Session, row: Transmission) -> dict[str, Any]:
    """Everything about one file: its interchanges and documents, or why it has none."""
    exchanges = session.exec(
        select(Exchange).where(col(Exchange.transmission_id) == row.id).order_by(col(Exchange.number))
    ).all()
    about = [row.id, *_envelopes(session, row)], [item.id for item in exchanges]
    told = [*events.file_events(session, row), *events.cases(session, *about)]
    looked_at = row.direction == Direction.IN and row.delivery != Delivery.RECEIVED
    if row.direction == Direction.IN:
        told += events.came(session, exchanges)
    troubles = events.open_cases(session, *about)
    (head,) = traffic.described(session, [row])
    story = f"b2b why doc:{exchanges[0].number}" if exchanges else ""
    state = (row.delivery, traffic.verdict(head) if looked_at else "", row.error, open_exceptions(troubles))
    return {
        "subject": f"file:{row.number}",
        "title": f"File {row.number}: {row.name}",
        "state": ", ".join(part for part in state if part),
        "events": in_order(told),
        "next": f"b2b exceptions show {troubles[0]}" if troubles else story,
    }


def _standing(row: Exchange) -> Iterator[str]:
    """How far a document is. Of ours it is told what the partner said: that we found it right says nothing of that."""
    if row.direction == Direction.IN:
        yield row.verdict or ""
    yield row.processing
    if row.direction == Direction.OUT and row.acknowledgment not in (None, AcknowledgmentState.NOT_EXPECTED):
        yield f"acknowledgment {row.acknowledgment}"
    yield row.reason


def _envelopes(session: Session, row: Transmission) -> list[str]:
    """The interchanges and groups in a file, of which an exception may be."""
    found = session.exec(select(Interchange.id).where(col(Interchange.transmission_id) == row.id)).all()
    return [*found, *session.exec(select(Group.id).where(col(Group.interchange_id).in_(found)))]


def of_exception(session: Session, row: ExceptionCase) -> dict[str, Any]:
    """An exception that is about nothing with a story of its own."""
    told = [Event(row.opened_at, f"exception {row.number} opened: {row.code}", (row.message,))]
    if row.resolved_at is not None:
        told.append(Event(row.resolved_at, f"resolved by {row.resolved_by}", (row.resolution,)))
    return {
        "subject": f"exception:{row.number}",
        "title": f"Exception {row.number}: {row.code}",
        "state": row.state,
        "events": in_order(told),
        "next": f"b2b exceptions show {row.number}",
    }


def _order_of(session: Session, exchange_ids: Sequence[str]) -> SalesOrder | None:
    """The order that one of these documents brought, told of the shipping of, or invoiced."""
    order = session.exec(select(SalesOrder).where(col(SalesOrder.exchange_id).in_(exchange_ids))).first()
    if order is not None:
        return order
    shipped = select(Shipment.sales_order_id).where(col(Shipment.exchange_id).in_(exchange_ids))
    invoiced = select(SalesInvoice.sales_order_id).where(col(SalesInvoice.exchange_id).in_(exchange_ids))
    found = session.exec(shipped).first() or session.exec(invoiced).first()
    return session.get(SalesOrder, found) if found else None


def _bought(session: Session, exchanges: Sequence[Exchange]) -> PurchaseOrder | None:
    """The order of ours that one of these documents is."""
    ids = [item.id for item in exchanges]
    changed = select(PurchaseChange.purchase_order_id).where(col(PurchaseChange.exchange_id).in_(ids))
    query = select(PurchaseOrder).where(
        or_(col(PurchaseOrder.exchange_id).in_(ids), col(PurchaseOrder.id).in_(changed))
    )
    return session.exec(query).first()
