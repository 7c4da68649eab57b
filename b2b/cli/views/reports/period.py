"""The time that a report is about: whole days of the person who asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from b2b.errors import ConfigError

_DAYS = 30


@dataclass(frozen=True, slots=True)
class Period:
    """From an instant (aware) up to but without another; `first` and `last` are its days, both included."""

    begins: dt.datetime
    ends: dt.datetime
    first: dt.date
    last: dt.date


def period(from_day: dt.datetime | None, to_day: dt.datetime | None, now: dt.datetime) -> Period:
    """The local days named, both included; without a beginning the thirty days up to the last one.

    ConfigError: it ends before it begins.
    """
    today = now.astimezone().date()
    last = to_day.date() if to_day is not None else max(today, from_day.date() if from_day is not None else today)
    first = from_day.date() if from_day is not None else last - dt.timedelta(days=_DAYS)
    if last < first:
        raise ConfigError(
            f"it would end on {last}, before it begins on {first}",
            where="b2b report",
            next_step=f"swap them: --from {last} --to {first}",
        )
    return Period(_midnight(first), _midnight(last + dt.timedelta(days=1)), first, last)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time()).astimezone()
