"""Two companies on one server, each with a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e import market as markets
from tests.e2e.market import ACME, NORTHWIND, Market
from tests.postgresql.server import drop_database, new_database


@contextmanager
def market_on_postgresql(folder: Path) -> Iterator[Market]:
    """Both houses set up, nothing traded yet; their ERPs and their bank run."""
    databases = {house: new_database(migrated=False) for house in (ACME, NORTHWIND)}
    try:
        markets.set_up(folder, databases)
        with markets.awake(folder) as market:
            yield market
    finally:
        for url in databases.values():
            drop_database(url)
