"""The whole story of an order, a document, a file: what happened, the reason of each decision, what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from b2b.cli.views import events, naming, orders
from b2b.cli.views.events import Event
from b2b.store import sales
from b2b.store.states import Direction
from b2b.store.tables import ExceptionCase, Exchange, Link, SalesInvoice, SalesOrder, Shipment, Transmission

_ANSWERS_MANY = ("997", "999", "TA1")


def of_order(session: Session, row: SalesOrder) -> dict[str, Any]:
    """Everything about an order, oldest first."""
    shipments, invoices = sales.shipments(session, row.id), sales.invoices(session, row.id)
    roots = [row.exchange_id, *(item.exchange_id for item in shipments), *(item.exchange_id for item in invoices)]
    exchanges = _family(session, [id for id in roots if id])
    row_ids = [row.id, *(item.id for item in shipments), *(item.id for item in invoices)]
    head = orders.order(session, row)
    return {
        "subject": f"order:{row.order_number}",
        "title": f"Order {row.order_number} of {head['partner']}",
        "state": orders.standing(head),
        "events": _ordered(
            [
                *events.came(session, exchanges),
                *events.decided(session, row),
                *events.worked(session, row_ids),
                *(events.shipped(item) for item in shipments),
                *(event for item in invoices for event in events.invoiced(item)),
                *events.went(session, exchanges),
                *events.overdue(exchanges),
                *events.cases(session, row_ids, [item.id for item in exchanges]),
            ]
        ),
        "next": head["next"],
    }


def of_document(session: Session, row: Exchange) -> dict[str, Any]:
    """Everything about one document; of an order's document, the order's story tells the rest."""
    exchanges = _family(session, [row.id])
    order = _order_of(session, [item.id for item in exchanges])
    partner = naming.names(session).partner(row.partner_id) or "an unknown partner"
    way = "from" if row.direction == Direction.IN else "to"
    return {
        "subject": f"doc:{row.number}",
        "title": f"Document {row.number}: {row.set_id} {way} {partner}",
        "state": ", ".join(part for part in (row.verdict, row.processing, row.reason) if part),
        "events": _ordered(
            [
                *events.came(session, exchanges),
                *events.went(session, exchanges),
                *events.overdue(exchanges),
                *events.cases(session, [], [row.id]),
            ]
        ),
        "next": f"b2b why order:{order.order_number}" if order else f"b2b docs show {row.number}",
    }


def of_file(session: Session, row: Transmission) -> dict[str, Any]:
    """Everything about one file: its interchanges and documents, or why it has none."""
    exchanges = session.exec(
        select(Exchange).where(col(Exchange.transmission_id) == row.id).order_by(col(Exchange.number))
    ).all()
    told = [*events.file_events(session, row), *events.cases(session, [row.id], [item.id for item in exchanges])]
    if row.direction == Direction.IN:
        told += events.came(session, exchanges)
    return {
        "subject": f"file:{row.number}",
        "title": f"File {row.number}: {row.name}",
        "state": ", ".join(part for part in (row.delivery, row.error) if part),
        "events": _ordered(told),
        "next": f"b2b why doc:{exchanges[0].number}" if exchanges else "",
    }


def of_exception(session: Session, row: ExceptionCase) -> dict[str, Any]:
    """An exception that is about nothing with a story of its own."""
    told = [Event(row.opened_at, f"exception {row.number} opened: {row.code}", (row.message,))]
    if row.resolved_at is not None:
        told.append(Event(row.resolved_at, f"resolved by {row.resolved_by}", (row.resolution,)))
    return {
        "subject": f"exception:{row.number}",
        "title": f"Exception {row.number}: {row.code}",
        "state": row.state,
        "events": _ordered(told),
        "next": f"b2b exceptions show {row.number}",
    }


def _family(session: Session, roots: Sequence[str]) -> list[Exchange]:
    """The documents linked to these, and what is linked to those; a 997 leads no further, since it speaks of many.

    A 997 of ours is linked to the group it answers, a TA1 to the interchange.
    """
    found = {row.id: row for row in session.exec(select(Exchange).where(col(Exchange.id).in_(roots)))}
    envelopes = [id for row in found.values() for id in (row.group_id, row.interchange_id) if id]
    answers = select(Exchange).join(Link, col(Link.from_exchange) == col(Exchange.id))
    found |= {row.id: row for row in session.exec(answers.where(col(Link.row_id).in_(envelopes)))}
    edge = [id for id, row in found.items() if row.set_id not in _ANSWERS_MANY] or list(found)
    for _ in range(2):
        pairs = session.exec(
            select(Link.from_exchange, Link.to_exchange).where(
                or_(col(Link.from_exchange).in_(edge), col(Link.to_exchange).in_(edge))
            )
        ).all()
        new = {id for pair in pairs for id in pair if id and id not in found}
        if not new:
            break
        rows = session.exec(select(Exchange).where(col(Exchange.id).in_(new))).all()
        found |= {row.id: row for row in rows}
        edge = [row.id for row in rows if row.set_id not in _ANSWERS_MANY]
    return sorted(found.values(), key=lambda row: row.number)


def _order_of(session: Session, exchange_ids: Sequence[str]) -> SalesOrder | None:
    """The order that one of these documents brought, told of the shipping of, or invoiced."""
    order = session.exec(select(SalesOrder).where(col(SalesOrder.exchange_id).in_(exchange_ids))).first()
    if order is not None:
        return order
    shipped = select(Shipment.sales_order_id).where(col(Shipment.exchange_id).in_(exchange_ids))
    invoiced = select(SalesInvoice.sales_order_id).where(col(SalesInvoice.exchange_id).in_(exchange_ids))
    found = session.exec(shipped).first() or session.exec(invoiced).first()
    return session.get(SalesOrder, found) if found else None


def _ordered(told: Iterable[Event]) -> list[dict[str, Any]]:
    """By time; what happened at one instant stays as it was told."""
    return [
        {"at": event.at, "what": event.what, "because": list(event.because)}
        for event in sorted(told, key=lambda event: event.at)
    ]
