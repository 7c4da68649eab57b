"""What is written is read back equal, in both forms."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.catalogs import (
    BuyerCode,
    Catalog,
    CatalogItem,
    ContractPrice,
    PriceTier,
    ReorderRule,
    UnitFactor,
    read_csv,
    read_toml,
    write_csv,
    write_toml,
)

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
FIGURES = st.decimals(min_value="0.000001", max_value="999999999", places=6).map(lambda d: d.normalize() + 0)
FIRST_TIER = st.decimals(min_value="0.01", max_value="1", places=2)


def plain(value: Decimal) -> Decimal:
    return Decimal(f"{value:f}")


@st.composite
def price_rows(draw: st.DrawFn) -> list[tuple[Decimal, Decimal, str, dt.date | None, dt.date | None]]:
    quantities = draw(st.lists(FIGURES.map(plain), max_size=3, unique=True))
    end = draw(st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1)))
    rows = [(q, plain(draw(FIGURES)), "EUR", draw(st.none() | st.just(dt.date(2025, 6, 1))), end) for q in quantities]
    return [(draw(FIRST_TIER), plain(draw(FIGURES)), "EUR", None, dt.date(2024, 1, 1)), *rows] if rows else []


@st.composite
def rules(draw: st.DrawFn) -> ReorderRule:
    point, more = (plain(draw(FIGURES)) for _ in range(2))
    pack, minimum = (draw(st.none() | FIGURES.map(plain)) for _ in range(2))
    return ReorderRule("ACME", point, point + more, pack, minimum, draw(st.integers(0, 999)))


@st.composite
def items(draw: st.DrawFn, sku: str) -> CatalogItem:
    code = draw(st.none() | WORDS)
    contract = [ContractPrice("NORTHWIND", *row) for row in draw(price_rows())]
    category = draw(st.sampled_from(["", "S", "Z", "AE"]))
    rate = {"S": Decimal(19), "Z": Decimal(0), "AE": None, "": None}[category]
    return CatalogItem(
        sku=sku,
        description=draw(WORDS),
        unit="EA",
        gtin="",
        pack=draw(st.none() | FIGURES.map(plain)),
        minimum=draw(st.none() | FIGURES.map(plain)),
        prices=tuple(PriceTier(*row) for row in draw(price_rows())),
        contract=tuple(contract),
        buyer_codes=(BuyerCode("NORTHWIND", f"{code}{sku}"),) if code else (),
        units=tuple(UnitFactor(u, plain(draw(FIGURES))) for u in draw(st.sets(st.sampled_from(["XCT", "XPX", "DZN"])))),
        vat_category=category,
        vat_rate=rate,
        reorder=draw(st.none() | rules()),
        active=draw(st.booleans()),
    )


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    skus = draw(st.lists(WORDS, max_size=4, unique=True))
    return Catalog("ACME", draw(WORDS), "EUR", tuple(draw(items(sku)) for sku in skus), dt.date(2026, 1, 1))


@given(catalogs())
@settings(max_examples=60, deadline=None)
def test_toml(catalog: Catalog) -> None:
    assert read_toml(write_toml(catalog).encode(), file="c.toml") == catalog


@given(catalogs())
@settings(max_examples=60, deadline=None)
def test_csv(catalog: Catalog) -> None:
    written = write_csv(catalog).encode()
    heading = {"company": catalog.company, "name": catalog.name, "currency": "EUR", "valid_from": catalog.valid_from}
    assert read_csv(written, file="c.csv", **heading) == catalog  # type: ignore[arg-type]


def test_a_spreadsheet_finds_no_formula_and_we_find_the_text_again() -> None:
    names = ["=HYPERLINK(1)", "+1", "-1", "@SUM", "'=1", "''", "\uff1d1", "'plain"]
    items = tuple(CatalogItem(f"{n}", name, "EA") for n, name in enumerate(names, start=1))
    catalog = Catalog("ACME", "standard", "EUR", items)
    written = write_csv(catalog)
    cells = [cell for line in written.splitlines() for cell in line.split(",")]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\uff1d")]
    assert read_csv(written.encode(), file="c.csv", company="ACME", name="standard", currency="EUR") == catalog
