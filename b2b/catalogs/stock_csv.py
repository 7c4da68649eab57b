"""Stock as CSV: `sku,quantity` and optionally `unit`, one row an item, read with every problem named."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal

from b2b.catalogs import fields
from b2b.catalogs.problems import CatalogUnreadable, Place, Problem, Problems
from b2b.catalogs.source_text import decode
from b2b.catalogs.spreadsheet import unescape

COLUMNS = ("sku", "quantity", "unit")


@dataclass(frozen=True, slots=True)
class StockRow:
    """So much of an item is free; an empty unit is the item's own."""

    sku: str
    quantity: Decimal
    unit: str = ""


def read_stock(data: bytes, *, file: str) -> tuple[StockRow, ...]:
    """The rows in these UTF-8 bytes, comma or semicolon between cells. Raises `CatalogUnreadable`."""
    source = decode(data, file)
    heading = source.partition("\n")[0]
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    problems = Problems()
    found: dict[str, StockRow] = {}
    reader = csv.DictReader(io.StringIO(source, newline=""), delimiter=delimiter, strict=True)
    try:
        _check(reader.fieldnames or (), Place(file, 1), problems)
        for number, row in enumerate(reader, start=2):
            cells = {name.strip().lower(): unescape(cell or "") for name, cell in row.items() if name is not None}
            if any(cell.strip() for cell in cells.values()):
                _row(cells, Place(file, number), found, problems)
    except csv.Error as error:
        problem = Problem(Place(file, reader.line_num + 1), f"this is not CSV: {error}", "close the double quotes")
        raise CatalogUnreadable((problem,), 1) from error
    problems.stop_if_any()
    return tuple(found.values())


def _check(names: object, place: Place, problems: Problems) -> None:
    columns = [str(name).strip().lower() for name in names] if isinstance(names, list | tuple) else []
    for name in ("sku", "quantity"):
        if name not in columns:
            problems.add(place.at(name), "the heading lacks it", f"begin the file with {','.join(COLUMNS)}")
    for name in columns:
        if name not in COLUMNS:
            problems.add(place.at(name or "(blank)"), "nothing has this name", f"use one of {', '.join(COLUMNS)}")
    problems.stop_if_any()


def _row(cells: dict[str, str], place: Place, found: dict[str, StockRow], problems: Problems) -> None:
    sku = fields.text(cells.get("sku"), place.at("sku"), problems, required=True)
    place = Place(place.file, place.row, sku)
    quantity = fields.figure(cells.get("quantity"), place.at("quantity"), problems, above_zero=False)
    unit = fields.unit(cells.get("unit"), place.at("unit"), problems)
    if not cells.get("quantity"):
        problems.add(place.at("quantity"), "it is missing", "write what is free, 0 or more")
    elif quantity is not None and quantity < 0:
        problems.add(place.at("quantity"), f"{quantity:f} is below 0", "write what is free, 0 or more")
    elif sku in found:
        problems.add(place.at("sku"), f"{sku} stands there twice", "keep one of the two")
    elif sku and quantity is not None:
        found[sku] = StockRow(sku, quantity, unit)
