"""The shipped examples can be imported as they are."""

from __future__ import annotations

import datetime as dt
import tomllib

from b2b import resources
from b2b.catalogs import Catalog, read_catalog

EXAMPLES = resources.path("catalogs", "examples")


def example(file: str, **heading: object) -> Catalog:
    return read_catalog((EXAMPLES / file).read_bytes(), file=file, **heading)  # type: ignore[arg-type]


def test_the_csv_example_says_the_same_as_the_toml_example() -> None:
    from_toml = example("catalog.toml")
    from_csv = example("catalog.csv", company="ACME", name="standard", currency="EUR", valid_from=dt.date(2026, 1, 1))
    assert {item.sku: item for item in from_csv.items} == {item.sku: item for item in from_toml.items}
    assert (from_csv.company, from_csv.name, from_csv.currency) == ("ACME", "standard", "EUR")
    assert from_csv.valid_from == from_toml.valid_from


def test_company_and_partner_examples_belong_together() -> None:
    company = tomllib.loads((EXAMPLES / "company.toml").read_text())["company"]
    partner = tomllib.loads((EXAMPLES / "partner.toml").read_text())["partner"]
    catalog = example("catalog.toml")
    assert partner["company"] == company["code"] == catalog.company
    assert {row.partner for item in catalog.items for row in item.contract} == {partner["code"]}


def test_the_buyers_examples_belong_together() -> None:
    catalog = example("buyer/catalog.toml")
    company = tomllib.loads((EXAMPLES / "buyer" / "company.toml").read_text())["company"]
    supplier = tomllib.loads((EXAMPLES / "buyer" / "supplier.toml").read_text())["partner"]
    bank = tomllib.loads((EXAMPLES / "buyer" / "bank.toml").read_text())["partner"]
    assert {item.reorder.supplier for item in catalog.items if item.reorder} == {supplier["code"]}
    assert {row.partner for item in catalog.items for row in item.contract} == {supplier["code"]}
    assert supplier["company"] == bank["company"] == catalog.company == company["code"]
    assert company["payments"]["bank"] == bank["code"]
