"""What an item is like: how it is packed, what it measures, what characterises it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from b2b.documents.values import Quantity


@dataclass(frozen=True, slots=True)
class Packing:
    """How an item is packed (X12 PO4): `count` packs of `size` in one ordered unit, `inner` of them together.

    `packaging` is X12 element 103 (`CTN` carton), `weight_kind` element 187 (`G` gross); weight and volume are those of
    a pack. Length, width and height are in `dimension_unit` (UN/ECE Recommendation 20).
    """

    count: int | None = None
    size: Quantity | None = None
    inner: int | None = None
    packaging: str = ""
    weight: Quantity | None = None
    weight_kind: str = ""
    volume: Quantity | None = None
    length: Decimal | None = None
    width: Decimal | None = None
    height: Decimal | None = None
    dimension_unit: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """What an item measures (X12 MEA); `kind` is element 738 (`LN` length, `WT` weight), `of` element 737 (`PD`: its
    dimensions)."""

    kind: str
    quantity: Quantity
    of: str = ""


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One property of an item (X12 PID), in words or as a `code` of the list that `agency` keeps (element 559);
    `kind` is X12 element 750 (`73` the vendor's colour, `75` the buyer's).
    """

    text: str = ""
    kind: str = ""
    agency: str = ""
    code: str = ""
