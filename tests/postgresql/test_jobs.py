"""One process runs the jobs of a database, whatever folder it stands in; the lock outlives no connection."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from b2b.errors import Busy
from b2b.gateway import dispatcher
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.workspace import Workspace
from b2b.store import jobs
from b2b.store.engine import Store, open_store
from tests.clock import FixedClock
from tests.postgresql.server import drop_database, new_database, server

pytestmark = pytest.mark.slow


@pytest.fixture
def url() -> Iterator[str]:
    found = new_database()
    yield found
    drop_database(found)


@pytest.fixture
def stores(url: str, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two workspace folders on one database."""
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made.append(open_store(url, tmp_path / name, FixedClock()))
    yield made[0], made[1]
    for store in made:
        store.close()


def gateway(store: Store) -> Gateway:
    return Gateway(Workspace(store.folder, store.folder.name, str(store.url)), store)


def break_connection() -> None:
    """What a restarted server or a broken network does to the connection that holds the lock."""
    server().execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name LIKE 'b2b run%'"
    )


def test_a_second_folder_does_not_run_the_jobs(stores: tuple[Store, Store]) -> None:
    one, two = stores
    with jobs.run(one):
        assert jobs.are_run(two)
        with pytest.raises(Busy, match="already runs the jobs of this database") as busy, jobs.run(two):
            pytest.fail("must not be elected")
        assert "b2b run" in str(busy.value)
        assert str(two.url.password) not in str(busy.value)
        with pytest.raises(Busy):
            dispatcher.run_once(gateway(two))
    assert not jobs.are_run(two)
    with jobs.run(two):
        assert jobs.are_run(one)
    dispatcher.run_once(gateway(one))


def test_another_database_of_the_server_is_another_matter(stores: tuple[Store, Store], tmp_path: Path) -> None:
    url = new_database()
    (tmp_path / "three").mkdir()
    other = open_store(url, tmp_path / "three", FixedClock())
    try:
        with jobs.run(stores[0]), jobs.run(other):
            pass
    finally:
        other.close()
        drop_database(url)


def test_a_broken_connection_is_taken_anew_where_nobody_was_faster(stores: tuple[Store, Store]) -> None:
    one, two = stores
    with jobs.run(one) as confirm:
        confirm()
        break_connection()
        confirm()
        with pytest.raises(Busy), jobs.run(two):
            pytest.fail("must not be elected")


def test_who_lost_the_lock_works_no_further(stores: tuple[Store, Store]) -> None:
    one, two = stores
    with jobs.run(one) as confirm:
        break_connection()
        with jobs.run(two), pytest.raises(Busy):
            confirm()
        confirm()


def test_a_database_that_is_gone_is_named_as_such(url: str, stores: tuple[Store, Store]) -> None:
    with jobs.run(stores[0]) as confirm:
        drop_database(url)
        with pytest.raises(Exception, match="does not exist"):
            confirm()


def test_the_daemon_of_a_second_folder_ends_at_once(stores: tuple[Store, Store]) -> None:
    one, two = stores
    with jobs.run(one), pytest.raises(Busy):
        dispatcher.run_forever(gateway(two), threading.Event(), lambda summary: None)
