"""The chain over the audit trail: a seal covers a run of committed acts and the seal before it.

Acts are appended without a chain; the sealer, a writer among the others, takes what is committed. Writers come one
after the other, so no lower id can appear later; ids may have gaps where a unit of work rolled back. Once sealed, an
act that is changed, removed, added or swapped shows, and so does a seal. Hashes are taken over what the database holds,
not over what is read from it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from b2b.store.canonical import dumps, instant_text
from b2b.store.engine import Store
from b2b.store.tables import Audit, Seal

GENESIS = "0" * 64
_CHUNK = 500
_COLUMNS = "id, at, actor, action, table_name, row_id, details, payload_sha256"
_ACTS = text(f"SELECT {_COLUMNS} FROM audit WHERE id BETWEEN :first AND :last ORDER BY id")  # noqa: S608 constants
_SEALS = text("SELECT seq, first_audit, last_audit, row_count, entries, previous_hash, at, hash FROM seal ORDER BY seq")


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk along the chain found. Not `intact`: `table` and `row` name the first thing that is wrong.

    `sealed` counts the acts that were checked, `unsealed` those that no seal covers yet. `head` is the hash of the last
    good seal: kept elsewhere, it proves later that nothing was cut off the end.
    """

    intact: bool
    seals: int
    sealed: int
    unsealed: int
    head: str
    table: str = ""
    row: int | None = None
    problem: str = ""


def seal(store: Store) -> int:
    """Seal every act that is committed and not sealed yet; returns how many. There is one sealer at a time."""
    sealed = 0
    while True:
        with store.write() as session:
            count = _seal_chunk(session, store.clock.now())
        sealed += count
        if count < _CHUNK:
            return sealed


def verify(store: Store, expected_head: str | None = None) -> Verification:
    """Walk the chain from its beginning; it changes nothing. `expected_head`, kept from earlier, must be on it."""
    walk = _Walk(expected_head)
    with store.read() as session:
        try:
            walk.along(session)
        except _Broken as broken:
            return walk.result(session, broken)
        return walk.result(session, None)


def _seal_chunk(session: Session, now: dt.datetime) -> int:
    last = session.exec(select(Seal).order_by(col(Seal.seq).desc()).limit(1)).first()
    after = last.last_audit if last else 0
    ids = session.exec(select(Audit.id).where(col(Audit.id) > after).order_by(col(Audit.id)).limit(_CHUNK)).all()
    if not ids:
        return 0
    entries = [[act[0], _hash(act)] for act in _acts(session, after + 1, ids[-1] or 0)]
    new = Seal(
        seq=last.seq + 1 if last else 1,
        first_audit=entries[0][0],
        last_audit=entries[-1][0],
        row_count=len(entries),
        entries=entries,
        previous_hash=last.hash if last else GENESIS,
        hash="",
        at=now,
    )
    new.hash = _hash(
        (new.seq, new.first_audit, new.last_audit, new.row_count, dumps(entries), new.previous_hash, instant_text(now))
    )
    session.add(new)
    return len(entries)


class _Broken(Exception):
    """The chain does not hold here."""

    def __init__(self, table: str, row: int, problem: str) -> None:
        super().__init__(problem)
        self.table, self.row, self.problem = table, row, problem


class _Walk:
    """How far a verification has come."""

    def __init__(self, expected_head: str | None) -> None:
        self._expected = expected_head
        self._met = expected_head in (None, GENESIS)
        self._seals = self._sealed = 0
        self._next = -(2**63)
        self._head = GENESIS

    def along(self, session: Session) -> None:
        for found in _rows(session, "seal", _SEALS, {}):
            self._check_seal(found)
            self._check_acts(session, found)
            self._seals, self._head, self._next = found[0], found[7], found[2] + 1
            self._met = self._met or self._head == self._expected
        if not self._met:
            raise _Broken(
                "seal", self._seals + 1, "the seal that was written down is not in the chain: its end is gone"
            )

    def _check_seal(self, found: Sequence[Any]) -> None:
        expected = self._seals + 1
        if found[0] != expected:
            raise _Broken("seal", expected, "is missing")
        if _hash(found[:7]) != found[7]:
            raise _Broken("seal", expected, "was changed: its hash does not fit")
        if found[5] != self._head:
            raise _Broken("seal", expected, "does not follow the seal before it")

    def _check_acts(self, session: Session, found: Sequence[Any]) -> None:
        entries: dict[int, str] = dict(json.loads(found[4]))
        order = list(entries)
        for position, act in enumerate(_acts(session, self._next, found[2])):
            key = act[0]
            if key not in entries:
                raise _Broken("audit", key, "was added after the sealing")
            if position >= len(order) or order[position] != key:
                raise _Broken("audit", order[position], "is missing")
            if _hash(act) != entries[key]:
                raise _Broken("audit", key, "was changed")
            self._sealed += 1
            del entries[key]
        if entries:
            raise _Broken("audit", min(entries), "is missing")

    def result(self, session: Session, broken: _Broken | None) -> Verification:
        count = text("SELECT count(*) FROM audit WHERE id > (SELECT coalesce(max(last_audit), 0) FROM seal)")
        unsealed: int = session.execute(count).scalar_one()
        if broken is None:
            return Verification(True, self._seals, self._sealed, unsealed, self._head)
        return Verification(
            False, self._seals, self._sealed, unsealed, self._head, broken.table, broken.row, broken.problem
        )


def _acts(session: Session, first: int, last: int) -> Iterator[Sequence[Any]]:
    return _rows(session, "audit", _ACTS, {"first": first, "last": last})


def _rows(session: Session, table: str, query: Any, parameters: dict[str, int]) -> Iterator[Sequence[Any]]:
    """Rows as the database holds them. A text that is no text (SQLite checks only when it is read) breaks the chain."""
    try:
        for row in session.execute(query, parameters):
            yield [_stored(value) for value in row]
    except OperationalError as error:
        if "decode" not in str(error.orig):
            raise
        raise _Broken(table, _damaged(session, table), "cannot be read: a text in it is damaged") from error


def _damaged(session: Session, table: str) -> int:
    key = {"audit": "id", "seal": "seq"}[table]
    one = text(f"SELECT * FROM {table} WHERE {key} = :key")  # noqa: S608 constants
    for number in list(session.execute(text(f"SELECT {key} FROM {table} ORDER BY {key}")).scalars()):  # noqa: S608
        try:
            session.execute(one, {"key": number}).all()
        except OperationalError:
            return int(number)
    return 0


def _stored(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return instant_text(value)
    if value is None or isinstance(value, str | int):
        return value
    return [type(value).__name__, repr(value)]


def _hash(row: Sequence[Any]) -> str:
    return hashlib.sha256(dumps(list(row)).encode()).hexdigest()
