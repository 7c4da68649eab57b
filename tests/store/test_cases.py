"""Exceptions: opened once while open, closed by name, numbered without gaps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from b2b.errors import NotAllowed, NotFound
from b2b.store import audit, cases
from b2b.store.engine import Store
from b2b.store.states import CaseState
from b2b.store.tables import ExceptionCase
from tests.store.rows import add_parties, exchange
from tests.store.workspace import ENGINES, START, workspace_on


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with workspace_on(request.param, tmp_path) as made:
        with made.write() as session:
            add_parties(session)
            session.add(exchange())
        yield made


def open_one(session: Session, message: str = "no item NOPE-1", subject: str | None = None) -> ExceptionCase:
    return cases.open_case(
        session,
        START,
        "unknown-item",
        message,
        details={"sku": "NOPE-1"},
        company_id="c",
        exchange_id="e1",
        table_name="sales_order",
        row_id="o1",
        subject=subject,
    )


def test_the_same_thing_is_open_once_and_its_words_are_the_newest(store: Store) -> None:
    with store.write() as session:
        first = open_one(session)
    with store.write() as session:
        again = open_one(session, "still no item NOPE-1")
        assert again.id == first.id
    with store.read() as session:
        (case,) = cases.open_cases(session, company_id="c")
        assert (case.number, case.message, case.subject) == (1, "still no item NOPE-1", "o1")
        assert cases.by_number(session, 1).details == {"sku": "NOPE-1"}


def test_two_lines_of_one_order_are_two_exceptions(store: Store) -> None:
    with store.write() as session:
        numbers = [open_one(session, subject=f"o1/{line}").number for line in (1, 2)]
    assert numbers == [1, 2]


def test_a_number_is_not_lost_when_the_unit_of_work_fails(store: Store) -> None:
    def fail(session: Session) -> None:
        open_one(session)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.write() as session:
        fail(session)
    with store.write() as session:
        assert open_one(session).number == 1


def test_resolving_says_who_and_why_once(store: Store) -> None:
    with store.write() as session:
        case = open_one(session)
        cases.resolve(session, case, now=START, actor="ines", resolution="item created")
        with pytest.raises(NotAllowed, match="was resolved by ines"):
            cases.resolve(session, case, now=START, actor="otto", resolution="again")
        (act,) = audit.history(session, "exception", case.id)
        assert (act.actor, act.action) == ("ines", "resolved")
    with store.read() as session:
        found = session.exec(select(ExceptionCase)).one()
        assert (found.state, found.resolved_by, found.resolution) == (CaseState.RESOLVED, "ines", "item created")
        assert cases.open_cases(session) == []


def test_after_resolving_the_same_thing_is_a_new_exception(store: Store) -> None:
    with store.write() as session:
        cases.resolve(session, open_one(session), now=START, actor="ines", resolution="done")
        assert open_one(session).number == 2


@pytest.mark.parametrize(
    ("about", "code", "closed"),
    [("o1", None, 2), ("e1", None, 2), ("o1/1", None, 1), ("o1", "other", 0), ("x", None, 0)],
)
def test_everything_about_a_row_is_resolved_together(about: str, code: str | None, closed: int, store: Store) -> None:
    with store.write() as session:
        for line in (1, 2):
            open_one(session, subject=f"o1/{line}")
        assert cases.resolve_about(session, about, now=START, actor="run", resolution="done", code=code) == closed
        assert len(cases.open_cases(session)) == 2 - closed


@pytest.mark.parametrize("number", [7, 10**10, 10**40])
def test_an_unknown_number_is_named(number: int, store: Store) -> None:
    with store.read() as session, pytest.raises(NotFound, match=f"no exception {number}$"):
        cases.by_number(session, number)
