"""Instants: a date, a time of day and the code of its zone (element 623)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from b2b.edi.engine.values import is_time
from b2b.edi.x12.mappings.reading import SegmentCursor
from b2b.edi.x12.mappings.writing import Named, not_writable

_UNIVERSAL = "UT"

# Beyond these a zone's offset leads out of what Python can count.
_FIRST_YEAR, _LAST_YEAR = 1900, 9999

# Codes of North America: standard and daylight time in hours from UTC, and those that change over the year.
_OFFSETS = {
    "UT": 0.0, "GM": 0.0, "NS": -3.5, "ND": -2.5, "TS": -4.0, "TD": -3.0, "ES": -5.0, "ED": -4.0, "CS": -6.0,
    "CD": -5.0, "MS": -7.0, "MD": -6.0, "PS": -8.0, "PD": -7.0, "AS": -9.0, "AD": -8.0, "HS": -10.0, "HD": -9.0,
    # ISO 8601: 01 to 12 east of UTC, 13 to 24 from twelve hours west of it down to one.
    **{f"{hours:02d}": float(hours) for hours in range(1, 13)},
    **{f"{25 - hours:02d}": -float(hours) for hours in range(1, 13)},
}  # fmt: skip
_ZONES = {
    "NT": "America/St_Johns", "TT": "America/Halifax", "ET": "America/New_York", "CT": "America/Chicago",
    "MT": "America/Denver", "PT": "America/Los_Angeles", "AT": "America/Anchorage", "HT": "Pacific/Honolulu",
}  # fmt: skip
_CODES = {offset: code for code, offset in _OFFSETS.items() if code.isdigit()}


def read(segment: SegmentCursor, day: int, time: int, zone: int | None, local: dt.tzinfo) -> dt.datetime | None:
    """The instant in these elements, in UTC; None where there is no date.

    A time without a zone is local, a date without a time is the beginning of that day. Unreadable: it is no time.
    """
    date = segment.day(day)
    if date is None:
        return None
    clock = time_of_day(segment, time) or dt.time()
    code = segment.peek(zone) if zone is not None else ""
    if zone is not None and code in {"LT", *_OFFSETS, *_ZONES}:
        segment.take(zone)
    if not _FIRST_YEAR <= date.year < _LAST_YEAR:
        raise segment.unreadable(f"{segment.id}{day:02d} is not a year of our time: {date.year}")
    return dt.datetime.combine(date, clock, _zone(code, local)).astimezone(dt.UTC)


def time_of_day(segment: SegmentCursor, element: int) -> dt.time | None:
    """The time of day in this element (HHMM to HHMMSSDD), taken; None where it is empty. Unreadable: it is no time."""
    said = segment.text(element)
    if not said:
        return None
    if not is_time(said):
        raise segment.unreadable(f"{segment.id}{element:02d} is not a time of day (HHMM, HHMMSS): {said!r}")
    digits = said.ljust(8, "0")
    return dt.time(int(digits[:2]), int(digits[2:4]), int(digits[4:6]), int(digits[6:8]) * 10_000)


def local(instant: dt.datetime, zone: dt.tzinfo) -> tuple[dt.date, str]:
    """The day and the time of day (HHMMSS) of an instant in a zone.

    NotWritable: the instant does not say its offset, or no calendar in use reaches it.
    """
    if instant.tzinfo is None or not _FIRST_YEAR <= instant.year < _LAST_YEAR:
        raise not_writable(f"{instant} is no instant that can be sent", "", "DT")
    there = instant.astimezone(zone)
    return there.date(), f"{there:%H%M%S}"


def elements(name: str, instant: dt.datetime, zone: dt.tzinfo) -> tuple[Named, str, str]:
    """Day, time and zone code of an instant: the local ones, in UTC where X12 has no code for the zone's offset."""
    offset = instant.astimezone(zone).utcoffset() or dt.timedelta()
    code = _CODES.get(offset / dt.timedelta(hours=1))
    day, time = local(instant, zone if code else dt.UTC)
    return (name, day), time, code or _UNIVERSAL


def _zone(code: str, local: dt.tzinfo) -> dt.tzinfo:
    if code in _OFFSETS:
        return dt.timezone(dt.timedelta(hours=_OFFSETS[code]))
    return ZoneInfo(_ZONES[code]) if code in _ZONES else local
