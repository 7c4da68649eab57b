"""Orders meet decisions in order of arrival; one that fails fails alone; an ERP that is away makes them wait."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from sqlmodel import col

from b2b.cli.retrying import retry_exchange
from b2b.documents import Order
from b2b.edi.x12 import mappings
from b2b.erp.memory import InMemoryErp
from b2b.errors import Unreachable
from b2b.gateway import assemble, intake, receive, working
from b2b.store.tables import ExceptionCase, Exchange, Group, SalesOrder, SalesOrderLine
from tests.gateway.desk import Desk, stock
from tests.gateway.orders import interchange, order, orders

AWAY = Unreachable("connection refused", where="http://127.0.0.1:1/erp")


class AbsentErp(InMemoryErp):
    """An ERP that is away while `away`; `asked` counts the calls that found it so."""

    away = False
    asked = 0

    def _fail(self, *, after: bool) -> None:
        if self.away and not after:
            self.asked += 1
            raise AWAY
        super()._fail(after=after)


@pytest.fixture
def erp() -> AbsentErp:
    return AbsentErp(stock())


def confirmed(desk: Desk) -> list[tuple[str, D]]:
    """Each order with what was confirmed, in the order in which they were decided."""
    numbers = {row.id: row.order_number for row in desk.rows(SalesOrder)}
    lines = sorted(desk.rows(SalesOrderLine), key=lambda line: list(numbers).index(line.sales_order_id))
    return [(numbers[line.sales_order_id], line.confirmed) for line in lines]


def processing(desk: Desk) -> list[str]:
    return [exchange.processing for exchange in desk.exchanges()]


def test_an_order_is_decided_answered_and_booked(with_erp: Desk, erp: AbsentErp) -> None:
    with_erp.put(orders(1, "PO1"))
    with_erp.run()
    assert confirmed(with_erp) == [("PO1", D(10))]
    assert [entry.document for entry in erp.entries] == ["PO1"]
    assert [exchange.set_id for exchange in with_erp.exchanges("out")] == ["997", "855"]


def test_orders_that_wait_for_the_erp_keep_their_turn(with_erp: Desk, erp: AbsentErp) -> None:
    """60 of WIDGET-002 are there. The first two orders want 50 each; the one that came first gets 50, and the last 10."""
    steel = [("WIDGET-002", "50", "40.00")]
    erp.away = True
    with_erp.put(orders(1, "PO1", lines=steel))
    with_erp.run()
    with_erp.clock.advance(seconds=1)
    with_erp.put(orders(2, "PO2", lines=steel))
    with_erp.run()
    assert processing(with_erp) == ["waiting", "waiting"]
    assert [exchange.set_id for exchange in with_erp.exchanges("out")] == ["997", "997"], "acknowledged all the same"
    assert with_erp.open_cases() == ["erp-unreachable"]
    erp.away = False
    with_erp.clock.advance(seconds=1)
    with_erp.put(orders(3, "PO3", lines=steel))
    with_erp.run()
    assert confirmed(with_erp) == [("PO1", D(50)), ("PO2", D(10)), ("PO3", D(0))]
    assert with_erp.open_cases() == []


def test_an_erp_that_is_away_is_asked_once_however_many_orders_wait(
    with_erp: Desk, erp: AbsentErp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "CHUNK", 10)
    erp.away = True
    with_erp.put(orders(1, *(f"PO{n}" for n in range(25))))
    with_erp.run()
    assert erp.asked == 1
    assert set(processing(with_erp)) == {"waiting"}
    with_erp.run()
    assert erp.asked == 1, "not before its time"
    erp.away = False
    with_erp.clock.advance(minutes=5)
    with_erp.run()
    assert set(processing(with_erp)) == {"done"}
    assert [number for number, _ in confirmed(with_erp)] == [f"PO{n}" for n in range(25)]
    assert len(erp.entries) == 25
    assert with_erp.open_cases() == []


def test_the_pause_grows_with_the_outage(with_erp: Desk, erp: AbsentErp) -> None:
    erp.away = True
    with_erp.put(orders(1, "PO1"))
    pauses = []
    for _ in range(10):
        with_erp.run()
        (exchange,) = with_erp.exchanges()
        assert exchange.due_at is not None
        pauses.append(round((exchange.due_at - with_erp.clock.now()).total_seconds()))
        with_erp.clock.advance(seconds=pauses[-1])
    assert pauses == [2, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert len(with_erp.cases()) == 1, "one exception for one outage"


def test_acknowledgments_are_worked_while_the_erp_is_away(with_erp: Desk, erp: AbsentErp) -> None:
    with_erp.put(orders(1, "PO1"))
    with_erp.run()
    (answer,) = with_erp.exchanges("out", "855")
    (group,) = with_erp.rows(Group, col(Group.functional_id) == "PR")
    erp.away = True
    with_erp.put(orders(2, "PO2"))
    body = [f"AK1*PR*{group.control_number}", f"AK2*855*{answer.control_number}", "AK5*A", "AK9*A*1*1*1"]
    with_erp.put(interchange(3, [body], set_id="997", functional_id="FA"))
    with_erp.run()
    assert processing(with_erp) == ["done", "waiting", "done"]
    assert with_erp.exchanges("out", "855")[0].acknowledgment == "accepted"


@pytest.mark.parametrize("problem", [ZeroDivisionError("division by zero"), AssertionError()])
def test_a_document_nobody_can_read_fails_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    desk.sell()
    read = mappings.for_set("850").read

    def poisoned(tree: object, context: object) -> object:
        document, leftovers = read(tree, context)
        if document.number == "PO2":
            raise problem
        return document, leftovers

    monkeypatch.setattr(mappings.for_set("850"), "read", poisoned)
    desk.put(orders(1, "PO1", "PO2", "PO3"))
    desk.run()
    desk.run()
    assert processing(desk) == ["done", "failed", "done"]
    assert [number for number, _ in confirmed(desk)] == ["PO1", "PO3"]
    (case,) = desk.rows(ExceptionCase)
    assert case.code == "document-failed"
    assert type(problem).__name__ in case.message


def test_an_order_whose_items_cannot_be_told_fails_alone(
    with_erp: Desk, erp: AbsentErp, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = working.orders.skus_needed

    def broken(session: object, partner_id: str, order: Order, set_id: str) -> object:
        if order.number == "PO2":
            raise ZeroDivisionError
        return needed(session, partner_id, order, set_id)  # type: ignore[arg-type]

    monkeypatch.setattr(working.orders, "skus_needed", broken)
    with_erp.put(orders(1, "PO1", "PO2", "PO3"))
    with_erp.run()
    assert processing(with_erp) == ["done", "failed", "done"]
    assert [entry.document for entry in erp.entries] == ["PO1", "PO3"]


def test_a_decision_that_breaks_fails_alone_and_leaves_nothing_behind(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.sell()
    insert = working.orders.insert_rows

    def broken(session: object, table: object, rows: list[dict[str, object]]) -> None:
        insert(session, table, rows)
        if len(desk_orders) == 1:
            raise ZeroDivisionError
        desk_orders.append(rows)

    desk_orders: list[object] = []
    monkeypatch.setattr(working.orders, "insert_rows", broken)
    desk.put(orders(1, "PO1", "PO2"))
    desk.run()
    assert processing(desk) == ["done", "failed"]
    assert confirmed(desk) == [("PO1", D(10))]
    assert [exchange.business_key for exchange in desk.exchanges("out", "855")] == ["PO1"]
    assert desk.exchanges()[1].document is None, "what broke is not trusted to be kept"


def test_a_refused_document_keeps_its_meaning_for_whoever_looks(desk: Desk) -> None:
    """A 997 for a group that we never sent: an exception, and the document can be shown."""
    desk.put(interchange(3, [["AK1*PR*77", "AK9*A*1*1*1"]], set_id="997", functional_id="FA"))
    desk.run()
    (exchange,) = desk.exchanges()
    assert exchange.processing == "failed"
    assert exchange.document is not None
    assert desk.open_cases() == ["document-failed"]


def test_an_order_whose_settings_cannot_be_read_does_not_stop_another_partners(desk: Desk) -> None:
    desk.sell()
    other = desk.add_partner("SOUTHWIND")
    desk.put(orders(1, "PO1"))
    other.put("file.edi", interchange(1, [order("PO9")], sender="SOUTHWIND"))
    receive.collect(desk.gateway)
    intake.process_received(desk.gateway)
    with desk.store.write() as session:
        session.connection().exec_driver_sql(
            """UPDATE partner SET settings = '{"partner":{}}' WHERE code = 'NORTHWIND'"""
        )
    assert sum(working.work_due(desk.gateway)) == 2
    assert processing(desk) == ["failed", "done"]
    assert assemble.assemble_due(desk.gateway) == 2, "the other partner's 997 and 855"
    assert sorted(set(desk.open_cases())) == ["cannot-be-written", "document-failed"]
    assert [number for number, _ in confirmed(desk)] == ["PO9"]


def again(desk: Desk, exchange: Exchange) -> None:
    """`b2b docs retry`."""
    retry_exchange(desk.gateway, exchange.number, dry_run=False)
    desk.run()


def test_what_was_not_agreed_is_worked_once_it_is_and_not_before(desk: Desk) -> None:
    desk.sell()
    desk.change_partner(lambda partner: partner.update(agreement=partner["agreement"][1:]))
    desk.put(orders(1, "PO1"))
    desk.run()
    (exchange,) = desk.exchanges()
    assert exchange.processing == "quarantined"
    again(desk, exchange)
    assert processing(desk) == ["failed"]
    assert "850 is not agreed" in desk.exchanges()[0].reason
    desk.change_partner(lambda partner: None)
    again(desk, exchange)
    assert processing(desk) == ["done"]
    assert confirmed(desk) == [("PO1", D(10))]
    assert desk.open_cases() == []


def test_a_chunk_is_worked_in_short_units_of_work(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else who writes waits for a whole chunk; each unit gets on, however little time there is."""
    monkeypatch.setattr(working, "WRITE_SECONDS", 0.0)
    desk.sell()
    desk.put(orders(1, "PO1", "PO2", "PO3"))
    desk.run()
    assert processing(desk) == ["done", "done", "done"]
