"""Days on the wire: CCYYMMDD, and YYMMDD in releases before 004010, where a segment may have the century beside it."""

from __future__ import annotations

import datetime as dt

from b2b.edi.schema import Segment

_CENTURY = "624"  # the element that holds the first two digits of a year
_FIRST_YEAR = 1969  # that two digits alone can mean; the last one is 2068 (POSIX)


def short(day: dt.date) -> str:
    """A day as YYMMDD."""
    return f"{day.year % 100:02d}{day:%m%d}"


def long(day: dt.date) -> str:
    """A day as CCYYMMDD."""
    return f"{day.year:04d}{day:%m%d}"


def read(digits: str, century: str = "") -> dt.date:
    """The day that eight digits say, or six with or without a century. ValueError: it is no day of the calendar."""
    if len(digits) == 8:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    year = int(digits[:2])
    year += 100 * int(century) if century else 1900 if year >= _FIRST_YEAR % 100 else 2000
    return dt.date(year, int(digits[2:4]), int(digits[4:6]))


def needs_century(day: dt.date) -> bool:
    """Whether two digits of its year would be read as another one."""
    return not _FIRST_YEAR <= day.year < _FIRST_YEAR + 100


def century_place(segment: Segment) -> int:
    """Which element of a segment holds the century, 0 where none does."""
    places = (n for n, use in enumerate(segment.uses, start=1) if use.element and use.element.number == _CENTURY)
    return next(places, 0)


def is_short(segment: Segment, place: int) -> bool:
    """Whether a segment has a date of six digits at that place."""
    use = segment.uses[place - 1] if place <= len(segment.uses) else None
    element = use.element if use is not None else None
    return element is not None and element.type == "DT" and element.max == 6
