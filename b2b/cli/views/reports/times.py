"""How long things took, and how that is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from statistics import median_low


def middle(durations: Iterable[dt.timedelta]) -> int | None:
    """The median in whole seconds, None of nothing."""
    found = list(durations)
    return _seconds(median_low(found)) if found else None


def slowest(durations: Iterable[dt.timedelta]) -> int | None:
    """The longest in whole seconds, None of nothing."""
    found = list(durations)
    return _seconds(max(found)) if found else None


def said(seconds: int | None) -> str:
    """`4 s`, `12 min`, `3.5 h`, `2.1 d`; nothing of nothing."""
    if seconds is None:
        return ""
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172800 else f"{seconds / 86400:.1f} d"


def _seconds(duration: dt.timedelta) -> int:
    return round(duration.total_seconds())
