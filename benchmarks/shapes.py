"""Files of unusual shape at one and four times their size: time grows with the size, and what is too much is named."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator

from b2b.edi.engine.limits import DEFAULT, Limits
from b2b.edi.engine.results import FileResult, GroupResult, InterchangeResult, SetResult
from b2b.edi.x12.validate import validate

# No cap is in the way of the measurement.
_WIDE = Limits(
    segment_bytes=1 << 30, set_bytes=1 << 30, set_segments=1 << 30, group_sets=1 << 30, hl_depth=1 << 30
)  # fmt: skip
_ISA = "ISA*00*          *00*          *ZZ*BUYERCO        *ZZ*SELLERCO       *260105*1200*U*00401*000000101*0*T*>"


def measure() -> str:
    """A table: the time once and at four times the size, their ratio, and what the shipped caps say of it."""
    rows = ["| shape | once | four times as large | ratio | under the shipped caps |", "|---|---|---|---|---|"]
    for name, (make, size) in _SHAPES.items():
        data = make(size)
        once, four = _seconds(data), _seconds(make(4 * size))
        rows.append(f"| {name} | {once:.2f} s | {four:.2f} s | {four / once:.1f} | {_verdict(data)} |")
    return "Time is linear in size, whatever the shape (processor time, least of three):\n\n" + "\n".join(rows)


def _seconds(data: bytes) -> float:
    best = float("inf")
    gc.collect()
    for _ in range(3):
        start = time.process_time()
        for _ in validate(data, limits=_WIDE):
            pass
        best = min(best, time.process_time() - start)
    return best


def _verdict(data: bytes) -> str:
    codes = sorted(set(_codes(data)))
    return ", ".join(f"`{code}`" for code in codes) or "accepted"


def _codes(data: bytes) -> Iterator[str]:
    for result in validate(data, limits=DEFAULT):
        if isinstance(result, SetResult | GroupResult | InterchangeResult | FileResult):
            yield from (finding.code for finding in result.findings)


def _order(body: list[str]) -> list[str]:
    return ["BEG*00*SA*4500000001**20260105", *body, "PO1*1*1*EA*1*PE*VP*A", "CTT*1"]


def _file(kind: str, sets: list[tuple[str, list[str]]]) -> bytes:
    lines = [_ISA, f"GS*{kind}*BUYERCO*SELLERCO*20260105*1200*1*X*004010"]
    for number, (set_id, body) in enumerate(sets, start=1):
        lines += [f"ST*{set_id}*{number:04d}", *body, f"SE*{len(body) + 2}*{number:04d}"]
    lines += [f"GE*{len(sets)}*1", "IEA*1*000000101"]
    return "".join(line + "~\n" for line in lines).encode("ascii")


def _deep(levels: int) -> bytes:
    hls = ["HL*1**S", *(f"HL*{n}*{n - 1}*I" for n in range(2, levels + 1))]
    return _file("SH", [("856", ["BSN*00*DN1*20260105*1200", *hls, f"CTT*{levels}"])])


_SHAPES: dict[str, tuple[Callable[[int], bytes], int]] = {
    "HL segments nested 50,000 deep": (_deep, 50_000),
    "200,000 segments in one set": (lambda n: _file("PO", [("850", _order(["REF*DP*1"] * n))]), 200_000),
    "50,000 sets in one group": (lambda n: _file("PO", [("850", _order([]))] * n), 50_000),
    "one element of 20 MB": (lambda n: _file("PO", [("850", _order([f"REF*DP*{'X' * n}"]))]), 20_000_000),
}
