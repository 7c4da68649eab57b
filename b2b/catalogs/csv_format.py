"""Catalogs as CSV, one row a price, read with every problem named.

Columns: `sku,description,unit,gtin,pack,minimum,from,price,currency,valid_from,valid_to,partner,buyer_code`, in any
order, and optionally `vat_category,vat_rate,units,active`, and for what is bought again
`supplier,reorder_point,order_up_to,order_pack,order_minimum,lead_days`; `units` reads `XCT=24 XPX=960`. Only `sku` must
be there on every row; what describes the item stands on its first row, and a later row repeats it or leaves it blank.
A row with a `partner` and a price is a contract price, one with a `partner` and a `buyer_code` says how the partner
calls the item. Comma or semicolon separates; a spreadsheet's escape (an apostrophe before `=`, `+`, `-`, `@`) is taken
off.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from b2b.catalogs import fields, reorder, rules
from b2b.catalogs.model import BuyerCode, Catalog, CatalogItem, ContractPrice, PriceTier, ReorderRule, UnitFactor
from b2b.catalogs.problems import CatalogUnreadable, Place, Problem, Problems
from b2b.catalogs.source_text import decode
from b2b.catalogs.spreadsheet import unescape

COLUMNS = (
    "sku",
    "description",
    "unit",
    "gtin",
    "pack",
    "minimum",
    "from",
    "price",
    "currency",
    "valid_from",
    "valid_to",
    "partner",
    "buyer_code",
)
OPTIONAL = ("vat_category", "vat_rate", "units", "active", *reorder.COLUMNS)
_OF_ITEM = ("description", "unit", "gtin", "pack", "minimum", *OPTIONAL)
_REQUIRED = ("sku", "description", "unit")

Row = Mapping[str, str]


def read_csv(
    data: bytes,
    *,
    file: str,
    company: str,
    name: str,
    currency: str = "",
    valid_from: dt.date | None = None,
) -> Catalog:
    """The catalog in these UTF-8 bytes; `currency` holds for rows without one. Raises `CatalogUnreadable`."""
    problems = Problems()
    place = Place(file)
    for what, value in (("company", company), ("name", name)):
        if not value:
            problems.add(place, f"a CSV file does not say its {what}", f"say it when you import: --{what}")
    gathered: dict[str, _Gathered] = {}
    for at, row in _rows(data, place, problems):
        sku = fields.text(row.get("sku"), at.at("sku"), problems, required=True)
        if sku:
            at = Place(file, at.row, sku)
            item = gathered.setdefault(sku, _Gathered(at))
            item.describe(row, at, problems)
            item.price(row, at, currency, problems)
    located = [item.finish(sku, problems) for sku, item in gathered.items()]
    rules.check(located, problems)
    problems.stop_if_any()
    items = tuple(item for _, item in located)
    return Catalog(company, name, currency or _only_currency(items), items, valid_from)


@dataclass(slots=True)
class _Gathered:
    """An item while its rows are read: what describes it with the row it came from, and what its rows add."""

    place: Place
    described: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    prices: list[PriceTier] = field(default_factory=list)
    contract: list[ContractPrice] = field(default_factory=list)
    codes: dict[BuyerCode, None] = field(default_factory=dict)

    def describe(self, row: Row, at: Place, problems: Problems) -> None:
        for column in _OF_ITEM:
            value = (row.get(column) or "").strip()
            if not value:
                continue
            first, where = self.described.setdefault(column, (value, at.row))
            if first != value:
                problems.add(
                    at.at(column), f"{value!r:.40} differs from {first!r:.40} in row {where}", "keep one of them"
                )

    def price(self, row: Row, at: Place, currency: str, problems: Problems) -> None:
        partner = fields.text(row.get("partner"), at.at("partner"), problems)
        code = fields.text(row.get("buyer_code"), at.at("buyer_code"), problems)
        if code and partner:
            self.codes[BuyerCode(partner, code)] = None
        elif code:
            problems.add(at.at("partner"), f"whose number {code} is, is missing", "write the partner's code")
        amount = fields.figure(row.get("price"), at.at("price"), problems)
        quantity = fields.figure(row.get("from") or "1", at.at("from"), problems)
        own = fields.currency(row.get("currency"), at.at("currency"), problems) or currency
        first = fields.date(row.get("valid_from"), at.at("valid_from"), problems)
        last = fields.date(row.get("valid_to"), at.at("valid_to"), problems)
        if amount is None:
            for column in ("from", "valid_from", "valid_to"):
                if row.get(column) and not row.get("price"):
                    problems.add(at.at("price"), f"{column} is given without a price", "write the price, or clear it")
            return
        if not own:
            problems.add(at.at("currency"), "it is missing", "write EUR, or say --currency when you import")
        elif quantity is not None and partner:
            self.contract.append(ContractPrice(partner, quantity, amount, own, first, last))
        elif quantity is not None:
            self.prices.append(PriceTier(quantity, amount, own, first, last))

    def finish(self, sku: str, problems: Problems) -> rules.Located:
        def value(column: str) -> str:
            return self.described.get(column, ("", None))[0]

        def place(column: str) -> Place:
            row = self.described.get(column, ("", self.place.row))[1]
            return Place(self.place.file, row, sku, column)

        def rule() -> ReorderRule | None:
            written = {key: value(column) for key, column in zip(reorder.KEYS, reorder.COLUMNS, strict=True)}
            columns = dict(zip(reorder.KEYS, reorder.COLUMNS, strict=True))
            return reorder.read(written, lambda key: place(columns[key]), problems) if any(written.values()) else None

        category = fields.vat_category(value("vat_category"), place("vat_category"), problems)
        item = CatalogItem(
            sku=sku,
            description=fields.text(value("description"), place("description"), problems, required=True, longest=200),
            unit=fields.unit(value("unit"), place("unit"), problems, required=True),
            gtin=fields.gtin(value("gtin"), place("gtin"), problems),
            pack=fields.figure(value("pack"), place("pack"), problems),
            minimum=fields.figure(value("minimum"), place("minimum"), problems),
            prices=tuple(self.prices),
            contract=tuple(self.contract),
            buyer_codes=tuple(self.codes),
            units=tuple(_units(value("units"), place("units"), problems)),
            vat_category=category,
            vat_rate=fields.vat_rate(value("vat_rate"), category, place("vat_rate"), problems),
            reorder=rule(),
            active=fields.boolean(value("active"), place("active"), problems, absent=True),
        )
        return self.place, item


def _units(written: str, place: Place, problems: Problems) -> Iterator[UnitFactor]:
    for pair in written.split():
        unit, equals, number = pair.partition("=")
        found = fields.unit(unit, place, problems)
        factor: Decimal | None = fields.figure(number, place, problems)
        if not equals or not number:
            problems.add(place, f"{pair!r:.40} does not say how many", "write unit=factor, such as XCT=24")
        elif found and factor:
            yield UnitFactor(found, factor)


def _rows(data: bytes, place: Place, problems: Problems) -> Iterator[tuple[Place, Row]]:
    source = decode(data, place.file)
    heading = source.partition("\n")[0]
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.reader(io.StringIO(source, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        columns = _columns(next(reader, []), Place(place.file, 1))
        for number, cells in enumerate(reader, start=2):
            at = Place(place.file, number)
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(columns):
                message = f"the row has {len(cells)} cells, the heading {len(columns)}"
                problems.add(at, message, "put text that holds the separator in double quotes")
                continue
            yield at, dict(zip(columns, map(unescape, cells), strict=False))
    except csv.Error as error:
        problem = Problem(Place(place.file, number + 1), f"this is not CSV: {error}", "close the double quotes")
        raise CatalogUnreadable((problem,), 1) from error


def _columns(heading: list[str], place: Place) -> list[str]:
    columns = [cell.strip().lower() for cell in heading]
    problems = Problems()
    for column in columns:
        if column not in (*COLUMNS, *OPTIONAL):
            known = ", ".join((*COLUMNS, *OPTIONAL))
            problems.add(place.at(column or "(blank)"), "nothing has this name", f"use one of {known}")
        elif columns.count(column) > 1:
            problems.add(place.at(column), "the heading has it twice", "keep one of the two")
    for column in _REQUIRED:
        if column not in columns:
            problems.add(place.at(column), "the heading lacks it", f"begin the file with {','.join(COLUMNS)}")
    problems.stop_if_any()
    return columns


def _only_currency(items: tuple[CatalogItem, ...]) -> str:
    found = {row.currency for item in items for row in item.prices}
    found |= {row.currency for item in items for row in item.contract}
    return found.pop() if len(found) == 1 else ""
