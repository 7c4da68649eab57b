"""How long to wait before something is tried again."""

from __future__ import annotations

import datetime as dt

LONGEST = dt.timedelta(minutes=5)


def backoff(attempt: int) -> dt.timedelta:
    """After so many attempts: 2, 4, 8 seconds and so on, five minutes at most."""
    return min(dt.timedelta(seconds=2 ** min(attempt, 20)), LONGEST)
