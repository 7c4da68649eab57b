"""The places of a report of sales (LOC, LIN, QTY), made of what its document says item by item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from b2b.documents import ActiveItem, NamedAmount, NamedDate, PartyId, Quantity
from b2b.edi.edifact.mappings import dates, items, parties, prices, quantities, references
from b2b.edi.edifact.mappings.code_tables import DATES
from b2b.edi.edifact.mappings.sold_items import ACTIVITIES, AMOUNTS, PLACE_OF_SALE
from b2b.edi.edifact.mappings.writing import Body, not_writable


class _Entry(NamedTuple):
    """One quantity as it is written: its line, activity and place by number, -1 for none; and where it stands."""

    line: int
    activity: int = -1
    place: int = -1
    at: PartyId | None = None
    date: NamedDate | None = None
    quantity: Quantity | None = None


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
    body.add("LOC", PLACE_OF_SALE, named)
    if date is not None:
        kind = DATES.write(date.kind)
        if not kind:
            raise not_writable(f"EDIFACT has no code for the date {date.kind!r}", f"{name}.date.kind", "DTM01-01")
        dates.write(body, kind, f"{name}.date.day", date.day, date.time)


def _write_amounts(body: Body, amounts: Sequence[NamedAmount], path: str) -> None:
    for index, amount in enumerate(amounts):
        name = f"{path}.amounts[{index}]"
        kind = AMOUNTS.write(amount.kind)
        if not kind:
            raise not_writable(f"EDIFACT has no code for the amount {amount.kind!r}", f"{name}.kind", "MOA01-01")
        body.add("MOA", [kind, (f"{name}.amount", amount.amount)])


def _write_quantity(body: Body, entry: _Entry, lines: Sequence[ActiveItem]) -> None:
    if entry.quantity is None:
        return
    name = f"lines[{entry.line}].activities[{entry.activity}]"
    kind = ACTIVITIES.write(lines[entry.line].activities[entry.activity].kind)
    if not kind:
        raise not_writable("EDIFACT has no code for this activity", f"{name}.kind", "QTY01-01")
    field_name = f"{name}.quantity" if entry.place < 0 else f"{name}.places[{entry.place}].quantity"
    quantities.write(body, kind, entry.quantity, field_name)
