"""Catalogs written as TOML, so that reading gives them back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal

from b2b.catalogs.model import Catalog, CatalogItem, ContractPrice, PriceTier, ReorderRule


def write_toml(catalog: Catalog) -> str:
    """The file of this catalog; `read_toml` gives an equal catalog back."""
    lines = [
        "[catalog]",
        f"company = {_text(catalog.company)}",
        f"name = {_text(catalog.name)}",
        f"currency = {_text(catalog.currency)}",
    ]
    if catalog.valid_from:
        lines.append(f"valid_from = {catalog.valid_from.isoformat()}")
    for item in catalog.items:
        lines += ["", "[[item]]", *_item_lines(item, catalog.currency)]
    return "\n".join(lines) + "\n"


def _item_lines(item: CatalogItem, currency: str) -> Iterator[str]:
    yield f"sku = {_text(item.sku)}"
    yield f"description = {_text(item.description)}"
    yield f"unit = {_text(item.unit)}"
    if item.gtin:
        yield f"gtin = {_text(item.gtin)}"
    if item.pack is not None:
        yield f"pack = {_number(item.pack)}"
    if item.minimum is not None:
        yield f"minimum = {_number(item.minimum)}"
    if item.vat_category:
        yield f"vat_category = {_text(item.vat_category)}"
    if item.vat_rate is not None:
        yield f"vat_rate = {_text(f'{item.vat_rate:f}')}"
    if not item.active:
        yield "active = false"
    yield from _list("prices", [_price_cells(tier, currency) for tier in item.prices])
    contract = [[f"partner = {_text(row.partner)}", *_price_cells(row, currency)] for row in item.contract]
    yield from _list("contract", contract)
    codes = [[f"partner = {_text(row.partner)}", f"code = {_text(row.code)}"] for row in item.buyer_codes]
    yield from _list("buyer_codes", codes)
    yield from _list("units", [[f"unit = {_text(row.unit)}", f"factor = {_number(row.factor)}"] for row in item.units])
    if item.reorder is not None:
        yield f"reorder = {{ {', '.join(_reorder_cells(item.reorder))} }}"


def _reorder_cells(rule: ReorderRule) -> Iterator[str]:
    yield f"supplier = {_text(rule.supplier)}"
    yield f"point = {_number(rule.point)}"
    yield f"up_to = {_number(rule.up_to)}"
    if rule.pack is not None:
        yield f"pack = {_number(rule.pack)}"
    if rule.minimum is not None:
        yield f"minimum = {_number(rule.minimum)}"
    if rule.lead_days:
        yield f"lead_days = {rule.lead_days}"


def _price_cells(row: PriceTier | ContractPrice, currency: str) -> list[str]:
    cells = [f"from = {_number(row.from_quantity)}", f"price = {_text(f'{row.price:f}')}"]
    if row.currency != currency:
        cells.append(f"currency = {_text(row.currency)}")
    if row.valid_from:
        cells.append(f"valid_from = {row.valid_from.isoformat()}")
    if row.valid_to:
        cells.append(f"valid_to = {row.valid_to.isoformat()}")
    return cells


def _list(key: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if len(rows) == 1:
        yield f"{key} = [{{ {', '.join(rows[0])} }}]"
    elif rows:
        yield f"{key} = ["
        yield from (f"    {{ {', '.join(row)} }}," for row in rows)
        yield "]"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _number(value: Decimal) -> str:
    return (
        f"{value:f}" if value == value.to_integral_value() and value.as_tuple().exponent == 0 else _text(f"{value:f}")
    )
