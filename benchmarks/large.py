"""The memory that the command line takes for a file of a gigabyte."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.orders import write_orders

_BLOCK, _LARGE = 10_000_000, 1_000_000_000
_COMMAND = "from b2b.cli import main; main()"


def measure(folder: Path) -> str:
    """A sentence with the peak of `b2b edi validate --json` over a gigabyte of orders, 1 % of them bad."""
    block, path, out = folder / "block.edi", folder / "large.edi", folder / "large.json"
    write_orders(block, _BLOCK, bad=0.01)
    content = block.read_bytes()
    with path.open("wb") as file:
        for _ in range(_LARGE // len(content) + 1):
            file.write(content)
    start = time.perf_counter()
    with out.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-c", _COMMAND, "edi", "validate", str(path), "--json"], stdout=sink
        )
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    seconds, peak, size = time.perf_counter() - start, usage.ru_maxrss / 1024, path.stat().st_size
    path.unlink()
    return (
        f"`b2b edi validate --json` on a file of {size / 1e6:.0f} MB with 1 % bad sets: at most {peak:.0f} MB resident "
        f"(ru_maxrss), {seconds:.0f} seconds, {out.stat().st_size / 1e6:.0f} MB of JSON."
    )
