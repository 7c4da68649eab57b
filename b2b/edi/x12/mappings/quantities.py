"""Quantities and prices per unit, as lines of several sets have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from b2b.documents import NamedQuantity, Quantity
from b2b.edi import units
from b2b.edi.x12.mappings.reading import SegmentCursor
from b2b.edi.x12.mappings.segment_cursor import decimal
from b2b.edi.x12.mappings.writing import Body, Composite, Named, not_writable

# Element 639: how many units the price is for, as a power of ten. "Per each" codes are what partners write by habit
# beside any unit, yards and cases included: they mean the unit of the quantity, and so do codes that are not here.
_PRICED_FOR = {
    "PN": 1, "HP": 2, "LC": 2, "QH": 2, "TC": 2, "WC": 2, "TP": 3, "LM": 3, "QS": 3, "TM": 3, "WM": 3, "TT": 4, "HT": 5,
    "HF": 2, "TF": 3, "PS": 3, "P1": 3,
}  # fmt: skip

# Element 639: the price is for this unit (element 355), whatever unit the quantity is in.
_PRICED_BY = {
    "PD": "DZ", "LD": "DZ", "TD": "DZ", "WD": "DZ", "PG": "GR", "PK": "KG", "PO": "OZ", "PA": "TO", "PP": "LB",
    "PT": "TN", "PL": "LT", "ML": "ML", "PF": "FT", "HF": "FT", "TF": "FT", "PY": "YD", "PS": "SF", "P6": "MM",
    "P2": "CM", "P3": "DM", "P7": "MR", "P1": "MR", "P5": "DK",
}  # fmt: skip

# For one unit of the quantity: said as most partners say it, or not at all.
_BY_HABIT = frozenset({"PE", ""})

_UNDERSTOOD = frozenset({"PE", *_PRICED_FOR, *_PRICED_BY})

# Element 639: what the goods are sold for in the shop, not what the buyer pays.
_RETAIL = frozenset({"RC", "RD", "RE", "RM", "RS", "SR"})

_MEANT_OTHERWISE = frozenset({*_PRICED_FOR, *_PRICED_BY, *_RETAIL})

# Quantities of more characters with their unit are not remembered.
_SHORT = 30

_NO_CHARGE = "NC"

# Element 236: prices that are not what the buyer pays.
_OTHER_PRICES = frozenset({"RTL", "RES", "MSR", "SLP", "LPR", "MAX", "MIN"})


def read(segment: SegmentCursor, value: int, unit: int) -> Quantity | None:
    """The quantity in these two elements, None where there is none; its unit is "" where none is given."""
    elements = segment.elements
    if unit < len(elements):
        said, code = elements[value], elements[unit]
        if len(said) + len(code) < _SHORT and (found := _quantity(said, code)) is not None:
            left = segment.left
            left[value] = left[unit] = ""
            return found
    amount, parted = segment.number(value), segment.parted(unit, units.PARTED)
    return None if amount is None else Quantity(amount, units.from_x12(parted))


@lru_cache(maxsize=4_096)
def _quantity(amount: str, code: str) -> Quantity | None:
    """What these two elements say, None where it takes a closer look; lines say the same again and again."""
    value = decimal(amount)
    return None if value is None or not code.isalnum() else Quantity(value, units.from_x12(code))


def read_unit(segment: SegmentCursor, element: int) -> str:
    """The unit in this element, taken; "" where there is none."""
    return units.from_x12(segment.parted(element, units.PARTED))


def elements(quantity: Quantity, name: str, element: str) -> tuple[Named, Named]:
    """Value and unit code of a quantity; NotWritable where X12 has no code for the unit."""
    code = units.to_x12(quantity.unit)
    if quantity.unit and not code:
        raise not_writable(f"X12 has no code for the unit {quantity.unit!r}", f"{name}.unit", element)
    parts = tuple(code.split(units.PARTED))
    return (f"{name}.value", quantity.value), (f"{name}.unit", code if len(parts) == 1 else Composite(parts))


def named(segments: Iterable[SegmentCursor]) -> tuple[NamedQuantity, ...]:
    """What QTY segments say that have no field of their own; a QTY without a kind or a number stays unread."""
    found = []
    for segment in segments:
        if segment.peek(1) and segment.peek(2):
            quantity = read(segment, 2, 3)
            assert quantity is not None
            found.append(NamedQuantity(segment.text(1), quantity))
    return tuple(found)


def write_named(body: Body, quantities: Sequence[NamedQuantity], at: str) -> None:
    """A QTY for each; `at` is the path of the field with them."""
    for index, one in enumerate(quantities):
        name = f"{at}[{index}]"
        body.add("QTY", (f"{name}.kind", one.kind), *elements(one.quantity, f"{name}.quantity", "QTY03"))


def unit_price(segment: SegmentCursor, apart: Iterable[SegmentCursor], unit: int = 3) -> Decimal | None:
    """The price of one unit from three elements (unit, price, basis; 3 to 5 of PO1 and IT1), else from the CTP `apart`.

    None where there is none, and where it is a retail price or one for another unit: that stays a leftover.
    """
    elements = segment.elements
    if unit + 2 < len(elements) and elements[unit + 2] in _BY_HABIT:
        price = decimal(elements[unit + 1])
        if price is not None:
            left = segment.left
            left[unit + 1] = left[unit + 2] = ""
            return price
    counted, basis = segment.peek(unit), segment.peek(unit + 2)
    if basis in _RETAIL:
        return None
    if not segment.peek(unit + 1):
        if segment.accept(unit + 2, _NO_CHARGE):
            return Decimal(0)
        return _priced_apart(apart, counted)
    per = _PRICED_BY.get(basis)
    if per is not None and per != counted:
        return None
    price = segment.number(unit + 1)
    assert price is not None
    if basis in _PRICED_FOR:
        price = price.scaleb(-_PRICED_FOR[basis])
    if basis in _UNDERSTOOD:
        segment.take(unit + 2)
    return price


def other_price(segment: SegmentCursor, unit: int = 3) -> str:
    """The price in those elements where it is for another unit than the quantity's, with its basis.

    It stays a leftover: what it comes to in the quantity's unit is for people to say.
    """
    price, basis = segment.peek(unit + 1), segment.peek(unit + 2)
    per = None if basis in _RETAIL else _PRICED_BY.get(basis)
    return f"{price} {basis}" if price and per not in (None, segment.peek(unit)) else ""


def _priced_apart(segments: Iterable[SegmentCursor], unit: str) -> Decimal | None:
    """The first CTP that is a price to pay and is meant for the unit of the quantity."""
    for ctp in segments:
        of_unit = ctp.peek(5) in ("", unit) and ctp.peek(9) not in _MEANT_OTHERWISE
        if ctp.peek(3) and of_unit and ctp.peek(2) not in _OTHER_PRICES:
            return ctp.number(3)
    return None
