"""For which days a report of sales is, and each of its places: DTM of a period, of its two ends, or of one day."""

from __future__ import annotations

import datetime as dt

from b2b.documents import NamedDate
from b2b.edi.edifact.mappings import dates
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body

# 2005: of the sale; of the report, from and to.
_SALE, _START, _END = "356", "90", "91"

Span = tuple[dt.date, dt.date | None]
"""The first and the last day; None for the first day only."""


class Days:
    """The days that the DTM of a group name, none of them taken yet."""

    def __init__(self, loop: LoopCursor) -> None:
        self._said = [(dtm, _span(dtm)) for dtm in loop.all("DTM")]

    def span(self) -> Span | None:
        """The days of the report, None where the group does not name them."""
        sale, start, end = self._of(_SALE), self._of(_START), self._of(_END)
        if sale is not None and sale[1] is not None:
            return sale
        if start is not None:
            return start[0], end[0] if end is not None else None
        return sale

    def take(self, span: Span) -> None:
        """Take what says these days."""
        said = {_SALE: _whole(span), _START: _whole((span[0], None)), _END: _whole((span[1] or span[0], None))}
        for dtm, days in self._said:
            if days is not None and said.get(dtm.peek(at(1))) == _whole(days):
                dtm.take(at(1), at(1, 2), at(1, 3))

    def take_made(self) -> None:
        """Take what says that the message was made on the day of its interchange."""
        for dtm, _ in self._said:
            dates.take_made(dtm)

    def other(self) -> NamedDate | None:
        """The first day that is not one of the report, taken; None where there is none."""
        unread = (dtm for dtm, _ in self._said if not dtm.taken(at(1, 2)))
        left = (dtm for dtm in unread if dtm.peek(at(1)) not in (_START, _END))
        return next((found for dtm in left for found in dates.named([dtm])), None)

    def _of(self, kind: str) -> Span | None:
        return next((days for dtm, days in self._said if days is not None and dtm.peek(at(1)) == kind), None)


def write(body: Body, first: dt.date, last: dt.date | None) -> None:
    """The DTM of a report for these days."""
    if last is None:
        dates.write(body, _SALE, "first_day", first)
    else:
        dates.write(body, _START, "first_day", first)
        dates.write(body, _END, "last_day", last)


def common(groups: list[Days]) -> Span | None:
    """The period that all groups name, None where they are for different days, or for one day."""
    spans = {days.span() for days in groups}
    found = next(iter(spans)) if len(spans) == 1 else None
    return found if found is not None and found[1] not in (None, found[0]) else None


def around(groups: list[Days]) -> Span | None:
    """From the first to the last day that any of the groups names."""
    named = [day for days in groups for day in days.span() or () if day is not None]
    return (min(named), max(named) if max(named) > min(named) else None) if named else None


def _span(dtm: SegmentCursor) -> Span | None:
    """The days of one DTM, not taken."""
    before = [*dtm.left]
    period = dates.period(dtm)
    dtm.left[:] = before
    if period is not None:
        return period
    moment = dates.moment(dtm)
    return (moment[0], None) if moment is not None and moment[1] is None else None


def _whole(span: Span) -> tuple[dt.date, dt.date]:
    return span[0], span[1] or span[0]
