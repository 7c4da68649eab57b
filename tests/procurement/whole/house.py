"""One company in memory-like speed: its workspace, what it has sent, and the errors that it may answer with."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from b2b.catalogs import read_catalog
from b2b.documents import Document, json_form
from b2b.errors import B2BError
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.workspace import load
from b2b.procurement.catalog.service import import_catalog
from b2b.store import apply_settings, counters, ids, parties, users
from b2b.store.engine import Store
from b2b.store.settings import load_toml
from b2b.store.states import Direction, Processing, UserRole
from b2b.store.tables import Company, ExceptionCase, Exchange, User
from tests.clock import FixedClock
from tests.store.workspace import make_workspace

FILES = Path(__file__).resolve().parents[3] / "b2b" / "demo" / "files"


@dataclass(frozen=True, slots=True)
class Letter:
    """A document on its way, for `to`; `form` is how it is written where it is no X12."""

    to: str
    set_id: str
    document: Document
    form: str = ""


@dataclass
class House:
    """`sent` counts the exchanges that were handed on; `refused` are the errors of the last act."""

    store: Store
    clock: FixedClock
    people: dict[str, User] = field(default_factory=dict)
    handed: int = 0

    def __post_init__(self) -> None:
        self.gateway = Gateway(load(self.store.folder), self.store)
        # What a crash would lose is not looked at here, and waiting for the disk is most of the time.
        event.listen(self.store._writing, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))

    def tick(self, **by: float) -> dt.datetime:
        self.clock.advance(**(by or {"seconds": 1}))
        return self.clock.at

    def settings(self, *files: Path, company: Path, change: Callable[[dict[str, Any]], None] | None = None) -> None:
        with self.store.write() as session:
            read = load_toml(company.read_text(), company.name)
            apply_settings.apply_company(session, read, now=self.tick(), actor="tests")
            for file in files:
                found = load_toml(file.read_text(), file.name)
                if change is not None:
                    change(found)
                apply_settings.apply_partner(session, found, now=self.tick(), actor="tests")

    def catalog(self, *files: Path) -> None:
        for file in files:
            content = read_catalog(file.read_bytes(), file=file.name)
            with self.store.write() as session:
                import_catalog(session, self.tick(), "tests", content, source=file.name)

    def person(self, name: str, *roles: UserRole) -> None:
        token = hashlib.sha256(name.encode()).hexdigest()
        with self.store.write() as session:
            self.people[name], _ = users.add(session, self.tick(), "tests", name, roles, lambda: token)

    def does(self, act: Callable[[Session, dt.datetime], Any]) -> Any:
        with self.store.write() as session:
            return act(session, self.tick())

    def tries(self, act: Callable[..., Any], *args: Any) -> B2BError | None:
        """The refusal of an act, None where it was done. A refusal says what to do; the database is never the first to
        notice.
        """
        refusal: B2BError | None = None
        try:
            act(*args)
        except B2BError as error:
            refusal = error
        if refusal is not None:
            assert not isinstance(refusal.__cause__, DBAPIError), refusal
            assert refusal.message, repr(refusal)
            assert refusal.next_step, f"{refusal} says no next step"
        return refusal

    def takes(
        self, partner: str, letter: Letter, work: Callable[[Session, dt.datetime, Exchange], Any]
    ) -> tuple[Exchange, B2BError | None]:
        """A document comes and is worked as the gateway works it: what is refused leaves nothing behind."""
        exchange_id = self.does(lambda session, now: self._arrived(session, now, partner, letter))

        def one(session: Session, now: dt.datetime) -> None:
            exchange = session.get_one(Exchange, exchange_id)
            exchange.document = json_form.to_json(letter.document)
            session.add(exchange)
            session.flush()
            work(session, now, exchange)

        refusal = self.tries(self.does, one)
        if refusal is not None:
            self.does(lambda session, now: _failed(session, exchange_id, refusal))
        with self.store.read() as session:
            return session.get_one(Exchange, exchange_id), refusal

    def _arrived(self, session: Session, now: dt.datetime, partner: str, letter: Letter) -> str:
        row = parties.partner(session, partner)
        exchange = Exchange(
            id=ids.new(now),
            number=counters.take(session, "exchange"),
            direction=Direction.IN.value,
            company_id=row.company_id,
            partner_id=row.id,
            set_id=letter.set_id,
            document_type=letter.set_id,
            processing=Processing.NEW.value,
            created_at=now,
        )
        session.add(exchange)
        return exchange.id

    def sends(self) -> list[Exchange]:
        """What was put out since the last look, oldest first."""
        new = self.rows(Exchange, col(Exchange.direction) == "out", col(Exchange.number) > self.handed)
        self.handed = max((one.number for one in new), default=self.handed)
        return new

    def company(self) -> Company:
        with self.store.read() as session:
            return parties.only_company(session)

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        with self.store.read() as session:
            order_by = getattr(table, "number", None) or table.id
            return list(session.exec(select(table).where(*conditions).order_by(order_by)))

    def open_cases(self) -> list[ExceptionCase]:
        return self.rows(ExceptionCase, col(ExceptionCase.state) == "open")


def _failed(session: Session, exchange_id: str, refusal: B2BError) -> None:
    exchange = session.get_one(Exchange, exchange_id)
    exchange.processing, exchange.reason = Processing.FAILED.value, str(refusal)
    session.add(exchange)


def make_house(folder: Path, clock: FixedClock) -> House:
    return House(make_workspace(folder, clock), clock)


def of(rows: Iterable[Any], pick: int) -> Any:
    """One of several, by a number; None of none."""
    found = list(rows)
    return found[pick % len(found)] if found else None
