"""What was decided about a customer's order, and what has been made of it since, each at its own time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.listing import quantity, unit_price
from b2b.cli.views.events import Event, answer, reason_text
from b2b.procurement.orders.commitments import RELEASED
from b2b.procurement.orders.decision import LineDecision
from b2b.procurement.orders.record import read_lines
from b2b.store import sales
from b2b.store.tables import Audit, SalesOrder


def decided(row: SalesOrder) -> Iterator[Event]:
    """The decision as it was made, line by line, each with its reasons."""
    if row.decided_at is None:
        return
    told: list[str] = []
    for line in read_lines(row.decision):
        told += _line(line, row.currency, _asked(row.document, line.position), _status(row, line.position))
    yield Event(row.decided_at, "order decided", tuple(told))


def moved(session: Session, row: SalesOrder) -> Iterator[Event]:
    """Back-orders that were released, and changes by the customer: what the lines have become since the decision."""
    query = select(Audit).where(col(Audit.row_id) == row.id, col(Audit.action).in_(["released", "changed"]))
    acts = session.exec(query.order_by(col(Audit.id))).all()
    changes = [act for act in acts if act.action == "changed"]
    for (at, actor), same in groupby((act for act in acts if act.action == "released"), lambda a: (a.at, a.actor)):
        gone = (
            f"{act.details['quantity']} {act.details['unit']} of {act.details['sku']} can be shipped" for act in same
        )
        yield Event(at, f"back-order released by {actor}", tuple(gone))
    if changes:
        yield from (Event(act.at, "order changed by the customer") for act in changes[:-1])
        yield Event(changes[-1].at, "order changed by the customer", tuple(_since(session, row)))


def _since(session: Session, row: SalesOrder) -> Iterator[str]:
    """The reasons that lines have got since the decision, but for releases, which have their own time."""
    known = {line.position: [reason.text for reason in line.reasons] for line in read_lines(row.decision)}
    for line in sales.lines(session, row.id):
        for reason in line.reasons:
            if reason["code"] != RELEASED and reason["text"] not in known.get(line.position, []):
                yield f"line {line.line_number or line.position} {line.sku}: {reason_text(reason)}"


def _asked(document: Mapping[str, Any], position: int) -> str:
    """What the customer called the item of a line, for one that we could not name."""
    items = document["lines"][position - 1]["items"]
    return str(items[0]["value"]) if items else ""


def _status(row: SalesOrder, position: int) -> str:
    """The answer codes of a line, as the customer got them."""
    return "+".join(str(part["status"]) for part in (row.response or {})["lines"][position - 1]["answers"])


def _line(line: LineDecision, currency: str, item: str, status: str) -> Iterator[str]:
    price = "" if line.price is None else f" at {unit_price(line.price)} {currency}"
    parts = [
        f"{quantity(amount)} {line.ordered.unit} {word}"
        for amount, word in (
            (line.confirmed, f"confirmed{price}"),
            (line.back_ordered, "back-ordered"),
            (line.rejected, "rejected"),
        )
        if amount
    ]
    called = f"line {line.number or line.position} {line.sku or item}".rstrip()
    yield f"{called}: {', '.join(parts) or 'nothing'} ({answer(status)})"
    yield from (f"  {reason.text or reason.code}" for reason in line.reasons)
