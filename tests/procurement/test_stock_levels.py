"""Stock as somebody reports it: the newest figure holds, what cannot be taken is named."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from pathlib import Path

import pytest
from sqlmodel import col

from b2b.documents import Inventory, InventoryLine, ItemId, ItemScheme, Quantity, StockLevel
from b2b.errors import NotAllowed
from b2b.procurement.purchasing import inventory, levels
from b2b.procurement.purchasing.levels import Level, Taken
from b2b.store import parties
from b2b.store.tables import ExceptionCase, Exchange, Item, Stock
from tests.procurement.buyer import DAY, Buyer, make_buyer


@pytest.fixture
def buyer(tmp_path: Path) -> Buyer:
    return make_buyer(tmp_path / "northwind")


def reports(buyer: Buyer, as_of: dt.datetime, *found: Level) -> Taken:
    with buyer.store.write() as session:
        company = parties.company(session, "NORTHWIND")
        return levels.set_levels(session, buyer.clock.now(), "erp", company, found, as_of, "the ERP")


def held(buyer: Buyer, sku: str) -> tuple[D, dt.datetime, str]:
    (item,) = buyer.rows(Item, col(Item.sku) == sku)
    (row,) = buyer.rows(Stock, col(Stock.item_id) == item.id)
    return row.quantity, row.as_of, row.source


class TestLevels:
    def test_what_is_said_of_each(self, buyer: Buyer) -> None:
        as_of = buyer.tick()
        found = reports(
            buyer,
            as_of,
            Level("WIDGET-001", Quantity(D(44), "EA")),
            Level("NOPE", Quantity(D(1), "EA")),
            Level("WIDGET-002", Quantity(D(2), "XCT")),
            Level("BIG-7", Quantity(D(-1), "EA")),
        )
        assert (found.set, found.unknown) == (("WIDGET-001",), ("NOPE",))
        assert found.said == (
            "not in the catalog: NOPE; WIDGET-002: it is not on file how many EA one XCT is; BIG-7: -1 is no stock"
        )
        assert held(buyer, "WIDGET-001") == (D(44), as_of, "the ERP")

    def test_an_older_figure_is_ignored_and_said(self, buyer: Buyer) -> None:
        found = reports(buyer, buyer.clock.at - dt.timedelta(hours=1), Level("BIG-7", Quantity(D(9), "EA")))
        assert found.said == "BIG-7: we hold a younger figure, of 2026-03-02 09:00 UTC from a count"
        assert held(buyer, "BIG-7")[0] == 0
        assert reports(buyer, buyer.clock.at, Level("BIG-7", Quantity(D(8), "EA"))).set == ("BIG-7",)

    def test_the_future_and_a_figure_given_twice(self, buyer: Buyer) -> None:
        with pytest.raises(NotAllowed, match="lies in the future"):
            reports(buyer, buyer.clock.at + dt.timedelta(minutes=6), Level("BIG-7", Quantity(D(9), "EA")))
        with pytest.raises(NotAllowed, match="BIG-7 stands there twice"):
            reports(buyer, buyer.clock.at, *[Level("BIG-7", Quantity(D(9), "EA"))] * 2)
        reports(buyer, buyer.clock.at + dt.timedelta(minutes=4), Level("BIG-7", Quantity(D(9), "EA")))
        assert held(buyer, "BIG-7")[1] == buyer.clock.at, "nothing is held as of an instant to come"


def report(*lines: InventoryLine, **fields: object) -> Inventory:
    made: dict[str, object] = {"report": "MM", **fields}
    return Inventory("R-1", DAY + dt.timedelta(days=1), lines, **made)  # type: ignore[arg-type]


def counted(value: str, scheme: ItemScheme, *figures: tuple[str, int]) -> InventoryLine:
    found = tuple(StockLevel(kind, Quantity(D(quantity), "EA")) for kind, quantity in figures)
    return InventoryLine((ItemId(scheme, value),), found)


class TestReports:
    def takes(self, buyer: Buyer, found: Inventory, *, test: bool = False) -> Exchange:
        buyer.clock.advance(days=1)
        exchange_id = buyer.arrives("846")
        with buyer.store.write() as session:
            exchange = session.get_one(Exchange, exchange_id)
            exchange.test = test
            inventory.take(session, buyer.tick(), exchange, found, "gateway")
        (row,) = buyer.rows(Exchange, col(Exchange.id) == exchange_id)
        assert isinstance(row, Exchange)
        return row

    def test_a_warehouse_says_what_it_holds_for_us(self, buyer: Buyer) -> None:
        exchange = self.takes(
            buyer,
            report(
                counted("WIDGET-001", ItemScheme.BUYER, ("33", 12), ("17", 99)),
                counted("W-2", ItemScheme.SUPPLIER, ("17", 20), ("27", 5)),
                counted("4012345000016", ItemScheme.GTIN, ("33", 3)),
            ),
        )
        assert (exchange.processing, exchange.reason) == ("done", "stock of 2 items set")
        assert held(buyer, "WIDGET-001") == (
            D(15),
            dt.datetime(2026, 3, 2, 23, tzinfo=dt.UTC),
            "ACME, report R-1",
        ), "two places; available stands before on hand; as of the beginning of the partner's day"
        assert held(buyer, "WIDGET-002")[0] == D(15), "on hand less committed"

    def test_what_cannot_be_used_is_one_exception(self, buyer: Buyer) -> None:
        self.takes(
            buyer,
            report(
                counted("NOPE", ItemScheme.BUYER, ("33", 12)),
                counted("WIDGET-001", ItemScheme.BUYER, ("BQ", 12)),
                counted("BIG-7", ItemScheme.BUYER, ("33", 1), ("33", 2)),
            ),
        )
        (case,) = buyer.rows(ExceptionCase)
        assert case.message == "report R-1 of ACME: NOPE (buyer) is not in the catalog (and 2 more)"
        assert [one["reason"] for one in case.details["lines"]][1:] == [
            "WIDGET-001 (buyer): it says neither what is available nor what is on hand",
            "BIG-7 (buyer): it gives 2 figures of kind 33",
        ]
        assert held(buyer, "WIDGET-001")[0] == D(30)

    @pytest.mark.parametrize(
        ("kind", "test", "reason"),
        [("SI", False, "what ACME has to sell: no stock"), ("MM", True, "a test: no stock of ours is set by it")],
    )
    def test_what_sets_nothing(self, buyer: Buyer, kind: str, test: bool, reason: str) -> None:
        found = report(counted("WIDGET-001", ItemScheme.BUYER, ("33", 12)), report=kind)
        assert self.takes(buyer, found, test=test).reason.startswith(reason)
        assert held(buyer, "WIDGET-001")[0] == D(30)
