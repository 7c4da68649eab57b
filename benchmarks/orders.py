"""Files of made-up 850 orders, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

_ISA = "ISA*00*          *00*          *ZZ*BUYERCO        *ZZ*SELLERCO       *260105*1200*U*00401*000000101*0*T*>"
_GROUP = 100  # sets


def write_orders(path: Path, size: int, bad: float = 0.0, seed: int = 7) -> None:
    """Orders in 004010, a little more than `size` bytes; the share `bad` of them has a date that does not exist."""
    with path.open("w", encoding="ascii", newline="") as file:
        for segment in _interchange(size, bad, random.Random(seed)):  # noqa: S311 - made-up orders, nothing secret
            file.write(segment + "~\n")


def _interchange(size: int, bad: float, chance: random.Random) -> Iterator[str]:
    yield _ISA
    written, groups = len(_ISA), 0
    while written < size:
        groups += 1
        yield f"GS*PO*BUYERCO*SELLERCO*20260105*1200*{groups}*X*004010"
        for number in range(1, _GROUP + 1):
            body = list(_order(groups * _GROUP + number, chance))
            if chance.random() < bad:
                body[3] = "DTM*002*20260230"
            for segment in (f"ST*850*{number:04d}", *body, f"SE*{len(body) + 2}*{number:04d}"):
                written += len(segment) + 2
                yield segment
        yield f"GE*{_GROUP}*{groups}"
    yield f"IEA*{groups}*000000101"


def _order(number: int, chance: random.Random) -> Iterator[str]:
    yield f"BEG*00*SA*45{number:08d}**20260105"
    yield "CUR*BY*EUR"
    yield f"REF*DP*{chance.randint(1, 999):03d}"
    yield "DTM*002*20260119"
    yield "N1*BT*NORTHWIND RETAIL*92*001"
    yield "N3*HAFENSTRASSE 12"
    yield "N4*HAMBURG**20457*DE"
    yield f"N1*ST*NORTHWIND DC {number % 90}*92*DC{number % 90}"
    yield "N3*LAGERWEG 3"
    yield "N4*KASSEL**34117*DE"
    lines = chance.choice((2, 3, 3, 4))
    for line in range(1, lines + 1):
        quantity, price = chance.randint(1, 900), chance.randint(100, 99999) / 100
        item, gtin = chance.randint(1, 9999), chance.randint(10**12, 10**13 - 1)
        yield f"PO1*{line}*{quantity}*EA*{price}*PE*VP*WIDGET-{item}*EN*{gtin}"
        yield f"PID*F****WIDGET, MODEL {chance.randint(1, 999)}"
    yield f"CTT*{lines}"
