"""Item numbers in segments that have fixed places for them: a U.P.C. case code and pairs of qualifier and number.

So it is in the detail segments of grocery and warehouse sets (G17, G68, W01, W04, W07, W12), with their description in
G69 and whatever else identifies the line in N9. An item number that finds no place stands in an N9 as well, with its
qualifier as the description: `N9*IX*04012345000016*UK`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from b2b.documents import ItemId, Reference
from b2b.edi.x12.mappings import free_form, items, references
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body, Named, Value

Elements = dict[int, Value | Named]

# Element 235 of what the case code's element holds, twelve characters (2-5-5) without a check digit.
_CASE_CODE = "UA"
_CASE_CODE_LENGTH = 12

# Element 128, and 235, of a lot; element 128 of a line.
_LOT = "LT"
LINE_NUMBER = "LI"
BUYERS_LINE_NUMBER = "BV"

# Element 128 of an item number; its description is a code of element 235.
_ITEM_NUMBER = "IX"
_QUALIFIER = re.compile(r"[A-Z0-9]{2}").fullmatch


@dataclass(frozen=True, slots=True)
class Places:
    """Which elements of a segment hold what; `pairs` are those of the qualifiers, `lot` is 0 where it has none."""

    id: str
    case_code: int
    pairs: tuple[int, ...]
    lot: int = 0


@dataclass(frozen=True, slots=True)
class Identified:
    """What identifies a line: its number, its items, the lot; what describes it; and the N9 that say something else."""

    number: str
    items: tuple[ItemId, ...]
    lot: str
    description: str
    others: Sequence[SegmentCursor]


def read(loop: LoopCursor, places: Places, numbered: Sequence[str], with_lot: bool = True) -> Identified:
    """What the loop of a line says of its item; `numbered` are the kinds of N9 that hold the line's number."""
    segment = loop.trigger
    lot = segment.text(places.lot) if places.lot else ""
    found = []
    if len(segment.peek(places.case_code)) == _CASE_CODE_LENGTH:
        found.append(items.of(_CASE_CODE, segment.text(places.case_code)))
    for place in places.pairs:
        qualifier, value = segment.peek(place), segment.peek(place + 1)
        if not qualifier or not value:
            continue
        segment.take(place, place + 1)
        if with_lot and qualifier == _LOT and not lot:
            lot = value
        else:
            found.append(items.of(qualifier, value))
    if with_lot and not lot:
        lot = references.one(loop, _LOT, id="N9")
    number = references.one(loop, *numbered, id="N9")
    others = []
    for n9 in loop.all("N9"):
        if n9.peek(1) == _ITEM_NUMBER and n9.peek(2) and _QUALIFIER(n9.peek(3)):
            n9.take(1)
            found.append(items.of(n9.text(3), n9.text(2)))
        else:
            others.append(n9)
    description = free_form.read(loop.all("G69")) or items.named_in_part(found)
    return Identified(number, tuple(found), lot, description, others)


def elements(body: Body, places: Places, ids: Sequence[ItemId], at: str, lot: str = "") -> Elements:
    """The elements that hold the item numbers of the line `at`, as many as there is room for, and its lot where that
    has a place and is short enough.
    """
    found: Elements = {}
    for (name, item), place in zip(_numbered(ids, at), _places(body, places, ids), strict=False):
        if place == places.case_code:
            found[place] = (f"{name}.value", item.value)
        else:
            qualifier = items.qualified(item).qualifier
            found |= {place: (f"{name}.qualifier", qualifier), place + 1: (f"{name}.value", item.value)}
    if lot and _in_segment(body, places, lot):
        found[places.lot] = (f"{at}.lot", lot)
    return found


def _numbered(ids: Sequence[ItemId], at: str) -> list[tuple[str, ItemId]]:
    return [(f"{at}.items[{index}]", item) for index, item in enumerate(ids)]


def _places(body: Body, places: Places, ids: Sequence[ItemId]) -> tuple[int, ...]:
    """The elements for these item numbers in turn: the first of them may be a case code."""
    # 006020 has a number of its own where G17 had the case code before.
    has_place = body.room(places.id, places.case_code) == _CASE_CODE_LENGTH
    first = next(iter(ids), None)
    is_case_code = first is not None and first.qualifier == _CASE_CODE and len(first.value) == _CASE_CODE_LENGTH
    return (places.case_code, *places.pairs) if has_place and is_case_code else places.pairs


def write(body: Body, id: str, placed: Mapping[int, Value | Named]) -> None:
    """A segment with these elements at their places, the others empty."""
    body.add(id, *(placed.get(place) for place in range(1, max(placed) + 1)))


def write_description(body: Body, description: str, ids: Sequence[ItemId], at: str) -> None:
    """The G69 of a line, none where an item number says it all."""
    if description != items.named_in_part(ids):
        free_form.write(body, "G69", f"{at}.description", description)


def write_numbers(
    body: Body,
    places: Places,
    at: str,
    numbers: Iterable[tuple[str, str, str]],
    ids: Sequence[ItemId],
    lot: str = "",
    others: Sequence[Reference] = (),
) -> None:
    """The N9 of a line: its numbers, each as (kind, name of its field, number), the item numbers and the lot that the
    segment could not hold, and its references.
    """
    for kind, name, number in numbers:
        references.write_one(body, kind, f"{at}.{name}", number, "N9")
    if lot and not _in_segment(body, places, lot):
        references.write_one(body, _LOT, f"{at}.lot", lot, "N9")
    for name, item in _numbered(ids, at)[len(_places(body, places, ids)) :]:
        qualifier = items.qualified(item).qualifier
        body.add("N9", _ITEM_NUMBER, (f"{name}.value", item.value), (f"{name}.qualifier", qualifier))
    references.write(body, others, f"{at}.", "N9")


def _in_segment(body: Body, places: Places, lot: str) -> bool:
    return bool(places.lot) and len(lot) <= body.room(places.id, places.lot)
