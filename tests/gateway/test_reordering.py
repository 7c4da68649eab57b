"""The reorder run: stock comes from the ERP, outside of any transaction; an ERP that is away keeps nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal as D
from pathlib import Path

import pytest
from sqlmodel import col

from b2b.documents import Quantity
from b2b.erp.memory import InMemoryErp
from b2b.errors import NotFound, Unreachable
from b2b.gateway import tasks
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.reordering import propose_all
from b2b.gateway.workspace import load
from b2b.ports import ErpStock
from b2b.procurement import work
from b2b.store import parties
from b2b.store.states import TaskKind
from b2b.store.tables import ExceptionCase, PurchaseOrder, Stock, Task
from tests.procurement.buyer import Buyer, make_buyer


class Away(InMemoryErp):
    """An ERP that does not answer while `away`."""

    away = False

    def stock(self, skus: Sequence[str]) -> Sequence[ErpStock]:
        if self.away:
            raise Unreachable("no answer", where="the ERP")
        return super().stock(skus)


@pytest.fixture
def erp() -> Away:
    return Away({"WIDGET-001": Quantity(D(30), "EA"), "WIDGET-002": Quantity(D(90), "EA")})


@pytest.fixture
def buyer(tmp_path: Path) -> Buyer:
    return make_buyer(tmp_path / "northwind")


@pytest.fixture
def gateway(buyer: Buyer, erp: Away, tmp_path: Path) -> Gateway:
    buyer.clock.advance(hours=30)
    return Gateway(load(tmp_path / "northwind"), buyer.store, erps=lambda company: erp)


def test_the_erps_figures_are_kept_and_ordered_by(buyer: Buyer, gateway: Gateway) -> None:
    (run,) = propose_all(gateway)
    assert (run.company, run.problem) == ("NORTHWIND", None)
    assert [(row.net, row.requested_by) for row in buyer.rows(PurchaseOrder)] == [(200_600, "gateway")]
    assert buyer.open_codes() == ["reorder-stock-stale"], "the ERP does not know BIG-7, and its count is old"
    assert {row.source for row in buyer.rows(Stock)} == {"the ERP", "a count"}
    propose_all(gateway, "NORTHWIND")
    assert len(buyer.rows(PurchaseOrder)) == 1


def test_a_rehearsal_keeps_nothing(buyer: Buyer, gateway: Gateway) -> None:
    (run,) = propose_all(gateway, dry_run=True)
    assert [one.order.net for one in run.proposed if one.order] == [200_600]
    assert buyer.rows(PurchaseOrder) == []
    assert {row.source for row in buyer.rows(Stock)} == {"a count"}


def test_an_erp_that_is_away_is_an_exception_until_it_is_back(buyer: Buyer, gateway: Gateway, erp: Away) -> None:
    erp.away = True
    (run,) = propose_all(gateway)
    assert isinstance(run.problem, Unreachable)
    assert buyer.open_codes() == ["reorder-failed"]
    assert buyer.rows(PurchaseOrder) == []
    erp.away = False
    propose_all(gateway)
    assert (
        len(buyer.rows(ExceptionCase, col(ExceptionCase.code) == "reorder-failed", col(ExceptionCase.state) == "open"))
        == 0
    )


def test_a_company_nobody_knows(gateway: Gateway) -> None:
    with pytest.raises(NotFound):
        propose_all(gateway, "NOPE")


def test_a_scheduled_run_is_tried_again_until_the_erp_answers(buyer: Buyer, gateway: Gateway, erp: Away) -> None:
    now = buyer.clock.now()
    with buyer.store.write() as session:
        company = parties.company(session, "NORTHWIND").id
        work.schedule(
            session, now, TaskKind.REORDER_RUN, company_id=company, row_id=company, key="slot", lock_key="reorder"
        )
    erp.away = True
    tasks.run_due(gateway)
    assert buyer.open_codes() == ["task-postponed"]
    erp.away = False
    buyer.clock.advance(seconds=60)
    for _ in range(2):
        tasks.run_due(gateway)
    (task,) = buyer.rows(Task)
    assert (task.state, task.attempts, task.result) == ("done", 2, {"orders": 1})
    assert len(buyer.rows(PurchaseOrder)) == 1
    assert "task-postponed" not in buyer.open_codes()
