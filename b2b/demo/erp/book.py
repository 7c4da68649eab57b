"""What the reference ERP remembers: one SQLite file, every write one transaction, on disk before it is answered."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from b2b.demo.erp import stock
from b2b.documents import Quantity
from b2b.erp.service import Refusal

_TABLES = """
CREATE TABLE IF NOT EXISTS item (
  sku TEXT PRIMARY KEY,
  unit TEXT NOT NULL,
  on_hand TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS booking (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('order', 'shipment', 'invoice')),
  number TEXT NOT NULL UNIQUE,
  customer TEXT NOT NULL,
  document TEXT NOT NULL,
  content TEXT NOT NULL,
  UNIQUE (kind, customer, document)
) STRICT;
CREATE TABLE IF NOT EXISTS reservation (
  booking INTEGER NOT NULL REFERENCES booking (id),
  sku TEXT NOT NULL REFERENCES item (sku),
  open TEXT NOT NULL,
  PRIMARY KEY (booking, sku)
) STRICT;
CREATE INDEX IF NOT EXISTS reservation_sku ON reservation (sku);
"""
_PREFIX = {"order": "SO", "shipment": "GI", "invoice": "AR"}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a write wants to book.

    `document` is the number on the paper, unique for its `kind` and `customer` (`customer` is empty where the number is
    the supplier's own); `content` is what a repetition under the same `key` is compared with.
    """

    kind: str
    key: str
    customer: str
    document: str
    content: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Booked:
    """What stands in the book: the ERP's number, and whether it already stood there before this call."""

    kind: str
    number: str
    duplicate: bool


class Book:
    """The ERP's memory. Methods are safe to call from several threads, and from several processes on one file.

    Stock: available = on hand - reserved, never below zero. An order reserves what it confirms; a goods issue takes
    from what its orders reserved first, then from what is free.
    """

    def __init__(self, file: Path, opening_stock: Mapping[str, Quantity]) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=15)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.executescript(_TABLES)
        with self._writing() as db:
            # An item that is known keeps its stock: the same command line starts the ERP again after a crash.
            db.executemany(
                "INSERT OR IGNORE INTO item VALUES (?, ?, ?)",
                [(sku, opening.unit, stock.text(opening.value)) for sku, opening in opening_stock.items()],
            )

    def close(self) -> None:
        """Close the file; every write that was answered is in it."""
        with self._lock:
            self._connection.close()

    def stock(self, skus: Sequence[str]) -> list[tuple[str, Quantity]]:
        """Free quantity of each known item, in the order asked."""
        with self._reading() as db:
            units = dict(db.execute("SELECT sku, unit FROM item").fetchall())
            return [(sku, Quantity(stock.available(db, sku), units[sku])) for sku in skus if sku in units]

    def book_order(
        self, draft: Draft, confirmed: Sequence[tuple[str, Quantity]], back_ordered: Sequence[tuple[str, Quantity]]
    ) -> Booked:
        """Book an order and reserve `confirmed`; `Refusal` CONFLICT, UNKNOWN_ITEM, UNIT or STOCK."""
        with self._writing() as db:
            known = _known(db, draft)
            if known:
                return known
            stock.by_item(db, back_ordered)
            wanted = stock.by_item(db, confirmed)
            for sku, quantity in wanted.items():
                stock.require(sku, quantity, stock.available(db, sku))
            booking, booked = _book(db, draft)
            stock.reserve(db, booking, wanted)
            return booked

    def post_shipment(
        self, draft: Draft, customer: str, orders: Sequence[str], issued: Sequence[tuple[str, Quantity]]
    ) -> Booked:
        """Take `issued` out of stock; `Refusal` CONFLICT, UNKNOWN_ORDER, AMBIGUOUS_ORDER, UNKNOWN_ITEM, UNIT, STOCK."""
        with self._writing() as db:
            known = _known(db, draft)
            if known:
                return known
            bookings = [_order(db, customer, number) for number in orders]
            for sku, quantity in stock.by_item(db, issued).items():
                stock.issue(db, bookings, sku, quantity)
            return _book(db, draft)[1]

    def post_invoice(self, draft: Draft) -> Booked:
        """Book a receivable; `Refusal` CONFLICT."""
        with self._writing() as db:
            return _known(db, draft) or _book(db, draft)[1]

    def find(self, key: str) -> Booked | None:
        """What was booked under this key."""
        with self._reading() as db:
            row = db.execute("SELECT kind, number FROM booking WHERE key = ?", (key,)).fetchone()
        return Booked(row[0], row[1], duplicate=True) if row else None

    def state(self) -> dict[str, object]:
        """Everything at a glance, as JSON values; quantities are decimal text."""
        with self._reading() as db:
            items = [
                {
                    "sku": sku,
                    "unit": unit,
                    "on_hand": on_hand,
                    "reserved": stock.text(stock.reserved(db, sku)),
                    "available": stock.text(stock.available(db, sku)),
                }
                for sku, unit, on_hand in db.execute("SELECT sku, unit, on_hand FROM item ORDER BY sku").fetchall()
            ]
            rows = db.execute("SELECT kind, number, key, customer, document FROM booking ORDER BY id").fetchall()
        bookings = [dict(zip(("kind", "number", "key", "customer", "document"), row, strict=True)) for row in rows]
        counts = {f"{kind}s": sum(b["kind"] == kind for b in bookings) for kind in _PREFIX}
        return {"simulator": "b2b reference ERP", "stock": items, **counts, "bookings": bookings}

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def _known(db: sqlite3.Connection, draft: Draft) -> Booked | None:
    row = db.execute("SELECT kind, number, content FROM booking WHERE key = ?", (draft.key,)).fetchone()
    if row is not None:
        kind, number, content = row
        if kind != draft.kind or content != _content(draft):
            raise Refusal("CONFLICT", f"the key {draft.key} already stands for {kind} {number} with other content")
        return Booked(kind, number, duplicate=True)
    other = db.execute(
        "SELECT number, key FROM booking WHERE kind = ? AND customer = ? AND document = ?",
        (draft.kind, draft.customer, draft.document),
    ).fetchone()
    if other is not None:
        raise Refusal(
            "CONFLICT", f"{draft.kind} {draft.document} is already booked as {other[0]} under the key {other[1]}"
        )
    return None


def _content(draft: Draft) -> str:
    return json.dumps(draft.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _book(db: sqlite3.Connection, draft: Draft) -> tuple[int, Booked]:
    count = db.execute("SELECT count(*) FROM booking WHERE kind = ?", (draft.kind,)).fetchone()[0]
    number = f"{_PREFIX[draft.kind]}-{count + 1:06d}"
    cursor = db.execute(
        "INSERT INTO booking (key, kind, number, customer, document, content) VALUES (?, ?, ?, ?, ?, ?)",
        (draft.key, draft.kind, number, draft.customer, draft.document, _content(draft)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid, Booked(draft.kind, number, duplicate=False)


def _order(db: sqlite3.Connection, customer: str, number: str) -> int:
    rows = db.execute("SELECT id, customer FROM booking WHERE kind = 'order' AND document = ?", (number,)).fetchall()
    found = [row[0] for row in rows if customer in ("", row[1])]
    if not found:
        raise Refusal("UNKNOWN_ORDER", f"there is no order {number}" + (f" of {customer}" if customer else ""))
    if len(found) > 1:
        raise Refusal("AMBIGUOUS_ORDER", f"several customers have an order {number}: name the customer")
    return int(found[0])
