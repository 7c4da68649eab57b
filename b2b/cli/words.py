"""Small words."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 set`, `2 sets`, `1,200 sets`; a plural that is not made with an s is said."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or f'{noun}s'}"
