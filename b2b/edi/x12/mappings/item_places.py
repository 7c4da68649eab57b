"""Item numbers in segments that have fixed places for them: a U.P.C. case code and pairs of qualifier and number.

So it is in the detail segments of grocery and warehouse sets (G17, G68, W01, W04, W07, W12), with their description in
G69 and whatever else identifies the line in N9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from b2b.documents import ItemId, Reference
from b2b.edi.x12.mappings import free_form, items, references
from b2b.edi.x12.mappings.reading import LoopCursor
from b2b.edi.x12.mappings.writing import Body, Named, Value, not_writable

Elements = dict[int, Value | Named]

# Element 235 of what the case code's element holds, twelve characters (2-5-5) without a check digit.
_CASE_CODE = "UA"
_CASE_CODE_LENGTH = 12

# Element 128, and 235, of a lot; element 128 of a line.
_LOT = "LT"
LINE_NUMBER = "LI"
BUYERS_LINE_NUMBER = "BV"


@dataclass(frozen=True, slots=True)
class Places:
    """Which elements of a segment hold what; `pairs` are those of the qualifiers, `lot` is 0 where it has none."""

    id: str
    case_code: int
    pairs: tuple[int, ...]
    lot: int = 0


@dataclass(frozen=True, slots=True)
class Identified:
    """What identifies a line: its number, its items, the lot; and what describes it."""

    number: str
    items: tuple[ItemId, ...]
    lot: str
    description: str


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
    description = free_form.read(loop.all("G69")) or items.named_in_part(found)
    return Identified(number, tuple(found), lot, description)


def elements(body: Body, places: Places, ids: Sequence[ItemId], at: str, lot: str = "") -> Elements:
    """The elements that hold the item numbers of the line `at`, and its lot where that has a place and is short enough.

    NotWritable: there are more numbers than places.
    """
    found: Elements = {}
    waiting = list(places.pairs)
    # 006020 has a number of its own where G17 had the case code before.
    has_place = body.room(places.id, places.case_code) == _CASE_CODE_LENGTH
    for index, item in enumerate(ids):
        name, qualifier = f"{at}.items[{index}]", items.qualified(item).qualifier
        if has_place and index == 0 and qualifier == _CASE_CODE and len(item.value) == _CASE_CODE_LENGTH:
            found[places.case_code] = (f"{name}.value", item.value)
            continue
        if not waiting:
            raise not_writable(f"{places.id} has no place for this many item numbers", name, places.id)
        place = waiting.pop(0)
        found |= {place: (f"{name}.qualifier", qualifier), place + 1: (f"{name}.value", item.value)}
    if lot and _in_segment(body, places, lot):
        found[places.lot] = (f"{at}.lot", lot)
    return found


def write(body: Body, id: str, placed: Mapping[int, Value | Named]) -> None:
    """A segment with these elements at their places, the others empty."""
    body.add(id, *(placed.get(place) for place in range(1, max(placed) + 1)))


def write_description(body: Body, description: str, ids: Sequence[ItemId], at: str) -> None:
    """The G69 of a line, none where an item number says it all."""
    if description != items.named_in_part(ids):
        free_form.write(body, "G69", f"{at}.description", description)


def write_numbers(
    body: Body, places: Places, at: str, numbers: Iterable[tuple[str, str, str]], lot: str, others: Sequence[Reference]
) -> None:
    """The N9 of a line: its numbers, each as (kind, name of its field, number), its lot where the segment could not
    hold it, and its references.
    """
    for kind, name, number in numbers:
        references.write_one(body, kind, f"{at}.{name}", number, "N9")
    if lot and not _in_segment(body, places, lot):
        references.write_one(body, _LOT, f"{at}.lot", lot, "N9")
    references.write(body, others, f"{at}.", "N9")


def _in_segment(body: Body, places: Places, lot: str) -> bool:
    return bool(places.lot) and len(lot) <= body.room(places.id, places.lot)
