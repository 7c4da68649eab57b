"""Calls to the ERP: in order for each order, once each, whatever the ERP does; an outage makes them wait."""

from __future__ import annotations

import pytest
from sqlmodel import col

from b2b.erp.memory import InMemoryErp
from b2b.errors import B2BError, IndeterminateError, TechnicalError, Unreachable
from b2b.gateway import issuing, tasks
from b2b.gateway.bootstrap import Gateway
from b2b.ports import ErpOrder, ErpReceipt, ErpRejected
from b2b.store.tables import ExceptionCase, SalesInvoice, Task
from tests.gateway.desk import Desk, stock
from tests.gateway.orders import orders

AWAY = Unreachable("connection refused", where="ERP")
LOST = IndeterminateError("the answer was lost", where="ERP")


class MoodyErp(InMemoryErp):
    """An ERP that answers the booking of some orders with an error: before it has booked, or `after`."""

    def __init__(self) -> None:
        super().__init__(stock())
        self.moods: dict[str, B2BError | Exception] = {}
        self.after = False
        self.calls: list[str] = []

    def book_order(self, key: str, order: ErpOrder) -> ErpReceipt:
        number = order.order.number
        self.calls.append(number)
        mood = self.moods.get(number) or self.moods.get("*")
        if mood is not None and not self.after:
            raise mood
        receipt = super().book_order(key, order)
        if mood is not None:
            raise mood
        return receipt

    @property
    def booked(self) -> list[str]:
        return [entry.document for entry in self.entries if entry.kind == "order"]


@pytest.fixture
def erp() -> MoodyErp:
    return MoodyErp()


@pytest.fixture
def supplier(with_erp: Desk) -> Desk:
    """With three orders that were decided and are to be booked; and no invoice rules, which take seconds."""
    return with_erp


@pytest.fixture(autouse=True)
def rules_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The official rules run in a process of their own and take seconds; other tests are about them."""

    class Passed:
        passed = True

    monkeypatch.setattr(issuing.rendering, "verify", lambda rendered, **packs: Passed())


def states(desk: Desk, kind: str = "erp.order") -> list[str]:
    return [task.state for task in desk.rows(Task, col(Task.kind) == kind)]


def test_a_lost_answer_is_asked_for_before_anything_is_sent_again(supplier: Desk, erp: MoodyErp) -> None:
    erp.moods["PO1"], erp.after = LOST, True
    supplier.put(orders(1, "PO1"))
    supplier.run()
    assert states(supplier) == ["unknown"]
    assert supplier.open_cases() == ["erp-unreachable"]
    supplier.clock.advance(minutes=1)
    supplier.run()
    assert states(supplier) == ["done"]
    assert erp.calls == ["PO1"], "found by its key, not sent again"
    assert erp.booked == ["PO1"]
    assert supplier.open_cases() == []


def test_a_call_that_was_lost_on_its_way_is_sent_again(supplier: Desk, erp: MoodyErp) -> None:
    erp.moods["PO1"] = LOST
    supplier.put(orders(1, "PO1"))
    supplier.run()
    erp.moods.clear()
    supplier.clock.advance(minutes=1)
    supplier.run()
    assert erp.calls == ["PO1", "PO1"]
    assert erp.booked == ["PO1"]


def test_while_an_outcome_is_unknown_no_new_order_is_promised_the_same_stock(supplier: Desk, erp: MoodyErp) -> None:
    erp.moods["PO1"] = LOST
    supplier.put(orders(1, "PO1"))
    supplier.run()
    supplier.clock.advance(seconds=1)
    supplier.put(orders(2, "PO2"))
    supplier.run()
    assert [exchange.processing for exchange in supplier.exchanges()] == ["done", "waiting"]
    erp.moods.clear()
    supplier.clock.advance(minutes=1)
    supplier.run()
    assert [exchange.processing for exchange in supplier.exchanges()] == ["done", "done"]
    assert erp.booked == ["PO1", "PO2"]
    assert supplier.open_cases() == []


def test_after_a_crash_a_call_that_was_under_way_is_asked_for(supplier: Desk, erp: MoodyErp) -> None:
    erp.moods["PO1"], erp.after = KeyboardInterrupt(), True  # type: ignore[assignment]
    supplier.put(orders(1, "PO1"))
    with pytest.raises(KeyboardInterrupt):
        supplier.run()
    assert states(supplier) == ["running"]
    erp.moods.clear()
    supplier.restarted()
    supplier.run()
    assert states(supplier) == ["done"]
    assert erp.calls == ["PO1"]


def test_an_erp_that_is_away_is_called_once_a_round(supplier: Desk, erp: MoodyErp) -> None:
    erp.moods["*"] = AWAY
    supplier.put(orders(1, "PO1", "PO2", "PO3"))
    supplier.run()
    assert len(erp.calls) == 1
    assert states(supplier) == ["pending"] * 3
    supplier.run()
    assert len(erp.calls) == 1, "not before its time"
    for _ in range(3):
        supplier.clock.advance(minutes=5)
        supplier.run()
    assert len(erp.calls) == 4
    assert supplier.cases() == [("erp-unreachable", "open")]
    erp.moods.clear()
    supplier.clock.advance(minutes=5)
    supplier.run()
    assert sorted(erp.booked) == ["PO1", "PO2", "PO3"]
    assert states(supplier) == ["done"] * 3
    assert supplier.cases() == [("erp-unreachable", "resolved")]


def test_one_order_that_the_erp_chokes_on_does_not_hold_up_the_others(supplier: Desk, erp: MoodyErp) -> None:
    erp.moods["PO1"] = TechnicalError("HTTP 500", where="ERP")
    supplier.put(orders(1, "PO1", "PO2", "PO3"))
    for _ in range(3):
        supplier.run()
        supplier.clock.advance(minutes=5)
    assert erp.booked == ["PO2", "PO3"]
    assert states(supplier) == ["pending", "done", "done"]
    assert supplier.cases() == [("erp-unreachable", "open")], "it stands as long as something waits, and is one"


def test_what_the_erp_refuses_blocks_what_follows_for_that_order_only(supplier: Desk, erp: MoodyErp) -> None:
    erp.moods["PO1"] = ErpRejected("customer blocked", code="INVALID", next_step="release the customer in the ERP")
    supplier.put(orders(1, "PO1", "PO2"))
    supplier.run()
    for number in ("PO1", "PO2"):
        supplier.ship(number)
    supplier.run()
    found = {(task.kind, task.row_id): task.state for task in supplier.tasks()}
    assert sorted(state for (kind, _), state in found.items() if kind == "erp.order") == ["done", "failed"]
    assert sorted(state for (kind, _), state in found.items() if kind == "erp.shipment") == ["done", "pending"]
    assert sorted(state for (kind, _), state in found.items() if kind == "invoice.issue") == ["done", "done"]
    assert sorted(state for (kind, _), state in found.items() if kind == "erp.invoice") == ["done", "pending"]
    (case,) = supplier.rows(ExceptionCase)
    assert case.code == "task-failed"
    assert "customer blocked" in case.message
    assert case.details["next_step"] == "release the customer in the ERP"
    erp.moods.clear()
    with supplier.store.write() as session:
        assert tasks.retry(session, supplier.clock.now()) == 3
    supplier.run()
    assert {task.state for task in supplier.tasks()} == {"done"}
    assert [entry.kind for entry in erp.entries if entry.document in ("PO1", "000001")][:2] == ["order", "shipment"]
    assert supplier.open_cases() == []


@pytest.mark.parametrize("problem", [ZeroDivisionError("division by zero"), AssertionError()])
def test_an_error_nobody_foresaw_fails_one_call(supplier: Desk, erp: MoodyErp, problem: Exception) -> None:
    erp.moods["PO1"] = problem
    supplier.put(orders(1, "PO1", "PO2"))
    supplier.run()
    assert states(supplier) == ["failed", "done"]
    (case,) = supplier.rows(ExceptionCase)
    assert type(problem).__name__ in case.message


def test_bookings_follow_each_other_in_the_order_of_one_order(supplier: Desk, erp: MoodyErp) -> None:
    erp.moods["*"] = AWAY
    supplier.put(orders(1, "PO1"))
    supplier.run()
    supplier.ship("PO1")
    supplier.run()
    assert erp.entries == []
    assert [(task.kind, task.state) for task in supplier.tasks()] == [
        ("erp.order", "pending"),
        ("erp.shipment", "pending"),
        ("invoice.issue", "done"),
        ("erp.invoice", "pending"),
    ]
    assert "856" in {exchange.set_id for exchange in supplier.exchanges("out")}, "partners do not wait for the ERP"
    assert "810" in {exchange.set_id for exchange in supplier.exchanges("out")}
    erp.moods.clear()
    supplier.clock.advance(minutes=5)
    supplier.run()
    assert [entry.kind for entry in erp.entries] == ["order", "shipment", "invoice"]


def test_a_company_without_its_erp_is_told_what_to_do(supplier: Desk, erp: MoodyErp) -> None:
    supplier.put(orders(1, "PO1"))
    erp.moods["*"] = AWAY
    supplier.run()
    supplier.erp = None
    supplier.restarted()
    supplier.clock.advance(minutes=5)
    supplier.run()
    assert states(supplier) == ["failed"]
    (case,) = supplier.rows(ExceptionCase, col(ExceptionCase.code) == "task-failed")
    assert "[company.erp]" in case.details["next_step"]


def test_an_invoice_whose_rules_cannot_be_run_waits_and_is_told(
    supplier: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    supplier.put(orders(1, "PO1"))
    supplier.run()
    supplier.ship("PO1")

    def died(rendered: object, **packs: object) -> None:
        raise TechnicalError("the process that runs the invoice rules died twice")

    with monkeypatch.context() as patch:
        patch.setattr(issuing.rendering, "verify", died)
        supplier.run()
    assert states(supplier, "invoice.issue") == ["pending"]
    assert supplier.open_cases() == ["task-postponed"]
    assert supplier.exchanges("out", "810") == []
    supplier.clock.advance(minutes=1)
    supplier.run()
    assert states(supplier, "invoice.issue") == ["done"]
    assert [row.state for row in supplier.rows(SalesInvoice)] == ["issued"]
    assert supplier.open_cases() == []


def test_an_invoice_that_was_issued_before_a_crash_is_not_issued_again(
    supplier: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    supplier.put(orders(1, "PO1"))
    supplier.run()
    supplier.ship("PO1")
    finish = tasks._finish

    def killed(gateway: Gateway, claim: tasks.Claim, result: dict[str, object]) -> None:
        if claim.kind == "invoice.issue":
            raise KeyboardInterrupt
        finish(gateway, claim, result)

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "_finish", killed)
        with pytest.raises(KeyboardInterrupt):
            supplier.run()
    assert [row.state for row in supplier.rows(SalesInvoice)] == ["issued"]
    assert states(supplier, "invoice.issue") == ["running"]
    supplier.run()
    assert {task.state for task in supplier.tasks()} == {"done"}
    assert len(supplier.exchanges("out", "810")) == 1
    assert [row.number for row in supplier.rows(SalesInvoice)] == ["ACME-000001"]
