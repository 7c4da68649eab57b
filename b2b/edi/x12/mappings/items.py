"""Item numbers: pairs of qualifier (element 235) and number (element 234), in any order, as partners write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from b2b.documents import ItemId, ItemScheme
from b2b.edi.x12.mappings.reading import SegmentCursor
from b2b.edi.x12.mappings.writing import Named, Value

# Whose number a qualifier announces. `PN` (company part number) is the sender's or the receiver's, by habit: it stays
# OTHER, and so do `ST` (style) and `MF` (the name of the manufacturer, no number of his).
_SCHEMES: Mapping[str, ItemScheme] = {
    **dict.fromkeys(("VP", "VN", "VC", "VA"), ItemScheme.SUPPLIER),
    **dict.fromkeys(("BP", "IN", "CB", "SK", "PI"), ItemScheme.BUYER),
    **dict.fromkeys(("UP", "UK", "EN", "EO", "UI", "UA", "UE", "UD"), ItemScheme.GTIN),
    "MG": ItemScheme.MANUFACTURER,
}

_OTHER = ItemScheme.OTHER

_DEFAULTS = {
    ItemScheme.SUPPLIER: "VP",
    ItemScheme.BUYER: "BP",
    ItemScheme.MANUFACTURER: "MG",
    ItemScheme.OTHER: "ZZ",
}
_GTIN_BY_LENGTH = {12: "UP", 13: "EN", 14: "UK"}


def read(segment: SegmentCursor, first: int, aside: Sequence[str] = ()) -> tuple[tuple[ItemId, ...], dict[str, str]]:
    """The item numbers of a segment from element `first` on, and apart from them the values of qualifiers in `aside`.

    A qualifier without a number, or the reverse, is left unread.
    """
    found: list[ItemId] = []
    apart: dict[str, str] = {}
    elements, left, component, schemes = segment.elements, segment.left, segment.message.component, _SCHEMES.get
    for element in range(first, len(elements) - 1, 2):
        qualifier, value = elements[element], elements[element + 1]
        scheme = schemes(qualifier)
        if not value.isalnum():
            value = value.strip().rstrip(component)
        if scheme is None:
            qualifier = qualifier.strip().rstrip(component)
            scheme = schemes(qualifier, _OTHER) if qualifier else None
        if scheme is None or not value:
            continue
        if qualifier not in aside:
            found.append(ItemId(scheme, value, qualifier))
        elif qualifier not in apart:
            apart[qualifier] = value
        else:
            continue
        left[element] = left[element + 1] = ""
    return tuple(found), apart


def of(qualifier: str, value: str) -> ItemId:
    """The item number that this qualifier announces."""
    return ItemId(_SCHEMES.get(qualifier, ItemScheme.OTHER), value, qualifier)


def qualified(item: ItemId) -> ItemId:
    """The same item number with the qualifier it is written with, where it came without one."""
    if item.qualifier:
        return item
    if item.scheme is ItemScheme.GTIN:
        return ItemId(item.scheme, item.value, _GTIN_BY_LENGTH.get(len(item.value), "EN"))
    return ItemId(item.scheme, item.value, _DEFAULTS[item.scheme])


def pairs(items: Sequence[ItemId], at: str, *apart: tuple[str, str, Value]) -> list[Value | Named]:
    """The elements of the item numbers of `at`; `apart` are (qualifier, field name, value) beside them."""
    elements: list[Value | Named] = []
    for index, item in enumerate(items):
        name = f"{at}.items[{index}]"
        elements += [(f"{name}.qualifier", qualified(item).qualifier), (f"{name}.value", item.value)]
    for qualifier, name, value in apart:
        if value:
            elements += [qualifier, (name, value)]
    return elements


def named_in_part(items: Sequence[ItemId]) -> str:
    """The description that some partners put among the item numbers (`PD`), "" where there is none."""
    return next((item.value for item in items if item.qualifier == "PD"), "")
