"""Catalogs written as CSV, so that reading gives them back and a spreadsheet computes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from b2b.catalogs.csv_format import COLUMNS, OPTIONAL
from b2b.catalogs.model import Catalog, CatalogItem, ContractPrice, PriceTier, ReorderRule
from b2b.catalogs.reorder import COLUMNS as COLUMNS_OF_REORDER
from b2b.catalogs.spreadsheet import escape


def write_csv(catalog: Catalog) -> str:
    """The file of this catalog, rows ended by CR LF (RFC 4180).

    `read_csv` with the catalog's company, name, currency and first day gives an equal catalog back. The optional
    columns are written where an item needs them.
    """
    rows = [row for item in catalog.items for row in _item_rows(item)]
    optional = [column for column in OPTIONAL if any(row.get(column) for row in rows)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*COLUMNS, *optional], restval="", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({column: escape(cell) for column, cell in row.items()})
    return out.getvalue()


def _item_rows(item: CatalogItem) -> Iterator[dict[str, str]]:
    rows = [_price(row) for row in item.prices]
    rows += [{**_price(row), "partner": row.partner} for row in item.contract]
    rows += [{"partner": row.partner, "buyer_code": row.code} for row in item.buyer_codes]
    described = {
        "description": item.description,
        "unit": item.unit,
        "gtin": item.gtin,
        "pack": _number(item.pack),
        "minimum": _number(item.minimum),
        "vat_category": item.vat_category,
        "vat_rate": _number(item.vat_rate),
        "units": " ".join(f"{row.unit}={row.factor:f}" for row in item.units),
        "active": "" if item.active else "false",
        **_reorder(item.reorder),
    }
    for n, row in enumerate(rows or [{}]):
        yield {"sku": item.sku, **(described if n == 0 else {}), **row}


def _reorder(rule: ReorderRule | None) -> dict[str, str]:
    if rule is None:
        return {}
    pack, minimum = _number(rule.pack), _number(rule.minimum)
    cells = (rule.supplier, _number(rule.point), _number(rule.up_to), pack, minimum, str(rule.lead_days or ""))
    return dict(zip(COLUMNS_OF_REORDER, cells, strict=True))


def _price(row: PriceTier | ContractPrice) -> dict[str, str]:
    return {
        "from": f"{row.from_quantity:f}",
        "price": f"{row.price:f}",
        "currency": row.currency,
        "valid_from": row.valid_from.isoformat() if row.valid_from else "",
        "valid_to": row.valid_to.isoformat() if row.valid_to else "",
    }


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
