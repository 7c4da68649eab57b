"""Files of made-up ORDERS D.96A that say what `benchmarks.orders` says in X12, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

_HEAD = "UNA:+.? '\nUNB+UNOC:3+5412345000013:14+4012345500004:14+260105:1200+101++++++1'\n"


def write_messages(path: Path, size: int, released: float = 0.0, seed: int = 7) -> None:
    """Orders, a little more than `size` bytes; the share `released` of them has a release character in a text."""
    chance = random.Random(seed)  # noqa: S311 - made-up orders, nothing secret
    written, number = len(_HEAD), 0
    with path.open("w", encoding="ascii", newline="") as file:
        file.write(_HEAD)
        while written < size:
            number += 1
            text = "".join(f"{segment}'\n" for segment in _order(number, chance.random() < released, chance))
            file.write(text)
            written += len(text)
        file.write(f"UNZ+{number}+101'\n")


def _order(number: int, released: bool, chance: random.Random) -> Iterator[str]:
    lines = chance.choice((2, 3, 3, 4))
    yield f"UNH+{number}+ORDERS:D:96A:UN:EAN008"
    yield f"BGM+220+45{number:08d}+9"
    yield "DTM+137:20260105:102"
    yield "DTM+2:20260119:102"
    yield f"RFF+CT:{chance.randint(1, 999):03d}"
    yield "NAD+BY+5412345000013::9++NORTHWIND RETAIL+HAFENSTRASSE 12+HAMBURG++20457+DE"
    depot = number % 90
    yield f"NAD+DP+54123450{depot:05d}::9++NORTHWIND DC {depot}{'?+' if released else ''}+LAGERWEG 3+KASSEL++34117+DE"
    yield "CUX+2:EUR:9"
    for line in range(1, lines + 1):
        quantity, price = chance.randint(1, 900), chance.randint(100, 99999) / 100
        yield f"LIN+{line}++{chance.randint(10**12, 10**13 - 1)}:EN"
        yield f"PIA+1+WIDGET-{chance.randint(1, 9999)}:SA"
        yield f"IMD+F++:::WIDGET, MODEL {chance.randint(1, 999)}"
        yield f"QTY+21:{quantity}:PCE"
        yield f"PRI+AAA:{price:.2f}"
    yield "UNS+S"
    yield f"CNT+2:{lines}"
    yield f"UNT+{8 + 5 * lines + 3}+{number}"
