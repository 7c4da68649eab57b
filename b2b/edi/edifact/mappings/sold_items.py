"""What a report of sales says of items: in the message place by place (LOC, LIN, QTY), in the document item by item.

A LOC without a number is for the whole of the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from b2b.documents import (
    ActiveItem,
    Activity,
    Destination,
    ItemId,
    NamedAmount,
    NamedDate,
    PartyId,
    Price,
    Quantity,
    Reference,
)
from b2b.edi.edifact.mappings import dates, items, parties, prices, quantities, references
from b2b.edi.edifact.mappings.code_tables import AGENCIES, DATES, CodeTable
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.report_days import Days
from b2b.edi.edifact.mappings.writing import Body, not_writable

# 3227: the place of a sale. 7365: what follows is all there is.
_PLACE_OF_SALE, _COMPLETE = "162", "37"

# What was done: X12 element 859, EDIFACT 6063. What of an item: X12 element 522, EDIFACT 5025.
_ACTIVITIES = CodeTable("6063", {"QS": "153", "QU": "61", "QA": "145", "QP": "21", "QI": "198", "QR": "48"})
_AMOUNTS = CodeTable("5025", {"1": "203", "TT": "128"})


@dataclass(slots=True)
class _Activity:
    kind: str
    date: NamedDate | None
    quantity: Quantity | None = None
    places: list[Destination] = field(default_factory=list)

    def document(self) -> Activity:
        return Activity(self.kind, self.quantity, tuple(self.places), self.date)


@dataclass(slots=True)
class _Item:
    """What is known of an item so far; `said` are the prices and references of its first LIN, as they stand there."""

    ids: tuple[ItemId, ...]
    number: str
    said: list[list[str]]
    references: tuple[Reference, ...]
    prices: tuple[Price, ...]
    amounts: tuple[NamedAmount, ...] = ()
    activities: list[_Activity] = field(default_factory=list)

    def add(self, kind: str, date: NamedDate | None, place: PartyId | None, quantity: Quantity) -> None:
        """A quantity of the whole report, or of one place."""
        known = [one for one in self.activities if (one.kind, one.date) == (kind, date)]
        if not known or (place is None and known[-1].quantity is not None):
            self.activities.append(_Activity(kind, date))
            known = self.activities[-1:]
        if place is None:
            known[-1].quantity = quantity
        else:
            known[-1].places.append(Destination(place, quantity))

    def document(self) -> ActiveItem:
        activities = tuple(activity.document() for activity in self.activities)
        return ActiveItem(self.ids, activities, self.number, self.prices, None, self.amounts, (), self.references)


class _Entry(NamedTuple):
    """One quantity as it is written: its line, activity and place by number, -1 for none; and where it stands."""

    line: int
    activity: int = -1
    place: int = -1
    at: PartyId | None = None
    date: NamedDate | None = None
    quantity: Quantity | None = None


def read(places: Iterable[tuple[LoopCursor, Days]], by_item: Iterable[LoopCursor]) -> tuple[ActiveItem, ...]:
    """The items of these LOC groups, those of the report already taken from their days, and of the GIS groups of
    directories that go by item. An item is the same where its numbers are.
    """
    found: dict[object, _Item] = {}
    for group, days in places:
        place, date = _place(group.trigger), days.other()
        for lin in group.loops("LIN"):
            item = _item(lin, found, place is None)
            _add(item, lin, place, date)
    for gis in by_item:
        gis.trigger.accept(at(1), _COMPLETE)
        for lin in gis.loops("LIN"):
            item = _item(lin, found, True)
            for group in lin.loops("LOC"):
                _add(item, group, _place(group.trigger), Days(group).other())
    return tuple(item.document() for item in found.values())


def write(body: Body, lines: Sequence[ActiveItem]) -> None:
    """The LOC groups of these items. NotWritable: a code or a part of one of them has no like."""
    entries = _arranged(lines)
    told: set[int] = set()
    summed: set[int] = set()
    for (place, date), group in groupby(entries, key=_where):
        members = list(group)
        _write_place(body, place, date, members[0])
        for index, quantities_of in groupby(members, key=lambda entry: entry.line):
            line, path = lines[index], f"lines[{index}]"
            items.write_line(body, line.number, line.items, path)
            if index not in told:
                references.write(body, line.references, f"{path}.")
            if place is None and index not in summed:
                _write_amounts(body, line.amounts, path)
                summed.add(index)
            if index not in told:
                prices.write(body, line.prices, f"{path}.")
                told.add(index)
            for entry in quantities_of:
                _write_quantity(body, entry, lines)


def _place(loc: SegmentCursor) -> PartyId | None:
    """The place that a LOC names, None where it names none."""
    loc.accept(at(1), _PLACE_OF_SALE)
    return PartyId(AGENCIES.read(loc.text(at(2, 3))), loc.text(at(2))) if loc.peek(at(2)) else None


def _item(lin: LoopCursor, found: dict[object, _Item], whole: bool) -> _Item:
    """The item of a LIN. What it says that was said before is taken with it, what it says otherwise stays unread."""
    ids = items.read(lin.trigger, lin.all("PIA"))
    number = lin.trigger.text(at(1))
    key = ids or number
    said = list(_said(lin))
    item = found.get(key)
    if item is None:
        item = found[key] = _Item(ids, number, said, references.of(lin.all("RFF")), prices.read(lin))
    elif all(segment in item.said for segment in said):
        references.of(lin.all("RFF"))
        prices.read(lin)
    if whole and not item.amounts:
        item.amounts = tuple(_amounts(lin))
    return item


def _said(lin: LoopCursor) -> Iterator[list[str]]:
    """The prices and references of a LIN, as they stand there."""
    for _, elements in lin.node.segments:
        if elements[0] in ("PRI", "RFF"):
            yield list(elements)
    for child in lin.node.children:
        if child.outline.tag == "PRI":
            yield [element for _, elements in child.segments for element in elements]


def _amounts(lin: LoopCursor) -> Iterator[NamedAmount]:
    """The amounts of an item; one without a value stays unread."""
    for moa in lin.all("MOA"):
        if moa.peek(at(1, 2)):
            value = moa.number(at(1, 2))
            assert value is not None
            moa.take(at(1))
            yield NamedAmount(_AMOUNTS.read(moa.peek(at(1))), value)


def _add(item: _Item, group: LoopCursor, place: PartyId | None, date: NamedDate | None) -> None:
    for qty in group.loops("QTY"):
        quantity = quantities.read(qty.trigger)
        if quantity is not None:
            item.add(_ACTIVITIES.read(qty.trigger.peek(at(1))), date, place, quantity)


def _arranged(lines: Sequence[ActiveItem]) -> list[_Entry]:
    """The quantities place by place; item by item where the order of items, activities or places would get lost."""
    entries = [entry for index, line in enumerate(lines) for entry in _entries(index, line)]
    rank = {where: n for n, where in enumerate(dict.fromkeys(map(_where, entries)))}
    by_place = sorted(entries, key=lambda entry: rank[_where(entry)])
    return by_place if _in_order(by_place) else entries


def _entries(index: int, line: ActiveItem) -> Iterator[_Entry]:
    """The quantities of a line, and one without a quantity where it has none to hold its amounts."""
    found = []
    for number, activity in enumerate(line.activities):
        if activity.quantity is not None:
            found.append(_Entry(index, number, -1, None, activity.date, activity.quantity))
        for place, part in enumerate(activity.places):
            found.append(_Entry(index, number, place, part.place, activity.date, part.quantity))
    if not found or (line.amounts and all(entry.at is not None for entry in found)):
        yield _Entry(index)
    yield from found


def _where(entry: _Entry) -> tuple[PartyId | None, NamedDate | None]:
    return entry.at, entry.date


def _in_order(entries: Sequence[_Entry]) -> bool:
    """Whether lines, activities and places are met in their order."""
    for depth in (1, 2, 3):
        heads = list(dict.fromkeys(tuple(entry[:depth]) for entry in entries if -1 not in entry[1:depth]))
        if sorted(heads, key=lambda head: head[:-1]) != sorted(heads):
            return False
    return True


def _write_place(body: Body, place: PartyId | None, date: NamedDate | None, entry: _Entry) -> None:
    name = f"lines[{entry.line}].activities[{entry.activity}]"
    named = parties.identifier(place, f"{name}.places[{entry.place}].place") if place is not None else []
    body.add("LOC", _PLACE_OF_SALE, named)
    if date is not None:
        kind = DATES.write(date.kind)
        if not kind:
            raise not_writable(f"EDIFACT has no code for the date {date.kind!r}", f"{name}.date.kind", "DTM01-01")
        dates.write(body, kind, f"{name}.date.day", date.day, date.time)


def _write_amounts(body: Body, amounts: Sequence[NamedAmount], path: str) -> None:
    for index, amount in enumerate(amounts):
        name = f"{path}.amounts[{index}]"
        kind = _AMOUNTS.write(amount.kind)
        if not kind:
            raise not_writable(f"EDIFACT has no code for the amount {amount.kind!r}", f"{name}.kind", "MOA01-01")
        body.add("MOA", [kind, (f"{name}.amount", amount.amount)])


def _write_quantity(body: Body, entry: _Entry, lines: Sequence[ActiveItem]) -> None:
    if entry.quantity is None:
        return
    name = f"lines[{entry.line}].activities[{entry.activity}]"
    kind = _ACTIVITIES.write(lines[entry.line].activities[entry.activity].kind)
    if not kind:
        raise not_writable("EDIFACT has no code for this activity", f"{name}.kind", "QTY01-01")
    field_name = f"{name}.quantity" if entry.place < 0 else f"{name}.places[{entry.place}].quantity"
    quantities.write(body, kind, entry.quantity, field_name)
