"""The whole story of an order of ours: why so much, who asked and approved, what was answered and changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.listing import quantity, unit_price
from b2b.cli.views import bill_story, events, money, purchases
from b2b.cli.views.events import Event
from b2b.cli.views.linked import family, in_order
from b2b.store import audit
from b2b.store import purchases as stored
from b2b.store.tables import PurchaseChange, PurchaseInvoice, PurchaseOrder, PurchaseOrderLine, Receipt

_ACTS = {
    "approved": "approved by {actor}",
    "refused": "refused by {actor}",
    "cancelled": "cancelled by {actor}",
    "answer accepted": "{actor} lets the supplier's answer stand",
    "change in force": "change {change} is in force",
}


def of_purchase(session: Session, row: PurchaseOrder) -> dict[str, Any]:
    """Everything about an order of ours, oldest first."""
    lines = stored.lines(session, row.id)
    changes = stored.changes(session, row.id)
    roots = [row.exchange_id, *(change.exchange_id for change in changes)]
    exchanges = family(session, [id for id in roots if id])
    bills = bill_story.of_order(session, row)
    head = purchases.purchase(session, row)
    return {
        "subject": f"bought:{row.order_number}",
        "title": f"Order {row.order_number} to {head['partner']}",
        "state": purchases.standing(head),
        "events": in_order(
            [
                Event(row.requested_at, f"asked for by {row.requested_by} ({row.source})", tuple(_asked(row, lines))),
                *_acts(session, row),
                *events.came(session, exchanges),
                *_answered(row, lines),
                *(_changed(change) for change in changes),
                *events.went(session, exchanges),
                *events.overdue(exchanges),
                *bill_story.goods(session, row),
                *bill_story.billed(session, bills),
                *money.paying(session, bills),
                *events.cases(session, _rows(session, row, bills), [item.id for item in exchanges]),
            ]
        ),
        "next": head["next"],
    }


def _rows(session: Session, row: PurchaseOrder, bills: Sequence[PurchaseInvoice]) -> list[str]:
    """Everything of an order that exceptions may be about."""
    receipts = session.exec(select(Receipt.id).where(col(Receipt.purchase_order_id) == row.id)).all()
    return [row.id, *receipts, *(one.id for one in bill_story.announced(session, row)), *(one.id for one in bills)]


def _asked(row: PurchaseOrder, lines: Sequence[PurchaseOrderLine]) -> Iterator[str]:
    for line in lines:
        amount = f"{quantity(line.ordered)} {line.unit} at {unit_price(line.price)} {row.currency}"
        yield f"line {line.line_number} {line.sku}: {amount}"
        if text := line.explanation.get("text"):
            yield f"  {text}"


def _acts(session: Session, row: PurchaseOrder) -> Iterator[Event]:
    for act in audit.history(session, "purchase_order", row.id):
        words = _ACTS.get(act.action)
        if words is not None:
            details = act.details
            told = [details.get("note") or details.get("reason") or "", *details.get("accepted", ())]
            said = words.format(actor=act.actor, change=details.get("change", ""))
            yield Event(act.at, said, tuple(filter(None, told)))


def _answered(row: PurchaseOrder, lines: Sequence[PurchaseOrderLine]) -> Iterator[Event]:
    if row.answered_at is not None:
        because = (said for line in lines if line.status for said in _line(line, row.currency))
        yield Event(row.answered_at, "the supplier's answer is taken", tuple(because))


def _line(line: PurchaseOrderLine, currency: str) -> Iterator[str]:
    price = unit_price(line.price if line.agreed_price is None else line.agreed_price)
    parts = [
        f"{quantity(amount)} {line.unit} {word}"
        for amount, word in (
            (line.confirmed, f"confirmed at {price} {currency}"),
            (line.back_ordered, "back-ordered"),
            (line.rejected, "rejected"),
        )
        if amount
    ]
    day = f", by {line.promised_on}" if line.promised_on else ""
    said = ", ".join(parts) or "nothing"
    yield f"line {line.line_number} {line.sku}: {said}{day} ({events.answer(line.status)})"
    for one in line.differences:
        yield f"  {one['text']}: {'accepted by ' + one['accepted'] if one['accepted'] else 'undecided'}"


def _changed(change: PurchaseChange) -> Event:
    lines = [
        f"line {line['number']}: {quantity_of(line)}"
        + (f", on {line['requested_date']}" if line.get("requested_date") else "")
        for line in change.document.get("lines", ())
    ]
    told = [*lines, *change.document.get("notes", ())]
    return Event(change.created_at, f"change {change.sequence} asked by {change.requested_by}", tuple(told))


def quantity_of(line: dict[str, Any]) -> str:
    """What a changed line shall be, as its document says."""
    ordered = line.get("ordered")
    return f"{ordered['value']} {ordered['unit']}" if ordered else "as it is"
