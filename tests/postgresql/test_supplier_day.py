"""The supplier's whole day on PostgreSQL: one process runs the gateway while another ships and keeps on writing."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal as D
from pathlib import Path

import pytest
from sqlmodel import col, select

from b2b.catalogs import read_catalog
from b2b.documents import Quantity
from b2b.erp.memory import InMemoryErp
from b2b.gateway import receive
from b2b.gateway.bootstrap import Gateway, SystemClock
from b2b.gateway.dispatcher import run_once
from b2b.gateway.workspace import load
from b2b.procurement.catalog.service import import_catalog
from b2b.store import seals
from b2b.store.apply_settings import apply_company, apply_partner
from b2b.store.engine import Store
from b2b.store.settings import load_toml
from b2b.store.tables import Audit, Counter, ExceptionCase, SalesInvoice, Task
from b2b.transport.memory import MemoryTransport
from tests.e2e.test_supplier_day import INVOICES, RESPONSES, STOCK_LEFT
from tests.e2e.world import DAY_ONE, FILES, STOCK, answers, first, segments
from tests.store.workspace import POSTGRESQL, SQLITE, workspace_on

pytestmark = pytest.mark.slow

ERP = '\n[company.erp]\nprofile = "reference"\nurl = "http://127.0.0.1:1/erp"\nallow_hosts = ["127.0.0.1"]\n'
SECONDS = 120

# The second process: it writes without a pause, and ships each order as soon as it is decided.
STAFF = """
import sys
from pathlib import Path
from sqlmodel import col, select
from b2b.gateway.bootstrap import SystemClock
from b2b.gateway.workspace import load
from b2b.procurement.shipping import service as shipping
from b2b.store import audit, counters
from b2b.store.engine import open_store
from b2b.store.tables import SalesOrder

folder, waiting = Path(sys.argv[1]), sys.argv[2:]
store = open_store(load(folder).database, folder, SystemClock())
print("ready", flush=True)
while waiting:
    now = store.clock.now()
    with store.write() as session:
        number = counters.take(session, "staff")
        audit.record(session, now, "staff", "looked", "sales_order", str(number))
        decided = session.exec(select(SalesOrder).where(col(SalesOrder.order_number).in_(waiting))).all()
        for order in decided:
            shipping.ship(session, now, "staff", order)
            waiting.remove(order.order_number)
store.close()
"""


def set_up(store: Store) -> Store:
    """Company, partner and catalog of the demo."""
    now = store.clock.now()
    with store.write() as session:
        apply_company(session, load_toml((FILES / "company.toml").read_text() + ERP, "company"), now=now, actor="test")
        apply_partner(session, load_toml((FILES / "partner.toml").read_text(), "partner"), now=now, actor="test")
        catalog = read_catalog((FILES / "catalog.toml").read_bytes(), file="catalog.toml")
        import_catalog(session, now, "test", catalog, source="catalog.toml")
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with workspace_on(POSTGRESQL, tmp_path, SystemClock()) as made:
        yield set_up(made)


def test_from_order_to_invoice_with_two_processes_writing(store: Store) -> None:
    channel, erp = MemoryTransport(), InMemoryErp(STOCK)
    gateway = Gateway(load(store.folder), store, transports=lambda row: channel, erps=lambda company: erp)
    staff = subprocess.Popen([sys.executable, "-c", STAFF, str(store.folder), *INVOICES], stdout=subprocess.PIPE)
    try:
        assert staff.stdout
        assert staff.stdout.readline() == b"ready\n"
        for name in (*DAY_ONE, DAY_ONE[0]):
            channel.put(name, (FILES / name).read_bytes())
        until = time.monotonic() + SECONDS
        while issued(store) < len(INVOICES) and time.monotonic() < until:
            run_once(gateway)
        run_once(gateway)
        assert staff.wait(timeout=SECONDS) == 0
    finally:
        staff.kill()
        staff.communicate()
    told_the_buyer(channel)
    booked_in_the_erp(erp)
    kept_in_the_database(store)


def issued(store: Store) -> int:
    with store.read() as session:
        return len(session.exec(select(SalesInvoice).where(col(SalesInvoice.state) == "issued")).all())


def told_the_buyer(channel: MemoryTransport) -> None:
    sets = [interchange[2:-2] for interchange in map(segments, channel.sent.values())]
    by_kind: dict[str, list[list[list[str]]]] = {}
    for body in (one for interchange in sets for one in split(interchange)):
        by_kind.setdefault(body[0][1], []).append(body)
    assert answers(by_kind["855"]) == RESPONSES
    assert len(by_kind["997"]) == 5, "the file that came twice is acknowledged twice"
    assert sorted(first(body, "PRF")[1] for body in by_kind["856"]) == sorted(INVOICES)
    invoiced = {first(body, "BIG")[4]: f"{D(first(body, 'TDS')[1]) / 100:.2f}" for body in by_kind["810"]}
    assert invoiced == {order: gross for order, (_, _, gross) in INVOICES.items()}
    numbers = [segments(content)[0][13] for content in channel.sent.values()]
    assert sorted(map(int, numbers)) == list(range(1, len(numbers) + 1))


def split(body: list[list[str]]) -> Iterator[list[list[str]]]:
    """The sets of a group, each from ST to SE."""
    starts = [n for n, segment in enumerate(body) if segment[0] == "ST"]
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        yield body[start:end]


def booked_in_the_erp(erp: InMemoryErp) -> None:
    kinds = [entry.kind for entry in erp.entries]
    assert {kind: kinds.count(kind) for kind in kinds} == {"order": 4, "shipment": 4, "invoice": 4}
    assert {sku: erp.on_hand(sku) for sku in STOCK} == {sku: Quantity(left, "EA") for sku, left in STOCK_LEFT.items()}


def kept_in_the_database(store: Store) -> None:
    with store.read() as session:
        invoices = session.exec(select(SalesInvoice)).all()
        assert sorted((row.net, row.vat, row.gross) for row in invoices) == sorted(
            tuple(int(D(amount) * 100) for amount in amounts) for amounts in INVOICES.values()
        )
        assert {row.state for row in session.exec(select(Task))} == {"done"}
        cases = session.exec(select(ExceptionCase)).all()
        assert [(case.code, case.state) for case in cases] == [("unknown-item", "open")]
        looked = session.exec(select(Audit).where(col(Audit.actor) == "staff", col(Audit.action) == "looked")).all()
        assert len(looked) > len(INVOICES), "the second process was writing all the time"
        assert session.get_one(Counter, "staff").value == len(looked)
        acts = len(session.exec(select(Audit)).all())
    seals.seal(store)
    found = seals.verify(store)
    assert (found.intact, found.sealed, found.unsealed) == (True, acts, 0)


def test_any_bytes_are_named_as_on_sqlite(store: Store, tmp_path: Path) -> None:
    """PostgreSQL's text has no NUL; a file that is full of them is received and named all the same."""
    with workspace_on(SQLITE, tmp_path / "sqlite", SystemClock()) as on_file:
        assert named(store) == named(set_up(on_file))


def named(store: Store) -> list[tuple[str, str]]:
    """The exceptions that files of strange bytes open, each with its message."""
    channel = MemoryTransport()
    gateway = Gateway(load(store.folder), store, transports=lambda row: channel, erps=lambda company: None)
    order = (FILES / DAY_ONE[0]).read_bytes()
    strange = [b"\x00" * 200, order[:40] + b"\x00" + order[41:], order.replace(b"WIDGET-001", b"WID\x00ET-001")]
    strange += [
        order.replace(b"NORTHWIND      ", b"NORTHWIND\x00     "),
        order.replace(b"4500001001", b"45\x00\x00001001"),
    ]
    for number, content in enumerate(strange):
        channel.put(str(number), content)
    assert receive.collect(gateway) == len(strange)
    run_once(gateway)
    with store.read() as session:
        cases = session.exec(select(ExceptionCase).order_by(col(ExceptionCase.number))).all()
    assert "internal-error" not in {case.code for case in cases}, [case.message for case in cases]
    return [(case.code, case.message.replace("\x00", "\N{SYMBOL FOR NULL}")) for case in cases]
