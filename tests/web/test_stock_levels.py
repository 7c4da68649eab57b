"""What is free of items, posted by the ERP: newer figures stand, in the item's own unit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from sqlmodel import col

from b2b.documents import Quantity
from b2b.store import catalog, ids
from b2b.store.tables import Audit, Item, Stock, UomConversion
from b2b.web.operations import Invalid, PostedStock, PostStockLevels
from tests.procurement.buyer import Buyer
from tests.web.test_buying import NOW, done


def levels(*figures: tuple[str, str, str], as_of: dt.datetime = NOW) -> PostStockLevels:
    return PostStockLevels("k", "NORTHWIND", as_of, tuple((sku, Quantity(D(n), unit)) for sku, n, unit in figures))


def posts(buyer: Buyer, call: PostStockLevels) -> PostedStock:
    return done(buyer, lambda service, unit: service.post_stock_levels(unit, call))


def stock(buyer: Buyer) -> dict[str, tuple[D, str]]:
    with buyer.store.read() as session:
        items = catalog.items_by_sku(session, buyer.company().id, ["WIDGET-001", "WIDGET-002", "BIG-7"])
        held = catalog.stock_of(session, [item.id for item in items.values()])
        return {sku: (held[item.id].quantity, held[item.id].source) for sku, item in items.items() if item.id in held}


class TestStock:
    def test_newer_figures_are_taken_and_unknown_items_told(self, buyer: Buyer) -> None:
        buyer.clock.advance(minutes=1)
        call = levels(
            ("WIDGET-001", "31.5", "EA"), ("NOPE-1", "1", "EA"), ("BIG-7", "0", "EA"), as_of=buyer.clock.now()
        )
        assert posts(buyer, call) == PostedStock(2, ("NOPE-1",))
        assert stock(buyer) == {
            "WIDGET-001": (D("31.5"), "sap"),
            "WIDGET-002": (D(5), "a count"),
            "BIG-7": (D(0), "sap"),
        }
        (told,) = buyer.rows(Audit, col(Audit.action) == "stock-posted")
        assert (told.actor, told.details["accepted"], told.details["unknown"]) == ("sap", 2, 1)

    def test_an_older_figure_does_not_take_the_place_of_a_newer_one(self, buyer: Buyer) -> None:
        assert posts(buyer, levels(("WIDGET-001", "99", "EA"), as_of=NOW - dt.timedelta(seconds=1))) == PostedStock(
            0, (), ("WIDGET-001",)
        )
        assert posts(buyer, levels(("WIDGET-001", "98", "EA"), as_of=NOW)).accepted == 1
        assert stock(buyer)["WIDGET-001"] == (D(98), "sap")

    def test_an_item_never_counted_gets_its_first_figure(self, buyer: Buyer) -> None:
        with buyer.store.write() as session:
            for row in buyer.rows(Stock):
                session.delete(session.get_one(Stock, row.id))
        assert posts(buyer, levels(("BIG-7", "2", "EA"))).accepted == 1
        assert stock(buyer) == {"BIG-7": (D(2), "sap")}

    def test_other_units_are_converted_by_the_catalog_only(self, buyer: Buyer) -> None:
        with buyer.store.write() as session:
            item = buyer.rows(Item, col(Item.sku) == "WIDGET-001")[0]
            session.add(UomConversion(id=ids.new(NOW), item_id=item.id, unit="XCT", factor=D("0.333333")))
        assert posts(buyer, levels(("WIDGET-001", "0.5", "XCT"))).accepted == 1
        assert stock(buyer)["WIDGET-001"] == (D("0.166666"), "sap")

    @pytest.mark.parametrize(
        ("call", "path"),
        [
            (levels(("BIG-7", "1", "EA"), ("WIDGET-001", "1", "KGM")), "/postStockLevels/level[2]/available/@unit"),
            (levels(("BIG-7", "1", "EA"), ("BIG-7", "1", "EA")), "/postStockLevels/level[2]/sku"),
            (levels(("BIG-7", "1", "EA"), as_of=NOW + dt.timedelta(minutes=6)), "/postStockLevels/asOf"),
        ],
    )
    def test_what_is_wrong_is_named_and_nothing_is_taken(self, buyer: Buyer, call: PostStockLevels, path: str) -> None:
        before = stock(buyer)
        with pytest.raises(Invalid) as refused:
            posts(buyer, call)
        assert refused.value.path == path
        assert stock(buyer) == before
