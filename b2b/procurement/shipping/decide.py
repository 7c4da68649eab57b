"""What a shipment holds: a pure function of the order's open lines and of what somebody wants to ship."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from b2b.errors import NotAllowed, NotFound
from b2b.procurement.orders.quantities import storable
from b2b.procurement.orders.wording import figure, listed


@dataclass(frozen=True, slots=True)
class OpenLine:
    """An order line: `number` is the buyer's (may be empty or stand twice), quantities in its unit."""

    position: int
    number: str
    sku: str
    unit: str
    confirmed: Decimal
    shipped: Decimal

    @property
    def open(self) -> Decimal:
        """Confirmed and not shipped yet."""
        return self.confirmed - self.shipped


def contents(order: str, lines: Sequence[OpenLine], wanted: Mapping[str, Decimal] | None) -> dict[int, Decimal]:
    """Quantity by position: what is `wanted` by line number (`#2`: by position), or all that is open.

    Raises NotFound for a line that is not there, NotAllowed for more than is open, and where nothing is left to ship.
    """
    if wanted is None:
        found = {line.position: line.open for line in lines if line.open > 0}
        if not found:
            raise NotAllowed(
                f"nothing of order {order} is confirmed and not shipped yet",
                where=f"order {order}",
                next_step=f"b2b orders show {order}",
            )
        return found
    if not wanted:
        raise NotAllowed(f"no line of order {order} was named", where=f"order {order}", next_step=f"b2b ship {order}")
    found = {}
    for name, quantity in wanted.items():
        line = _line(order, lines, name)
        where = f"order {order}, line {name}"
        if not storable(quantity) or quantity <= 0:
            raise NotAllowed(f"{quantity} cannot be shipped", where=where, next_step="ship a quantity above 0")
        if line.position in found:
            raise NotAllowed(f"line {name} was named twice", where=where, next_step="name each line once")
        if quantity > line.open:
            text = f"{figure(quantity)} {line.unit} of {line.sku or 'it'} cannot be shipped: {_open(line)}"
            raise NotAllowed(
                text, where=where, next_step=f"ship {figure(line.open)} at most, see b2b orders show {order}"
            )
        found[line.position] = quantity
    return found


def _open(line: OpenLine) -> str:
    return f"{figure(line.confirmed)} are confirmed and {figure(line.shipped)} of these shipped"


def _line(order: str, lines: Sequence[OpenLine], name: str) -> OpenLine:
    if name.startswith("#"):
        found = [line for line in lines if f"#{line.position}" == name]
    else:
        found = [line for line in lines if line.number == name]
    if len(found) == 1:
        return found[0]
    where = f"order {order}"
    if found:
        positions = listed([f"#{line.position}" for line in found])
        raise NotFound(
            f"line {name} stands {len(found)} times", where=where, next_step=f"name it by its place: {positions}"
        )
    known = listed([line.number or f"#{line.position}" for line in lines], 20)
    raise NotFound(f"there is no line {name}", where=where, next_step=f"its lines are {known}")
