"""What a report of sales says of items, put together from its places (LOC, LIN, QTY).

A LOC without a number is for the whole of the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

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
from b2b.edi.edifact.mappings import items, prices, quantities, references
from b2b.edi.edifact.mappings.code_tables import AGENCIES, CodeTable
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.report_days import Days

# 3227: the place of a sale. 7365: what follows is all there is.
PLACE_OF_SALE, _COMPLETE = "162", "37"

# What was done: X12 element 859, EDIFACT 6063. What of an item: X12 element 522, EDIFACT 5025.
ACTIVITIES = CodeTable("6063", {"QS": "153", "QU": "61", "QA": "145", "QP": "21", "QI": "198", "QR": "48"})
AMOUNTS = CodeTable("5025", {"1": "203", "TT": "128"})


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


def _place(loc: SegmentCursor) -> PartyId | None:
    """The place that a LOC names, None where it names none."""
    loc.accept(at(1), PLACE_OF_SALE)
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
            yield NamedAmount(AMOUNTS.read(moa.peek(at(1))), value)


def _add(item: _Item, group: LoopCursor, place: PartyId | None, date: NamedDate | None) -> None:
    for qty in group.loops("QTY"):
        quantity = quantities.read(qty.trigger)
        if quantity is not None:
            item.add(ACTIVITIES.read(qty.trigger.peek(at(1))), date, place, quantity)
