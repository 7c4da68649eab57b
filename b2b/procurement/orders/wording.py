"""Figures as people write them, for reasons in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def figure(value: Decimal) -> str:
    """A number without trailing zeros: `60`, `2.5`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def price(value: Decimal, currency: str) -> str:
    """An amount or a price with two decimals, or as many as it has: `2,400.00 EUR`, `0.0125 EUR`."""
    text = figure(value)
    return f"{Decimal(text):,f} {currency}" if len(text.partition(".")[2]) > 2 else f"{value:,.2f} {currency}"


def percent(part: Decimal, whole: Decimal) -> str:
    """How much of `whole` the part is, to two decimals: `12 %`."""
    return f"{figure((part / whole * 100).quantize(_CENT, ROUND_HALF_UP))} %"


def listed(names: Sequence[str], at_most: int = 5) -> str:
    """`1, 2 and 3`; of a long list the first ones and how many more."""
    shown = list(names[:at_most])
    if len(names) > at_most:
        shown.append(f"{len(names) - at_most} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def ordinal(place: int) -> str:
    """A place in a row, from 1: `1st`, `2nd`, `3rd`, `11th`."""
    teens = place // 10 % 10 == 1
    return f"{place}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(place % 10, 'th')}"
