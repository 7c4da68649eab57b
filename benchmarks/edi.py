"""`python -m benchmarks.edi`: X12 validated, read into documents and written, beside pyx12 and beside mere splitting.

The contenders take turns on the same machine; rates are bytes a second of processor time. `split` on both delimiters is
the limit: what it takes only to have the elements. pyx12 gets the beginning of the same file, because it would need
minutes for all of it, and reads maps that were made from our own schemas. With documents: every 850 is read, validated,
and becomes an `Order` with its leftovers. Documents are written the slow way on purpose: each is checked against the
release element by element and read back before it leaves.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from b2b.edi.x12.mappings import reading
from benchmarks import large, parts, shapes
from benchmarks.contenders import Contender, contenders
from benchmarks.page import write_section

_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Rate:
    """Megabytes a second over some rounds."""

    name: str
    size: int
    rates: list[float]

    @property
    def middle(self) -> float:
        return median(self.rates)

    def row(self, other: Rate) -> str:
        times = f"{self.middle / other.middle:.0f}" if self is not other else "1"
        spread = f"{min(self.rates):.2f} to {max(self.rates):.2f}"
        return f"| {self.name} | {self.size / 1e6:.1f} MB | {self.middle:.2f} | {spread} | {times} |"


def main() -> None:
    """Measure, print, and write the section of docs/benchmarks.md."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # First, while this process is small: a child's peak is never below its parent's size when it was started.
        memory = large.measure(folder)
        rates = measure(contenders(folder), _ROUNDS)
        grown = shapes.measure()
        left = parts.measure(folder)
    rows = [rate.row(rates[-1]) for rate in rates]
    table = "\n".join(["| what | input | MB/s, median | least to most | times pyx12 |", "|---|---|---|---|---|", *rows])
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    compiled = not (reading.__file__ or "").endswith(".py")
    command = "`make bench-compiled`" if compiled else "`make bench-edi`"
    head = f"{command} (`python -m benchmarks.edi`), {dt.datetime.now(dt.UTC):%Y-%m-%d}, {machine}."
    load = f"Others kept {os.getloadavg()[1]:.1f} processors' worth of work waiting meanwhile."
    how = (__doc__ or "").split("\n\n", 1)[1].strip()
    rounds = f"{_ROUNDS} rounds, the contenders taking turns; processor time. {load}"
    text = "\n\n".join([f"{head} {rounds}", table, how, memory, grown, left])
    sys.stdout.write(text + "\n")
    write_section("X12, compiled build" if compiled else "X12", text)


def measure(chosen: list[Contender], rounds: int) -> list[Rate]:
    """Each contender once a round, one after the other."""
    rates = [Rate(contender.name, contender.size, []) for contender in chosen]
    for _ in range(rounds):
        for rate, contender in zip(rates, chosen, strict=True):
            start = time.process_time()
            contender.run()
            rate.rates.append(rate.size / 1e6 / (time.process_time() - start))
    return rates


if __name__ == "__main__":
    main()
