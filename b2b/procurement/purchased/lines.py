"""Which line of an order of ours a document means. Numbers that disagree are never weighed: a person looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import overload

from b2b.documents import ItemId, ItemScheme, Quantity
from b2b.documents.gtin import gtin14
from b2b.procurement.orders.quantities import exact, storable
from b2b.procurement.orders.wording import figure

_GTIN, _OURS, _THEIRS = "gtin", "ours", "theirs"
# So many lines are named where several are meant.
_NAMED = 5


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


class Lines(Sequence[OrderedLine]):
    """Lines of an order, which documents mean by their numbers or by their items; each is found at once, however many
    there are.
    """

    def __init__(self, lines: Iterable[OrderedLine]) -> None:
        self._all = tuple(lines)
        self._numbered: dict[str, list[OrderedLine]] = {}
        self._meant: dict[tuple[str, str], list[OrderedLine]] = {}
        for line in self._all:
            self._numbered.setdefault(line.number, []).append(line)
            for key in _keys(line):
                self._meant.setdefault(key, []).append(line)

    @overload
    def __getitem__(self, place: int) -> OrderedLine: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[OrderedLine]: ...
    def __getitem__(self, place: int | slice) -> OrderedLine | Sequence[OrderedLine]:
        return self._all[place]

    def __len__(self) -> int:
        return len(self._all)

    def has_number(self, number: str) -> bool:
        """Whether a line has this number of ours."""
        return number in self._numbered

    def find(self, number: str, items: Sequence[ItemId]) -> OrderedLine | Unfound:
        """The line of this number of ours; without a number, or where we have no such line, the one line of that item.

        Item numbers that we know and that mean another line than the number does are a contradiction.
        """
        by_number = self._numbered.get(number, []) if number else []
        by_item = self._of_item(items)
        if len(by_number) == 1:
            found = by_number[0]
            if by_item and not any(_key(id) in _keys(found) for id in items):
                others = " and ".join(dict.fromkeys(line.sku for line in by_item))
                return Unfound("lines-disagree", f"line {number} is {found.sku}, and its item number means {others}")
            return found
        said = f"line {number}, {_written(items)}" if number else _written(items)
        if not by_item:
            known = ", ".join(f"{line.number} {line.sku}" for line in self[:5]) + (", ..." if len(self) > 5 else "")
            return Unfound("unknown-line", f"{said} was not ordered" + (f" (ordered: {known})" if known else ""))
        if len(by_item) > 1:
            listed = ", ".join(line.number for line in by_item)
            return Unfound("several-lines", f"{said} may be line {listed}: the line's number is missing")
        return by_item[0]

    def _of_item(self, items: Sequence[ItemId]) -> Sequence[OrderedLine]:
        """The lines that any of these item numbers means, the first few of each."""
        found = {line.id: line for id in items for line in self._meant.get(_key(id), [])[:_NAMED]}
        return sorted(found.values(), key=lambda line: (line.order_number, line.position))[:_NAMED]


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


def _keys(line: OrderedLine) -> Iterator[tuple[str, str]]:
    """By what an item number means the line: its kind, and the number as it is compared."""
    if line.gtin:
        yield _GTIN, line.gtin
    yield _OURS, line.sku
    for code in line.supplier_codes:
        yield _THEIRS, code


def _key(id: ItemId) -> tuple[str, str]:
    value = id.value.strip()
    match id.scheme:
        case ItemScheme.GTIN:
            return _GTIN, gtin14(value) or ""
        case ItemScheme.BUYER:
            return _OURS, value
        case _:
            return _THEIRS, value


def _written(items: Sequence[ItemId]) -> str:
    return " / ".join(str(id) for id in items) or "a line without an item number"
