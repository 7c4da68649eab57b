"""HL segments of a sample: shipments with orders, packs and items below them, numbered as they come (X12.59)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from b2b.edi.sampling.breadth import Breadth

# From the outside inwards, by set; any other set that has HL segments is taken for a shipment.
_LEVELS = {"856": "SOPI", "857": "SOPI", "869": "OI", "870": "OI"}

# At which levels a segment has something to say; one that is not named may stand at each.
_SAID_AT = {
    "CLD": "I", "CUR": "SO", "DTM": "SO", "ETD": "SO", "FOB": "S", "IT1": "I", "ISR": "OI", "LH1": "S", "LIN": "I",
    "MAN": "TP", "N1": "SO", "PAL": "TP", "PID": "I", "PO1": "I", "PO3": "I", "PO4": "PI", "PRF": "O", "QTY": "I",
    "REF": "SO", "SAC": "SO", "SCH": "I", "SDQ": "I", "SLN": "I", "SN1": "I", "TD1": "S", "TD3": "S", "TD4": "S",
    "TD5": "S", "TSD": "S", "V1": "S",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One HL: its number (HL01), that of the HL above it or "", its code (HL03), and whether others lie below.

    `among` has the codes of all levels of the set.
    """

    number: str
    parent: str
    code: str
    has_children: bool
    among: str

    def says(self, segment: str) -> bool | None:
        """Whether a segment of that id belongs at this level; None where it may stand at any. What belongs at none of
        the set's levels is said at the outermost.
        """
        said_at = _SAID_AT.get(segment)
        if said_at is None:
            return None
        return self.code in said_at or not (self.parent or set(said_at).intersection(self.among))

    @property
    def elements(self) -> list[str | tuple[str, ...]]:
        """The HL segment."""
        return ["HL", self.number, self.parent, self.code, "1" if self.has_children else "0"]


def levels(set_id: str, breadth: Breadth, chance: random.Random) -> list[Level]:
    """The HL segments of one set, in order; a minimal one has a single HL of each level, one below the other."""
    codes = _LEVELS.get(set_id, "SOI")
    if breadth is not Breadth.FULL and (breadth is Breadth.MINIMAL or chance.random() < 0.4):
        codes = codes.replace("P", "")
    most = 1 if breadth is Breadth.MINIMAL else 2
    return list(_below("", codes, codes, most, chance, iter(range(1, 10_000))))


def _below(
    parent: str, codes: str, among: str, most: int, chance: random.Random, numbers: Iterator[int]
) -> Iterator[Level]:
    if not codes:
        return
    # One shipment; as many orders, packs and items in it as chance will have it.
    count = chance.randint(1, most) if parent else 1
    for _ in range(count):
        number = str(next(numbers))
        yield Level(number, parent, codes[0], len(codes) > 1, among)
        yield from _below(number, codes[1:], among, most, chance, numbers)
