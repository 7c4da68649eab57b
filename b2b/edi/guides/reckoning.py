"""Values of conditions and calculations: how they compare, and what is reckoned with them.

Numbers compare as numbers, a text as a number with a number where it is one, else as text. Numbers are decimals of at
most 60 digits. What is not there is None: what is reckoned with it is None too, and so is a comparison with it.
"""

from __future__ import annotations

import datetime as dt
import decimal
import operator
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from b2b.documents.gtin import check_digit

Value = Decimal | str | dt.date | bool | None

_EXACT = decimal.Context(prec=60, Emax=999, Emin=-999, traps=[])
_PLACES = 20
# GTIN-8, -12, -13 (as GLN) and -14, GSIN and SSCC.
_GS1_LENGTHS = frozenset({8, 12, 13, 14, 17, 18})
# Quantities, prices, days and numbers of parties come again and again; longer texts are not kept.
_KEPT, _LONGEST_KEPT = 20_000, 60


class Numeral(str):
    """The value of an element that holds a number, as it is written, with a point."""

    __slots__ = ()


def number(found: Value) -> Decimal | None:
    """The value as a number, where it is one."""
    if isinstance(found, Decimal):
        return found
    if not isinstance(found, str):
        return None
    return _known(found) if len(found) <= _LONGEST_KEPT else _parsed(found)


def _parsed(text: str) -> Decimal | None:
    if not text.isascii() or not text.strip("-").replace(".", "", 1).isdigit():
        return None
    return _EXACT.plus(Decimal(text)) if text.count("-") == text.startswith("-") else None


_known = lru_cache(maxsize=_KEPT)(_parsed)


# Of two values of one kind.
ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def of_one_kind(left: Value, right: Value) -> tuple[object, object] | None:
    """The two as what they compare as; None where they cannot be put in order (they are then not the same)."""
    numbers = isinstance(left, Numeral | Decimal) and isinstance(right, Numeral | Decimal)
    if numbers or isinstance(left, Decimal) or isinstance(right, Decimal):
        one, other = number(left), number(right)
        return (one, other) if one is not None and other is not None else None
    if isinstance(left, str) and isinstance(right, str):
        return left, right
    if isinstance(left, dt.date) and isinstance(right, dt.date):
        return left, right
    return (0, 0) if left is right else None


def _are_same(left: Value, right: Value) -> bool:
    both = of_one_kind(left, right)
    return both is not None and both[0] == both[1]


def among(wanted: Value, values: Sequence[Value]) -> bool | None:
    """Whether a value is the same as one of the others; None where one of these is not there and no other is it."""
    if any(_are_same(wanted, one) for one in values if one is not None):
        return True
    return None if None in values else False


RECKONED: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": _EXACT.add,
    "-": _EXACT.subtract,
    "*": _EXACT.multiply,
    "/": _EXACT.divide,
}


def negative(found: Decimal) -> Decimal:
    """The number with the other sign."""
    return _EXACT.minus(found)


def total(numbers: Iterable[Decimal]) -> Decimal | None:
    """Their sum; None where infinities meet."""
    found = Decimal(0)
    for one in numbers:
        found = _EXACT.add(found, one)
    return None if found.is_nan() else found


def rounded(found: Value, places: Value) -> Decimal | None:
    """Half up, to so many places."""
    one, to = number(found), number(places)
    if one is None or to is None or not 0 <= to <= _PLACES or to != int(to):
        return None
    result = one.quantize(Decimal(1).scaleb(-int(to)), ROUND_HALF_UP, _EXACT)
    return result if result.is_finite() else None


def text(found: Value) -> str:
    """The value as text."""
    if isinstance(found, Decimal):
        return format(found, "f")
    return found.isoformat() if isinstance(found, dt.date) else str(found)


def day(written: str) -> dt.date | None:
    """Of eight digits, with hours and minutes (and seconds) behind them or not, or of six: from 1950 to 2049."""
    return _day(written) if len(written) in (6, 8, 12, 14) else None


@lru_cache(maxsize=_KEPT)
def _day(written: str) -> dt.date | None:
    if not written.isascii() or not written.isdigit():
        return None
    whole = written if len(written) > 6 else f"{'19' if written >= '5' else '20'}{written}"
    try:
        return dt.date(int(whole[:4]), int(whole[4:6]), int(whole[6:8]))
    except ValueError:
        return None


def is_gs1(digits: str) -> bool:
    """Whether it is a number of GS1 with its check digit."""
    return len(digits) in _GS1_LENGTHS and _is_right(digits)


@lru_cache(maxsize=_KEPT)
def _is_right(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and check_digit(digits[:-1]) == digits[-1]
