"""Which line of an order of ours a document means. Numbers that disagree are never weighed: a person looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from b2b.documents import ItemId, ItemScheme, Quantity
from b2b.documents.gtin import gtin14
from b2b.procurement.orders.quantities import exact, storable
from b2b.procurement.orders.wording import figure


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """A line of an order of ours; quantities count `unit`, prices one of it. `ordered` is less what we cancelled.

    `price` is the one that holds, `ordered_price` the one we asked for. `units` says how many of the item's own unit a
    unit is, that unit included. `supplier_codes` are the supplier's numbers of the item.
    """

    id: str
    order_id: str
    order_number: str
    currency: str
    position: int
    number: str
    sku: str
    unit: str
    ordered: Decimal
    ordered_price: Decimal
    price: Decimal
    rejected: Decimal = Decimal(0)
    given_up: Decimal = Decimal(0)
    announced: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    invoiced: Decimal = Decimal(0)
    supplier_codes: frozenset[str] = frozenset()
    gtin: str = ""
    units: Mapping[str, Decimal] = field(default_factory=dict)
    vat_rate: Decimal | None = None

    @property
    def open(self) -> Decimal:
        """What is still to come, never below 0."""
        return max(Decimal(0), self.ordered - self.rejected - self.given_up - self.received)

    def __str__(self) -> str:
        return f"order {self.order_number}, line {self.number} {self.sku}"


@dataclass(frozen=True, slots=True)
class Unfound:
    """Why no line was found: a stable `code` (unknown-line, lines-disagree, several-lines, unknown-unit,
    figure-out-of-range) and the words.
    """

    code: str
    text: str


def find(number: str, items: Sequence[ItemId], lines: Sequence[OrderedLine]) -> OrderedLine | Unfound:
    """The line of this number of ours; without a number, or where we have no such line, the one line of that item.

    Item numbers that we know and that mean another line than the number does are a contradiction.
    """
    by_number = [line for line in lines if number and line.number == number]
    by_item = list(_of_item(items, lines))
    if len(by_number) == 1:
        found = by_number[0]
        if by_item and found not in by_item:
            others = " and ".join(dict.fromkeys(line.sku for line in by_item))
            return Unfound("lines-disagree", f"line {number} is {found.sku}, and its item number means {others}")
        return found
    said = f"line {number}, {_written(items)}" if number else _written(items)
    if not by_item:
        known = ", ".join(f"{line.number} {line.sku}" for line in lines[:5]) + (", ..." if len(lines) > 5 else "")
        return Unfound("unknown-line", f"{said} was not ordered" + (f" (ordered: {known})" if known else ""))
    if len(by_item) > 1:
        listed = ", ".join(line.number for line in by_item[:5])
        return Unfound("several-lines", f"{said} may be line {listed}: the line's number is missing")
    return by_item[0]


def in_unit_of(quantity: Quantity, line: OrderedLine) -> Decimal | Unfound:
    """The quantity in the line's unit; one without a unit counts that already."""
    value = quantity.value
    if not storable(value):
        return Unfound("figure-out-of-range", f"the quantity {value} is beyond what can be kept")
    if quantity.unit in ("", line.unit):
        return value
    theirs, ours = line.units.get(quantity.unit), line.units.get(line.unit)
    if theirs is None or ours is None:
        known = ", ".join(line.units) or line.unit
        text = f"it is not on file how many {line.unit} of {line.sku} one {quantity.unit} is (known: {known})"
        return Unfound("unknown-unit", text)
    found = exact(Fraction(value) * Fraction(theirs) / Fraction(ours))
    if found is None or not storable(found):
        text = f"{figure(value)} {quantity.unit} of {line.sku} is no exact number of {line.unit}"
        return Unfound("unknown-unit", text)
    return found


def _of_item(items: Sequence[ItemId], lines: Sequence[OrderedLine]) -> Iterator[OrderedLine]:
    for line in lines:
        if any(_means(id, line) for id in items):
            yield line


def _means(id: ItemId, line: OrderedLine) -> bool:
    value = id.value.strip()
    match id.scheme:
        case ItemScheme.GTIN:
            return bool(line.gtin) and gtin14(value) == line.gtin
        case ItemScheme.BUYER:
            return value == line.sku
        case _:
            return value in line.supplier_codes


def _written(items: Sequence[ItemId]) -> str:
    return " / ".join(str(id) for id in items) or "a line without an item number"
