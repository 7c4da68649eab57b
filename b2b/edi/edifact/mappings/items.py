"""Item numbers: the one in LIN, and those in PIA."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from b2b.documents import ItemId, ItemScheme
from b2b.edi.edifact.mappings.code_tables import ITEM_NUMBERS
from b2b.edi.edifact.mappings.reading import SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body, Item, Named, Value, not_writable
from b2b.edi.x12.mappings.items import of, qualified

# Element 4347: further numbers of the item that LIN names, and the numbers that name it.
ADDITIONAL, MAIN = "1", "5"

_IN_LIN = 3  # the element of LIN with the item number
_PER_PIA = 5

# Element 3055: the code beside the number is of this body's list.
_X12 = "116"

# Whose list it is when a code of 7143 is of their own numbers: that says nothing more.
_SELF_EVIDENT = {"9": ("EN", "SRV", "UP"), "91": ("SA", "VP", "VN"), "92": ("BP", "IN")}


def read(lin: SegmentCursor, pias: Iterable[SegmentCursor]) -> tuple[ItemId, ...]:
    """The item numbers of a line. A PIA that names substitutes, or what the item is not, stays unread."""
    found = [_item(lin, _IN_LIN)] if lin.peek(at(_IN_LIN)) else []
    for pia in pias:
        if pia.accept(1, ADDITIONAL, MAIN, ""):
            found += in_pia(pia)
    return tuple(found)


def in_pia(pia: SegmentCursor) -> list[ItemId]:
    """The item numbers of one PIA, whatever they are of."""
    return [_item(pia, element) for element in range(2, 2 + _PER_PIA) if pia.peek(at(element))]


def write_line(body: Body, number: str | int, items: Sequence[ItemId], path: str, action: Item = None) -> None:
    """LIN with the number of the line and what is to be done with it (1229), and as many PIA as the items take.

    A GTIN that comes first stands in LIN; where the line has no number, so does whatever comes first.
    """
    leads = bool(items) and (items[0].scheme is ItemScheme.GTIN or number == "")
    first = _components(items[0], f"{path}.items[0]") if leads else []
    body.add("LIN", (f"{path}.number", number), action, first)
    write_pia(body, ADDITIONAL if leads else MAIN, items[int(leads) :], path, int(leads))


def write_pia(body: Body, function: str, items: Sequence[ItemId], path: str, first: int = 0) -> None:
    """As many PIA with this function (4347) as it takes; `first` is the place of the first in the field `items`."""
    for start in range(0, len(items), _PER_PIA):
        part = items[start : start + _PER_PIA]
        numbered = enumerate(part, start=first + start)
        body.add("PIA", function, *(_components(item, f"{path}.items[{index}]") for index, item in numbered))


def _item(segment: SegmentCursor, element: int) -> ItemId:
    number, code, agency = (at(element, component) for component in (1, 2, 4))
    value, kind, by = segment.text(number), segment.text(code), segment.peek(agency)
    if by == _X12:
        segment.take(agency)
        return of(kind, value)
    if kind in _SELF_EVIDENT.get(by, ()):
        segment.take(agency)
    qualifier = ITEM_NUMBERS.read(kind) or "ZZ"
    # A number of 14 digits is that of a case, for which X12 has a code of its own.
    return of("UK" if qualifier == "EN" and len(value) == 14 else qualifier, value)


def _components(item: ItemId, name: str) -> list[Value | Named]:
    qualifier = qualified(item).qualifier
    gtin = qualifier in ("EN", "UK")
    code = ITEM_NUMBERS.write("EN" if gtin else qualifier)
    value: Named = (f"{name}.value", item.value)
    if not item.value:
        raise not_writable("an empty item number cannot be sent", value[0], "C212")
    if code:
        return [value, code]
    return [value, (f"{name}.qualifier", qualifier), None, _X12]
