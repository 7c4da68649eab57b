"""A clock that stands still until told otherwise."""

from __future__ import annotations

import datetime as dt


class FixedClock:
    def __init__(self, at: dt.datetime = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += dt.timedelta(**by)
