"""Small words."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 set`, `2 sets`, `1,200 sets`; a plural that is not made with an s is said."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or f'{noun}s'}"


def invoice_word(kind: str) -> str:
    """What an invoice of this kind (UNTDID 1001) is called."""
    return "credit note" if kind == "381" else "invoice"


def open_exceptions(numbers: Sequence[int]) -> str:
    """`exception 1 is open`, `exceptions 1, 2 and 10 are open`; empty where there are none."""
    if len(numbers) < 2:
        return "".join(f"exception {number} is open" for number in numbers)
    *before, last = numbers
    return f"exceptions {', '.join(map(str, before))} and {last} are open"
