"""What only a server can do to us: refuse, stop, time out, keep another zone; and the turn that a dead writer gives back."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlmodel import Session, col, func, select

from b2b.errors import Busy, ConfigError, NotAllowed, Unreachable
from b2b.store import counters, failures
from b2b.store.engine import Store, open_store
from b2b.store.tables import Company, Counter, Item
from tests.clock import FixedClock
from tests.postgresql.server import new_database, server
from tests.store.rows import add_parties, item
from tests.store.workspace import POSTGRESQL, START, workspace_on

pytestmark = pytest.mark.slow


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with workspace_on(POSTGRESQL, tmp_path) as made:
        yield made


@contextmanager
def opened(store: Store, wait_seconds: float = 0.3, **changes: str | int) -> Iterator[Store]:
    """A second store on the same database, with parts of its URL changed."""
    url = store.url.set(**changes)  # type: ignore[arg-type]
    made = open_store(url.render_as_string(hide_password=False), store.folder, FixedClock(), wait_seconds=wait_seconds)
    try:
        yield made
    finally:
        made.close()


def setting(session: Session, name: str) -> str:
    return str(session.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar_one())


def test_every_transaction_is_what_its_kind_promises(store: Store) -> None:
    with store.write() as session:
        assert setting(session, "transaction_isolation") == "read committed"
        assert setting(session, "lock_timeout") == "15s"
        assert setting(session, "idle_in_transaction_session_timeout") == "5min"
    with store.read() as session:
        assert setting(session, "transaction_isolation") == "repeatable read"
        assert setting(session, "transaction_read_only") == "on"
        assert setting(session, "application_name") == "b2b"


def test_the_short_form_of_the_url_means_the_same_driver(store: Store) -> None:
    with opened(store, drivername="postgresql") as same, same.read() as session:
        assert session.exec(select(Company)).all() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "wrong"}, "password authentication failed"),
        ({"database": "nothere"}, "does not exist"),
    ],
)
def test_a_connection_that_is_refused_says_where_to_correct_it(
    changes: dict[str, str], said: str, store: Store
) -> None:
    with opened(store, **changes) as other, pytest.raises(ConfigError, match=said) as caught, other.read() as session:
        session.connection()
    assert "b2b.toml" in caught.value.next_step
    assert str(store.url.password) not in str(caught.value)


@pytest.mark.parametrize("changes", [{"port": 1}, {"host": "nowhere.invalid"}])
def test_a_server_that_is_not_there_may_come_back(changes: dict[str, str | int], store: Store) -> None:
    with (
        opened(store, **changes) as other,
        pytest.raises(Unreachable, match="does not answer") as caught,
        other.write(),
    ):
        pytest.fail("must not open")
    assert caught.value.retryable


def test_who_waits_too_long_for_the_turn_is_told_and_gets_it_later(store: Store) -> None:
    with opened(store) as other:
        with store.write() as session:
            session.add(Company(id="a", code="A", name="A", settings={}, created_at=START))
            with pytest.raises(Busy, match="writing for too long"), other.write():
                pytest.fail("must not open")
        with other.write() as session:
            assert session.exec(select(Company.code)).all() == ["A"]


def test_a_writer_whose_connection_breaks_gives_the_turn_back(store: Store) -> None:
    def breaks(session: Session) -> None:
        counters.take(session, "a")
        pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        server().execute("SELECT pg_terminate_backend(%s)", pid)
        counters.take(session, "a")

    with pytest.raises(Unreachable, match="broke") as caught, store.write() as session:
        breaks(session)
    assert caught.value.retryable
    with store.write() as session:
        assert counters.take(session, "a") == 1


def test_idle_connections_that_the_server_closed_are_replaced(store: Store) -> None:
    with store.write() as session:
        counters.take(session, "a")
    with store.read() as session:
        session.connection()
    mine = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
    assert server().execute(mine, store.url.database) == [(2,)]
    with store.write() as session:
        assert counters.take(session, "a") == 2
    with store.read() as session:
        assert session.execute(text("SELECT value FROM counter")).scalar() == 2


def test_more_threads_than_connections_are_busy_not_lost(store: Store) -> None:
    with opened(store) as few, ExitStack() as stack:
        for _ in range(15):
            stack.enter_context(few.read()).connection()
        with pytest.raises(Busy, match="no connection became free"), few.read() as session:
            session.connection()


def test_a_user_without_rights_is_told_so(store: Store) -> None:
    server().execute("DROP ROLE IF EXISTS visitor")
    server().execute("CREATE ROLE visitor LOGIN PASSWORD 'visitor'")
    refused = pytest.raises(ConfigError, match="permission denied for table company")
    with opened(store, username="visitor", password="visitor") as visiting, refused, visiting.read() as session:
        session.exec(select(Company)).all()


def test_a_standby_cannot_be_written(store: Store) -> None:
    server().execute(f"ALTER DATABASE {store.url.database} SET default_transaction_read_only = on")
    refused = pytest.raises(NotAllowed, match="database is read-only")
    with opened(store) as standby, refused, standby.write() as session:
        counters.take(session, "a")


def test_instants_are_utc_whatever_the_zone_of_the_server(store: Store) -> None:
    late = dt.datetime(2026, 10, 25, 0, 59, 59, 123456, tzinfo=dt.UTC)
    with store.write() as session:
        session.add(Company(id="a", code="A", name="A", settings={}, created_at=late))
    with store.read() as session:
        assert setting(session, "TimeZone") == "Asia/Kathmandu"
        found = session.exec(select(Company.created_at).where(col(Company.created_at) == late)).one()
    assert (found, found.tzinfo) == (late, dt.UTC)
    assert server().execute("SELECT created_at AT TIME ZONE 'UTC' FROM company", database=str(store.url.database)) == [
        (late.replace(tzinfo=None),)
    ]


def test_sums_of_quantities_are_quantities(store: Store) -> None:
    with store.write() as session:
        add_parties(session)
        session.add_all([item(sku, pack=Decimal("4000000000000.000001")) for sku in "ABC"])
    with store.read() as session:
        found = session.exec(select(func.sum(col(Item.pack)))).one()
    assert found == Decimal("12000000000000.000003")


def test_a_text_with_nul_is_kept_with_its_picture_and_found_again(store: Store) -> None:
    with store.write() as session:
        add_parties(session)
        session.add(item("A\x00B"))
    with store.read() as session:
        found = session.exec(select(Item).where(col(Item.sku) == "A\x00B")).one()
    assert found.sku == "A␀B"


def test_threads_of_two_stores_write_one_after_the_other(store: Store) -> None:
    """Each reads what the writers before have committed, though it began to wait before they did."""

    def work(on: Store) -> None:
        for _ in range(20):
            with on.write() as session:
                last = session.execute(text("SELECT coalesce(max(value), 0) FROM counter")).scalar_one()
                session.add(Counter(name=str(last), value=last + 1))

    with opened(store, wait_seconds=30) as other:
        threads = [threading.Thread(target=work, args=(on,)) for on in (store, other) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with store.read() as session:
        assert session.execute(text("SELECT max(value), count(*) FROM counter")).one() == (80, 80)


def test_a_number_out_of_range_is_not_found(store: Store) -> None:
    with store.read() as session:
        query = select(Company).where(col(Company.revision) == 10**10)
        with pytest.raises(Exception, match="out of range") as caught:
            session.exec(query).all()
    named = failures.named(caught.value, "db", reading=True)  # type: ignore[arg-type]
    assert named is not None
    assert named.next_step == "check the number"


def test_an_empty_database_is_missing_then_made(tmp_path: Path) -> None:
    url = new_database(migrated=False)
    store = open_store(url, tmp_path, FixedClock())
    assert store.schema_state() == "missing"
    with pytest.raises(ConfigError, match="no database of b2b") as caught:
        store.require_current()
    assert caught.value.next_step.startswith("b2b doctor --fix")
    assert str(make_url(url).password) not in caught.value.where
    store.migrate()
    store.require_current()
    with store.write() as session:
        assert counters.take(session, "a") == 1
    store.close()
