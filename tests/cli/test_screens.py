"""The main screens at 80 columns, as a clerk sees them after a day's orders; each golden file was read by eye."""

from __future__ import annotations

import pytest

from tests.cli.shop import Shop, golden

SCREENS = {
    "today": ("today",),
    "inbox": ("inbox",),
    "outbox": ("outbox",),
    "orders-list": ("orders", "list"),
    "orders-show": ("orders", "show", "4500001003"),
    "exceptions-list": ("exceptions", "list"),
    "exceptions-show": ("exceptions", "show", "1"),
    "why-order": ("why", "4500001003"),
    "why-exception": ("why", "exception:1"),
    "why-several": ("why", "1"),
    "docs-list": ("docs", "list"),
    "docs-show": ("docs", "show", "1"),
    "company-show": ("company", "show"),
    "partner-show": ("partner", "show", "NORTHWIND"),
    "partner-list": ("partner", "list"),
    "catalog-show": ("catalog", "show"),
    "stock-show": ("stock", "show"),
    "report-orders": ("report", "orders"),
    "report-acks": ("report", "acks"),
    "report-touchless": ("report", "touchless"),
    "audit-list": ("audit", "list", "--limit", "8"),
}


@pytest.mark.parametrize("name", SCREENS)
def test_screen(day: Shop, name: str) -> None:
    golden(name, day.says(*SCREENS[name]))


def test_doctor(day: Shop) -> None:
    lines = day.says("doctor", columns=500).splitlines(keepends=True)
    golden("doctor", "".join(line for line in lines if "GiB free" not in line))


def test_ship(day: Shop) -> None:
    golden("ship-dry-run", day.says("ship", "4500001001", "--line", "1=60", "--dry-run"))
    assert day.json("orders", "show", "4500001001")["shipments"] == []
    golden("ship", day.says("ship", "4500001001", "--line", "1=60", "--carrier", "DHL", "--tracking", "123"))
    golden("orders-show-partly-shipped", day.says("orders", "show", "4500001001"))


def test_nothing_needs_me(shop: Shop) -> None:
    golden("today-quiet", shop.says("today"))


def test_a_customer_is_shown_with_what_counts_for_its_role(day: Shop) -> None:
    told = day.says("partner", "show", "NORTHWIND")
    assert "Packs" in told
    assert "Tolerances" not in told
