"""A catalog file by the ending of its name."""

from __future__ import annotations

import datetime as dt

from b2b.catalogs.csv_format import read_csv
from b2b.catalogs.model import Catalog
from b2b.catalogs.problems import CatalogUnreadable, Place, Problem
from b2b.catalogs.toml_format import read_toml


def read_catalog(
    data: bytes,
    *,
    file: str,
    company: str = "",
    name: str = "",
    currency: str = "",
    valid_from: dt.date | None = None,
) -> Catalog:
    """The catalog in a `.toml` or `.csv` file; what stands in a TOML file's heading a CSV file must be told.

    Raises `CatalogUnreadable` with every problem of the file.
    """
    ending = file.lower().rpartition(".")[2]
    if ending == "toml":
        return read_toml(data, file=file)
    if ending == "csv":
        return read_csv(data, file=file, company=company, name=name, currency=currency, valid_from=valid_from)
    problem = Problem(Place(file), "a catalog is a .toml or a .csv file", "see the examples in catalogs/")
    raise CatalogUnreadable((problem,), 1)
