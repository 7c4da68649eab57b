"""The arithmetic of stock inside a transaction: on hand, reserved by orders, free."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from decimal import Decimal

from b2b.documents import Quantity
from b2b.erp.service import Refusal


def text(value: Decimal) -> str:
    """A decimal as the book keeps it: exact, without exponent or trailing zeros."""
    return f"{value.normalize():f}"


def reserved(db: sqlite3.Connection, sku: str) -> Decimal:
    """What all orders together still hold of an item."""
    rows = db.execute("SELECT open FROM reservation WHERE sku = ?", (sku,)).fetchall()
    return sum((Decimal(row[0]) for row in rows), Decimal(0))


def available(db: sqlite3.Connection, sku: str) -> Decimal:
    """What nobody has reserved of a known item."""
    on_hand = db.execute("SELECT on_hand FROM item WHERE sku = ?", (sku,)).fetchone()[0]
    return Decimal(on_hand) - reserved(db, sku)


def by_item(db: sqlite3.Connection, asked: Sequence[tuple[str, Quantity]]) -> dict[str, Quantity]:
    """The lines summed for each item; `Refusal` UNKNOWN_ITEM, or UNIT where a line is not in the item's unit."""
    totals: dict[str, Quantity] = {}
    for sku, quantity in asked:
        row = db.execute("SELECT unit FROM item WHERE sku = ?", (sku,)).fetchone()
        if row is None:
            raise Refusal("UNKNOWN_ITEM", f"there is no item {sku}")
        if quantity.unit != row[0]:
            raise Refusal("UNIT", f"{sku} is kept in {row[0]}, not in {quantity.unit}")
        before = totals[sku].value if sku in totals else Decimal(0)
        totals[sku] = Quantity(before + quantity.value, quantity.unit)
    return totals


def require(sku: str, asked: Quantity, free: Decimal) -> None:
    """`Refusal` STOCK where more is asked than is free."""
    if asked.value > free:
        raise Refusal("STOCK", f"only {text(free)} {asked.unit} of {sku} are free, {asked} asked")


def reserve(db: sqlite3.Connection, booking: int, quantities: dict[str, Quantity]) -> None:
    """Hold these quantities for an order."""
    db.executemany(
        "INSERT INTO reservation VALUES (?, ?, ?)",
        [(booking, sku, text(quantity.value)) for sku, quantity in quantities.items() if quantity.value],
    )


def issue(db: sqlite3.Connection, bookings: Sequence[int], sku: str, quantity: Quantity) -> None:
    """Take `quantity` of an item out of stock: first what these orders hold, in their order, then what is free."""
    held = {
        booking: Decimal(row[0])
        for booking in bookings
        for row in db.execute("SELECT open FROM reservation WHERE booking = ? AND sku = ?", (booking, sku))
    }
    require(sku, quantity, available(db, sku) + sum(held.values()))
    left = quantity.value
    for booking, open_quantity in held.items():
        taken = min(left, open_quantity)
        left -= taken
        db.execute(
            "UPDATE reservation SET open = ? WHERE booking = ? AND sku = ?",
            (text(open_quantity - taken), booking, sku),
        )
    db.execute("DELETE FROM reservation WHERE sku = ? AND open = '0'", (sku,))
    on_hand = Decimal(db.execute("SELECT on_hand FROM item WHERE sku = ?", (sku,)).fetchone()[0])
    db.execute("UPDATE item SET on_hand = ? WHERE sku = ?", (text(on_hand - quantity.value), sku))
