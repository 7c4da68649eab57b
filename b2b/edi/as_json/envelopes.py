"""What is kept of envelopes: trailers that say something else than is counted, and how segments end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from b2b.errors import Unreadable

LINE_ENDS = ("", "\n", "\r\n", "\r")


def line_end_of(tail: bytes) -> str:
    """The line end that stands for what follows a terminator."""
    text = tail.decode("latin-1")
    return text if text in LINE_ENDS else "\n"


def usual(line_ends: Counter[str]) -> str:
    """The line end that most segments have."""
    return line_ends.most_common(1)[0][0]


def is_open(holder: dict[str, Any]) -> bool:
    """Until its trailer comes, a group has one that is not there."""
    return "trailer" in holder and holder["trailer"] is None


def close(holder: dict[str, Any], stands: Sequence[Any], counted: Sequence[Any]) -> None:
    """Keep a trailer only where it does not say what will be counted."""
    holder.pop("trailer", None)
    if list(stands) != list(counted):
        holder["trailer"] = list(stands)


def lost(what: str, at: int) -> Unreadable:
    """The error of what the form has no place for, at a byte of the file."""
    return Unreadable(
        f"{what}, which JSON would lose",
        where=f"byte {at}",
        next_step="correct the file; sets with a line break inside can be read with --documents",
    )


def is_utf8(raw: bytes) -> bool:
    """Whether bytes are UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def nth(elements: Sequence[Any], index: int) -> Any:
    """An element, "" where it is not there."""
    return elements[index] if index < len(elements) else ""
