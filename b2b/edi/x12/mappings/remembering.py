"""Readings of loops that come again and again: the parties of a partner are the same in nearly every message."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from b2b.edi.x12.mappings.reading import LoopContent, LoopCursor, LoopState

# Contents of loops whose reading is kept: a few megabytes.
_KEPT = 2_000

T = TypeVar("T")


def remembered(read: Callable[[LoopCursor], T]) -> Callable[[LoopCursor], T]:
    """The same reading of a loop, done once for loops with the same content; it must depend on nothing else.

    What it takes of the loop is taken each time.
    """
    known: dict[LoopContent, tuple[T, LoopState]] = {}

    @wraps(read)
    def recalled(loop: LoopCursor) -> T:
        content = loop.content()
        if content is None:
            return read(loop)
        found = known.get(content)
        if found is None:
            value = read(loop)
            if len(known) >= _KEPT:
                known.clear()
            known[content] = value, loop.state()
            return value
        value, state = found
        loop.resume(state)
        return value

    return recalled
