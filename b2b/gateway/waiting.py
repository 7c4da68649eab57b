"""How long to wait before something is tried again."""

from __future__ import annotations

import datetime as dt

SHORTEST = dt.timedelta(seconds=2)
LONGEST = dt.timedelta(minutes=5)


def backoff(attempt: int) -> dt.timedelta:
    """After so many attempts at one thing: 2, 4, 8 seconds and so on, five minutes at most."""
    return min(dt.timedelta(seconds=2 ** min(attempt, 20)), LONGEST)


def pause(since: dt.datetime, now: dt.datetime) -> dt.timedelta:
    """For everything that needs a place which has not answered `since` then: as long again, from two seconds to five
    minutes.
    """
    return max(SHORTEST, min(now - since, LONGEST))
