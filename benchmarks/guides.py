"""`python -m benchmarks.guides`: what it costs to hold orders against a partner's guide while they are validated.

The orders fit both guides: the shipped example of a retailer, and one that is inferred from twenty of its orders. The
three take turns over the same file in memory; the column behind a guide says how many times bare validation it takes.
A guide is compiled when its first set comes, which is not counted.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import platform
import random
import sys
import time
from collections.abc import Sequence

from b2b.edi.engine.results import SetResult
from b2b.edi.guides import shelf
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.held import Held
from b2b.edi.guides.infer import infer
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.guides.load import read_guide
from b2b.edi.validation import validate
from b2b.errors import NotFound
from benchmarks.page import write_section

_ROUNDS = 7
_ISA = "ISA*00*          *00*          *ZZ*RETAILER       *ZZ*SUPPLIER       *261102*0815*U*00401*000000001*0*T*>"
_FILES = (("500 orders of 2 lines", 500, 2), ("60 orders of 30 lines", 60, 30), ("an order of 3,000 lines", 1, 3_000))
_SAMPLES = 20


def main() -> None:
    """Measure, print, and write the section of docs/benchmarks.md."""
    table = measure()
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    head = f"`make bench-edi` (`python -m benchmarks.guides`), {dt.datetime.now(dt.UTC):%Y-%m-%d}, {machine}."
    load = f"Others kept {os.getloadavg()[1]:.1f} processors' worth of work waiting meanwhile."
    how = (__doc__ or "").split("\n\n", 1)[1].strip()
    text = "\n\n".join([f"{head} Least of {_ROUNDS} rounds; processor time. {load}", table, how])
    sys.stdout.write(text + "\n")
    write_section("Guides", text)


def measure() -> str:
    """A table: milliseconds without and with the shipped guide of a retailer, and one inferred from its orders."""
    chance = random.Random(7)  # noqa: S311 - made-up orders, nothing secret
    samples = [Sample(f"{n}.edi", _file([_order(n, n % 7 + 1, chance)])) for n in range(1, _SAMPLES + 1)]
    guides = [shelf.open_guide("retailer").guide, read_guide(infer(samples).proposals[0].text, "inferred", _nothing)]
    columns = " | ".join(f"{name}, {len(guide.sets['850'].rules)} lines | times" for name, guide in _named(guides))
    rows = [f"| file | bare, ms | {columns} |", "|---|---|" + "---|---|" * len(guides)]
    for name, count, lines in _FILES:
        data = _file([_order(number, lines, chance) for number in range(1, count + 1)])
        bare, *held = _milliseconds(data, guides)
        rows.append(f"| {name} | {bare:.1f} | " + " | ".join(f"{one:.1f} | {one / bare:.1f}" for one in held) + " |")
    return "\n".join(rows)


def _named(guides: Sequence[Guide]) -> list[tuple[str, Guide]]:
    return list(zip(("`retailer`", "inferred"), guides, strict=True))


def _milliseconds(data: bytes, guides: Sequence[Guide]) -> list[float]:
    """Without a guide, then with each."""
    held = [None, *map(Held, guides)]
    best = [float("inf")] * len(held)
    for _ in range(_ROUNDS):
        for number, one in enumerate(held):
            gc.collect()
            start = time.process_time()
            for result in validate(data, guides=one):
                assert not isinstance(result, SetResult) or result.verdict.accepted
            best[number] = min(best[number], time.process_time() - start)
    return [seconds * 1e3 for seconds in best]


def _order(number: int, lines: int, chance: random.Random) -> list[str]:
    """An order as the guide of the retailer asks for it."""
    body = [
        f"BEG*00*SA*{20_450_000 + number}**20261102", f"REF*DP*{chance.randint(1, 999):03d}", "REF*IA*104455",
        "ITD*01*3*2**10**30", "DTM*037*20261116", "DTM*038*20261120", "N1*BY*Store 0417*92*0417",
        "N1*ST*Distribution centre north*92*9002",
    ]  # fmt: skip
    for line in range(1, lines + 1):
        unit, price = chance.choice(("EA", "CA")), f"{chance.randint(100, 9999) / 100:.2f}"
        upc = chance.randint(10**11, 10**12 - 1)
        body.append(f"PO1*{line}*{chance.randint(1, 900)}*{unit}*{price}**UP*{upc}")
        body += [f"PID*F****Widget, model {chance.randint(1, 999)}", *(["PO4*12"] if unit == "CA" else [])]
    return [f"ST*850*{number:04d}", *body, f"CTT*{lines}", f"SE*{len(body) + 3}*{number:04d}"]


def _file(orders: Sequence[Sequence[str]]) -> bytes:
    sets = [segment for order in orders for segment in order]
    ends = [f"GE*{len(orders)}*1", "IEA*1*000000001"]
    lines = [_ISA, "GS*PO*RETAILER*SUPPLIER*20261102*0815*1*X*004010", *sets, *ends]
    return "".join(f"{line}~\n" for line in lines).encode("ascii")


def _nothing(name: str) -> str:
    raise NotFound(f"there is no guide {name!r}")


if __name__ == "__main__":
    main()
