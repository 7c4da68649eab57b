"""The second day once more with EDIFACT between both companies: the same books as in X12, the same figures on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from b2b.edi.validation import is_edifact
from tests.e2e import market as markets
from tests.e2e.books import Books, books, differences
from tests.e2e.buyers import EDIFACT
from tests.e2e.second_day import Player, play
from tests.e2e.test_second_day import RESPONSES, check_back_order, check_paid


@pytest.mark.slow
def test_the_second_day_in_edifact_leaves_the_same_books(tmp_path: Path, usual_books: Books) -> None:
    built = tmp_path / "built"
    built.mkdir()
    markets.set_up(built, buyer=EDIFACT)
    with markets.opened(built, tmp_path / "market", EDIFACT) as market:
        play(Player(market))
        market.settle()
        files = [*market.wire(market.to_northwind), *market.wire(market.to_acme)]
        assert all(is_edifact(content) for content in files)
        assert differences(books(market), usual_books) == []
        assert EDIFACT.answers(market.sets(market.to_northwind, "855")) == RESPONSES
        check_paid(market)
        check_back_order(market)
