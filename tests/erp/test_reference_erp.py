"""The reference ERP in its own process: durable before it answers, whatever happens to it."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from b2b.demo.erp.__main__ import main, opening
from b2b.demo.erp.faults import Misbehaviour
from b2b.demo.erp.process import ReferenceErp
from b2b.documents import Quantity
from b2b.erp.soap import SoapErpAdapter, connect
from b2b.errors import IndeterminateError, TechnicalError, Unreachable
from b2b.ports import ErpReceipt
from tests.erp import samples
from tests.erp.samples import buyer, ea, invoice, line, order, shipment, total

METRE = Quantity(Decimal(1), "MTR")


@pytest.fixture
def process(tmp_path: Path) -> Iterator[ReferenceErp]:
    erp = ReferenceErp(tmp_path / "erp.db", samples.stock())
    erp.start()
    yield erp
    erp.kill()


def adapter(process: ReferenceErp, **settings: object) -> SoapErpAdapter:
    return connect({"profile": "reference", "url": process.url, **settings})


def gone(erp: SoapErpAdapter) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            erp.find("k")
        except Unreachable:
            return True
        except TechnicalError:  # it was ending just then
            continue
        time.sleep(0.05)
    return False


def test_the_way_of_an_order(process: ReferenceErp) -> None:
    erp = adapter(process)
    erp.book_order("k1", order("PO1", line("WIDGET-001", ea(100)), line("WIDGET-002", ea(20), number="2")))
    erp.post_shipment("s1", shipment("S1", "PO1"), [("WIDGET-001", ea(100)), ("WIDGET-002", ea(20))], samples.CUSTOMER)
    erp.post_invoice("i1", invoice("RE-1"), total(invoice("RE-1")), buyer())
    state = process.state()
    assert "reference ERP" in state["simulator"]
    assert (state["orders"], state["shipments"], state["invoices"]) == (1, 1, 1)
    stock = {row["sku"]: row for row in state["stock"]}
    assert stock["WIDGET-001"] == {
        "sku": "WIDGET-001",
        "unit": "EA",
        "on_hand": "400",
        "reserved": "0",
        "available": "400",
    }
    assert state["bookings"][0] == {
        "kind": "order",
        "number": "SO-000001",
        "key": "k1",
        "customer": samples.CUSTOMER,
        "document": "PO1",
    }


def test_killed_after_the_answer_it_still_knows(process: ReferenceErp) -> None:
    wanted = order("PO1", line("WIDGET-001", ea(100)))
    first = adapter(process).book_order("k1", wanted)
    assert process.kill() == -9
    with pytest.raises(Unreachable):
        adapter(process).find("k1")
    process.start()
    erp = adapter(process)
    assert erp.find("k1") == ErpReceipt(first.number, duplicate=True)
    assert erp.book_order("k1", wanted) == ErpReceipt(first.number, duplicate=True)
    assert erp.stock(["WIDGET-001"])[0].available == ea(400)


def test_killed_while_it_hangs_after_the_booking(process: ReferenceErp) -> None:
    erp = adapter(process)
    erp.prepare()
    process.misbehave(Misbehaviour.HANG_AFTER, operation="bookSalesOrder")
    raised: list[BaseException] = []

    def book() -> None:
        try:
            erp.book_order("k1", order("PO1", line("WIDGET-001", ea(100))))
        except IndeterminateError as error:
            raised.append(error)

    caller = threading.Thread(target=book)
    caller.start()
    deadline = time.monotonic() + 20
    while process.state()["orders"] == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    caller.join(timeout=20)
    assert len(raised) == 1
    process.start()
    assert erp.find("k1") == ErpReceipt("SO-000001", duplicate=True)
    assert process.state()["orders"] == 1


@pytest.mark.slow
def test_killed_at_any_moment_every_order_is_booked_exactly_once(process: ReferenceErp) -> None:
    erp = adapter(process)
    receipts: dict[str, str] = {}
    mistakes: list[str] = []
    interruptions: list[Exception] = []

    def place(number: int) -> None:
        key = f"k{number}"
        wanted = order(f"PO{number}", line("WIDGET-001", ea(1)))
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                receipts[key] = (erp.find(key) or erp.book_order(key, wanted)).number
                return
            except (TechnicalError, IndeterminateError) as error:
                interruptions.append(error)
                time.sleep(0.02)
        mistakes.append(f"{key} was never answered")

    def work(numbers: range) -> None:
        for number in numbers:
            place(number)

    workers = [threading.Thread(target=work, args=(range(n, 120, 3),)) for n in range(3)]
    for worker in workers:
        worker.start()
    moments = random.Random(850)
    for _ in range(4):
        time.sleep(moments.uniform(0.01, 0.15))
        process.kill()
        process.start()
    for worker in workers:
        worker.join()
    assert mistakes == []
    assert len(interruptions) >= 4
    state = process.state()
    assert state["orders"] == 120
    assert {booking["key"]: booking["number"] for booking in state["bookings"]} == receipts
    assert erp.stock(["WIDGET-001"])[0].available == ea(380)


def test_started_again_it_keeps_its_stock_and_takes_new_items(tmp_path: Path) -> None:
    with ReferenceErp(tmp_path / "erp.db", {"A": ea(10)}) as first:
        adapter(first).book_order("k1", order("PO1", line("A", ea(4))))
    with ReferenceErp(tmp_path / "erp.db", {"A": ea(999), "B": ea(3)}) as second:
        rows = adapter(second).stock(["A", "B"])
    assert [row.available for row in rows] == [ea(6), ea(3)]


def test_sigterm_answers_the_call_under_way_and_ends_cleanly(process: ReferenceErp) -> None:
    erp = adapter(process)
    erp.prepare()
    receipts: list[ErpReceipt] = []
    caller = threading.Thread(target=lambda: receipts.append(erp.book_order("k1", order("PO1", line("CABLE", METRE)))))
    db = sqlite3.connect(process.file, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")  # the booking waits for us
    caller.start()
    time.sleep(0.5)
    ended: list[int] = []
    stopper = threading.Thread(target=lambda: ended.append(process.stop()))
    stopper.start()
    time.sleep(0.3)
    assert (receipts, ended) == ([], [])
    db.execute("ROLLBACK")
    stopper.join(timeout=20)
    caller.join(timeout=20)
    db.close()
    assert (receipts, ended) == ([ErpReceipt("SO-000001", duplicate=False)], [0])


def test_it_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from b2b.demo.erp.process import ReferenceErp; "
        f"e = ReferenceErp(pathlib.Path({str(tmp_path / 'erp.db')!r}), {{}}); e.start(); print(e.port, flush=True); "
        "sys.stdin.read()"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    port = int(parent.stdout.readline())
    erp = connect({"url": f"http://127.0.0.1:{port}/erp"})
    assert erp.find("k") is None
    parent.kill()
    parent.communicate()
    assert gone(erp)


def test_busy_then_well_again(process: ReferenceErp) -> None:
    erp = adapter(process)
    process.misbehave(Misbehaviour.BUSY_503, calls=2)
    for _ in range(2):
        with pytest.raises(TechnicalError):
            erp.stock(["WIDGET-001"])
    assert erp.stock(["WIDGET-001"])[0].available == ea(500)
    process.misbehave(Misbehaviour.DROP, calls=99)
    process.behave()
    assert erp.find("k") is None


def test_a_port_that_is_taken_is_said(process: ReferenceErp, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    other = ReferenceErp(tmp_path / "other.db", {}, port=process.port)
    with pytest.raises(TechnicalError, match="did not start"):
        other.start()
    assert "Address already in use" in capfd.readouterr().err


@pytest.mark.parametrize("text", ["WIDGET", "=5", "A=", "A=many", "A=-1", "A=NaN", "A=inf,EA"])
def test_opening_stock_that_cannot_be_read(text: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--db", str(tmp_path / "erp.db"), "--stock", text])
    assert ended.value.code == 2
    assert list(tmp_path.iterdir()) == []


def test_opening_stock() -> None:
    assert opening("WIDGET-001=500") == ("WIDGET-001", ea(500))
    assert opening("A=B=12.50,MTR") == ("A=B", Quantity(Decimal("12.50"), "MTR"))
