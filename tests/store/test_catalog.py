"""Items are found by any of their numbers, prices by day, currency and partner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from b2b.store import catalog
from b2b.store.engine import Store
from b2b.store.tables import CatalogRevision, ItemXref, Price, UomConversion
from tests.store.rows import add_parties, item
from tests.store.workspace import ENGINES, START, workspace_on

DAY = dt.date(2026, 3, 2)


def price(n: int, from_quantity: int, amount: str, **values: Any) -> Price:
    standard: dict[str, Any] = {"company_id": "c", "item_id": "A", "currency": "EUR", "catalog_revision_id": "r"}
    return Price(id=f"y{n}", from_quantity=Decimal(from_quantity), price=Decimal(amount), **standard | values)


@pytest.fixture(scope="module", params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with workspace_on(request.param, tmp_path_factory.mktemp("catalog")) as made:
        with made.write() as session:
            add_parties(session)
            session.add_all([item("A", gtin="4012345000016"), item("B", gtin="4012345000016"), item("C", active=False)])
            session.add(ItemXref(id="x", company_id="c", partner_id="p", code="NW-1", item_id="A"))
            session.add(UomConversion(id="u", item_id="A", unit="XCT", factor=Decimal(24)))
            session.add(CatalogRevision(id="r", company_id="c", name="standard", source="x", imported_at=START))
            session.add_all(
                [
                    price(1, 100, "11.80"),
                    price(2, 1, "12.50"),
                    price(3, 500, "10.90", partner_id="p", valid_from=DAY, valid_to=DAY),
                    price(4, 1, "13", currency="USD"),
                    price(5, 1, "1", valid_to=DAY - dt.timedelta(days=1)),
                    price(6, 1, "2", valid_from=DAY + dt.timedelta(days=1)),
                ]
            )
        yield made


def test_items_are_found_by_every_number(store: Store) -> None:
    with store.read() as session:
        assert set(catalog.items_by_sku(session, "c", ["A", "C", "Z"])) == {"A", "C"}
        assert catalog.items_by_sku(session, "other", ["A"]) == {}
        assert catalog.items_by_partner_code(session, "p", ["NW-1", "A"])["NW-1"].sku == "A"
        assert catalog.items_by_partner_code(session, "other", ["NW-1"]) == {}
        assert [i.sku for i in catalog.items_by_gtin(session, "c", ["4012345000016"])["4012345000016"]] == ["A", "B"]


@pytest.mark.parametrize(
    ("partner", "currency", "day", "prices"),
    [
        ("p", "EUR", DAY, ["12.5", "11.8", "10.9"]),
        (None, "EUR", DAY, ["12.5", "11.8"]),
        ("other", "EUR", DAY, ["12.5", "11.8"]),
        ("p", "USD", DAY, ["13"]),
        ("p", "EUR", DAY + dt.timedelta(days=1), ["12.5", "2", "11.8"]),
        ("p", "GBP", DAY, []),
    ],
)
def test_prices_of_a_day(partner: str | None, currency: str, day: dt.date, prices: list[str], store: Store) -> None:
    with store.read() as session:
        found = catalog.prices_on(session, ["A"], partner, currency, day)
    assert [str(row.price) for row in found.get("A", [])] == prices


def test_units_and_stock(store: Store) -> None:
    with store.read() as session:
        assert catalog.conversions(session, ["A", "B"]) == {"A": {"XCT": Decimal(24)}}
        assert catalog.stock_of(session, ["A"]) == {}
    for quantity, source in ((Decimal(500), "count"), (Decimal("2.5"), "erp")):
        with store.write() as session:
            catalog.set_stock(session, START, catalog.items_by_sku(session, "c", ["A"])["A"], quantity, source=source)
    with store.read() as session:
        row = catalog.stock_of(session, ["A"])["A"]
        assert (row.quantity, row.unit, row.source, row.as_of) == (Decimal("2.5"), "EA", "erp", START)


def test_an_order_of_ten_thousand_lines_asks_for_all_of_them(store: Store) -> None:
    with store.read() as session:
        assert set(catalog.items_by_sku(session, "c", [f"N{n}" for n in range(10_000)] + ["A"])) == {"A"}
