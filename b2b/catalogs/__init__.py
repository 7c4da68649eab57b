"""Catalog files: TOML and CSV read into frozen values with every problem named, and written back.

read_catalog(data, file="standard.toml") -> Catalog
read_stock(data, file="stock.csv") -> tuple[StockRow, ...]
write_toml(catalog) -> str
write_csv(catalog) -> str
"""

from b2b.catalogs.csv_format import read_csv
from b2b.catalogs.csv_writing import write_csv
from b2b.catalogs.model import BuyerCode, Catalog, CatalogItem, ContractPrice, PriceTier, ReorderRule, UnitFactor
from b2b.catalogs.problems import CatalogUnreadable, Place, Problem
from b2b.catalogs.reading import read_catalog
from b2b.catalogs.stock_csv import StockRow, read_stock
from b2b.catalogs.toml_format import read_toml
from b2b.catalogs.toml_writing import write_toml

__all__ = [
    "BuyerCode",
    "Catalog",
    "CatalogItem",
    "CatalogUnreadable",
    "ContractPrice",
    "Place",
    "PriceTier",
    "Problem",
    "ReorderRule",
    "StockRow",
    "UnitFactor",
    "read_catalog",
    "read_csv",
    "read_stock",
    "read_toml",
    "write_csv",
    "write_toml",
]
