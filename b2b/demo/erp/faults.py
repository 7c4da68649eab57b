"""Misbehaviour on demand, so that tests and the demo can show what the gateway does about it."""

from __future__ import annotations

import threading
from enum import StrEnum


class Misbehaviour(StrEnum):
    """How a call goes wrong. `*_AFTER`: the work is done and on disk before it does."""

    HTML_500 = "html-500"
    HTML_500_AFTER = "html-500-after"
    BUSY_503 = "busy-503"
    RETRYABLE_FAULT = "retryable-fault"
    DROP = "drop"
    DROP_AFTER = "drop-after"
    HANG_AFTER = "hang-after"
    GARBAGE_AFTER = "garbage-after"


class Faults:
    """The next calls that will go wrong, first in first out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[tuple[Misbehaviour, str]] = []

    def plan(self, misbehaviour: Misbehaviour, calls: int, operation: str = "") -> None:
        """Let the next `calls` calls of `operation` (empty: of any) go wrong like this."""
        with self._lock:
            self._planned += [(misbehaviour, operation)] * calls

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._planned.clear()

    def take(self, operation: str) -> Misbehaviour | None:
        """What is planned for this call; asking uses it up."""
        with self._lock:
            for index, (misbehaviour, wanted) in enumerate(self._planned):
                if wanted in ("", operation):
                    del self._planned[index]
                    return misbehaviour
        return None
