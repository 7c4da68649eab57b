"""Who carries the goods: TDT of the main carriage."""

from __future__ import annotations

import re

from b2b.edi.edifact.mappings import money
from b2b.edi.edifact.mappings.reading import LoopCursor, at
from b2b.edi.edifact.mappings.writing import Body

# 8051: the main carriage. 3055: the carrier is named by its Standard Carrier Alpha Code.
_MAIN, _SCAC = "20", "182"
_LOOKS_LIKE_SCAC = re.compile("[A-Z]{2,4}").fullmatch


def carrier(loop: LoopCursor) -> str:
    """The carrier of the main carriage: its code, else its name; "" where there is none."""
    tdt = money.first(loop, "TDT", _MAIN)
    if tdt is None:
        return ""
    if tdt.peek(at(5)):
        tdt.accept(at(5, 3), _SCAC)
        return tdt.text(at(5))
    return tdt.text(at(5, 4))


def write_carrier(body: Body, carrier: str, path: str = "") -> None:
    """The TDT of a carrier, nothing where it is not known; `path` is that of the field that holds `carrier`, with its
    dot.
    """
    if carrier:
        named = (f"{path}carrier", carrier)
        coded = [named, None, _SCAC] if _LOOKS_LIKE_SCAC(carrier) else [None, None, None, named]
        body.add("TDT", _MAIN, None, None, None, coded)
