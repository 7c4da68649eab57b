"""What happened at both sides: from their books, and from what people and programs did, in one order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlmodel import Session, col, select

from b2b.demo.house import House
from b2b.demo.wording import document, receipt_of, task
from b2b.edi.counterparts import ACKNOWLEDGMENTS
from b2b.store.states import Direction, TaskState
from b2b.store.tables import ExceptionCase, Exchange, Interchange, Task, Transmission

_Found = tuple[Exchange, Interchange | None, Transmission | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the story: what each house did at that instant, by its name.

    `kind` is `document`, `person`, `outside`, `erp` or `exception`; a document from one house to the other has a text
    for both, and `sender` says whose it is. `file` is the SHA-256 of the file that a document came in.
    """

    at: dt.datetime
    texts: dict[str, str]
    kind: str
    sender: str = ""
    bad: bool = False
    file: str = ""

    @classmethod
    def of(cls, at: dt.datetime, house: str, text: str, kind: str, *, bad: bool = False, file: str = "") -> Row:
        """A line of one house alone."""
        return cls(at, {house: text}, kind, bad=bad, file=file)


@dataclass(slots=True)
class Watch:
    """Remembers what has been told, and tells what is new."""

    houses: Sequence[House]
    _exchanges: dict[str, int] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)

    def news(self, acts: Sequence[Row]) -> list[Row]:
        """What happened since the last call, in order; `acts` is what the books do not tell."""
        rows = list(acts)
        sent: dict[tuple[str, ...], Row] = {}
        came: list[tuple[tuple[str, ...], Exchange, Row]] = []
        for house in self.houses:
            with house.books() as session:
                rows += [*self._tasks(house, session), *self._cases(house, session), *self._copies(house, session)]
                for exchange, key, file in self._new_exchanges(house, session):
                    told = Row.of(_at(exchange), house.name, document(exchange), "document", file=file)
                    if exchange.direction == Direction.OUT:
                        sent[key] = told
                    else:
                        came.append((key, exchange, told))
        rows += _joined(sent, came)
        return sorted(rows, key=lambda row: row.at)

    def _new_exchanges(self, house: House, session: Session) -> Iterator[tuple[Exchange, tuple[str, ...], str]]:
        """Each with what both sides know it by, and its file."""
        query = (
            select(Exchange, Interchange, Transmission)
            .outerjoin(Interchange, col(Interchange.id) == col(Exchange.interchange_id))
            .outerjoin(Transmission, col(Transmission.id) == col(Exchange.transmission_id))
            .where(col(Exchange.number) > self._exchanges.get(house.name, 0))
            .where(col(Exchange.set_id).not_in(ACKNOWLEDGMENTS))
        )
        found = session.exec(query.order_by(col(Exchange.number))).all()
        for exchange, interchange, transmission in cast("Sequence[_Found]", found):
            self._exchanges[house.name] = exchange.number
            file = transmission.blob_sha256 if transmission is not None else ""
            if interchange is not None:
                key = interchange.sender, interchange.control_number, exchange.set_id, exchange.control_number
                yield exchange, key, file
            else:
                yield exchange, (file or exchange.id,), file

    def _tasks(self, house: House, session: Session) -> Iterator[Row]:
        query = select(Task).where(col(Task.state) == TaskState.DONE)
        for row in session.exec(query.order_by(col(Task.number))):
            text = task(row)
            if text and row.id not in self._known:
                yield Row.of(row.done_at or row.created_at, house.name, text, "erp")
            self._known.add(row.id)

    def _copies(self, house: House, session: Session) -> Iterator[Row]:
        query = (
            select(Interchange, Transmission)
            .join(Transmission, col(Transmission.id) == col(Interchange.transmission_id))
            .where(col(Interchange.duplicate_of).is_not(None))
        )
        for copy, transmission in session.exec(query):
            if copy.id not in self._known:
                self._known.add(copy.id)
                text = f"interchange {copy.control_number} again: acknowledged again, not worked"
                yield Row.of(transmission.created_at, house.name, text, "document", file=transmission.blob_sha256)

    def _cases(self, house: House, session: Session) -> Iterator[Row]:
        for case in session.exec(select(ExceptionCase).order_by(col(ExceptionCase.number))):
            if case.id not in self._known:
                self._known.add(case.id)
                text = f"exception {case.number}, {case.code}: {case.message}"
                yield Row.of(case.opened_at, house.name, text, "exception", bad=True)
            if case.resolved_at is not None and f"{case.id} resolved" not in self._known:
                self._known.add(f"{case.id} resolved")
                text = f"exception {case.number} closed: {case.resolution}"
                yield Row.of(case.resolved_at, house.name, text, "exception")


def _joined(sent: dict[tuple[str, ...], Row], came: Sequence[tuple[tuple[str, ...], Exchange, Row]]) -> Iterator[Row]:
    """What one house sent and the other got is one line."""
    for key, exchange, row in came:
        out = sent.pop(key, None)
        (house,) = row.texts
        if out is None:
            yield Row.of(row.at, house, f"{row.texts[house]}: {receipt_of(exchange)}", "document", file=row.file)
        else:
            (sender,) = out.texts
            yield Row(out.at, {**out.texts, house: receipt_of(exchange)}, "document", sender, file=out.file)
    yield from sent.values()


def _at(exchange: Exchange) -> dt.datetime:
    return exchange.created_at if exchange.direction == Direction.IN else exchange.done_at or exchange.created_at
