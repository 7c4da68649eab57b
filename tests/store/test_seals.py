"""The chain: whatever is changed, removed, added or swapped after sealing is found and named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from b2b.store import audit, seals
from b2b.store.engine import Store
from tests.postgresql.server import server
from tests.store.workspace import ENGINES, START, make_workspace, workspace_on

ACTS = 7
PROBLEMS = ("was changed", "was added", "cannot be read", "is missing")


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Seven acts under three seals: 1 to 3, 4 to 5, 6 to 7."""
    with workspace_on(request.param, tmp_path) as made:
        yield sealed(made)


@pytest.fixture
def on_file(tmp_path: Path) -> Iterator[Store]:
    """The same on SQLite, whose columns hold whatever is put into them."""
    made = make_workspace(tmp_path)
    yield sealed(made)
    made.close()


def sealed(made: Store) -> Store:
    for count in (3, 2, 2):
        record(made, count)
        assert seals.seal(made) == count
    return made


def record(store: Store, count: int = 1) -> None:
    with store.write() as session:
        for n in range(count):
            details = {"note": f"größe {n}", "n": n}
            audit.record(session, START, "ines", "changed", "partner", f"p{n}", details, "0" * 64)


def tamper(store: Store, *statements: str) -> None:
    """As somebody would who has the file, or the database's own password: past every check of ours."""
    if not store.is_sqlite:
        for statement in statements:
            server().execute(statement, database=store.url.database or "")
        return
    with sqlite3.connect(store.path) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_an_untouched_chain_holds(store: Store) -> None:
    record(store)
    found = seals.verify(store)
    assert (found.intact, found.seals, found.sealed, found.unsealed) == (True, 3, ACTS, 1)
    assert len(found.head) == 64
    assert seals.verify(store, found.head).intact


def test_nothing_is_a_chain_too(tmp_path: Path) -> None:
    empty = make_workspace(tmp_path)
    assert seals.seal(empty) == 0
    assert seals.verify(empty, seals.GENESIS) == seals.Verification(True, 0, 0, 0, seals.GENESIS)
    empty.close()


def test_sealing_again_seals_what_is_new(store: Store) -> None:
    assert seals.seal(store) == 0
    before = seals.verify(store).head
    record(store, 2)
    assert seals.seal(store) == 2
    found = seals.verify(store, before)
    assert (found.intact, found.seals, found.sealed, found.unsealed) == (True, 4, 9, 0)


def test_gaps_in_the_ids_are_no_fault(store: Store) -> None:
    """SQLite gives an id back that a rollback took, PostgreSQL does not."""

    def fail(session: Session) -> None:
        audit.record(session, START, "ines", "changed", "partner", "p")
        session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.write() as session:
        fail(session)
    if store.is_sqlite:
        tamper(store, "UPDATE sqlite_sequence SET seq = 20 WHERE name = 'audit'")
    record(store)
    assert seals.seal(store) == 1
    with store.read() as session:
        assert (audit.history(session, "partner", "p0")[-1].id or 0) > ACTS + 1
    assert seals.verify(store).intact


def test_more_than_one_chunk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "_CHUNK", 4)
    many = make_workspace(tmp_path)
    record(many, 10)
    assert seals.seal(many) == 10
    assert (seals.verify(many).seals, seals.verify(many).sealed) == (3, 10)
    many.close()


TAMPERING: list[tuple[str, tuple[str, ...], tuple[str, int, str]]] = [
    ("an act is changed", ("UPDATE audit SET actor = 'otto' WHERE id = 4",), ("audit", 4, "was changed")),
    ("its details mean the same", ("UPDATE audit SET details = ' ' || details WHERE id = 7",), ("audit", 7, "was changed")),
    ("its details are no JSON", ("UPDATE audit SET details = '{' WHERE id = 7",), ("audit", 7, "was changed")),
    ("a hash goes", ("UPDATE audit SET payload_sha256 = NULL WHERE id = 2",), ("audit", 2, "was changed")),
    ("the first act goes", ("DELETE FROM audit WHERE id = 1",), ("audit", 1, "is missing")),
    ("an act goes", ("DELETE FROM audit WHERE id = 5",), ("audit", 5, "is missing")),
    ("the last act goes", ("DELETE FROM audit WHERE id = 7",), ("audit", 7, "is missing")),
    ("all acts go", ("DELETE FROM audit",), ("audit", 1, "is missing")),
    (
        "two acts change places",
        ("UPDATE audit SET id = -1 WHERE id = 4", "UPDATE audit SET id = 4 WHERE id = 5", "UPDATE audit SET id = 5 WHERE id = -1"),
        ("audit", 4, "was changed"),
    ),
    ("an act is put before the first", ("INSERT INTO audit SELECT 0, at, actor, action, table_name, row_id, details, NULL FROM audit WHERE id = 1",), ("audit", 0, "was added")),
    ("a seal is changed", ("UPDATE seal SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 2",), ("seal", 2, "was changed")),
    ("its hash is changed", ("UPDATE seal SET hash = 'x' WHERE seq = 1",), ("seal", 1, "was changed")),
    ("its list is changed", ("UPDATE seal SET entries = '[]' WHERE seq = 2",), ("seal", 2, "was changed")),
    ("the first seal goes", ("DELETE FROM seal WHERE seq = 1",), ("seal", 1, "is missing")),
    ("a seal goes", ("DELETE FROM seal WHERE seq = 2",), ("seal", 2, "is missing")),
    ("a seal and its acts go", ("DELETE FROM seal WHERE seq = 2", "DELETE FROM audit WHERE id IN (4, 5)"), ("seal", 2, "is missing")),
    ("a seal goes and the others close up", ("DELETE FROM seal WHERE seq = 2", "UPDATE seal SET seq = 2 WHERE seq = 3"), ("seal", 2, "was changed")),
]  # fmt: skip
ON_FILE: list[tuple[str, tuple[str, ...], tuple[str, int, str]]] = [
    ("its time is no time", ("UPDATE audit SET at = 'soon' WHERE id = 1",), ("audit", 1, "was changed")),
    ("its details are bytes", ("UPDATE audit SET details = x'00ff' WHERE id = 7",), ("audit", 7, "was changed")),
    ("its text is no text", ("UPDATE audit SET actor = CAST(x'ff' AS TEXT) WHERE id = 5",), ("audit", 5, "cannot be read")),
    ("its text is no text", ("UPDATE seal SET hash = CAST(x'ff' AS TEXT) WHERE seq = 3",), ("seal", 3, "cannot be read")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statements", "expected"), [case[1:] for case in TAMPERING], ids=[case[0] for case in TAMPERING]
)
def test_tampering_is_named(statements: tuple[str, ...], expected: tuple[str, int, str], store: Store) -> None:
    assert after(store, statements) == (False, *expected)


@pytest.mark.parametrize(("statements", "expected"), [case[1:] for case in ON_FILE], ids=[case[0] for case in ON_FILE])
def test_what_no_column_should_hold_is_named(
    statements: tuple[str, ...], expected: tuple[str, int, str], on_file: Store
) -> None:
    assert after(on_file, statements) == (False, *expected)


def after(store: Store, statements: tuple[str, ...]) -> tuple[bool, str, int | None, str]:
    """What a verification says after these statements; of the problem as many words as the cases tell."""
    tamper(store, *statements)
    found = seals.verify(store)
    problem = next((words for words in PROBLEMS if found.problem.startswith(words)), found.problem)
    return found.intact, found.table, found.row, problem


def test_a_seal_made_anew_for_a_changed_act_does_not_fit_the_next(store: Store) -> None:
    """Whoever knows how a seal is made can make one, but must then make all that follow, and the head is another."""
    head = seals.verify(store).head
    tamper(store, "CREATE TABLE kept AS SELECT * FROM seal WHERE seq = 3", "DELETE FROM seal WHERE seq > 1")
    tamper(store, "CREATE TABLE later AS SELECT * FROM audit WHERE id > 5", "DELETE FROM audit WHERE id > 5")
    tamper(store, "UPDATE audit SET actor = 'otto' WHERE id = 4")
    assert seals.seal(store) == 2
    tamper(store, "INSERT INTO audit SELECT * FROM later", "INSERT INTO seal SELECT * FROM kept")
    found = seals.verify(store)
    assert (found.intact, found.table, found.row, found.problem) == (
        False,
        "seal",
        3,
        "does not follow the seal before it",
    )
    tamper(store, "DELETE FROM seal WHERE seq = 3")
    assert seals.seal(store) == 2
    assert seals.verify(store).intact
    assert not seals.verify(store, head).intact


def test_a_chain_cut_short_or_made_anew_lacks_the_head_that_was_written_down(store: Store) -> None:
    head = seals.verify(store).head
    tamper(store, "DELETE FROM seal WHERE seq = 3", "DELETE FROM audit WHERE id > 5")
    assert seals.verify(store).intact
    found = seals.verify(store, head)
    assert (found.intact, found.table, found.row) == (False, "seal", 3)
    record(store, 2)
    seals.seal(store)
    assert not seals.verify(store, head).intact


COLUMNS = ["at", "actor", "action", "table_name", "row_id", "details", "payload_sha256"]


@settings(max_examples=60)
@given(st.integers(1, ACTS), st.sampled_from(COLUMNS), st.integers(0, 200), st.integers(1, 255))
def test_any_flipped_byte_is_found(flip_store: Store, row: int, column: str, position: int, bits: int) -> None:
    with sqlite3.connect(flip_store.path) as connection:
        (stored,) = connection.execute(f"SELECT CAST({column} AS BLOB) FROM audit WHERE id = ?", (row,)).fetchone()
        flipped = bytearray(stored)
        flipped[position % len(flipped)] ^= bits
        set_text = f"UPDATE audit SET {column} = CAST(? AS TEXT) WHERE id = ?"
        connection.execute(set_text, (bytes(flipped), row))
        connection.commit()
        found = seals.verify(flip_store)
        connection.execute(set_text, (stored, row))
    connection.close()
    assert (found.intact, found.table, found.row) == (False, "audit", row)
    assert seals.verify(flip_store).intact


@pytest.fixture(scope="module")
def flip_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_workspace(tmp_path_factory.mktemp("flip"))
    record(made, ACTS)
    seals.seal(made)
    yield made
    made.close()
