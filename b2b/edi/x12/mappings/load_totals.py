"""What a shipment weighs and measures, and the control total of its units: W76 of an order, W03 of an advice."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from b2b.documents import Quantity, StockTransfer, WarehouseOrder, WarehouseShipment
from b2b.edi.x12.mappings import quantities
from b2b.edi.x12.mappings.reading import LoopCursor
from b2b.edi.x12.mappings.writing import Body, Named, Value

# By segment: the fields after the units, each a quantity and its unit.
_FIELDS = {"W76": ("gross_weight", "volume"), "W03": ("gross_weight", "volume", "packages")}


@dataclass(frozen=True, slots=True)
class Load:
    """Weight, volume and handling units, each None where it is not said."""

    gross_weight: Quantity | None = None
    volume: Quantity | None = None
    packages: Quantity | None = None


def read(message: LoopCursor, id: str, units: Decimal) -> Load:
    """The load in a W76 or W03; its total of units is taken where it is right, a wrong one stays a leftover."""
    segment = message.first(id)
    if segment is None:
        return Load()
    segment.accept_number(1, units)
    return Load(*(quantities.read(segment, 2 * number, 2 * number + 1) for number in range(1, len(_FIELDS[id]) + 1)))


def write(body: Body, id: str, document: WarehouseOrder | StockTransfer | WarehouseShipment, units: Decimal) -> None:
    """The W76 or W03 of a document with so many units."""
    placed: list[Value | Named] = [units]
    for number, field in enumerate(_FIELDS[id], start=1):
        quantity: Quantity | None = getattr(document, field)
        element = f"{id}{2 * number + 1:02d}"
        placed += [None, None] if quantity is None else quantities.elements(quantity, field, element)
    body.add(id, *placed)
