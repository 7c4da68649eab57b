"""Reports over a buyer's workspace, and the small laws that they rest on. Dates are those of tests.procurement.buyer."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.cli.views.reports.orders import orders
from b2b.cli.views.reports.period import Period, period
from b2b.cli.views.reports.spend import By, _split, spend
from b2b.cli.views.reports.times import middle, said, slowest
from b2b.cli.views.reports.touchless import touchless
from b2b.cli.views.reports.worth import worth
from b2b.errors import ConfigError
from tests.cli.shop import Shop
from tests.procurement.dock import Dock, billed, credit_note, good, invoice, make_dock, notice, received, shipped

NOW = dt.datetime(2026, 3, 31, 23, 30, tzinfo=dt.UTC)


def day_of(year: int, month: int, day: int) -> dt.datetime:
    """A day as it is typed: midnight, of no zone."""
    return dt.datetime.combine(dt.date(year, month, day), dt.time())


ALWAYS = period(day_of(2026, 1, 1), day_of(2026, 12, 31), NOW)


def seconds(*values: int) -> list[dt.timedelta]:
    return [dt.timedelta(seconds=value) for value in values]


def test_a_period_is_whole_days_and_thirty_of_them_unless_said() -> None:
    found = period(None, None, NOW)
    assert (found.first, found.last) == (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    assert (found.begins, found.ends) == (
        dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        dt.datetime(2026, 4, 1, tzinfo=dt.UTC),
    )
    one_day = period(day_of(2026, 3, 5), day_of(2026, 3, 5), NOW)
    assert one_day.ends - one_day.begins == dt.timedelta(days=1)
    assert period(None, day_of(2026, 2, 1), NOW).first == dt.date(2026, 1, 2)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ConfigError, match="before it begins") as refused:
        period(day_of(2026, 3, 5), day_of(2026, 3, 4), NOW)
    assert refused.value.next_step == "swap them: --from 2026-03-04 --to 2026-03-05"


def test_times_are_said_in_the_unit_that_fits() -> None:
    assert (middle(seconds(9, 1, 5)), slowest(seconds(9, 1, 5)), middle([])) == (5, 9, None)
    assert [said(value) for value in (0, 119, 120, 7199, 7200, 172799, 172800, None)] == [
        "0 s",
        "119 s",
        "2 min",
        "120 min",
        "2.0 h",
        "48.0 h",
        "2.0 d",
        "",
    ]


def test_worth_rounds_half_up_to_the_minor_unit() -> None:
    assert worth(D("0.5"), D("0.01"), "EUR") == D("0.01")
    assert worth(D(3), D("33.5"), "JPY") == D(101)


@settings(max_examples=60)
@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**7), max_size=8))
def test_a_payment_is_split_to_the_last_cent(amount: int, nets: list[int]) -> None:
    parts = list(_split(amount, [(f"ITEM-{n}", net) for n, net in enumerate(nets)]))
    assert sum(part for _, part in parts) == amount


@pytest.fixture
def dock(tmp_path: Path) -> Dock:
    """Two orders, one of them short by two; an invoice that matches, one that is credited, damaged goods."""
    dock = make_dock(tmp_path / "northwind")
    dock.gives("4500000001", ("WIDGET-001", 170, "11.80"))
    dock.gives("4500000002", ("WIDGET-002", 100, "40.00"), ("BIG-7", 1, "2500.00"))
    dock.announces(notice("000002", "4500000002", shipped("1", 60)))
    dock.receives("4500000001", good("1", 170))
    dock.receives("4500000002", good("1", 58), despatch="000002")
    dock.bills(invoice("ACME-1", "4500000001", billed("1", 170, "11.80")))
    dock.bills(invoice("ACME-2", "4500000002", billed("1", 60, "40.00"), billed("2", 1, "2500.00")))
    dock.bills(credit_note("ACME-3", "ACME-2", "4500000002", billed("1", 2, "40.00")))
    return dock


def spent(dock: Dock, by: By, when: Period = ALWAYS) -> dict[str, dict[str, Any]]:
    with dock.buyer.store.read() as session:
        return {row[str(by)]: row for row in spend(session, when, by)}


def test_spend_by_supplier(dock: Dock) -> None:
    assert spent(dock, By.SUPPLIER) == {
        "ACME": {
            "supplier": "ACME",
            "currency": "EUR",
            "ordered": D("8506.00"),
            "received": D("4326.00"),
            "invoiced": D("6906.00"),
            "credited": D("80.00"),
            "paid": D(0),
        }
    }


def test_spend_by_item_and_month(dock: Dock) -> None:
    items = spent(dock, By.ITEM)
    assert {sku: (row["ordered"], row["received"], row["invoiced"], row["credited"]) for sku, row in items.items()} == {
        "WIDGET-001": (D("2006.00"), D("2006.00"), D("2006.00"), D(0)),
        "WIDGET-002": (D("4000.00"), D("2320.00"), D("2400.00"), D("80.00")),
        "BIG-7": (D("2500.00"), D(0), D("2500.00"), D(0)),
    }
    assert list(spent(dock, By.MONTH)) == ["2026-03"]


def test_goods_that_did_not_arrive_well_are_not_received(dock: Dock) -> None:
    from b2b.documents import GoodsCondition

    before = spent(dock, By.SUPPLIER)["ACME"]["received"]
    dock.receives("4500000002", received("1", 5, condition=GoodsCondition.DAMAGED), number="R-damaged")
    assert spent(dock, By.SUPPLIER)["ACME"]["received"] == before
    dock.receives("4500000002", good("1", -8), number="R-back")
    assert spent(dock, By.SUPPLIER)["ACME"]["received"] == before - D("320.00")


def test_an_invoice_that_is_rejected_is_not_spent(dock: Dock) -> None:
    dock.rejects(dock.approver(), "ACME-2")
    assert spent(dock, By.SUPPLIER)["ACME"]["invoiced"] == D("2006.00")


def test_nothing_is_spent_in_another_month(dock: Dock) -> None:
    february = period(day_of(2026, 2, 1), day_of(2026, 2, 28), NOW)
    assert spent(dock, By.SUPPLIER, february) == {}


def test_orders_of_ours(dock: Dock) -> None:
    with dock.buyer.store.read() as session:
        (row,) = orders(session, ALWAYS)
    assert (row["direction"], row["partner"], row["orders"], row["net"]) == ("out", "ACME", 2, D("8506.00"))
    assert row["states"] == {"closed": 1, "open": 1}
    assert (row["working"], row["done"], row["stopped"]) == (1, 1, 0)
    assert row["to_goods_seconds"] is not None
    assert row["to_paid_seconds"] is None


def test_what_a_person_did_is_a_touch_and_what_programs_do_is_none(dock: Dock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workspace's gateway is called `tests` there."""
    monkeypatch.setattr("b2b.cli.views.reports.touchless._PROGRAMS", frozenset(("rule", "tests")))

    def ordered() -> dict[str, Any]:
        with dock.buyer.store.read() as session:
            return next(row for row in touchless(session, ALWAYS) if row["kind"] == "orders out")

    before = ordered()
    assert (before["total"], before["alone"], before["rate"]) == (2, 1, D("50.0"))
    assert before["touched"] == [{"number": "4500000002", "why": ["exception receipt-short is open"]}]
    dock.approves(dock.approver("anna"), "ACME-2")
    (touched,) = ordered()["touched"]
    assert "approved by anna" in touched["why"]


def test_periods_at_the_keyboard(day: Shop) -> None:
    assert day.json("report", "orders", "--from", "2026-03-02", "--to", "2026-03-02")[0]["orders"] == 4
    assert day.json("report", "orders", "--to", "2026-03-01") == []
    assert "No orders in this time." in day.says("report", "orders", "--from", "2026-03-03")
    assert "swap them" in day.b2b("report", "acks", "--from", "2026-03-03", "--to", "2026-03-01", code=2).stderr
    assert "not one of: supplier, item, month" in day.b2b("report", "spend", "--by", "planet", code=2).stderr
