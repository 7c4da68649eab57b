"""What an order costs, counted: statements, and the steps SQLite takes for them; neither grows with what came before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from b2b.erp.memory import InMemoryErp
from b2b.gateway import dispatcher, working
from tests.gateway.desk import Desk, stock
from tests.gateway.orders import interchange, order

LINES = [("WIDGET-001", "1", "12.50"), ("WIDGET-002", "1", "40.00"), ("GASKET-10", "1", "1.00")]
_STEPS_A_TICK = 20


@dataclass
class Count:
    statements: int = 0
    steps: int = 0


@contextmanager
def counting() -> Iterator[Count]:
    """Of whatever is asked on connections that are made from now on."""
    count = Count()

    def asked(*_: object) -> None:
        count.statements += 1

    def stepped() -> int:
        count.steps += _STEPS_A_TICK
        return 0

    def connected(connection: sqlite3.Connection, _: object) -> None:
        connection.set_progress_handler(stepped, _STEPS_A_TICK)

    events: list[tuple[str, Callable[..., object]]] = [("before_cursor_execute", asked), ("connect", connected)]
    for name, listener in events:
        event.listen(Engine, name, listener)
    yield count
    for name, listener in events:
        event.remove(Engine, name, listener)


@pytest.fixture(autouse=True)
def no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many documents share a unit of work is not up to the machine's speed."""
    monkeypatch.setattr(working, "WRITE_SECONDS", 3600)


@pytest.fixture(params=["own stock", "an ERP"])
def busy(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    held = stock(WIDGET_001=10**6, WIDGET_002=10**6, GASKET_10=10**6)
    erp = InMemoryErp(held) if request.param == "an ERP" else None
    desk = Desk(tmp_path / "acme", erp)
    desk.sell(dict.fromkeys(held, 10**6))
    return desk


def work(desk: Desk, control: int, orders: int) -> Count:
    """What a file of orders costs, from its bytes to the answers and the bookings."""
    desk.clock.advance(seconds=60)
    desk.put(interchange(control, [order(f"PO{control}-{n}", LINES) for n in range(orders)]))
    desk.store.close()
    with counting() as count:
        dispatcher.drain(desk.gateway, dispatcher.RunSummary())
    desk.store.close()
    assert [exchange.processing for exchange in desk.exchanges(set_id="850")[-orders:]] == ["done"] * orders
    return count


def test_an_order_more_in_a_file_costs_a_few_statements_more(busy: Desk) -> None:
    """Beyond what is asked of a file, a unit of work and a partner."""
    short, long = work(busy, 1, 20), work(busy, 2, 80)
    assert long.statements - short.statements <= 60 * (34 if busy.erp else 19)


def test_an_order_costs_the_same_whatever_came_before_it(busy: Desk) -> None:
    first = work(busy, 1, 20)
    work(busy, 2, 160)
    later = work(busy, 3, 20)
    assert later.statements <= first.statements
    assert later.steps < first.steps * 1.25
    assert busy.cases() == []
