"""Instants: DTM with a time of day where the partner is, or in universal time."""

from __future__ import annotations

import datetime as dt

from b2b.edi.edifact.mappings import dates
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body, not_writable

# 2379 with a zone behind the time, of which those that all know are read.
_WITH_ZONE = {"303": "%Y%m%d%H%M", "304": "%Y%m%d%H%M%S"}
_UNIVERSAL = ("UTC", "GMT", "ZZZ")

# Beyond these a zone's offset leads out of what Python can count.
_FIRST_YEAR, _LAST_YEAR = 1900, 9999


def find(loop: LoopCursor, *kinds: str) -> dt.datetime | None:
    """The instant of the first DTM with one of these qualifiers (2005), in UTC; None where there is none.

    A time without a zone is one of the partner's place, a day without a time begins there. Unreadable: it is no time.
    """
    dtm = loop.first("DTM", *kinds)
    return _read(dtm) if dtm is not None else None


def write(body: Body, kind: str, name: str, instant: dt.datetime) -> None:
    """A DTM of this instant in the partner's time, in universal time where the clock there shows it twice."""
    if instant.tzinfo is None or not _FIRST_YEAR <= instant.year < _LAST_YEAR:
        raise not_writable(f"{instant} is no instant that can be sent", name, "DTM01-02")
    zone, whole = body.context.time_zone, instant.replace(microsecond=0)
    local = whole.astimezone(zone).replace(tzinfo=None, fold=0)
    if local.replace(tzinfo=zone).astimezone(dt.UTC) == whole:
        body.add("DTM", [kind, (name, f"{local:%Y%m%d%H%M%S}"), dates.SECOND])
    else:
        body.add("DTM", [kind, (name, f"{whole.astimezone(dt.UTC):%Y%m%d%H%M%S}{_UNIVERSAL[0]}"), "304"])


def _read(dtm: SegmentCursor) -> dt.datetime | None:
    value, pattern = dtm.peek(at(1, 2)), _WITH_ZONE.get(dtm.peek(at(1, 3)))
    if pattern is None:
        found = dates.moment(dtm)
        if found is None:
            return None
        local = dt.datetime.combine(found[0], found[1] or dt.time(), dtm.context.time_zone)
    elif value.endswith(_UNIVERSAL):
        try:
            local = dt.datetime.strptime(value[:-3], pattern).replace(tzinfo=dt.UTC)
        except ValueError:
            raise dtm.unreadable(f"DTM01-02 is no instant: {value!r}") from None
    else:
        return None
    if not _FIRST_YEAR <= local.year < _LAST_YEAR:
        raise dtm.unreadable(f"DTM01-02 is not a year of our time: {local.year}")
    dtm.take(at(1, 1), at(1, 2), at(1, 3))
    return local.astimezone(dt.UTC)
