"""Numbers that are taken once: short numbers for staff, control numbers for partners.

A number belongs to the unit of work that takes it: when that rolls back, so does the counter, and nothing is skipped.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlmodel import Session

# Short numbers for staff are columns of 32 bits; what somebody types may be larger.
LARGEST = 2**31 - 1

_TAKE = text(
    "INSERT INTO counter (name, value) VALUES (:name, :n)"
    " ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value RETURNING value"
)
_AT_LEAST = text(
    "INSERT INTO counter (name, value) VALUES (:name, :n)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE counter.value < excluded.value"
)


def take(session: Session, name: str, n: int = 1) -> int:
    """Take `n` numbers of a counter and return the first; the others follow it. A new counter begins at 1."""
    if n < 1:
        raise ValueError(f"{n} numbers cannot be taken")
    last: int = session.execute(_TAKE, {"name": name, "n": n}).scalar_one()
    return last - n + 1


def at_least(session: Session, name: str, value: int) -> None:
    """Move a counter forward so that the next number is above `value`; it never moves back."""
    session.execute(_AT_LEAST, {"name": name, "n": value})
