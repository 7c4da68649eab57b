"""`python -m benchmarks.edi`: X12 validation, ours and pyx12's on the same orders, and the memory of the command line.

The two take turns on the same machine. pyx12 gets the beginning of the same file, because it would need minutes for all
of it; rates are bytes a second of processor time, and pyx12 reads maps that were made from our own schemas.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from b2b.edi.load import load_release
from b2b.edi.report import write_json
from b2b.edi.x12.pyx12_maps import write_maps
from b2b.edi.x12.results import SetResult
from b2b.edi.x12.validate import validate
from benchmarks.orders import write_orders
from benchmarks.page import write_section

_ROUNDS = 5
_SIZE, _SLICE, _LARGE = 10_000_000, 200_000, 100_000_000
_COMMAND = "from b2b.cli import main; main()"


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
        memory = _memory(folder)
        rows = _rates(folder)
    table = "\n".join(["| what | input | MB/s, median | least to most | times pyx12 |", "|---|---|---|---|---|", *rows])
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    head = f"`make bench` (`python -m benchmarks.edi`), {dt.datetime.now(dt.UTC):%Y-%m-%d}, {machine}."
    rounds = f"{_ROUNDS} rounds, the contenders taking turns; processor time."
    how = (__doc__ or "").split("\n\n", 1)[1].strip()
    text = f"{head} {rounds}\n\n{table}\n\n{how}\n\n{memory}"
    sys.stdout.write(text + "\n")
    write_section("X12 validation", text)


def _rates(folder: Path) -> list[str]:
    whole, part, maps = folder / "orders.edi", folder / "part.edi", folder / "maps"
    write_orders(whole, _SIZE)
    write_orders(part, _SLICE)
    maps.mkdir()
    write_maps(maps, load_release("004010"))
    contenders: list[tuple[str, Path, Callable[[Path], None]]] = [
        ("b2b, results", whole, _ours),
        ("b2b, JSON report", whole, _ours_as_json),
        ("pyx12 4.0", part, lambda path: _pyx12(path, maps)),
    ]
    rates = [Rate(name, path.stat().st_size, []) for name, path, _ in contenders]
    for _ in range(_ROUNDS):
        for rate, (_, path, run) in zip(rates, contenders, strict=True):
            start = time.process_time()
            run(path)
            rate.rates.append(rate.size / 1e6 / (time.process_time() - start))
    return [rate.row(rates[-1]) for rate in rates]


def _ours(path: Path) -> None:
    with path.open("rb") as file:
        for result in validate(file):
            if isinstance(result, SetResult):
                assert result.verdict.accepted


def _ours_as_json(path: Path) -> None:
    with path.open("rb") as file:
        assert write_json([(path.name, file)], io.StringIO())


def _pyx12(path: Path, maps: Path) -> None:
    import pyx12.params
    import pyx12.x12n_document

    logging.getLogger("pyx12").setLevel(logging.CRITICAL)
    with path.open(encoding="ascii") as file:
        assert pyx12.x12n_document.x12n_document(
            pyx12.params.ParamsBase(), file, io.StringIO(), None, map_path=str(maps)
        )


def _memory(folder: Path) -> str:
    path, out = folder / "large.edi", folder / "large.json"
    write_orders(path, _LARGE, bad=0.01)
    start = time.perf_counter()
    with out.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-c", _COMMAND, "edi", "validate", str(path), "--json"], stdout=sink
        )
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    seconds = time.perf_counter() - start
    peak = usage.ru_maxrss / 1024
    return (
        f"`b2b edi validate --json` on a file of {path.stat().st_size / 1e6:.0f} MB with 1 % bad sets: "
        f"at most {peak:.0f} MB resident, {seconds:.0f} seconds, {out.stat().st_size / 1e6:.1f} MB of JSON."
    )


if __name__ == "__main__":
    main()
