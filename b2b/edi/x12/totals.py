"""Control totals: what a segment says that others count or come to, and what they do (`schemas/x12/totals.toml`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from b2b import resources
from b2b.edi.schema_files import read_table

Segments = Sequence[Sequence[str]]

_HASH_DIGITS = 10
# A unit price for one unit: any other basis (per hundred, per thousand, ...) makes the sum another one.
_PRICE_OF_ONE = frozenset({"", "CT", "PE", "QT", "TE", "UM"})


@dataclass(frozen=True, slots=True)
class Count:
    """`element` of `segment` is the number of segments of one of the ids in `of`."""

    segment: str
    element: int
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """`element` of `segment` adds up one of the pairs (segment, element) in `of`; `hashed`: as element 347 may too."""

    segment: str
    element: int
    of: tuple[tuple[str, int], ...]
    hashed: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """`element` of `segment` is quantity times price of the lines, where no segment of `unless` is in the set.

    `decimals` are implied ones, None where the element is written with a decimal point. With a `code` the total is the
    one that has it in element 1, behind the last segment `behind`. `stated` is the element that says what a line comes
    to, 0 where there is none.
    """

    finding: str
    segment: str
    element: int
    decimals: int | None
    line: str
    quantity: int
    price: int
    basis: int
    unless: tuple[str, ...]
    code: str = ""
    behind: str = ""
    stated: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """All totals of one set."""

    counts: tuple[Count, ...] = ()
    sums: tuple[Sum, ...] = ()
    amounts: tuple[Amount, ...] = ()


_NONE = Totals()


def totals_of(set_id: str) -> Totals:
    """What the notes of a set say of its totals; the same in every release."""
    return _table().get(set_id, _NONE)


def added(lines: Segments, element: int) -> tuple[Decimal, Decimal]:
    """The sum of an element of these segments, plainly and without decimal points and signs (as element 347 says, cut
    at the left to ten digits); what is no number counts for nothing.
    """
    plain, hashed = Decimal(0), 0
    for line in lines:
        text = line[element] if element < len(line) else ""
        plain += decimal(text) or 0
        digits = text.replace(".", "").replace("-", "")
        hashed += int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 20 else 0
    return plain, Decimal(hashed % 10**_HASH_DIGITS)


def priced(amount: Amount, lines: Segments) -> Decimal | None:
    """What the lines come to; None where one does not say it and has no quantity or price, or a price that is not for
    one unit.
    """
    total = Decimal(0)
    for line in lines:
        stated = decimal(line[amount.stated]) if 0 < amount.stated < len(line) else None
        if stated is not None:
            total += stated
            continue
        parts = [line[n] if 0 < n < len(line) else "" for n in (amount.quantity, amount.price, amount.basis)]
        quantity, price = decimal(parts[0]), decimal(parts[1])
        if quantity is None or price is None or parts[2] not in _PRICE_OF_ONE:
            return None
        total += quantity * price
    return total


def decimal(text: str) -> Decimal | None:
    """A number of reasonable size, None where the text is none."""
    if not text.isascii():
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and len(text) <= 40 and abs(value.adjusted()) <= 40 else None


@cache
def _table() -> Mapping[str, Totals]:
    table = read_table(resources.path("schemas", "x12", "totals.toml"))
    return {set_id: _totals(row) for set_id, row in table.items()}


def _totals(row: Mapping[str, Any]) -> Totals:
    counts = tuple(Count(segment, element, tuple(of)) for segment, element, *of in row.get("counts", ()))
    sums = tuple(
        Sum(segment, element, tuple(zip(of[::2], of[1::2], strict=True)), key == "hashes")
        for key in ("hashes", "sums")
        for segment, element, *of in row.get(key, ())
    )
    return Totals(counts, sums, tuple(_amount(one) for one in row.get("amounts", ())))


def _amount(row: Mapping[str, Any]) -> Amount:
    segment, element, *decimals = row["total"]
    line, quantity, price, basis, *stated = row["line"]
    code, behind = row.get("when", ("", ""))
    implied = decimals[0] if decimals else None
    unless = tuple(row["unless"])
    return Amount(row["code"], segment, element, implied, line, quantity, price, basis, unless, code, behind, *stated)
