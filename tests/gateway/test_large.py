"""Very large files: everything in them is answered once, time grows with their size and not faster, writes stay short."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import Session

from b2b.edi.x12.validate import validate_bytes
from b2b.erp.memory import InMemoryErp
from b2b.store import counters, ids, parties
from b2b.store.engine import Store
from b2b.store.tables import Exchange
from tests.e2e.world import first, segments
from tests.gateway.desk import Desk, stock
from tests.gateway.orders import interchange, order

pytestmark = pytest.mark.slow


@pytest.fixture
def own_memory_only() -> None:
    """What earlier tests left is not looked through while this one measures: a full collection takes a second then."""
    gc.collect()
    gc.freeze()


def long_order(count: int) -> bytes:
    lines = [("WIDGET-001" if n % 2 else f"NOPE-{n}", str(10 * (n % 7 + 1)), "12.50") for n in range(count)]
    return interchange(1, [order("PO1", lines)])


def seconds(folder: Path, content: bytes) -> tuple[float, Desk]:
    """The processor's time for all of it."""
    desk = Desk(folder)
    desk.sell({"WIDGET-001": 10**6})
    desk.put(content)
    began = time.process_time()
    desk.run()
    return time.process_time() - began, desk


def test_an_order_of_ten_thousand_lines_is_answered_line_by_line(tmp_path: Path) -> None:
    seconds(tmp_path / "warm", long_order(10))
    short, _ = seconds(tmp_path / "short", long_order(2_500))
    long, desk = seconds(tmp_path / "long", long_order(10_000))
    assert long < 4 * short * 2, "four times the lines in far more than four times the time"
    acknowledgment, response = (segments(content) for content in desk.sent())
    assert first(acknowledgment, "AK5") == ["AK5", "A"]
    assert [segment[1] for segment in response if segment[0] == "PO1"] == [str(n) for n in range(1, 10_001)]
    assert {segment[1] for segment in response if segment[0] == "ACK"} == {"IA", "IR"}
    assert first(response, "CTT")[1] == "10000"
    assert validate_bytes(desk.sent()[1]).result.verdict == "accepted"


@pytest.mark.usefixtures("own_memory_only")
def test_a_file_of_many_orders_is_worked_in_short_writes_and_booked_as_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erp = InMemoryErp(stock(WIDGET_001=10**6))
    desk = Desk(tmp_path / "acme", erp)
    desk.sell()
    count = 600
    desk.put(interchange(1, [order(f"PO{n}") for n in range(count)]))
    writes: list[float] = []
    write = Store.write

    @contextmanager
    def timed(store: Store) -> Iterator[Session]:
        with write(store) as session:
            began = time.thread_time()
            yield session
            writes.append(time.thread_time() - began)

    monkeypatch.setattr(Store, "write", timed)
    began = time.process_time()
    desk.run()
    took = time.process_time() - began
    assert max(writes) < took / 20, "one write took a twentieth of all the time"
    answered = [segment[3] for content in desk.sent() for segment in segments(content) if segment[0] == "BAK"]
    assert answered == [f"PO{n}" for n in range(count)]
    assert [entry.document for entry in erp.entries] == [f"PO{n}" for n in range(count)]
    assert erp.entries[99].document == "PO99", "booked in the order in which they came"
    assert desk.cases() == []


def test_the_answer_to_a_group_of_very_many_sets_is_as_long_as_it_has_to_be(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    count = 130_000
    sets = [segment for n in range(count) for segment in (["AK2", "850", f"{n:06d}"], ["AK5", "A"])]
    with desk.store.write() as session:
        partner = parties.partner(session, "NORTHWIND")
        now = desk.clock.now()
        session.add(
            Exchange(
                id=ids.new(now), number=counters.take(session, "exchange"), direction="out", set_id="997",
                company_id=partner.company_id, partner_id=partner.id, due_at=now, created_at=now,
                body=[["AK1", "PO", "1"], *sets, ["AK9", "A", str(count), str(count), str(count)]],
            )
        )  # fmt: skip
    desk.run()
    (content,) = desk.sent()
    assert content.count(b"AK2*") == count
    assert desk.cases() == []
