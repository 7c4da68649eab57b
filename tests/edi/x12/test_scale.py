"""Twice the input takes about twice the time, whatever is in it; memory does not grow with the file."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from b2b.edi.engine.limits import Limits
from b2b.edi.engine.results import FileResult, SetResult
from b2b.edi.x12.validate import validate
from tests.edi.x12.messages import ORDER, isa, joined, message, segments, set_of

pytestmark = pytest.mark.slow

WIDE = Limits(segment_bytes=1 << 26, set_segments=10_000_000, hl_depth=10_000_000)


def ship_notice(levels: int, deep: bool) -> bytes:
    parents = range(levels) if deep else [1] * levels
    hls = ["HL*1**S", *(f"HL*{n + 2}*{max(parent, 1)}*I" for n, parent in enumerate(parents))]
    return message(["BSN*00*DN1*20260119*1000", *hls, f"CTT*{len(hls)}"], "856", "SH")


FILES: dict[str, Callable[[int], bytes]] = {
    "deep hierarchy": lambda n: ship_notice(n, deep=True),
    "wide hierarchy": lambda n: ship_notice(n, deep=False),
    "many segments": lambda n: message([*ORDER[:3], *["REF*DP*1"] * n, *ORDER[3:]]),
    "many wrong segments": lambda n: message([*ORDER[:-1], *["ZZZ*1"] * n]),
    "many wrong elements": lambda n: message([*ORDER[:7], *["PO1**X*EA*1**BP*A"] * n, f"CTT*{n}"]),
    "many sets that break off": lambda n: joined([*segments()[:2], *["ST*850*0001"] * n]),
    "many sets in one group": lambda n: joined(
        [
            *segments()[:2],
            *(line for number in range(n // 4) for line in set_of(ORDER, number=f"{number:04d}")),
            f"GE*{n // 4}*1",
            segments()[-1],
        ]
    ),
    "many groups": lambda n: joined([isa(), *["GS*PO*A*B"] * n]),
    "many interchanges": lambda n: joined([isa()] * (n // 2)),
    "one element": lambda n: message([*ORDER[:-1], "REF*DP*" + "X" * 20 * n]),
    "terminators": lambda n: joined(segments()[:4]) + b"~" * 10 * n,
    "terminators in a set": lambda n: message([*ORDER[:-1], "REF*DP*1" + "~" * 10 * n]),
    "line ends": lambda n: joined(segments()[:4], "\n", "") + b"\n" * 10 * n,
    "blanks": lambda n: joined(segments()[:4]) + b" \n" * 10 * n,
    "blank lines": lambda n: joined(segments()[:4], "\n", "") + b" \t" * 10 * n,
    "no terminator": lambda n: joined(segments()[:2]) + b"ST*850*" + b"X" * 20 * n,
    "separators": lambda n: message([*ORDER[:-1], "REF" + "*" * 10 * n]),
    "components": lambda n: message([*ORDER[:-1], "REF*DP*" + ">" * 10 * n]),
    "broken ISAs": lambda n: b"ISA*" * n,
    "noise": lambda n: b"ISA" * n,
    "binary heads": lambda n: joined(segments()[:2]) + b"ST*275*0001~" + b"BIN*9*~" * n,
}


def seconds(data: bytes) -> float:
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        for _ in validate(data, limits=WIDE):
            pass
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("name", FILES)
def test_time_is_linear(name: str) -> None:
    make = FILES[name]
    small, large = seconds(make(5_000)), seconds(make(20_000))
    # Four times the input: sixteen times the time would be quadratic. Very short times are noise.
    assert large < max(small, 0.02) * 8


# How many to make of it, how many sets are accepted without caps (an element of 20 MB is too long for any), and the
# finding where a cap is passed.
LARGE = {
    "deep hierarchy": (50_000, 1, "hl-too-deep"),
    "many segments": (200_000, 1, "set-too-large"),
    "many sets in one group": (200_000, 50_000, "too-many-sets"),
    "one element": (1_000_000, 0, "segment-too-long"),
}


@pytest.mark.parametrize("name", LARGE)
def test_the_large_is_worked_where_no_cap_is_and_named_where_one_is(name: str) -> None:
    size, accepted, code = LARGE[name]
    data = FILES[name](size)
    *_, last = validate(data, limits=WIDE)
    assert isinstance(last, FileResult)
    assert last.counts.accepted == accepted
    tight = Limits(set_segments=100_000, group_sets=10_000)
    codes = {
        f.code for result in validate(data, limits=tight) if isinstance(result, SetResult) for f in result.findings
    }
    assert codes == {code}


class _Endless:
    """A file of any size that is never in memory as a whole."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, size: int = -1) -> bytes:
        taken = b""
        while len(taken) < size and (piece := next(self._pieces, b"")):
            taken += piece
        return taken


def _orders(count: int) -> Iterator[bytes]:
    yield joined(segments()[:1])
    for group in range(count // 100):
        yield joined([f"GS*PO*NW*ACME*20260105*0800*{group + 1}*X*004010"])
        yield b"".join(joined(set_of(ORDER, number=f"{number:04d}")) for number in range(100))
        yield joined([f"GE*100*{group + 1}"])
    yield joined([f"IEA*{count // 100}*000000001"])


@pytest.mark.parametrize(
    "pieces",
    [
        _orders(20_000),
        iter([joined(segments()[:2]) + b"ST*850*1"] + [b"X" * 100_000] * 200),
        iter([b"noise " * 10_000] * 400),
    ],
    ids=["orders", "no terminator", "noise"],
)
def test_memory_is_flat(pieces: Iterator[bytes]) -> None:
    tracemalloc.start()
    try:
        for _ in validate(_Endless(pieces), limits=Limits(set_bytes=4 << 20)):  # type: ignore[arg-type]
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20 << 20
