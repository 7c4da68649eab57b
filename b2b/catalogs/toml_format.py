"""Catalogs as TOML (docs/interfaces.md): read with every problem named."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from b2b.catalogs import fields, reorder, rules
from b2b.catalogs.model import BuyerCode, Catalog, CatalogItem, ContractPrice, PriceTier, ReorderRule, UnitFactor
from b2b.catalogs.problems import CatalogUnreadable, Place, Problem, Problems
from b2b.catalogs.source_text import decode

_ITEM_HEADER = re.compile(r"[ \t]*\[\[[ \t]*item[ \t]*\]\]")
_CATALOG_KEYS = ("company", "name", "currency", "valid_from")
_ITEM_KEYS = (
    "sku",
    "description",
    "unit",
    "gtin",
    "pack",
    "minimum",
    "prices",
    "vat_category",
    "vat_rate",
    "buyer_codes",
    "contract",
    "units",
    "reorder",
    "active",
)
_WINDOW = ("valid_from", "valid_to", "currency")


def read_toml(data: bytes, *, file: str) -> Catalog:
    """The catalog in these UTF-8 bytes; `file` is the name that problems carry. Raises `CatalogUnreadable`."""
    source = decode(data, file)
    try:
        table = tomllib.loads(source, parse_float=fields.BinaryNumber)
    except tomllib.TOMLDecodeError as error:
        problem = Problem(Place(file), f"this is not TOML: {error}", "correct the line it names")
        raise CatalogUnreadable((problem,), 1) from error
    problems = Problems()
    place = Place(file)
    _refuse_unknown(table, ("catalog", "item"), place, problems)
    heading = _table(table.get("catalog"), place.at("[catalog]"), problems)
    _refuse_unknown(heading, _CATALOG_KEYS, place, problems)
    currency = fields.currency(heading.get("currency"), place.at("currency"), problems)
    if not currency and not heading.get("currency"):
        problems.add(place.at("currency"), "it is missing", 'write currency = "EUR" under [catalog]')
    located = [_item(entry, at, currency, problems) for entry, at in _entries(table, source, place, problems)]
    catalog = Catalog(
        company=fields.text(heading.get("company"), place.at("company"), problems, required=True),
        name=fields.text(heading.get("name"), place.at("name"), problems, required=True),
        currency=currency,
        items=tuple(item for _, item in located),
        valid_from=fields.date(heading.get("valid_from"), place.at("valid_from"), problems),
    )
    rules.check(located, problems)
    problems.stop_if_any()
    return catalog


def _entries(
    table: Mapping[str, Any], source: str, place: Place, problems: Problems
) -> Iterator[tuple[Mapping[str, Any], Place]]:
    entries = _rows(table.get("item"), place.at("[[item]]"), problems)
    headers = [row for row, line in enumerate(source.split("\n"), start=1) if _ITEM_HEADER.match(line)]
    known = len(headers) == len(entries)
    for n, entry in enumerate(entries):
        name = entry.get("sku")
        yield entry, Place(place.file, headers[n] if known else None, str(name)[:40] if name else f"number {n + 1}")


def _item(entry: Mapping[str, Any], place: Place, currency: str, problems: Problems) -> rules.Located:
    _refuse_unknown(entry, _ITEM_KEYS, place, problems)
    category = fields.vat_category(entry.get("vat_category"), place.at("vat_category"), problems)
    item = CatalogItem(
        sku=fields.text(entry.get("sku"), place.at("sku"), problems, required=True),
        description=fields.text(
            entry.get("description"), place.at("description"), problems, required=True, longest=200
        ),
        unit=fields.unit(entry.get("unit"), place.at("unit"), problems, required=True),
        gtin=fields.gtin(entry.get("gtin"), place.at("gtin"), problems),
        pack=fields.figure(entry.get("pack"), place.at("pack"), problems),
        minimum=fields.figure(entry.get("minimum"), place.at("minimum"), problems),
        prices=tuple(_prices(entry, place, currency, problems)),
        contract=tuple(_contract(entry, place, currency, problems)),
        buyer_codes=tuple(_buyer_codes(entry, place, problems)),
        units=tuple(_units(entry, place, problems)),
        vat_category=category,
        vat_rate=fields.vat_rate(entry.get("vat_rate"), category, place.at("vat_rate"), problems),
        reorder=_reorder(entry.get("reorder"), place.at("reorder"), problems),
        active=fields.boolean(entry.get("active"), place.at("active"), problems, absent=True),
    )
    return place, item


def _prices(entry: Mapping[str, Any], place: Place, currency: str, problems: Problems) -> Iterator[PriceTier]:
    for row, at in _inner(entry, "prices", ("from", "price", *_WINDOW), place, problems):
        if found := _price(row, at, currency, problems):
            yield PriceTier(*found)


def _contract(entry: Mapping[str, Any], place: Place, currency: str, problems: Problems) -> Iterator[ContractPrice]:
    for row, at in _inner(entry, "contract", ("partner", "from", "price", *_WINDOW), place, problems):
        partner = fields.text(row.get("partner"), at.at(f"{at.column}.partner"), problems, required=True)
        if found := _price(row, at, currency, problems):
            yield ContractPrice(partner, *found)


def _price(
    row: Mapping[str, Any], at: Place, currency: str, problems: Problems
) -> tuple[Decimal, Decimal, str, dt.date | None, dt.date | None] | None:
    price_at = at.at(f"{at.column}.price")
    price = fields.figure(row.get("price"), price_at, problems)
    if row.get("price") in (None, ""):
        problems.add(price_at, "it is missing", 'write price = "12.50"')
    if row.get("from") in (None, ""):
        quantity: Decimal | None = Decimal(1)
    else:
        quantity = fields.figure(row["from"], at.at(f"{at.column}.from"), problems)
    own = fields.currency(row.get("currency"), at.at(f"{at.column}.currency"), problems)
    first = fields.date(row.get("valid_from"), at.at(f"{at.column}.valid_from"), problems)
    last = fields.date(row.get("valid_to"), at.at(f"{at.column}.valid_to"), problems)
    if price is None or quantity is None:
        return None
    return quantity, price, own or currency, first, last


def _buyer_codes(entry: Mapping[str, Any], place: Place, problems: Problems) -> Iterator[BuyerCode]:
    for row, at in _inner(entry, "buyer_codes", ("partner", "code"), place, problems):
        partner = fields.text(row.get("partner"), at.at(f"{at.column}.partner"), problems, required=True)
        code = fields.text(row.get("code"), at.at(f"{at.column}.code"), problems, required=True)
        if partner and code:
            yield BuyerCode(partner, code)


def _units(entry: Mapping[str, Any], place: Place, problems: Problems) -> Iterator[UnitFactor]:
    for row, at in _inner(entry, "units", ("unit", "factor"), place, problems):
        unit = fields.unit(row.get("unit"), at.at(f"{at.column}.unit"), problems, required=True)
        factor_at = at.at(f"{at.column}.factor")
        factor = fields.figure(row.get("factor"), factor_at, problems)
        if row.get("factor") in (None, ""):
            problems.add(factor_at, "it is missing", "write how many of the item's own unit it holds")
        if unit and factor:
            yield UnitFactor(unit, factor)


def _reorder(value: object, place: Place, problems: Problems) -> ReorderRule | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        step = 'write it as in the example: reorder = { supplier = "...", point = 50, up_to = 200 }'
        problems.add(place, "it is not a table", step)
        return None
    _refuse_unknown(value, reorder.KEYS, place, problems)
    return reorder.read(value, lambda key: place.at(f"reorder.{key}"), problems)


def _inner(
    entry: Mapping[str, Any], key: str, known: Sequence[str], place: Place, problems: Problems
) -> Iterator[tuple[Mapping[str, Any], Place]]:
    for n, row in enumerate(_rows(entry.get(key), place.at(key), problems), start=1):
        at = place.at(f"{key}[{n}]")
        _refuse_unknown(row, known, at, problems)
        yield row, at


def _rows(value: object, place: Place, problems: Problems) -> list[Mapping[str, Any]]:
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(row, dict) for row in value):
        return value
    problems.add(place, "it is not a list of tables", f"write it as in the example: {place.column} = [{{ ... }}]")
    return []


def _table(value: object, place: Place, problems: Problems) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    problems.add(place, "it is missing", 'begin the file with [catalog], company = "...", name = "..."')
    return {}


def _refuse_unknown(row: Mapping[str, Any], known: Sequence[str], place: Place, problems: Problems) -> None:
    for key in row:
        if key not in known:
            inner = f"{place.column}.{key}" if place.column else key
            problems.add(place.at(inner), "nothing has this name", f"use one of {', '.join(known)}")
