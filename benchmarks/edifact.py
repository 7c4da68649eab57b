"""`python -m benchmarks.edifact`: EDIFACT validated, beside X12 validated and beside pydifact, which parses only.

The contenders take turns on the same machine; rates are bytes a second of processor time. The messages say what the
orders of the X12 benchmark say, in many more and shorter segments. pydifact gets the beginning of the same file; what
it warns of is not printed. It takes segments apart and checks nothing of their order or content.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import sys
import tempfile
import warnings
from functools import partial
from pathlib import Path

from b2b.edi.engine.results import SetResult
from b2b.edi.validation import validate
from benchmarks.contenders import Contender
from benchmarks.edi import measure
from benchmarks.messages import write_messages
from benchmarks.orders import write_orders
from benchmarks.page import write_section

_SIZE, _PEER_SIZE, _ROUNDS = 5_000_000, 300_000, 5


def main() -> None:
    """Measure, print, and write the section of docs/benchmarks.md."""
    with tempfile.TemporaryDirectory() as name:
        rates = measure(_contenders(Path(name)), _ROUNDS)
    ours, x12, peer = rates[0].middle, rates[-2].middle, rates[-1].middle
    rows = [rate.row(rates[-1]) for rate in rates]
    table = "\n".join(
        ["| what | input | MB/s, median | least to most | times pydifact |", "|---|---|---|---|---|", *rows]
    )
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    head = f"`make bench-edi` (`python -m benchmarks.edifact`), {dt.datetime.now(dt.UTC):%Y-%m-%d}, {machine}."
    times = f"{ours / peer:.0f} times as fast as pydifact parses"
    result = f"EDIFACT is validated at {ours / x12:.0%} of the rate of X12, and {times}."
    how = (__doc__ or "").split("\n\n", 1)[1].strip()
    text = "\n\n".join([f"{head} {_ROUNDS} rounds, the contenders taking turns; processor time.", table, result, how])
    sys.stdout.write(text + "\n")
    write_section("EDIFACT", text)


def _contenders(folder: Path) -> list[Contender]:
    whole, released, orders, part = (folder / f"{name}.edi" for name in ("whole", "released", "orders", "part"))
    write_messages(whole, _SIZE)
    write_messages(released, _SIZE, released=1.0)
    write_orders(orders, _SIZE)
    write_messages(part, _PEER_SIZE)
    return [
        Contender("validate EDIFACT", whole.stat().st_size, partial(_validate, whole)),
        Contender(
            "the same, a release character in every message", released.stat().st_size, partial(_validate, released)
        ),
        Contender("validate X12", orders.stat().st_size, partial(_validate, orders)),
        Contender("pydifact 0.2, parse", part.stat().st_size, partial(_pydifact, part)),
    ]


def _validate(path: Path) -> None:
    with path.open("rb") as file:
        for result in validate(file):
            if isinstance(result, SetResult):
                assert result.verdict.accepted


def _pydifact(path: Path) -> None:
    from pydifact.segmentcollection import Interchange

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        messages = Interchange.from_str(path.read_text(encoding="ascii")).get_messages()
        assert sum(len(message.segments) for message in messages) > _PEER_SIZE // 100


if __name__ == "__main__":
    main()
