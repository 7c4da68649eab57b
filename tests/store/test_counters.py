"""Numbers are taken once, in a row, and given back by a rollback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from b2b.store import counters
from b2b.store.engine import Store
from tests.store.workspace import ENGINES, workspace_on


@pytest.fixture(scope="module", params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with workspace_on(request.param, tmp_path_factory.mktemp("counters")) as made:
        yield made


def test_a_counter_begins_at_one(store: Store) -> None:
    with store.write(dry_run=True) as session:
        assert [counters.take(session, "a"), counters.take(session, "a", 3), counters.take(session, "a")] == [1, 2, 5]
        assert counters.take(session, "b") == 1


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=8))
def test_committed_takes_follow_each_other_without_a_gap(store: Store, takes: list[tuple[int, bool]]) -> None:
    def take(session: Session, n: int, *, fails: bool) -> int:
        first = counters.take(session, "c", n)
        if fails:
            raise ZeroDivisionError
        return first

    with store.write() as session:
        expected = counters.take(session, "c") + 1
    for n, fails in takes:
        try:
            with store.write() as session:
                assert take(session, n, fails=fails) == expected
        except ZeroDivisionError:
            continue
        expected += n


def test_a_counter_is_moved_forward_only(store: Store) -> None:
    with store.write(dry_run=True) as session:
        counters.at_least(session, "a", 100)
        assert counters.take(session, "a") == 101
        counters.at_least(session, "a", 50)
        assert counters.take(session, "a") == 102


def test_none_cannot_be_taken(store: Store) -> None:
    with store.read() as session, pytest.raises(ValueError, match="0 numbers"):
        counters.take(session, "a", 0)
