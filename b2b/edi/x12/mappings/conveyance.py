"""How goods travel, in the segments of warehouse sets: W66 of an order, W27 and W10 of what was shipped, W08 of what
arrived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from b2b.documents import Carriage
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body, Named

# By segment: the element of each field, of seals the first of two.
_PLACES: Mapping[str, Mapping[str, int]] = {
    "W66": {"payment": 1, "mode": 2, "pallet_exchange": 3, "unit_load": 4, "routing": 5, "carrier": 10},
    "W27": {
        "mode": 1,
        "carrier": 2,
        "routing": 3,
        "payment": 4,
        "equipment_kind": 5,
        "equipment_owner": 6,
        "equipment": 7,
    },
    "W10": {"unit_load": 1, "pallets": 2, "pallet_exchange": 3, "seals": 4},
    "W08": {"mode": 1, "carrier": 2, "routing": 3, "equipment_owner": 4, "equipment": 5, "seals": 6, "unit_load": 9},
}


def read(message: LoopCursor, *ids: str) -> Carriage | None:
    """What the first of each of these segments says together, None where there is none of them."""
    said: dict[str, Any] = {}
    for id in ids:
        if (segment := message.first(id)) is not None:
            said |= {field: _value(segment, field, place) for field, place in _PLACES[id].items()}
    return Carriage(**said) if said else None


def _value(segment: SegmentCursor, field: str, place: int) -> str | int | tuple[str, ...] | None:
    if field == "seals":
        return tuple(seal for seal in (segment.text(place), segment.text(place + 1)) if seal)
    return segment.count(place) if field == "pallets" else segment.text(place)


def write(body: Body, id: str, carriage: Carriage | None, at: str = "carriage") -> None:
    """The segment with the fields that it has a place for, nothing where all of them are empty."""
    placed: dict[int, Named] = {}
    for field, place in _PLACES[id].items() if carriage is not None else ():
        value = getattr(carriage, field)
        if field == "seals":
            placed |= {place + index: (f"{at}.seals[{index}]", seal) for index, seal in enumerate(value[:2])}
        else:
            placed[place] = (f"{at}.{field}", value)
    if any(value not in ("", None) for _, value in placed.values()):
        body.add(id, *(placed.get(place) for place in range(1, max(placed) + 1)))
