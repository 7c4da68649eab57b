"""The rows of a delivery schedule: quantities by date, and what the buyer has received before.

Up to D.96A a quantity is followed by its conditions (SCC), in D.01B it stands in a group of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from b2b.documents import Quantity, ScheduledQuantity, ShippedOrReceived
from b2b.edi.edifact.mappings import dates, quantities, references
from b2b.edi.edifact.mappings.code_tables import CERTAINTIES, DATES
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body, not_writable

# Element 6063: discrete quantities, those to be delivered, and cumulative ones; by X12 element 676.
COUNTED = {"A": "113", "C": "78", "": "1"}
_SCHEDULED = {"113": "A", "1": "A", "78": "C", "3": "C"}

# Element 2005 of a row, by X12 element 675: to deliver, to ship.
_BASES = {"DL": "2", "SH": "10"}
_KINDS = {"2": "002", "10": "010"}
DAYS = tuple(_BASES.values())

# What was before, by 6063: X12 element 673, and 374 of its day.
_PAST = {"70": ("02", "051"), "48": ("01", "050"), "12": ("01", "011")}
_SINCE, _UNTIL = "51", "52"

# Element 2013 of a row that is for one day (X12 element 681).
_DISCRETE = "D"

_FREQUENCY = at(3, 1)


class Rows:
    """The rows of the lines of one schedule, with what they say of it as a whole: `basis` (X12 element 675) and
    `counting` (676), None where they do not say; `scheduled` is the counting by the kind of quantity (6063).
    """

    def __init__(self, scheduled: Mapping[str, str] = _SCHEDULED) -> None:
        self.basis = ""
        self.counting: str | None = None
        self._scheduled = scheduled

    def read(
        self, line: LoopCursor, day: SegmentCursor | None = None
    ) -> tuple[list[ScheduledQuantity], list[ShippedOrReceived]]:
        """The rows of a line, or of a place of it, and what was before. Others stay unread.

        `day` is the DTM of rows that have none of their own; it is taken where there is such a row.
        """
        rows: list[ScheduledQuantity] = []
        past: list[ShippedOrReceived] = []
        for group, scc in _groups(line):
            kind = group.trigger.peek(1)
            if kind in _PAST and (before := _past(group, kind)) is not None:
                past.append(before)
            elif kind in self._scheduled and self._fits(kind) and (row := self._row(group, scc, day)) is not None:
                self.counting = self._scheduled[kind]
                rows.append(row)
        return rows, past

    def _fits(self, kind: str) -> bool:
        return self.counting in (None, self._scheduled[kind])

    def _row(self, group: LoopCursor, scc: SegmentCursor | None, day: SegmentCursor | None) -> ScheduledQuantity | None:
        around = day.peek(1) if day is not None else ""
        basis = self.basis or next((b for b, kind in _BASES.items() if _has(group, kind) or kind == around), "")
        dtm = group.first("DTM", _BASES[basis]) if basis else None
        if dtm is None and day is not None and _BASES.get(basis) == around:
            dtm = day
            dtm.take(1)
        period = _period(dtm) if isinstance(dtm, SegmentCursor) else None
        quantity = quantities.read(group.trigger) if period is not None else None
        if period is None or quantity is None:
            return None
        self.basis = basis
        start, end, time = period
        certainty, interval = _conditions(scc)
        found = references.read(group.loops("RFF")[:1])
        return ScheduledQuantity(
            quantity,
            start,
            end,
            certainty,
            interval,
            _KINDS[_BASES[basis]] if time is not None else "",
            time,
            found[0] if found else None,
        )


def write(body: Body, row: ScheduledQuantity, basis: str, counting: str, name: str, leads: bool) -> None:
    """The group of one row, conditions first where that is their place (`leads`).

    NotWritable: a code of it has no like. What else it cannot carry shows when it is read again.
    """
    kind = _BASES.get(basis)
    if kind is None:
        raise not_writable(f"EDIFACT has no code for the basis {basis!r}", "basis", "DTM01-01")
    certainty = CERTAINTIES.write(row.certainty)
    if not certainty:
        raise not_writable(f"EDIFACT has no code for {row.certainty!r}", f"{name}.certainty", "SCC01")
    interval = row.interval if row.interval != _DISCRETE else ""
    conditions = ((f"{name}.certainty", certainty), None, [(f"{name}.interval", interval)])
    if leads:
        body.add("SCC", *conditions)
    quantities.write(body, COUNTED[counting], row.quantity, f"{name}.quantity")
    if not leads:
        body.add("SCC", *conditions)
    if row.end is None:
        dates.write(body, kind, f"{name}.start", row.start, row.time)
    else:
        dates.write_period(body, kind, f"{name}.end", row.start, row.end)
    if row.reference is not None:
        references.write(body, (row.reference,), f"{name}.")


def write_past(body: Body, past: Sequence[ShippedOrReceived], path: str) -> None:
    """A QTY group for each of what was before; `path` is that of the field."""
    for index, one in enumerate(past):
        name = f"{path}[{index}]"
        kind = next((code for code, meant in _PAST.items() if meant == (one.kind, one.date_kind or meant[1])), None)
        if kind is None or one.quantity is None:
            raise not_writable(f"EDIFACT has no code for {one.kind!r} with {one.date_kind!r}", f"{name}.kind", "QTY")
        quantities.write(body, kind, one.quantity, f"{name}.quantity")
        dates.write(body, DATES.write(_PAST[kind][1]), f"{name}.date", one.date, one.time)
        dates.write(body, _UNTIL, f"{name}.until", one.until, one.until_time)
        references.write(body, one.references, f"{name}.")


def _groups(line: LoopCursor) -> Iterator[tuple[LoopCursor, SegmentCursor | None]]:
    """The QTY groups of a line in order, each with the SCC that holds for it."""
    for group in line.loops("QTY"):
        yield group, next(iter(group.all("SCC")), None)
    for scc in line.loops("SCC"):
        for group in scc.loops("QTY"):
            yield group, scc.trigger


def _has(group: LoopCursor, kind: str) -> bool:
    return any(list(elements[:2]) == ["DTM", kind] for _, elements in group.node.segments)


def _period(dtm: SegmentCursor) -> tuple[dt.date, dt.date | None, dt.time | None] | None:
    """Beginning, end and time of day of a row, taken; None where it is for something else than days."""
    found = dates.moment(dtm)
    if found is not None:
        dtm.take(2, 3)
        return found[0], None, found[1]
    days = dates.period(dtm)
    if days is None:
        # Asked for by its kind, which is then left over with the rest of it.
        dtm.leave(1)
        return None
    return days[0], days[1], None


def _conditions(scc: SegmentCursor | None) -> tuple[str, str]:
    """What the row commits to, and how it is spread; one that does not say so is a plan, for the day."""
    if scc is None:
        return CERTAINTIES.read("4"), _DISCRETE
    return CERTAINTIES.read(scc.text(1)), scc.text(_FREQUENCY) or _DISCRETE


def _past(group: LoopCursor, kind: str) -> ShippedOrReceived | None:
    what, date_kind = _PAST[kind]
    quantity: Quantity | None = quantities.read(group.trigger)
    if quantity is None:
        return None
    day, time = _moment(group, DATES.write(date_kind))
    until, until_time = _moment(group, _UNTIL)
    found = references.read(group.loops("RFF"))
    return ShippedOrReceived(what, quantity, date_kind if day else "", day, time, until, until_time, found)


def _moment(group: LoopCursor, kind: str) -> tuple[dt.date | None, dt.time | None]:
    dtm = group.first("DTM", kind)
    found = dates.moment(dtm) if isinstance(dtm, SegmentCursor) else None
    if dtm is None or found is None:
        return None, None
    dtm.take(2, 3)
    return found
