"""Days and times: DTM in the formats of element 2379."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from b2b.documents import NamedDate
from b2b.edi.edifact.mappings.code_tables import DATES
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.edifact.mappings.writing import Body, not_writable

# Element 2005: on this day the message was made.
MADE = "137"

# Element 2379.
DAY = "102"
MINUTE = "203"
SECOND = "204"
_PERIOD = "718"

# How formats are written; those of two digits for the year are from 2000 on up to 69, as strptime has it.
_PATTERNS = {
    "101": "%y%m%d",
    DAY: "%Y%m%d",
    "201": "%y%m%d%H%M",
    MINUTE: "%Y%m%d%H%M",
    SECOND: "%Y%m%d%H%M%S",
}
_LENGTHS = {"101": 6, DAY: 8, "201": 10, MINUTE: 12, SECOND: 14}
_BY_LENGTH = {length: format for format, length in _LENGTHS.items()}

# From one day to another; some partners leave out the hyphen.
_FROM_TO = re.compile("([0-9]{8})-?([0-9]{8})").fullmatch

# Places in DTM: qualifier, value and format are the components of its one element.
_KIND, _VALUE, _FORMAT = 1, 2, 3


def moment(dtm: SegmentCursor) -> tuple[dt.date, dt.time | None] | None:
    """Day and time of a DTM without taking them; None where it holds none, or a period. Unreadable: no such day."""
    value = dtm.peek(_VALUE)
    format = dtm.peek(_FORMAT) or _BY_LENGTH.get(len(value), "")
    if not value or format not in _PATTERNS:
        return None
    if len(value) != _LENGTHS[format] or not (value.isascii() and value.isdigit()):
        raise dtm.unreadable(f"DTM01-02 is not in format {format}: {value!r}")
    try:
        found = dt.datetime.strptime(value, _PATTERNS[format]).replace(tzinfo=dt.UTC)
    except ValueError:
        raise dtm.unreadable(f"DTM01-02 is no day of the calendar, or no time: {value!r}") from None
    return found.date(), None if format in ("101", DAY) else found.time()


def day(dtm: SegmentCursor) -> dt.date | None:
    """The day of a DTM, taken; where it has a time of day too, its value is left over, and all where it has no day."""
    found = moment(dtm)
    if found is None:
        dtm.leave(_KIND)
        return None
    dtm.take(_KIND, _FORMAT)
    if found[1] is None:
        dtm.take(_VALUE)
    return found[0]


def find(loop: LoopCursor, *kinds: str) -> dt.date | None:
    """The day of the first DTM with one of these qualifiers (2005), in order of preference; None where none has."""
    found = loop.first("DTM", *kinds)
    return day(found) if isinstance(found, SegmentCursor) else None


def period(dtm: SegmentCursor) -> tuple[dt.date, dt.date] | None:
    """First and last day of a DTM that names both, taken; None where it is no such period. Unreadable: no such day."""
    found = _FROM_TO(dtm.peek(_VALUE)) if dtm.peek(_FORMAT) == _PERIOD else None
    if found is None:
        return None
    try:
        first, last = (dt.datetime.strptime(text, "%Y%m%d").replace(tzinfo=dt.UTC).date() for text in found.groups())
    except ValueError:
        raise dtm.unreadable(f"DTM01-02 is no period of days: {dtm.peek(_VALUE)!r}") from None
    dtm.take(_KIND, _VALUE, _FORMAT)
    return first, last


def named(segments: Iterable[SegmentCursor]) -> tuple[NamedDate, ...]:
    """The dates of these DTM that have no field of their own; one that is a period, or empty, stays unread."""
    found = []
    for dtm in segments:
        at = moment(dtm)
        if at is not None:
            dtm.take(_KIND, _VALUE, _FORMAT)
            found.append(NamedDate(DATES.read(dtm.peek(_KIND)), *at))
    return tuple(found)


def beside_made(message: LoopCursor) -> tuple[NamedDate, ...]:
    """The dates of a message without a field of their own; that it was made on the day of its interchange is none."""
    return named([dtm for dtm in message.all("DTM") if not take_made(dtm)])


def take_made(dtm: SegmentCursor) -> bool:
    """Take a DTM that says that the message was made on the day of its interchange; whether it does."""
    said = moment(dtm) if dtm.peek(_KIND) == MADE else None
    if said is None or said[0] != dtm.context.date:
        return False
    dtm.take(_KIND, _VALUE, _FORMAT)
    return True


def write_made(body: Body, named: Sequence[NamedDate] = ()) -> None:
    """The day on which a message is made, for documents without a day of their own: that of the context, where it is
    known and none of the dates `named` is it.
    """
    if not any(DATES.write(one.kind) == MADE for one in named):
        write(body, MADE, "", body.context.date)


def write(body: Body, kind: str, name: str, day: dt.date | None, time: dt.time | None = None) -> None:
    """A DTM with this qualifier, nothing where there is no day."""
    if day is None:
        return
    if time is None:
        body.add("DTM", [kind, (name, day), DAY])
    else:
        format = SECOND if time.second else MINUTE
        text = f"{day.year:04d}{day:%m%d}{time:%H%M}" + (f"{time:%S}" if time.second else "")
        body.add("DTM", [kind, (name, text), format])


def write_period(body: Body, kind: str, name: str, first: dt.date, last: dt.date) -> None:
    """A DTM with this qualifier from one day to another."""
    text = f"{first.year:04d}{first:%m%d}-{last.year:04d}{last:%m%d}"
    body.add("DTM", [kind, (name, text), _PERIOD])


def write_named(body: Body, dates: Sequence[NamedDate], at: str = "") -> None:
    """A DTM for each; `at` is the path of the field that holds `dates`, with its dot."""
    for index, one in enumerate(dates):
        name = f"{at}dates[{index}]"
        kind = DATES.write(one.kind)
        if not kind:
            raise not_writable(f"EDIFACT has no code for the date {one.kind!r}", f"{name}.kind", "DTM01-01")
        write(body, kind, f"{name}.day", one.day, one.time)
