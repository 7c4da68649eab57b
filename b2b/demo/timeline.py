"""Tells what happened as lines that people can follow: who said what to whom, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.documents import (
    Invoice,
    LineAnswer,
    Order,
    OrderResponse,
    Quantity,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
    json_form,
)
from b2b.store.states import Direction, Processing, TaskState
from b2b.store.tables import Exchange, Interchange, Task

ANSWERS = {"IA": "accepted", "IP": "at our price", "IQ": "rounded up", "IB": "back-ordered", "IR": "rejected"}
TASKS = {"erp.order": "books the order", "erp.shipment": "posts the goods issue", "erp.invoice": "posts the receivable"}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the story; `way` is an arrow between the three columns buyer, b2b and ERP."""

    at: dt.datetime
    way: str
    what: str
    outcome: str


class Watch:
    """Remembers what has been told, and tells what is new."""

    def __init__(self) -> None:
        self._exchange = 0
        self._interchanges: set[str] = set()
        self._tasks: set[str] = set()

    def news(self, session: Session) -> list[Event]:
        """What happened since the last call, in order."""
        events = [*self._repeated(session), *self._exchanges(session), *self._done(session)]
        return sorted(events, key=lambda event: event.at)

    def _exchanges(self, session: Session) -> Iterator[Event]:
        query = select(Exchange).where(col(Exchange.number) > self._exchange).order_by(col(Exchange.number))
        for exchange in session.exec(query):
            self._exchange = exchange.number
            inbound = exchange.direction == Direction.IN
            at = exchange.created_at if inbound else exchange.done_at or exchange.created_at
            yield Event(at, "buyer ──▶ b2b" if inbound else "buyer ◀── b2b", title(exchange), outcome(exchange))

    def _repeated(self, session: Session) -> Iterator[Event]:
        query = select(Interchange).where(col(Interchange.duplicate_of).is_not(None))
        for interchange in session.exec(query):
            if interchange.id not in self._interchanges:
                self._interchanges.add(interchange.id)
                what = f"interchange {interchange.control_number} again"
                yield Event(_born(interchange.id), "buyer ──▶ b2b", what, "a duplicate: answered again, not worked")

    def _done(self, session: Session) -> Iterator[Event]:
        query = select(Task).where(col(Task.state) == TaskState.DONE, col(Task.kind).in_(list(TASKS)))
        for task in session.exec(query.order_by(col(Task.number))):
            if task.id not in self._tasks:
                self._tasks.add(task.id)
                number = (task.result or {}).get("number", "")
                yield Event(task.done_at or task.created_at, "b2b ──▶ ERP", TASKS[task.kind], f"as {number}")


def title(exchange: Exchange) -> str:
    """What an exchange is, in a few words."""
    if exchange.body is not None and exchange.set_id == "997":
        group = next((segment for segment in exchange.body if segment[0] == "AK1"), ["", "", "?"])
        return f"997 acknowledges group {group[2]}"
    key = exchange.business_key or ""
    names = {"850": "order", "855": "answer to", "856": "ships", "810": "invoice for"}
    return f"{exchange.set_id} {names.get(exchange.set_id, '')} {key}".replace("  ", " ").strip()


def outcome(exchange: Exchange) -> str:
    """What came of it, from its document."""
    if exchange.body is not None:
        codes = [segment[1] for segment in exchange.body if segment[0] == "AK5"]
        return ", ".join({"A": "accepted", "E": "accepted with errors", "R": "rejected"}.get(c, c) for c in codes)
    document = json_form.from_json(exchange.document) if exchange.document else None
    match document:
        case OrderResponse():
            return " · ".join(_answer(line.number, answer) for line in document.lines for answer in line.answers)
        case ShipNotice():
            return " · ".join(_shipped(line) for order in document.orders for line in _contents(order))
        case Invoice():
            return f"{document.number}: {document.gross_total:,} {document.currency}"
        case Order() if exchange.processing == Processing.DONE:
            return " · ".join(_ordered(line.quantity, line.unit_price) for line in document.lines)
    return exchange.reason or str(exchange.verdict)


def _contents(order: ShippedOrder) -> Iterator[ShippedLine]:
    yield from order.lines
    for pack in order.packs:
        yield from pack.lines


def _shipped(line: ShippedLine) -> str:
    return f"{line.items[0].value if line.items else line.order_line}: {line.quantity}"


def _answer(number: str, answer: LineAnswer) -> str:
    return f"{number}: {_plain(answer.quantity)} {ANSWERS.get(answer.status, answer.status)}"


def _ordered(quantity: Quantity, price: Decimal | None) -> str:
    return f"{_plain(quantity)} at {price}" if price is not None else _plain(quantity)


def _plain(quantity: Quantity) -> str:
    return f"{quantity.value.normalize():f}"


def _born(uuid: str) -> dt.datetime:
    """The instant in a UUIDv7."""
    return dt.datetime.fromtimestamp(int(uuid.replace("-", "")[:12], 16) / 1000, dt.UTC)
