"""States move only from where they are expected; what is due is found in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from b2b.errors import NotFound, Superseded
from b2b.store import exchanges
from b2b.store.engine import Store
from b2b.store.states import LinkKind, Processing
from b2b.store.tables import Exchange, Transmission
from tests.store.rows import add_parties, blob, exchange, transmission
from tests.store.workspace import ENGINES, START, workspace_on

HOUR = dt.timedelta(hours=1)


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with workspace_on(request.param, tmp_path) as made:
        with made.write() as session:
            add_parties(session)
            session.add_all([blob(), transmission(direction="out", delivery="sending", attempts=2, token="a")])
            session.add_all(
                [exchange(1), exchange(2, due_at=START + HOUR), exchange(3, direction="out", business_key="PO1")]
            )
        yield made


def test_a_state_moves_and_the_row_in_hand_knows(store: Store) -> None:
    with store.write() as session:
        row = exchanges.by_number(session, 1)
        exchanges.transition(session, Exchange, "e1", "processing", Processing.NEW, Processing.DONE, done_at=START)
        assert (row.processing, row.done_at) == ("done", START)
    with store.read() as session:
        assert exchanges.by_number(session, 1).done_at == START


@pytest.mark.parametrize(("row_id", "before"), [("e1", "waiting"), ("e1", ["waiting", "failed"]), ("e9", "new")])
def test_a_row_that_moved_on_rolls_the_unit_of_work_back(row_id: str, before: str, store: Store) -> None:
    def move_two(session: object) -> None:
        exchanges.transition(session, Exchange, "e2", "processing", "new", "done")  # type: ignore[arg-type]
        exchanges.transition(session, Exchange, row_id, "processing", before, "done")  # type: ignore[arg-type]

    with pytest.raises(Superseded, match=r"is not (waiting|new)") as caught, store.write() as session:
        move_two(session)
    assert caught.value.where == f"exchange {row_id}"
    with store.read() as session:
        assert exchanges.by_number(session, 2).processing == "new"


def test_only_the_attempt_that_was_claimed_may_record(store: Store) -> None:
    with pytest.raises(Superseded), store.write() as session:
        exchanges.transition(
            session, Transmission, "t1", "delivery", "sending", "delivered", also=[col(Transmission.attempts) == 1]
        )
    with store.write() as session:
        exchanges.transition(
            session, Transmission, "t1", "delivery", "sending", "delivered", also=[col(Transmission.attempts) == 2]
        )


def test_what_waits_under_a_number_is_the_partners_own_oldest_first(store: Store) -> None:
    about = {"business_key": "PO7", "processing": "waiting"}
    with store.write() as session:
        session.add_all([exchange(5, **about), exchange(4, **about), exchange(6, **about | {"processing": "done"})])
        session.add(exchange(7, **about | {"direction": "out"}))
        session.add(exchange(8, **about | {"business_key": "PO8"}))
    with store.read() as session:
        assert [row.number for row in exchanges.waiting_about(session, "p", "PO7")] == [4, 5]
        assert exchanges.waiting_about(session, "another", "PO7") == []


def test_things_are_found_by_what_they_are_known_by(store: Store) -> None:
    with store.read() as session:
        arrival = exchanges.arrived(session, "ch", "a")
        assert arrival is not None
        assert arrival.id == "t1"
        assert exchanges.arrived(session, "ch", "b") is None
        for number in (9, 10**10, 10**40):
            with pytest.raises(NotFound, match=f"no document {number}$"):
                exchanges.by_number(session, number)


def test_links_are_found_where_they_begin_and_stand_once(store: Store) -> None:
    with store.write() as session:
        exchanges.link(session, START, "e3", LinkKind.ANSWERS, to_exchange="e1")
        exchanges.link(session, START, "e1", LinkKind.FOLLOWS, table_name="sales_order", row_id="o1")
    with store.read() as session:
        assert [row.kind for row in exchanges.linked_from(session, "e1")] == ["follows"]
        assert [row.to_exchange for row in exchanges.linked_from(session, "e3")] == ["e1"]
    for target in ({"to_exchange": "e1"}, {"table_name": "sales_order", "row_id": "o1"}):
        with store.write() as session:
            exchanges.link(session, START, "e2", LinkKind.ANSWERS, **target)
        with pytest.raises(IntegrityError), store.write() as session:
            exchanges.link(session, START, "e2", LinkKind.ANSWERS, **target)
