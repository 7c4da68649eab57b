"""Units of work: reads see a snapshot and cannot write, writes commit whole or not at all, one after the other."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, func, select

from b2b.errors import ConfigError, NotAllowed
from b2b.store.engine import Store, open_store
from b2b.store.tables import Company
from tests.clock import FixedClock
from tests.store.workspace import ENGINES, START, make_workspace, workspace_on


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with workspace_on(request.param, tmp_path) as made:
        yield made


def company(code: str) -> Company:
    return Company(id=code, code=code, name=code, settings={}, created_at=START)


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Company)).one()


def test_a_write_is_seen_by_the_next_read(store: Store) -> None:
    with store.write() as session:
        session.add(company("A"))
    with store.read() as session:
        found = session.exec(select(Company)).one()
    assert (found.code, found.created_at) == ("A", START)


def test_a_write_that_fails_leaves_nothing_and_the_next_one_works(store: Store) -> None:
    def fail(session: Session) -> None:
        session.add(company("A"))
        session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.write() as session:
        fail(session)
    with store.write() as session:
        assert count(session) == 0
        session.add(company("B"))
    with store.read() as session:
        assert session.exec(select(Company.code)).all() == ["B"]


def test_a_broken_constraint_reaches_the_caller_and_rolls_back(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as session:
        session.add_all([company("A"), Company(id="x", code="A", name="", settings={}, created_at=START)])
    with store.read() as session:
        assert count(session) == 0


def test_a_savepoint_fails_alone(store: Store) -> None:
    with store.write() as session:
        for code in ("A", "A", "B"):
            try:
                with session.begin_nested():
                    session.add(
                        Company(id=f"{code}{count(session)}", code=code, name="", settings={}, created_at=START)
                    )
            except IntegrityError:
                continue
    with store.read() as session:
        assert session.exec(select(Company.code).order_by(Company.code)).all() == ["A", "B"]


def test_a_dry_run_is_checked_and_rolled_back(store: Store) -> None:
    with store.write(dry_run=True) as session:
        session.add(company("A"))
    with pytest.raises(IntegrityError), store.write(dry_run=True) as session:
        session.add_all([company("A"), Company(id="x", code="A", name="", settings={}, created_at=START)])
    with store.read() as session:
        assert count(session) == 0


def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(NotAllowed, match="cannot write"), store.read() as session:
        session.execute(text("DELETE FROM company"))
    with store.read() as session:
        assert count(session) == 0


def test_a_read_sees_one_snapshot_and_waits_for_nobody(store: Store) -> None:
    with store.read() as before:
        assert count(before) == 0
        with store.write() as session:
            session.add(company("A"))
            session.flush()
            with store.read() as beside:
                assert count(beside) == 0
        assert count(before) == 0
    with store.read() as after:
        assert count(after) == 1


def test_a_write_inside_a_write_is_refused_and_the_outer_one_goes_on(store: Store) -> None:
    with store.write() as session:
        session.add(company("A"))
        with pytest.raises(NotAllowed, match="open in this thread"), store.write():
            pytest.fail("must not open")
    with store.read() as session:
        assert count(session) == 1


def test_threads_write_one_after_the_other(store: Store) -> None:
    def work(name: str) -> None:
        for n in range(5):
            with store.write() as session:
                total = count(session)
                session.add(company(f"{name}{n}"))
                session.flush()
                assert count(session) == total + 1

    threads = [threading.Thread(target=work, args=(name,)) for name in "ABCD"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as session:
        assert count(session) == 20


def test_rows_stay_readable_after_the_commit(store: Store) -> None:
    with store.write() as session:
        row = company("A")
        session.add(row)
    assert row.name == "A"


@pytest.mark.parametrize("url", ["", "b2b.db", "sqlite://", "sqlite:///:memory:", "mysql://localhost/x", "nonsense://"])
def test_a_url_that_cannot_be_used_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not a database"):
        open_store(url, tmp_path, FixedClock())


@pytest.mark.parametrize("url", ["mysql://u:secret@localhost/x", "postgresql+psycopg2://u:secret@h/x", "u:secret@h"])
def test_a_refused_url_does_not_show_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not a database") as caught:
        open_store(url, tmp_path, FixedClock())
    assert "secret" not in f"{caught.value}{caught.value.next_step}"


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_child_opens_its_own_files(store: Store) -> None:
    with store.write() as session:
        session.add(company("A"))
    with store.read() as session:
        assert count(session) == 1
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with store.write() as session:
                session.add(company("B"))
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    with store.write() as session:
        assert session.exec(select(Company.code).order_by(Company.code)).all() == ["A", "B"]


def test_the_clock_is_the_stores(tmp_path: Path) -> None:
    clock = FixedClock()
    store = make_workspace(tmp_path, clock)
    clock.advance(hours=1)
    assert store.clock.now() == START + dt.timedelta(hours=1)
