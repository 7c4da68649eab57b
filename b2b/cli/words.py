"""Small words."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """`1 set`, `2 sets`, `1,200 sets`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
