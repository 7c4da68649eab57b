"""The day while it is played: what people type, what is compared, what is told."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from b2b.demo import outcome
from b2b.demo.checks import Check, Checks, DemoFailed
from b2b.demo.house import House
from b2b.demo.keyboard import Typed
from b2b.demo.proving import Proving
from b2b.demo.stage import Stage
from b2b.demo.timeline import Row, Watch


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: its title, a sentence, what people do, what must have come of it."""

    title: str
    sentence: str
    act: Callable[[Day], None]
    check: Callable[[Day], None]


@dataclass(frozen=True, slots=True)
class Told:
    """A part as it went: what happened at both sides, and what was compared."""

    part: Part
    rows: list[Row]
    checks: list[Check]


@dataclass(slots=True)
class Day:
    """The demo while it is played."""

    stage: Stage
    checks: Checks = field(default_factory=Checks)
    told: list[Told] = field(default_factory=list)
    acts: list[Row] = field(default_factory=list)
    proving: Proving | None = None
    _orders: Mapping[str, str] = field(default_factory=dict)

    def order(self, sku: str) -> str:
        """The number of Northwind's order of an item."""
        if not self._orders:
            with self.stage.northwind.books() as session:
                self._orders = outcome.orders_by_item(session)
        return self._orders[sku]

    def invoice(self, sku: str) -> str:
        """The number of Acme's invoice for the order of an item."""
        with self.stage.acme.books() as session:
            return outcome.invoice_of(session, self.order(sku))

    def types(self, house: House, user: str, *words: str) -> Typed:
        """One of the people types a command that must succeed; a line of the story."""
        at = now()
        typed = house.must(*words, user=user)
        self._act(at, house, _as_typed(user, words), "")
        return typed

    def is_refused(self, house: House, user: str, *words: str) -> str:
        """One types a command that must be refused; why it was."""
        at = now()
        typed = house.b2b(*words, user=user)
        if typed.code != 1:
            raise DemoFailed(f"b2b {' '.join(words)} by {user}: exit code {typed.code}, but it must be refused")
        self._act(at, house, _as_typed(user, words), f"refused: {typed.refusal}")
        return typed.refusal

    def _act(self, at: dt.datetime, house: House, what: str, outcome: str) -> None:
        self.acts.append(Row.of(at, house.name, f"{what}\n{outcome}".strip(), "person", bad=bool(outcome)))

    def note(self, house: House, what: str, at: dt.datetime | None = None) -> None:
        """Something that a program outside of b2b did, at an instant or now."""
        self.acts.append(Row.of(at or now(), house.name, what, "outside"))


def play(stage: Stage, parts: Sequence[Part], begin: Callable[[Part], None], tell: Callable[[Told], None]) -> Day:
    """Play the parts one after the other; the day at its end. DemoFailed: a figure is not what it must be."""
    day = Day(stage)
    watch = Watch(stage.houses)
    for part in parts:
        begin(part)
        part.act(day)
        stage.settle()
        part.check(day)
        told = Told(part, watch.news(day.acts), day.checks.news())
        day.acts = []
        day.told.append(told)
        tell(told)
        day.checks.require()
    return day


def _as_typed(user: str, words: tuple[str, ...]) -> str:
    return f"{user or 'clerk'}: b2b {shlex.join(words)}"


def now() -> dt.datetime:
    """The present instant, UTC."""
    return dt.datetime.now(dt.UTC)
