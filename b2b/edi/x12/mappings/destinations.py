"""Where the parts of a quantity go: SDQ segments, up to ten places of one scheme and unit in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from b2b.documents import Destination, PartyId, Quantity
from b2b.edi import units
from b2b.edi.x12.mappings import quantities
from b2b.edi.x12.mappings.reading import SegmentCursor
from b2b.edi.x12.mappings.writing import Body, Named, Value

_PLACES_IN_SDQ = 10


def read(segments: Iterable[SegmentCursor]) -> tuple[Destination, ...]:
    """The places of SDQ segments and what each gets."""
    found = []
    for segment in segments:
        unit, scheme = units.from_x12(segment.text(1)), segment.text(2)
        for element in range(3, 3 + 2 * _PLACES_IN_SDQ, 2):
            if segment.peek(element):
                place = PartyId(scheme, segment.text(element))
                found.append(Destination(place, Quantity(segment.required_number(element + 1), unit)))
    return tuple(found)


def write(body: Body, destinations: Sequence[Destination], at: str) -> None:
    """The SDQ segments of `at`, the path of the field with the destinations."""
    alike = groupby(enumerate(destinations), lambda pair: (pair[1].place.scheme, pair[1].quantity.unit))
    for (scheme, _), group in alike:
        members = list(group)
        for start in range(0, len(members), _PLACES_IN_SDQ):
            places: list[Value | Named] = []
            for index, destination in members[start : start + _PLACES_IN_SDQ]:
                value, unit = quantities.elements(destination.quantity, f"{at}[{index}].quantity", "SDQ01")
                places += [(f"{at}[{index}].place.value", destination.place.value), value]
            body.add("SDQ", unit, (f"{at}.place.scheme", scheme), *places)
