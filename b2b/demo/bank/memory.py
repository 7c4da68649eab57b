"""What the reference bank remembers: one SQLite file; a file is judged, booked and answered in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from b2b.demo.bank.faults import Misbehaviour

_TABLES = """
CREATE TABLE IF NOT EXISTS customer (
  iban TEXT PRIMARY KEY,
  cents INTEGER NOT NULL,
  sequence INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS arrival (
  iban TEXT NOT NULL,
  token TEXT NOT NULL,
  PRIMARY KEY (iban, token)
) STRICT;
CREATE TABLE IF NOT EXISTS file (
  id INTEGER PRIMARY KEY,
  iban TEXT NOT NULL REFERENCES customer (iban),
  message_id TEXT NOT NULL,
  status TEXT NOT NULL,
  content BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS file_once ON file (iban, message_id) WHERE status <> 'RJCT';
CREATE TABLE IF NOT EXISTS payment (
  id INTEGER PRIMARY KEY,
  file INTEGER NOT NULL REFERENCES file (id),
  batch INTEGER NOT NULL,
  position INTEGER NOT NULL,
  cents INTEGER NOT NULL CHECK (cents > 0),
  due TEXT NOT NULL,
  booked INTEGER NOT NULL DEFAULT 0,
  UNIQUE (file, batch, position)
) STRICT;
CREATE TABLE IF NOT EXISTS outgoing (
  id INTEGER PRIMARY KEY,
  iban TEXT NOT NULL REFERENCES customer (iban),
  name TEXT NOT NULL,
  content BLOB NOT NULL,
  published INTEGER NOT NULL DEFAULT 0,
  UNIQUE (iban, name)
) STRICT;
CREATE TABLE IF NOT EXISTS fault (id INTEGER PRIMARY KEY, kind TEXT NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class DuePayment:
    """An accepted transfer that is not booked: where it stands in its file, and the file."""

    id: int
    file: int
    batch: int
    position: int
    iban: str
    content: bytes


class Memory:
    """The file; every write happens inside `writing`."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(file, timeout=30, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it is on disk afterwards, or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def open_account(self, iban: str, opening: Decimal) -> None:
        """Make the account unless it is there; `opening` is in euros."""
        self._connection.execute("INSERT OR IGNORE INTO customer (iban, cents) VALUES (?, ?)", (iban, _cents(opening)))

    def balance(self, iban: str) -> Decimal:
        """What is booked on the account, in euros."""
        return _euros(self._one("SELECT cents FROM customer WHERE iban = ?", iban))

    def available(self, iban: str) -> Decimal:
        """The balance less what is accepted and not booked."""
        promised = self._one(
            "SELECT coalesce(sum(payment.cents), 0) FROM payment JOIN file ON file.id = payment.file"
            " WHERE NOT booked AND file.iban = ?",
            iban,
        )
        return self.balance(iban) - _euros(promised)

    def is_customer(self, iban: str) -> bool:
        """Whether the account is held here."""
        return bool(self._one("SELECT count(*) FROM customer WHERE iban = ?", iban))

    def has_arrived(self, iban: str, token: str) -> bool:
        """Whether this very file was judged before: then a crash kept it in the folder."""
        return bool(self._one("SELECT count(*) FROM arrival WHERE iban = ? AND token = ?", iban, token))

    def was_accepted(self, iban: str, message_id: str) -> bool:
        """Whether the customer's message id stands for a file that was not rejected."""
        sql = "SELECT count(*) FROM file WHERE iban = ? AND message_id = ? AND status <> 'RJCT'"
        return bool(self._one(sql, iban, message_id))

    def next_file(self) -> int:
        """The number that the next file will have."""
        return int(self._one("SELECT coalesce(max(id), 0) + 1 FROM file"))

    def keep_file(self, number: int, iban: str, token: str, message_id: str, status: str, content: bytes) -> None:
        """A judged file."""
        self._connection.execute("INSERT INTO arrival (iban, token) VALUES (?, ?)", (iban, token))
        self._connection.execute(
            "INSERT INTO file (id, iban, message_id, status, content) VALUES (?, ?, ?, ?, ?)",
            (number, iban, message_id, status, content),
        )

    def keep_payment(self, file: int, batch: int, position: int, amount: Decimal, due: str) -> None:
        """An accepted transfer; `due` is its execution date, ISO 8601."""
        self._connection.execute(
            "INSERT INTO payment (file, batch, position, cents, due) VALUES (?, ?, ?, ?, ?)",
            (file, batch, position, _cents(amount), due),
        )

    def due(self, until: str) -> Sequence[DuePayment]:
        """Accepted transfers to be booked by this day (ISO 8601; empty: all), in the order they came."""
        rows = self._connection.execute(
            "SELECT payment.id, file, batch, position, file.iban, content FROM payment JOIN file ON file.id = file"
            " WHERE NOT booked AND (? = '' OR due <= ?) ORDER BY payment.id",
            (until, until),
        )
        return [DuePayment(*row) for row in rows]

    def mark_booked(self, payment: int) -> None:
        """The transfer is on a statement."""
        self._connection.execute("UPDATE payment SET booked = 1 WHERE id = ?", (payment,))

    def move(self, iban: str, amount: Decimal) -> int:
        """Change a balance by `amount` euros; returns the number of the statement that tells."""
        row = self._connection.execute(
            "UPDATE customer SET cents = cents + ?, sequence = sequence + 1 WHERE iban = ? RETURNING sequence",
            (_cents(amount), iban),
        ).fetchone()
        return int(row[0])

    def keep_outgoing(self, iban: str, name: str, content: bytes) -> None:
        """A file that the customer is to get."""
        self._connection.execute("INSERT INTO outgoing (iban, name, content) VALUES (?, ?, ?)", (iban, name, content))

    def unpublished(self) -> Sequence[tuple[int, str, str, bytes]]:
        """Id, account, name and bytes of what no customer has got yet."""
        return self._connection.execute(
            "SELECT id, iban, name, content FROM outgoing WHERE NOT published ORDER BY id"
        ).fetchall()

    def mark_published(self, outgoing: int) -> None:
        """The customer has it."""
        self._connection.execute("UPDATE outgoing SET published = 1 WHERE id = ?", (outgoing,))

    def plan(self, misbehaviour: Misbehaviour) -> None:
        """Something to go wrong next."""
        self._connection.execute("INSERT INTO fault (kind) VALUES (?)", (misbehaviour.value,))

    def planned(self, misbehaviour: Misbehaviour) -> bool:
        """Whether this is to go wrong."""
        return bool(self._one("SELECT count(*) FROM fault WHERE kind = ?", misbehaviour.value))

    def use_up(self, misbehaviour: Misbehaviour) -> bool:
        """Whether this is to go wrong now; asking uses it up."""
        sql = "DELETE FROM fault WHERE id = (SELECT min(id) FROM fault WHERE kind = ?) RETURNING id"
        return self._connection.execute(sql, (misbehaviour.value,)).fetchone() is not None

    def forget_faults(self) -> None:
        """Behave again."""
        self._connection.execute("DELETE FROM fault")

    def counts(self) -> dict[str, int]:
        """How many files were accepted and rejected, how many transfers wait and are booked, what was sent."""
        return {
            "accepted": self._one("SELECT count(*) FROM file WHERE status <> 'RJCT'"),
            "rejected": self._one("SELECT count(*) FROM file WHERE status = 'RJCT'"),
            "waiting": self._one("SELECT count(*) FROM payment WHERE NOT booked"),
            "booked": self._one("SELECT count(*) FROM payment WHERE booked"),
            "sent": self._one("SELECT count(*) FROM outgoing WHERE published"),
        }

    def balances(self) -> dict[str, Decimal]:
        """Every account and what is booked on it, in euros."""
        return {iban: _euros(cents) for iban, cents in self._connection.execute("SELECT iban, cents FROM customer")}

    def _one(self, sql: str, *values: object) -> int:
        row = self._connection.execute(sql, values).fetchone()
        return int(row[0])


def _cents(euros: Decimal) -> int:
    return int(euros.scaleb(2))


def _euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
