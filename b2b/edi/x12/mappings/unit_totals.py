"""Control totals of grocery sets, which name the unit that they count: G76 of an order, G31 of an invoice."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from b2b.documents import Quantity
from b2b.edi import units
from b2b.edi.x12.mappings.reading import LoopCursor
from b2b.edi.x12.mappings.writing import Body

# Element 355 where lines count in several units.
_MIXED = "ZZ"


def accept(message: LoopCursor, id: str, counted: Sequence[Quantity]) -> None:
    """Take the total where it is right; a wrong one stays a leftover, for somebody to see."""
    segment = message.first(id)
    if segment is not None and segment.accept_number(1, _sum(counted)):
        segment.accept(2, _MIXED, *(units.to_x12(quantity.unit) for quantity in counted))


def write(body: Body, id: str, counted: Sequence[Quantity]) -> None:
    """The total of these quantities."""
    different = {quantity.unit for quantity in counted}
    unit = units.to_x12(different.pop()) if len(different) == 1 else _MIXED
    body.add(id, _sum(counted), unit)


def _sum(counted: Sequence[Quantity]) -> Decimal:
    return sum((quantity.value for quantity in counted), Decimal(0))
