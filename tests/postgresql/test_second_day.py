"""The second day with both companies on PostgreSQL: the same figures at every step, and the same books at its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.books import Books, books, differences
from tests.e2e.test_second_day import trade_beside_daemons
from tests.postgresql.houses import market_on_postgresql

pytestmark = pytest.mark.slow


def test_the_second_day_in_separate_processes(tmp_path: Path, usual_books: Books) -> None:
    with market_on_postgresql(tmp_path) as market:
        trade_beside_daemons(market)
        assert differences(books(market), usual_books) == []
        for house in market.houses:
            assert not (house.workspace / "b2b.db").exists(), "nobody has fallen back to a file"
