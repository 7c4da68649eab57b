"""Charges and taxes of a message that its invoice has no place for: why its total is not what the rest comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# Allowances, charges and taxes of 810 and 880. What one says is in its first element and in at least one more: a first
# element that is left alone is a code that was understood as another.
_SEGMENTS = frozenset({"SAC", "TXI", "ITA", "AMT", "G72"})
_SHOWN = 3


def in_words(leftovers: Sequence[Mapping[str, Any]]) -> str:
    """`SAC C D240 (position 9), G72 ...`: each segment that was not taken as a part of the invoice, "" for none."""
    found: dict[int, list[Mapping[str, Any]]] = {}
    for one in leftovers:
        if one["segment"] in _SEGMENTS:
            found.setdefault(one["position"], []).append(one)
    told = [_segment(position, values) for position, values in sorted(found.items()) if _is_whole(values)]
    more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return ", ".join(told[:_SHOWN]) + more


def _is_whole(values: Sequence[Mapping[str, Any]]) -> bool:
    return len(values) > 1 and any(one["element"] == 1 for one in values)


def _segment(position: int, values: Sequence[Mapping[str, Any]]) -> str:
    said = " ".join(str(one["value"]) for one in values)
    return f"{values[0]['segment']} {said} (position {position})"
