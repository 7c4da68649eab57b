"""A catalog file becomes rows; imported again under its name it replaces its prices and nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from sqlmodel import col, select

from b2b.catalogs import read_toml
from b2b.errors import Conflict, NotFound
from b2b.procurement.catalog.service import Imported, import_catalog
from b2b.store.tables import Audit, CatalogRevision, Item, ItemXref, Price, Stock, UomConversion
from tests.procurement.supplier import FIRST, Supplier

HEADING = '[catalog]\ncompany = "ACME"\nname = "{}"\ncurrency = "EUR"\nvalid_from = 2026-02-01\n'
BOLT = '[[item]]\nsku = "BOLT"\ndescription = "Bolt"\nunit = "EA"\n'


def imports(supplier: Supplier, items: str, name: str = "extra") -> Imported:
    content = read_toml((HEADING.format(name) + items).encode(), file="extra.toml")
    supplier.tick()
    with supplier.store.write() as session:
        return import_catalog(session, supplier.clock.at, "tests", content, source="extra.toml")


def prices(supplier: Supplier, sku: str) -> list[tuple[str, D, D, str | None]]:
    with supplier.store.read() as session:
        query = select(Price, CatalogRevision.name).join(Item, col(Item.id) == col(Price.item_id))
        query = query.join(CatalogRevision, col(CatalogRevision.id) == col(Price.catalog_revision_id))
        found = session.exec(query.where(col(Item.sku) == sku).order_by(col(Price.from_quantity)))
        return [(name, row.from_quantity, row.price, "contract" if row.partner_id else None) for row, name in found]


def test_an_item_with_everything(supplier: Supplier) -> None:
    result = imports(
        supplier,
        BOLT
        + 'gtin = "036000291452"\npack = 50\nminimum = 100\nvat_category = "S"\nvat_rate = "7"\n'
        + 'prices = [{ from = 1, price = "0.10", valid_to = 2026-12-31 }]\n'
        + 'contract = [{ partner = "NORTHWIND", from = 500, price = "0.08", valid_from = 2026-03-01 }]\n'
        + 'buyer_codes = [{ partner = "NORTHWIND", code = "NW-B" }]\nunits = [{ unit = "XCT", factor = 200 }]\n',
    )
    assert result == Imported(1, 0, 0, 2, 0, 1, 1)
    (item,) = supplier.rows(Item, col(Item.sku) == "BOLT")
    assert (item.gtin, item.pack, item.minimum, item.vat_category, item.vat_rate) == (
        "00036000291452",
        D(50),
        D(100),
        "S",
        D(7),
    )
    rows = supplier.rows(Price, col(Price.item_id) == item.id)
    listed, contract = sorted(rows, key=lambda row: row.from_quantity)
    assert (listed.valid_from, listed.valid_to, listed.partner_id) == (dt.date(2026, 2, 1), dt.date(2026, 12, 31), None)
    assert (contract.valid_from, contract.partner_id is not None, contract.from_quantity) == (
        dt.date(2026, 3, 1),
        True,
        D(500),
    )
    assert [(x.unit, x.factor) for x in supplier.rows(UomConversion)] == [("XCT", D(200))]
    (audit,) = supplier.rows(Audit, col(Audit.action) == "imported", col(Audit.row_id) == listed.catalog_revision_id)
    assert audit.details == {"name": "extra", "source": "extra.toml", "items": 1, "prices": 2}


def test_importing_again_replaces_the_prices_of_that_name(supplier: Supplier) -> None:
    imports(supplier, BOLT + 'prices = [{ price = "1" }, { from = 10, price = "0.9" }]\n')
    imports(supplier, BOLT + 'contract = [{ partner = "NORTHWIND", price = "0.5" }]\n', name="northwind")
    result = imports(supplier, BOLT.replace('"Bolt"', '"Bolt, steel"') + 'prices = [{ price = "1.10" }]\n')
    assert result == Imported(0, 1, 0, 1, 2, 0, 0)
    assert sorted(prices(supplier, "BOLT")) == [
        ("extra", D(1), D("1.1"), None),
        ("northwind", D(1), D("0.5"), "contract"),
    ]
    assert prices(supplier, "WIDGET-002") == [("standard", D(1), D(40), None)]
    assert len(supplier.rows(CatalogRevision)) == 4


def test_importing_the_same_again_changes_no_item(supplier: Supplier) -> None:
    before = {row.sku: row.id for row in supplier.rows(Item)}
    supplier.import_catalog()
    assert {row.sku: row.id for row in supplier.rows(Item)} == before
    assert prices(supplier, "WIDGET-001") == [
        ("standard", D(1), D("12.5"), None),
        ("standard", D(100), D("11.8"), None),
    ]


def test_a_partners_number_moves_with_the_catalog_that_says_so_last(supplier: Supplier) -> None:
    imports(supplier, BOLT + 'buyer_codes = [{ partner = "NORTHWIND", code = "NW-1001" }]\n')
    (bolt,) = supplier.rows(Item, col(Item.sku) == "BOLT")
    assert [x.item_id for x in supplier.rows(ItemXref, col(ItemXref.code) == "NW-1001")] == [bolt.id]


def test_a_partner_that_is_not_on_file_is_named_and_nothing_is_imported(supplier: Supplier) -> None:
    with pytest.raises(NotFound) as caught:
        imports(supplier, BOLT + 'contract = [{ partner = "WESTWIND", price = "1" }]\n')
    assert str(caught.value) == "extra.toml: ACME has no partner WESTWIND"
    assert supplier.rows(Item, col(Item.sku) == "BOLT") == []


def test_an_item_in_use_keeps_its_unit(supplier: Supplier, shop: Supplier) -> None:
    crate = '[[item]]\nsku = "WIDGET-001"\ndescription = "Widget"\nunit = "XCT"\n'
    supplier.takes(FIRST)
    for used in (supplier, shop):
        with pytest.raises(Conflict) as caught:
            imports(used, crate)
        assert "is counted in EA by stock and orders, and cannot become XCT" in str(caught.value)
        assert "list XCT under units" in caught.value.next_step
    assert len(shop.rows(Stock)) == 3


def test_an_item_that_nobody_uses_may_change_its_unit(supplier: Supplier) -> None:
    imports(supplier, BOLT)
    imports(supplier, BOLT.replace('"EA"', '"C62"'))
    assert supplier.rows(Item, col(Item.sku) == "BOLT")[0].unit == "C62"
