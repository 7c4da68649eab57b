"""Counts what messages of EDIFACT say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from b2b.edi.edifact.service_characters import COMPONENT
from b2b.onboarding.content import Content

_CURRENCY = re.compile("[A-Z]{3}")
_PIA_NUMBERS = range(2, 7)


def count_message(content: Content, segments: Sequence[Sequence[str]]) -> list[list[str]]:
    """Count what one message says; its places as segments of X12 say them (N1, N4)."""
    places = []
    open_line = False
    for segment in segments:
        match segment[0]:
            case "CUX" if _CURRENCY.fullmatch(currency := _at(segment, 1, 2)):
                content.currencies[currency] += 1
            case "NAD":
                content.parties.setdefault(_at(segment, 1), Counter())[_name(segment), _at(segment, 2)] += 1
                places.append(["N1", _at(segment, 1), _name(segment)])
                places.append(["N4", _at(segment, 6), _at(segment, 7), _at(segment, 8), _at(segment, 9)])
            case "LIN":
                open_line = True
                content.lines += 1
                content.unpriced += 1
                content.item_qualifiers.update(filter(None, [_at(segment, 3, 2)]))
            case "PIA":
                content.item_qualifiers.update(filter(None, (_at(segment, n, 2) for n in _PIA_NUMBERS)))
            case "QTY" if open_line:
                content.units.update(filter(None, [_at(segment, 1, 3)]))
            case "PRI" if open_line:
                content.unpriced -= 1
                open_line = False
            case "UNS":
                open_line = False
    return places


def _name(nad: Sequence[str]) -> str:
    """Of the party (C080), else what stands for name and address together (C058)."""
    for element in (4, 3):
        if element < len(nad) and (name := " ".join(filter(None, nad[element].split(COMPONENT)))):
            return name if element == 4 else nad[element].split(COMPONENT)[0]
    return ""


def _at(segment: Sequence[str], element: int, component: int = 1) -> str:
    parts = segment[element].split(COMPONENT) if element < len(segment) else []
    return parts[component - 1].strip() if component <= len(parts) else ""
